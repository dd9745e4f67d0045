import { directPurchaseRequest } from '../schemas/shipments.js';
import { parcelsInBody } from '../shipments/asked-parcels.js';
import { directPurchase } from '../shipments/direct-purchase.js';
import { shippingRefusals } from '../shipments/replies.js';
import { header } from '../wire.js';
import type { Operation } from './operation.js';
import { checked, idempotencyKeyOf, shippingV2, withBusiness } from './shipping-operation.js';

// A primary language and at most one secondary subtag (model).
const localePattern = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})?$/;

/** Buys what fits a Direct Fulfillment shipment best. Amazon has paused it (guide); how it refuses meanwhile is not documented. */
export const directPurchaseShipment: Operation = {
  ...shippingV2,
  name: 'directPurchaseShipment',
  method: 'POST',
  path: '/shipping/v2/shipments/directPurchase',
  parcels: parcelsInBody,
  run: (call) =>
    withBusiness(call, (businessId) => {
      const { switches } = call.world.shipping;
      if (!switches.allowDirectPurchase) return shippingRefusals.denied('directPurchaseShipment is paused.');
      if (!localePattern.test(header(call.headers, 'locale') ?? 'en'))
        return shippingRefusals.invalid('locale is invalid');
      return checked(directPurchaseRequest(switches.dialect), call.body, (request) =>
        directPurchase(call.world, { businessId, request, ...idempotencyKeyOf(call), at: call.receivedAt }),
      );
    }),
};
