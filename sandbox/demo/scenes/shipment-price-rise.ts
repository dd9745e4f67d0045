import { purchasesOf } from '../parcel-outcomes.js';
import type { DemoShipment } from '../shipments/shipments.js';
import { check, isParcelAnswered, untilParcel, untilParcelAsks, withRole } from './scene.js';
import type { Scene } from './scene.js';

const REASON = 'PriceGuardRefused';
/** A worker that was killed in the middle of the call: a rate that has expired meanwhile proves nothing. */
const UNKNOWN = 'PurchaseUnknown';

/** A rate expires before it is bought; the new one is dearer, and is not bought without asking. */
export const shipmentPriceRise: Scene<DemoShipment> = {
  name: 'shipment-price-rise',
  title: 'a rate expires, and the new one is dearer',
  cast: withRole('shipment-price-rise'),
  play: async (cast, play) => {
    const prices: string[] = [];
    for (const { shipmentReference } of cast) {
      const view = () => play.viewShipment(shipmentReference);
      await untilParcelAsks(play, shipmentReference, REASON, UNKNOWN);
      if (play.parcel(shipmentReference).items.some(({ reason }) => reason === UNKNOWN)) {
        check(
          `Amazon has sold nothing for ${shipmentReference}`,
          purchasesOf(play.amazon.book(), shipmentReference).purchases === 0,
        );
        await play.act(`${shipmentReference}: its purchase has no answer; the account does not have it`, {
          args: ['shipments', 'resolve', shipmentReference, 'not-bought'],
          isDone: () => isParcelAnswered(view, UNKNOWN),
        });
        await untilParcelAsks(play, shipmentReference, REASON);
      }
      const { approved, list, purchase } = await view();
      const serviceId = approved?.serviceId ?? '';
      const before = approved?.total.value ?? 0;
      const now = list?.rates.find((rate) => rate.serviceId === serviceId)?.total.value ?? 0;
      check(`the new rate of ${shipmentReference} is dearer than ${before}`, now > before);
      check(`${shipmentReference} is not bought`, purchase === undefined);
      await play.act(`${shipmentReference}: its rate has expired, ${now} in place of ${before}; a person agrees`, {
        args: ['shipments', 'choose-rate', shipmentReference, '--service', serviceId],
        isDone: () => isParcelAnswered(view, REASON),
      });
      await untilParcel(play, shipmentReference, 'DELIVERED');
      const paid = (await view()).purchase?.bought?.total.value;
      check(`${shipmentReference} has cost what was agreed to`, paid === now);
      prices.push(`${now} in place of ${before}, bought once a person had agreed`);
    }
    return prices.join(', ');
  },
};
