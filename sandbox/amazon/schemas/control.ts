import { z } from 'zod';
import type { FaultFilter, FaultScript } from '../faults.js';
import type { ReceivedFilter } from '../journal.js';
import { operationNames } from '../options.js';
import type { LineRequest, OrderRequest } from '../orders/order.js';

/** The name of an operation as it is given to the control. */
export const operationName = z.enum(operationNames);
const status = z.int().min(200).max(599);
const delayMs = z.number().min(0);
const tokenStatus = z.union([z.literal(401), z.literal(403)]).exactOptional();

const fault = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('status'),
    status,
    html: z.boolean().exactOptional(),
    processed: z.boolean().exactOptional(),
    retryAfterSeconds: z.number().exactOptional(),
  }),
  z.strictObject({ kind: z.literal('reset-before') }),
  z.strictObject({ kind: z.literal('reply-lost') }),
  z.strictObject({
    kind: z.literal('slow'),
    delayMs,
    processed: z.enum(['at-once', 'after-delay']).exactOptional(),
  }),
  z.strictObject({ kind: z.literal('token-expired'), status: tokenStatus }),
  z.strictObject({ kind: z.literal('not-permitted'), status: tokenStatus }),
  z.strictObject({
    kind: z.literal('transaction-failure'),
    code: z.string(),
    message: z.string().exactOptional(),
    effect: z.boolean().exactOptional(),
  }),
  z.strictObject({ kind: z.literal('never-success'), effect: z.boolean() }),
  z.strictObject({ kind: z.literal('label-late'), delayMs }),
  z.strictObject({ kind: z.literal('cancelled-order') }),
  z.strictObject({ kind: z.literal('lwa-error'), error: z.string(), status: status.exactOptional() }),
  z.strictObject({
    kind: z.literal('rdt-refused'),
    path: z.string().exactOptional(),
    combined: z.boolean().exactOptional(),
  }),
  z.strictObject({ kind: z.literal('unknown-enum'), value: z.string().exactOptional() }),
  z.strictObject({ kind: z.literal('missing-payload') }),
  z.strictObject({ kind: z.literal('empty-payload') }),
  z.strictObject({ kind: z.literal('picked-up') }),
  z.strictObject({ kind: z.literal('unsorted-events') }),
]);

/** A fault script as it is given to the control. */
export const faultScript = z.strictObject({
  operation: operationName,
  purchaseOrderNumber: z.string().exactOptional(),
  parcel: z.string().exactOptional(),
  fault,
  times: z.union([z.int().min(1), z.literal('always')]).exactOptional(),
  after: z.int().min(0).exactOptional(),
}) satisfies z.ZodType<FaultScript>;

/** A filter of fault scripts as it is given to the control. */
export const faultFilter = z.strictObject({
  operation: operationName.exactOptional(),
  parcel: z.string().exactOptional(),
}) satisfies z.ZodType<FaultFilter>;

const line = z.strictObject({
  buyerProductIdentifier: z.string().exactOptional(),
  vendorProductIdentifier: z.string().exactOptional(),
  amount: z.int().min(1).exactOptional(),
}) satisfies z.ZodType<LineRequest>;

/** An order request as it is given to the control. */
export const orderRequest = z.strictObject({
  purchaseOrderNumber: z
    .string()
    .regex(/^[a-zA-Z0-9]+$/)
    .exactOptional(),
  labelMode: z.enum(['amazon', 'vendor-label', 'vendor-carrier']).exactOptional(),
  lines: z.union([z.int().min(1), z.array(line).min(1)]).exactOptional(),
  gift: z.boolean().exactOptional(),
  priority: z.boolean().exactOptional(),
  scheduledDelivery: z.boolean().exactOptional(),
  packingSlipRequired: z.boolean().exactOptional(),
  warehouse: z.string().exactOptional(),
  shipMethod: z.string().exactOptional(),
  orderDate: z.int().exactOptional(),
  requiredShipDate: z.int().exactOptional(),
  availableAt: z.int().exactOptional(),
  packages: z.int().min(1).exactOptional(),
  labelFormat: z.enum(['PNG', 'ZPL']).exactOptional(),
  invoiced: z.boolean().exactOptional(),
  orderDateWithoutZone: z.boolean().exactOptional(),
}) satisfies z.ZodType<OrderRequest>;

/** A filter of received requests as it is given to the control. */
export const receivedFilter = z.strictObject({
  operation: operationName.exactOptional(),
  purchaseOrderNumber: z.string().exactOptional(),
  parcel: z.string().exactOptional(),
  since: z.int().exactOptional(),
}) satisfies z.ZodType<ReceivedFilter>;
