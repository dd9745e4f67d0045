import { gateway, payload } from '../replies.js';
import { getShippingLabelsQuery } from '../schemas/shipping.js';
import { wireLabel } from './label-view.js';
import { rangeFault } from './list-range.js';
import { vendorRate, vendorRateHeaderOn, withQuery } from './operation.js';
import type { Operation } from './operation.js';
import { page } from './paging.js';

/** Labels that became available in a range of at most seven days, page by page. */
export const getShippingLabels: Operation = {
  name: 'getShippingLabels',
  method: 'GET',
  path: '/vendor/directFulfillment/shipping/v1/shippingLabels',
  restricted: true,
  rate: vendorRate,
  rateHeaderOn: vendorRateHeaderOn,
  run: ({ world, query: raw }) =>
    withQuery(getShippingLabelsQuery, raw, (query) => {
      const fault = rangeFault(query, true);
      if (fault !== undefined) return gateway.invalid(fault);
      const after = Date.parse(query.createdAfter);
      const before = Date.parse(query.createdBefore);
      const found = world.orders.all().flatMap((record) => {
        const label = world.orders.readableLabel(record);
        if (label === undefined || label.visibleAt <= after || label.visibleAt >= before) return [];
        if (query.shipFromPartyId !== undefined && record.details.shipFromParty.partyId !== query.shipFromPartyId) {
          return [];
        }
        return [{ at: label.visibleAt, key: record.purchaseOrderNumber, value: { record, label } }];
      });
      const cut = page(found, query);
      if (cut === undefined) return gateway.invalid('nextToken does not belong to this query');
      const { values, nextToken } = cut;
      return payload(200, {
        ...(nextToken === undefined ? {} : { pagination: { nextToken } }),
        shippingLabels: values.map(({ record, label }) => wireLabel(record, label)),
      });
    }),
};
