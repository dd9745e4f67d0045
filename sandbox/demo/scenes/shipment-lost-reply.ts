import { purchasesOf } from '../parcel-outcomes.js';
import type { DemoShipment } from '../shipments/shipments.js';
import { check, untilParcel, withRole } from './scene.js';
import type { Scene } from './scene.js';

const OPERATION = 'purchaseShipment';

/** The answer to a purchase never arrives: the same is sent again with its key, and nothing is bought twice. */
export const shipmentLostReply: Scene<DemoShipment> = {
  name: 'shipment-lost-reply',
  title: 'the reply to a purchase is lost',
  cast: withRole('shipment-lost-reply'),
  play: async (cast, play) => {
    const counts: string[] = [];
    for (const { shipmentReference: parcel } of cast) {
      await untilParcel(play, parcel, 'DELIVERED');
      const calls = play.amazon.received({ operation: OPERATION, parcel });
      check(
        `a reply about ${parcel} was lost`,
        calls.some(({ connection }) => connection === 'destroyed'),
      );
      const { purchases, charges } = purchasesOf(play.amazon.book(), parcel);
      check(`${parcel} is bought and charged once`, purchases === 1 && charges === 1);
      counts.push(`asked for ${calls.length} times, bought and charged once`);
    }
    return counts.join(', ');
  },
};
