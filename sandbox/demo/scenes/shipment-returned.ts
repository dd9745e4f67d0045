import type { DemoShipment } from '../shipments/shipments.js';
import { check, isParcelAnswered, untilParcel, untilParcelAsks, withRole } from './scene.js';
import type { Scene } from './scene.js';

const REASON = 'ParcelUndeliverable';

/** A parcel cannot be delivered: somebody is told, and it counts as returned, not as delivered, when it is back. */
export const shipmentReturned: Scene<DemoShipment> = {
  name: 'shipment-returned',
  title: 'a parcel cannot be delivered and comes back',
  cast: withRole('shipment-returned'),
  play: async (cast, play) => {
    for (const { shipmentReference } of cast) {
      const view = () => play.viewShipment(shipmentReference);
      await untilParcelAsks(play, shipmentReference, REASON);
      await play.act(`${shipmentReference} cannot be delivered; a person settles it with the buyer`, {
        args: ['shipments', 'resolve', shipmentReference, 'noted'],
        isDone: () => isParcelAnswered(view, REASON),
      });
      await untilParcel(play, shipmentReference, 'RETURNED');
      const { events } = await view();
      const last = events.at(-1);
      check(
        `the last that is known of ${shipmentReference} is its return`,
        last?.eventCode === 'Delivered' && last.shipmentType === 'RETURNS',
      );
    }
    return 'a person was told; delivered back to the sender counts as returned';
  },
};
