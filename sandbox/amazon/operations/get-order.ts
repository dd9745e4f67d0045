import { payload, refusal } from '../replies.js';
import { vendorRate, vendorRateHeaderOn, withQuery } from './operation.js';
import type { Operation } from './operation.js';
import { wireOrder } from './order-view.js';
import { z } from 'zod';

/** One order by its number. */
export const getOrder: Operation = {
  name: 'getOrder',
  method: 'GET',
  path: '/vendor/directFulfillment/orders/v1/purchaseOrders/{purchaseOrderNumber}',
  restricted: true,
  rate: vendorRate,
  rateHeaderOn: vendorRateHeaderOn,
  run: ({ world, params, query }) =>
    withQuery(z.strictObject({}), query, () => {
      const record = world.orders.find(params['purchaseOrderNumber'] ?? '');
      if (record === undefined) return refusal(404, 'InvalidInput', 'Invalid PO ID.');
      return payload(200, wireOrder(world, record));
    }),
};
