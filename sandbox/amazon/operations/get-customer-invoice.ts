import { documentAnswer } from './document-answer.js';
import { wireCustomerInvoice } from './document-view.js';
import { vendorRate, vendorRateHeaderOn } from './operation.js';
import type { Operation } from './operation.js';

/** One customer's invoice, some time after the acknowledgement and only of orders that have one, as in India. */
export const getCustomerInvoice: Operation = {
  name: 'getCustomerInvoice',
  method: 'GET',
  path: '/vendor/directFulfillment/shipping/v1/customerInvoices/{purchaseOrderNumber}',
  restricted: true,
  rate: vendorRate,
  rateHeaderOn: vendorRateHeaderOn,
  run: (call) => documentAnswer(call, 'customerInvoice', wireCustomerInvoice),
};
