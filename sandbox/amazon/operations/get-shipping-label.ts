import { z } from 'zod';
import { payload, refusal } from '../replies.js';
import { alphanumericNumber } from '../schemas/common.js';
import { wireLabel } from './label-view.js';
import { vendorRate, vendorRateHeaderOn, withQuery } from './operation.js';
import type { Operation } from './operation.js';

/** One label by its order. A label that is not ready, or has expired, is an empty payload; an unknown order a 400. */
export const getShippingLabel: Operation = {
  name: 'getShippingLabel',
  method: 'GET',
  path: '/vendor/directFulfillment/shipping/v1/shippingLabels/{purchaseOrderNumber}',
  restricted: true,
  rate: vendorRate,
  rateHeaderOn: vendorRateHeaderOn,
  run: ({ world, params, query }) =>
    withQuery(z.strictObject({}), query, () => {
      const number = alphanumericNumber.safeParse(params['purchaseOrderNumber']);
      const record = number.success ? world.orders.find(number.data) : undefined;
      if (record === undefined) return refusal(400, 'InvalidInput', 'Invalid PO ID.');
      const label = world.orders.readableLabel(record);
      return payload(200, label === undefined ? {} : wireLabel(record, label));
    }),
};
