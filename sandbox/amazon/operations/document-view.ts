import type { MadeOrder } from '../orders/order.js';
import { customerInvoicePdf } from '../papers/customer-invoice.js';
import { packingSlipPdf } from '../papers/packing-slip.js';

/** A packing slip as getPackingSlip and getPackingSlips show it, the content in base64. */
export function wirePackingSlip(order: MadeOrder): unknown {
  return {
    purchaseOrderNumber: order.purchaseOrderNumber,
    content: packingSlipPdf(order).toString('base64'),
    contentType: 'application/pdf',
  };
}

/** A customer's invoice as getCustomerInvoice and getCustomerInvoices show it, without a content type (model). */
export function wireCustomerInvoice(order: MadeOrder): unknown {
  return {
    purchaseOrderNumber: order.purchaseOrderNumber,
    content: customerInvoicePdf(order).toString('base64'),
  };
}
