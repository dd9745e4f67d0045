import { getOrdersQuery } from '../schemas/orders.js';
import { listAnswer } from './list-answer.js';
import { vendorRate, vendorRateHeaderOn, withQuery } from './operation.js';
import type { Operation } from './operation.js';
import { wireOrder } from './order-view.js';

/** Orders that became available in a range of at most seven days, page by page. The model itself sets no longest range here. */
export const getOrders: Operation = {
  name: 'getOrders',
  method: 'GET',
  path: '/vendor/directFulfillment/orders/v1/purchaseOrders',
  restricted: true,
  rate: vendorRate,
  rateHeaderOn: vendorRateHeaderOn,
  run: ({ world, query: raw }) =>
    withQuery(getOrdersQuery, raw, (query) =>
      listAnswer(world, query, {
        name: 'orders',
        among: (after, before) => world.orders.availableBetween(after, before),
        element: (record) => {
          if (query.status !== undefined && world.orders.status(record) !== query.status) return undefined;
          const { availableAt: at, purchaseOrderNumber } = record;
          const bare = query.includeDetails === 'false';
          return { at, view: () => (bare ? { purchaseOrderNumber } : wireOrder(world, record)) };
        },
      }),
    ),
};
