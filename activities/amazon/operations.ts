import type { z } from 'zod';
import type { WriteOperation } from './amazon.js';
import { ndrOperations } from './ndr/operations.js';
import {
  createRestrictedDataTokenRequest,
  customerInvoice,
  customerInvoicesPage,
  customerInvoicesQuery,
  order,
  ordersPage,
  ordersQuery,
  packingSlip,
  packingSlipsPage,
  restrictedDataToken,
  shippingLabel,
  shippingLabelsPage,
  shippingListQuery,
  submitAcknowledgementRequest,
  submitShipmentConfirmationsRequest,
  submitShipmentStatusUpdatesRequest,
  submitShippingLabelsRequest,
  transactionReference,
  transactionStatus,
} from './schemas/index.js';
import { shippingOperations } from './shipping/operations.js';

/** One operation of the Selling Partner API. This table is the one place where it is described. */
export interface Operation {
  name: string;
  method: 'GET' | 'POST' | 'PUT';
  /** Path template; `{name}` is a path parameter. */
  path: string;
  /** Called with a restricted data token instead of the access token; source: Tokens guide (DF-4). */
  restricted: boolean;
  /** For accounts with `invoices` only: customer invoices exist in India, and nowhere else. */
  indiaOnly?: true;
  /** Changes something at Amazon: a lost reply is an unknown outcome, also where an idempotency key is sent. */
  write: boolean;
  /** Name of the body's array, where the operation takes many orders. */
  arrayName?: string;
  /** The plan's refill, calls per second, per account and application. */
  ratePerSecond: number;
  /** The plan's bucket, calls. */
  burst: number;
  /** The body that goes out: refuses what Amazon would. */
  request?: z.ZodType;
  /** The query that goes out: refuses what Amazon would. */
  query?: z.ZodType;
  /** The headers that go out besides those of every call: refuses what Amazon would. */
  headers?: z.ZodType;
  /** What comes in, below the envelope. */
  response: z.ZodType;
  /** Where path and limits are documented. */
  source: string;
}

const orders = '/vendor/directFulfillment/orders/v1';
const shipping = '/vendor/directFulfillment/shipping/v1';
const transactions = '/vendor/directFulfillment/transactions/v1';

const ordersModel = 'vendorDirectFulfillmentOrdersV1, Usage Plan';
const shippingModel = 'vendorDirectFulfillmentShippingV1, Usage Plan';
const tenPerSecond = { ratePerSecond: 10, burst: 10 } as const;

/** All operations that are called, by Amazon's name. */
export const operations = {
  createRestrictedDataToken: {
    name: 'createRestrictedDataToken',
    method: 'POST',
    path: '/tokens/2021-03-01/restrictedDataToken',
    restricted: false,
    // A token that nobody receives does no harm, so this POST may be repeated.
    write: false,
    ratePerSecond: 1,
    burst: 10,
    request: createRestrictedDataTokenRequest,
    response: restrictedDataToken,
    source: 'tokens_2021-03-01, Usage Plan',
  },
  getOrders: {
    name: 'getOrders',
    method: 'GET',
    path: `${orders}/purchaseOrders`,
    restricted: true,
    write: false,
    ...tenPerSecond,
    query: ordersQuery,
    response: ordersPage,
    source: ordersModel,
  },
  getOrder: {
    name: 'getOrder',
    method: 'GET',
    path: `${orders}/purchaseOrders/{purchaseOrderNumber}`,
    restricted: true,
    write: false,
    ...tenPerSecond,
    response: order,
    source: ordersModel,
  },
  submitAcknowledgement: {
    name: 'submitAcknowledgement',
    method: 'POST',
    path: `${orders}/acknowledgements`,
    restricted: false,
    write: true,
    arrayName: 'orderAcknowledgements',
    ...tenPerSecond,
    request: submitAcknowledgementRequest,
    response: transactionReference,
    source: ordersModel,
  },
  submitShippingLabelRequest: {
    name: 'submitShippingLabelRequest',
    method: 'POST',
    path: `${shipping}/shippingLabels`,
    restricted: false,
    write: true,
    arrayName: 'shippingLabelRequests',
    ...tenPerSecond,
    request: submitShippingLabelsRequest,
    response: transactionReference,
    source: shippingModel,
  },
  getShippingLabels: {
    name: 'getShippingLabels',
    method: 'GET',
    path: `${shipping}/shippingLabels`,
    restricted: true,
    write: false,
    ...tenPerSecond,
    query: shippingListQuery,
    response: shippingLabelsPage,
    source: shippingModel,
  },
  getShippingLabel: {
    name: 'getShippingLabel',
    method: 'GET',
    path: `${shipping}/shippingLabels/{purchaseOrderNumber}`,
    restricted: true,
    write: false,
    ...tenPerSecond,
    response: shippingLabel,
    source: `${shippingModel}; path from the model (DF-9)`,
  },
  submitShipmentConfirmations: {
    name: 'submitShipmentConfirmations',
    method: 'POST',
    path: `${shipping}/shipmentConfirmations`,
    restricted: false,
    write: true,
    arrayName: 'shipmentConfirmations',
    ...tenPerSecond,
    request: submitShipmentConfirmationsRequest,
    response: transactionReference,
    source: shippingModel,
  },
  submitShipmentStatusUpdates: {
    name: 'submitShipmentStatusUpdates',
    method: 'POST',
    path: `${shipping}/shipmentStatusUpdates`,
    restricted: false,
    write: true,
    arrayName: 'shipmentStatusUpdates',
    ...tenPerSecond,
    request: submitShipmentStatusUpdatesRequest,
    response: transactionReference,
    source: shippingModel,
  },
  getPackingSlips: {
    name: 'getPackingSlips',
    method: 'GET',
    path: `${shipping}/packingSlips`,
    restricted: true,
    write: false,
    ...tenPerSecond,
    query: shippingListQuery,
    response: packingSlipsPage,
    source: shippingModel,
  },
  getPackingSlip: {
    name: 'getPackingSlip',
    method: 'GET',
    path: `${shipping}/packingSlips/{purchaseOrderNumber}`,
    restricted: true,
    write: false,
    ...tenPerSecond,
    response: packingSlip,
    source: shippingModel,
  },
  getCustomerInvoices: {
    name: 'getCustomerInvoices',
    method: 'GET',
    path: `${shipping}/customerInvoices`,
    restricted: true,
    indiaOnly: true,
    write: false,
    ...tenPerSecond,
    query: customerInvoicesQuery,
    response: customerInvoicesPage,
    source: `${shippingModel}; limit from the guide (DF-7)`,
  },
  getCustomerInvoice: {
    name: 'getCustomerInvoice',
    method: 'GET',
    path: `${shipping}/customerInvoices/{purchaseOrderNumber}`,
    restricted: true,
    indiaOnly: true,
    write: false,
    ...tenPerSecond,
    response: customerInvoice,
    source: `${shippingModel}; path from the model (DF-8)`,
  },
  getTransactionStatus: {
    name: 'getTransactionStatus',
    method: 'GET',
    path: `${transactions}/transactions/{transactionId}`,
    restricted: false,
    write: false,
    ...tenPerSecond,
    response: transactionStatus,
    source: 'vendorDirectFulfillmentTransactionsV1, Usage Plan',
  },
  ...shippingOperations,
  ...ndrOperations,
} as const satisfies Record<string, Operation> & Record<WriteOperation, Operation & { arrayName: string }>;

/** Amazon's name of an operation in the table. */
export type OperationName = keyof typeof operations;

/**
 * The operations that an account reads with a restricted data token, all with GET.
 *
 * Customer invoices exist in India only: asking for them elsewhere may get the whole request refused.
 */
export function restrictedReads(account: { invoices: boolean }): (Operation & { name: OperationName })[] {
  return Object.values<Operation & { name: OperationName }>(operations).filter(
    ({ restricted, indiaOnly = false }) => restricted && (account.invoices || !indiaOnly),
  );
}

/** The path templates that one restricted data token is asked for. */
export const restrictedPaths = (account: { invoices: boolean }): string[] =>
  restrictedReads(account).map(({ path }) => path);
