import { parcelsOfShipment } from '../shipments/asked-parcels.js';
import { invalidInput, success } from '../shipments/replies.js';
import { pickedUpAt } from '../shipments/tracking-view.js';
import type { Operation } from './operation.js';
import { shippingV2, withBusiness, withShipment } from './shipping-operation.js';

/** Takes a purchase back before the carrier has the parcel, and the money with it. */
export const cancelShipment: Operation = {
  ...shippingV2,
  name: 'cancelShipment',
  method: 'PUT',
  path: '/shipping/v2/shipments/{shipmentId}/cancel',
  parcels: parcelsOfShipment,
  run: (call) =>
    withBusiness(call, (businessId) => {
      const { world, target, struck, receivedAt: at } = call;
      const { book, switches } = world.shipping;
      return withShipment(book.find(call.params['shipmentId'] ?? ''), businessId, (shipment) => {
        if (world.faults.take(['picked-up'], target) !== undefined) {
          struck('picked-up');
          const { from: place } = shipment;
          shipment.events = [...shipment.events, { eventCode: 'PickupDone', at, leg: 'FORWARD', place }];
        }
        // How a second cancellation is answered is not documented, nor one after the pickup.
        if (shipment.cancelledAt !== undefined) return invalidInput('The shipment is cancelled already.');
        if (pickedUpAt(shipment, at) !== undefined) return invalidInput('The shipment has been picked up.');
        book.cancel(shipment, at);
        return success(switches.dialect, {});
      });
    }),
};
