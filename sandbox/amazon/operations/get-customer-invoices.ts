import { readableDocument } from '../orders/order-documents.js';
import { getCustomerInvoicesQuery, largestInvoicePage } from '../schemas/shipping.js';
import { wireCustomerInvoice } from './document-view.js';
import { listAnswer } from './list-answer.js';
import { vendorRate, vendorRateHeaderOn, withQuery } from './operation.js';
import type { Operation } from './operation.js';

/** Invoices of orders that became available in a range of at most seven days: by the order's instant, not the invoice's (model). */
export const getCustomerInvoices: Operation = {
  name: 'getCustomerInvoices',
  method: 'GET',
  path: '/vendor/directFulfillment/shipping/v1/customerInvoices',
  restricted: true,
  rate: vendorRate,
  rateHeaderOn: vendorRateHeaderOn,
  run: ({ world, query: raw }) =>
    withQuery(getCustomerInvoicesQuery, raw, ({ limit = largestInvoicePage, ...query }) =>
      listAnswer(
        world,
        { ...query, limit },
        {
          name: 'customerInvoices',
          element: (record) => {
            const invoice = readableDocument(record, 'customerInvoice', world.settings.clock());
            return invoice && { at: record.availableAt, view: () => wireCustomerInvoice(record) };
          },
        },
      ),
    ),
};
