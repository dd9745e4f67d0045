import type { AcceptedNotice } from '../pay/pay-desk.js';
import type { World } from '../world.js';
import type { MoneyEntry, PurchasedShipment } from './shipment-book.js';
import { happened, pickedUpAt, statusAfter } from './tracking-view.js';
import type { TrackingEvent } from './tracking-lives.js';

/** A shipment as Amazon believes it to be. Instants are epoch ms by its clock. */
export interface ShipmentState extends Omit<PurchasedShipment, 'paper' | 'recipient' | 'quotedIds' | 'from' | 'to'> {
  /** What has happened by now, oldest first. */
  readonly events: readonly TrackingEvent[];
  /** The status that getTracking tells. */
  readonly status: string;
  readonly pickedUpAt?: number;
}

/** What was bought, paid, given back and told. */
export interface Book {
  /** Oldest first. */
  readonly purchases: readonly ShipmentState[];
  /** Charges and refunds, oldest first. */
  readonly money: readonly MoneyEntry[];
  /** Cancellations that were granted. */
  readonly cancellations: readonly { readonly at: number; readonly shipmentId: string; readonly parcel: string }[];
  /** Parcels that are paid for more than once at this moment: empty in a good run. */
  readonly boughtTwice: readonly string[];
  /** Notices that Amazon Pay accepted, oldest first. */
  readonly notices: readonly AcceptedNotice[];
}

/** The book as of now. */
export function bookOf(world: World): Book {
  const shipments = world.shipping.book.all();
  const paid = shipments.filter(({ cancelledAt }) => cancelledAt === undefined).map(({ parcel }) => parcel);
  return {
    purchases: shipments.map((shipment) => stateOf(shipment, world.settings.clock())),
    money: [...world.shipping.book.money()],
    cancellations: shipments.flatMap(({ cancelledAt: at, shipmentId, parcel }) =>
      at === undefined ? [] : [{ at, shipmentId, parcel }],
    ),
    boughtTwice: [...new Set(paid.filter((parcel, i) => paid.indexOf(parcel) !== i))],
    notices: [...world.pay.notices],
  };
}

function stateOf(shipment: PurchasedShipment, now: number): ShipmentState {
  const { paper, recipient, quotedIds, from, to, ...known } = shipment;
  const events = happened(shipment, now);
  const takenAt = pickedUpAt(shipment, now);
  return {
    ...known,
    events,
    status: statusAfter(events.at(-1)),
    ...(takenAt === undefined ? {} : { pickedUpAt: takenAt }),
  };
}
