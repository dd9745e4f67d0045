import { purchasesOf } from '../parcel-outcomes.js';
import type { DemoShipment } from '../shipments/shipments.js';
import { check, untilParcel, withRole } from './scene.js';
import type { Scene } from './scene.js';

/** A parcel of an order that was paid with Amazon Pay: bought, delivered, and its buyer told once. */
export const shipmentOnTime: Scene<DemoShipment> = {
  name: 'shipment-on-time',
  title: 'a parcel arrives on time, and Amazon Pay tells its buyer',
  cast: withRole('shipment-on-time'),
  play: async (cast, play) => {
    const told: string[] = [];
    for (const { shipmentReference } of cast) {
      await untilParcel(play, shipmentReference, 'DELIVERED');
      await play.until(
        `Amazon Pay has the notice of ${shipmentReference}`,
        () => purchasesOf(play.amazon.book(), shipmentReference).notices > 0,
      );
      const { purchase, documents, attention } = await play.viewShipment(shipmentReference);
      check(
        `${shipmentReference} has its label`,
        documents.some(({ type }) => type === 'LABEL'),
      );
      check(`nobody was asked about ${shipmentReference}`, attention.raised === 0);
      const { value, unit } = purchase?.bought?.total ?? { value: 0, unit: '' };
      told.push(`bought for ${value} ${unit}, delivered; the buyer of ${purchase?.trackingId ?? ''} is told once`);
    }
    return told.join(', ');
  },
};
