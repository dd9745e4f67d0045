import type { z } from 'zod';
import { CallFailed } from '../amazon.js';
import { faultsOf } from '../faults.js';
import { createAsk } from './ask.js';
import type { CallOptions } from './ask.js';
import { shippingOperations } from './operations.js';
import type {
  DirectPurchase,
  GetRatesRequest,
  IneligibleRate,
  PackageDocuments,
  Purchase,
  Rate,
  ShipmentDocumentsQuery,
  ShippingBusinessId,
  Tracking,
} from './schemas/index.js';
import { createSend } from './send.js';
import type { SendDependencies, SendOptions, SendResult } from './send.js';

/** In every call: where the shipment is bought. */
interface At {
  businessId: ShippingBusinessId;
}

/** A body that goes out byte for byte, as the ledger keeps it, under a key of its own. */
interface KeyedBody {
  /** JSON text. */
  body: string;
  /** Amazon carries the same body with the same key out once; 32 to 64 hexadecimal digits. */
  idempotencyKey: string;
}

export interface Rates {
  requestToken: string;
  /** May be empty: no service is to be had. */
  rates: Rate[];
  ineligibleRates: IneligibleRate[];
  /** Rates that could not be understood and are left out. */
  unreadableRates: number;
}

/**
 * Shipping v2 for one account, one method per operation. Nothing is retried inside.
 *
 * What changes nothing returns its result or throws {@link CallFailed}; what changes something returns what became of
 * it, because a lost reply is no refusal. All of them throw `Rejected` without a call for what Amazon would refuse,
 * naming the fields.
 */
export interface ShippingCalls {
  /** Rates are good for ten minutes from their making by the carrier, which is before this answer. */
  getRates(input: At & { request: GetRatesRequest }, options: CallOptions): Promise<Rates>;
  /**
   * The JSON Schema of what the carrier wants to know besides, as it comes: input of somebody else's making.
   *
   * @throws {CallFailed} `RateExpired` when the rate's ten minutes are over.
   */
  getAdditionalInputs(
    input: At & { requestToken: string; rateId: string },
    options: CallOptions,
  ): Promise<Record<string, unknown>>;
  /** Buys a rate. `refused` with `RateExpired` when its ten minutes are over. */
  purchaseShipment(input: At & KeyedBody, options: SendOptions): Promise<SendResult<Purchase>>;
  /**
   * Buys a label for a Direct Fulfillment shipment.
   *
   * @throws {CallFailed} `Rejected` while it is switched off: Amazon has paused the operation.
   */
  directPurchaseShipment(
    input: At & KeyedBody & { locale?: string },
    options: SendOptions,
  ): Promise<SendResult<DirectPurchase>>;
  /** The documents as they were bought, or `undefined` when Amazon does not know the shipment. Never buys. */
  getShipmentDocuments(
    input: At & { shipmentId: string } & ShipmentDocumentsQuery,
    options: CallOptions,
  ): Promise<PackageDocuments | undefined>;
  /** Where a parcel shipped with Amazon is, or `undefined` while Amazon does not know it. */
  getTracking(
    input: At & { carrierId: string; trackingId: string },
    options: CallOptions,
  ): Promise<Tracking | undefined>;
  /** Before the pickup only. A refusal may also mean that it is cancelled already: getTracking tells. */
  cancelShipment(input: At & { shipmentId: string }, options: SendOptions): Promise<SendResult<Record<string, never>>>;
}

export interface ShippingCallsDependencies extends SendDependencies {
  /** Switches directPurchaseShipment on. Default: off, because Amazon has paused it. */
  directPurchase?: boolean;
}

export function createShippingCalls({
  directPurchase = false,
  ...dependencies
}: ShippingCallsDependencies): ShippingCalls {
  const ask = createAsk(dependencies);
  const send = createSend(dependencies);
  return {
    getRates: async ({ businessId, request }, options) => {
      const operation = shippingOperations.getRates;
      const headers = checked(operation.name, operation.headers, businessHeader(businessId));
      const body = JSON.stringify(checked(operation.name, operation.request, request));
      const found = await ask(operation, { headers, body }, options);
      const { requestToken, rates, ineligibleRates } = known(operation.name, found);
      return { requestToken, rates: rates.readable, ineligibleRates, unreadableRates: rates.unreadable };
    },
    getAdditionalInputs: async ({ businessId, ...ids }, options) => {
      const operation = shippingOperations.getAdditionalInputs;
      const headers = checked(operation.name, operation.headers, businessHeader(businessId));
      const query = checked(operation.name, operation.query, ids);
      return known(operation.name, await ask(operation, { headers, query }, options));
    },
    purchaseShipment: async ({ businessId, idempotencyKey, body }, options) => {
      const operation = shippingOperations.purchaseShipment;
      const given = { ...businessHeader(businessId), 'x-amzn-IdempotencyKey': idempotencyKey };
      const headers = checked(operation.name, operation.headers, given);
      checked(operation.name, operation.request, JSON.parse(body));
      return await send(operation, { headers, body }, options);
    },
    directPurchaseShipment: async ({ businessId, idempotencyKey, locale, body }, options) => {
      const operation = shippingOperations.directPurchaseShipment;
      if (!directPurchase) {
        throw new CallFailed(
          'Rejected',
          `${operation.name} was not sent: Amazon has paused it, and it is switched off.`,
        );
      }
      const { locale: language, ...keyed } = checked(operation.name, operation.headers, {
        ...businessHeader(businessId),
        'x-amzn-IdempotencyKey': idempotencyKey,
        ...(locale !== undefined && { locale }),
      });
      const headers = { ...keyed, ...(language !== undefined && { locale: language }) };
      checked(operation.name, operation.request, JSON.parse(body));
      return await send(operation, { headers, body }, options);
    },
    getShipmentDocuments: async ({ businessId, shipmentId, ...wanted }, options) => {
      const operation = shippingOperations.getShipmentDocuments;
      const headers = checked(operation.name, operation.headers, businessHeader(businessId));
      const query = checked(operation.name, operation.query, wanted);
      const found = await ask(operation, { headers, params: { shipmentId }, query: { ...query } }, options);
      return found?.packageDocumentDetail;
    },
    getTracking: async ({ businessId, ...ids }, options) => {
      const operation = shippingOperations.getTracking;
      const headers = checked(operation.name, operation.headers, businessHeader(businessId));
      const query = checked(operation.name, operation.query, ids);
      return await ask(operation, { headers, query }, options);
    },
    cancelShipment: async ({ businessId, shipmentId }, options) => {
      const operation = shippingOperations.cancelShipment;
      const headers = checked(operation.name, operation.headers, businessHeader(businessId));
      return await send(operation, { headers, params: { shipmentId } }, options);
    },
  };
}

const businessHeader = (businessId: ShippingBusinessId) => ({ 'x-amzn-shipping-business-id': businessId });

/** @throws {CallFailed} `Rejected`, naming the fields that Amazon would refuse. */
function checked<S extends z.ZodType>(name: string, schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new CallFailed('Rejected', `${name} was not sent, ${faultsOf(parsed.error)}.`);
}

/** @throws {CallFailed} `NotFound` where a 404 has no meaning of its own. */
function known<R>(name: string, found: R | undefined): R {
  if (found !== undefined) return found;
  throw new CallFailed('NotFound', `${name}: status 404.`);
}
