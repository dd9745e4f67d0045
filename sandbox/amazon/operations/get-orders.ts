import { gateway, payload } from '../replies.js';
import { getOrdersQuery } from '../schemas/orders.js';
import { rangeFault } from './list-range.js';
import { vendorRate, vendorRateHeaderOn, withQuery } from './operation.js';
import type { Operation } from './operation.js';
import { wireOrder } from './order-view.js';
import { page } from './paging.js';

/** Orders that became available in a range, page by page. The model sets no longest range here. */
export const getOrders: Operation = {
  name: 'getOrders',
  method: 'GET',
  path: '/vendor/directFulfillment/orders/v1/purchaseOrders',
  restricted: true,
  rate: vendorRate,
  rateHeaderOn: vendorRateHeaderOn,
  run: ({ world, query: raw }) =>
    withQuery(getOrdersQuery, raw, (query) => {
      const fault = rangeFault(query, false);
      if (fault !== undefined) return gateway.invalid(fault);
      const found = world.orders
        .availableBetween(Date.parse(query.createdAfter), Date.parse(query.createdBefore))
        .filter(
          (record) =>
            (query.status === undefined || world.orders.status(record) === query.status) &&
            (query.shipFromPartyId === undefined || record.details.shipFromParty.partyId === query.shipFromPartyId),
        )
        .map((record) => ({ at: record.availableAt, key: record.purchaseOrderNumber, value: record }));
      const cut = page(found, query);
      if (cut === undefined) return gateway.invalid('nextToken does not belong to this query');
      const { values, nextToken } = cut;
      return payload(200, {
        ...(nextToken === undefined ? {} : { pagination: { nextToken } }),
        orders: values.map((record) =>
          query.includeDetails === 'false'
            ? { purchaseOrderNumber: record.purchaseOrderNumber }
            : wireOrder(world, record),
        ),
      });
    }),
};
