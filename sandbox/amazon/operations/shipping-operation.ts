import type { z } from 'zod';
import type { Rate } from '../options.js';
import type { Answer } from '../replies.js';
import { shippingFault } from '../schemas/shipments.js';
import { businessOf } from '../shipments/businesses.js';
import type { BusinessId } from '../shipments/businesses.js';
import { shippingRefusals } from '../shipments/replies.js';
import type { PurchasedShipment } from '../shipments/shipment-book.js';
import { header } from '../wire.js';
import type { Call, Operation } from './operation.js';

/** The usage plan of every Shipping v2 operation (model). */
const shippingRate: Rate = { ratePerSecond: 80, burst: 100 };

/** What all Shipping v2 operations have in common. */
export const shippingV2 = {
  restricted: false,
  rate: shippingRate,
  rateHeaderOn: [200, 400, 404],
  refusals: shippingRefusals,
} as const satisfies Partial<Operation>;

/** Hands over the shipping business of a call, which is the UK's where the header is missing. */
export function withBusiness({ headers }: Call, handle: (businessId: BusinessId) => Answer): Answer {
  const businessId = businessOf(headers);
  return businessId === undefined
    ? shippingRefusals.invalid('x-amzn-shipping-business-id is invalid')
    : handle(businessId);
}

/** Checks a body or a query; a fault is a 400 that names the place but not the value. */
export function checked<T>(schema: z.ZodType<T>, value: unknown, handle: (value: T) => Answer): Answer {
  const parsed = schema.safeParse(value);
  return parsed.success ? handle(parsed.data) : shippingRefusals.invalid(shippingFault(parsed.error));
}

/** The key of a call; an empty one is none. */
export function idempotencyKeyOf({ headers }: Call): { readonly idempotencyKey?: string } {
  const idempotencyKey = header(headers, 'x-amzn-idempotencykey') ?? '';
  return idempotencyKey === '' ? {} : { idempotencyKey };
}

/** The query of a call; by the guide's letter also under the names of its tables (SV-4). */
export function queryOf({ world, query }: Call): Readonly<Record<string, unknown>> {
  if (world.shipping.switches.dialect !== 'guide') return query;
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name.replace(/ID$/, 'Id'), value]));
}

/** Hands over the shipment that a call means: one of its own business, and not of Direct Fulfillment, which has none of these operations. */
export function withShipment(
  shipment: PurchasedShipment | undefined,
  businessId: BusinessId,
  handle: (shipment: PurchasedShipment) => Answer,
): Answer {
  if (shipment?.businessId !== businessId) return shippingRefusals.notFound();
  return shipment.channel === 'DIRECT_FULFILLMENT'
    ? shippingRefusals.invalid('The operation is not available for Direct Fulfillment shipments.')
    : handle(shipment);
}
