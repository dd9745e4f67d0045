import { trackingQuery } from '../schemas/shipments.js';
import { wireNdrTracking } from '../ndr/tracking.js';
import { parcelsOfTracking } from '../shipments/asked-parcels.js';
import { isAmazon } from '../shipments/businesses.js';
import { shippingRefusals, success } from '../shipments/replies.js';
import { unsorted } from '../shipments/unsorted-events.js';
import { wireTracking } from '../shipments/tracking-view.js';
import type { Operation } from './operation.js';
import { checked, queryOf, shippingV2, withBusiness, withShipment } from './shipping-operation.js';

/** Where a parcel is that Amazon itself carries; other carriers are asked directly (guide). */
export const getTracking: Operation = {
  ...shippingV2,
  name: 'getTracking',
  method: 'GET',
  path: '/shipping/v2/tracking',
  parcels: parcelsOfTracking,
  run: (call) =>
    withBusiness(call, (businessId) =>
      checked(trackingQuery, queryOf(call), ({ trackingId, carrierId }) => {
        const { world, target, struck } = call;
        const { book, switches } = world.shipping;
        const undelivered = world.ndr.get(trackingId);
        if (undelivered !== undefined && businessId === 'AmazonShipping_IN' && isAmazon(carrierId)) {
          return success(switches.dialect, wireNdrTracking(undelivered, call.receivedAt));
        }
        return withShipment(book.findByTracking(trackingId), businessId, (shipment) => {
          if (shipment.carrierId !== carrierId || !isAmazon(carrierId)) return shippingRefusals.notFound();
          const answer = success(switches.dialect, wireTracking(shipment, call.receivedAt, switches.dialect));
          if (world.faults.take(['unsorted-events'], target) === undefined) return answer;
          struck('unsorted-events');
          return unsorted(answer);
        });
      }),
    ),
};
