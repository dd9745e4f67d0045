import { documentAnswer } from './document-answer.js';
import { wirePackingSlip } from './document-view.js';
import { vendorRate, vendorRateHeaderOn } from './operation.js';
import type { Operation } from './operation.js';

/** One order's packing slip, some time after its acknowledgement and only where the order requires one. */
export const getPackingSlip: Operation = {
  name: 'getPackingSlip',
  method: 'GET',
  path: '/vendor/directFulfillment/shipping/v1/packingSlips/{purchaseOrderNumber}',
  restricted: true,
  rate: vendorRate,
  rateHeaderOn: vendorRateHeaderOn,
  run: (call) => documentAnswer(call, 'packingSlip', wirePackingSlip),
};
