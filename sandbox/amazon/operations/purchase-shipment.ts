import { purchaseShipmentRequest } from '../schemas/shipments.js';
import { parcelsOfQuote } from '../shipments/asked-parcels.js';
import { purchase } from '../shipments/purchase.js';
import type { Operation } from './operation.js';
import { checked, idempotencyKeyOf, shippingV2, withBusiness } from './shipping-operation.js';

/** Buys a rate within its ten minutes and answers with the documents. */
export const purchaseShipment: Operation = {
  ...shippingV2,
  name: 'purchaseShipment',
  method: 'POST',
  path: '/shipping/v2/shipments',
  parcels: parcelsOfQuote,
  run: (call) =>
    withBusiness(call, (businessId) =>
      checked(purchaseShipmentRequest, call.body, (request) =>
        purchase(call.world, { businessId, request, ...idempotencyKeyOf(call), at: call.receivedAt }),
      ),
    ),
};
