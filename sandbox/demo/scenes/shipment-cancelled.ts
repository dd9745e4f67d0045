import { purchasesOf } from '../parcel-outcomes.js';
import type { DemoShipment } from '../shipments/shipments.js';
import { check, isParcelAnswered, untilParcel, untilParcelAsks, withRole } from './scene.js';
import type { Scene } from './scene.js';

const REASON = 'RefundExpected';

/** A label was bought and is not wanted any more: cancelled before the carrier comes, and the money is watched. */
export const shipmentCancelled: Scene<DemoShipment> = {
  name: 'shipment-cancelled',
  title: 'a shipment is cancelled before its pickup',
  cast: withRole('shipment-cancelled'),
  play: async (cast, play) => {
    const refunds: string[] = [];
    for (const { shipmentReference } of cast) {
      const view = () => play.viewShipment(shipmentReference);
      await untilParcel(play, shipmentReference, 'PURCHASED');
      await play.act(`${shipmentReference} is bought, and its buyer does not want it any more`, {
        args: ['shipments', 'cancel', shipmentReference],
        isDone: async () => (await view()).cancellation !== undefined,
      });
      await untilParcelAsks(play, shipmentReference, REASON);
      const { purchase } = await view();
      const { value, unit } = purchase?.bought?.total ?? { value: 0, unit: '' };
      check(
        `Amazon has paid ${shipmentReference} back`,
        purchasesOf(play.amazon.book(), shipmentReference).refunds === 1,
      );
      await play.act(`${shipmentReference}: Amazon owes ${value} ${unit}; the money is there`, {
        args: ['shipments', 'resolve', shipmentReference, 'settled', '--reference', 'statement of today'],
        isDone: () => isParcelAnswered(view, REASON),
      });
      await untilParcel(play, shipmentReference, 'CANCELLED');
      refunds.push(`${value} ${unit} is back`);
    }
    return refunds.join(', ');
  },
};
