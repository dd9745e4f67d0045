import { readableDocument } from '../orders/order-documents.js';
import { getPackingSlipsQuery } from '../schemas/shipping.js';
import { wirePackingSlip } from './document-view.js';
import { listAnswer } from './list-answer.js';
import { vendorRate, vendorRateHeaderOn, withQuery } from './operation.js';
import type { Operation } from './operation.js';

/** Packing slips that became available in a range of at most seven days, page by page. */
export const getPackingSlips: Operation = {
  name: 'getPackingSlips',
  method: 'GET',
  path: '/vendor/directFulfillment/shipping/v1/packingSlips',
  restricted: true,
  rate: vendorRate,
  rateHeaderOn: vendorRateHeaderOn,
  run: ({ world, query: raw }) =>
    withQuery(getPackingSlipsQuery, raw, (query) =>
      listAnswer(world, query, {
        name: 'packingSlips',
        element: (record) => {
          const slip = readableDocument(record, 'packingSlip', world.settings.clock());
          return slip && { at: slip.visibleAt, view: () => wirePackingSlip(record) };
        },
      }),
    ),
};
