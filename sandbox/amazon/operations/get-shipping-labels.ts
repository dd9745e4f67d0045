import { getShippingLabelsQuery } from '../schemas/shipping.js';
import { wireLabel } from './label-view.js';
import { listAnswer } from './list-answer.js';
import { vendorRate, vendorRateHeaderOn, withQuery } from './operation.js';
import type { Operation } from './operation.js';

/** Labels that became available in a range of at most seven days, page by page. */
export const getShippingLabels: Operation = {
  name: 'getShippingLabels',
  method: 'GET',
  path: '/vendor/directFulfillment/shipping/v1/shippingLabels',
  restricted: true,
  rate: vendorRate,
  rateHeaderOn: vendorRateHeaderOn,
  run: ({ world, query: raw }) =>
    withQuery(getShippingLabelsQuery, raw, (query) =>
      listAnswer(world, query, {
        name: 'shippingLabels',
        element: (record) => {
          const label = world.orders.readableLabel(record);
          return label && { at: label.visibleAt, view: () => wireLabel(record, label) };
        },
      }),
    ),
};
