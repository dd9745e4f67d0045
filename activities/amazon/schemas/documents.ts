import { z } from 'zod';
import { pagination, receivedBytes } from './shared.js';

/**
 * A packing slip, as it comes in; source: model `PackingSlip` (not the guide's `packingSlip` object, DF-6).
 *
 * `contentType` is `application/pdf`, absent, or added since.
 */
export const packingSlip = z.object({
  purchaseOrderNumber: z.string(),
  content: receivedBytes,
  contentType: z.string().exactOptional(),
});

/** A page of getPackingSlips; source: model `PackingSlipList`. */
export const packingSlipsPage = z.object({
  pagination: pagination.exactOptional(),
  packingSlips: z.array(packingSlip).exactOptional(),
});

/** A customer's invoice, as it comes in; source: model `CustomerInvoice`. */
export const customerInvoice = z.object({ purchaseOrderNumber: z.string(), content: receivedBytes });

/** A page of getCustomerInvoices; source: model `CustomerInvoiceList`. */
export const customerInvoicesPage = z.object({
  pagination: pagination.exactOptional(),
  customerInvoices: z.array(customerInvoice).exactOptional(),
});
