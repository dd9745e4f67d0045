import type { PayKey } from '../pay/pay-key.js';
import type { World } from '../world.js';
import { bookOf } from './book-view.js';
import type { Book } from './book-view.js';
import type { Dialect } from './dialect.js';
import type { RatePlan } from './rate-plan.js';
import type { PriceRise } from './rate-plans.js';
import type { ExpiryRefusal } from './replies.js';
import type { PurchasedShipment } from './shipment-book.js';
import { eventsOf } from './tracking-lives.js';
import type { Place, TrackingEvent, TrackingLife } from './tracking-lives.js';

/** What the control can do to shipments and notices. A lost reply is a fault: `{ kind: 'reply-lost' }` on `purchaseShipment`. */
export interface ShippingControl {
  /** Says what getRates answers from now on, to one parcel, one business or all; the plan that was placed last comes first. */
  readonly placeRatePlan: (plan: RatePlan) => void;
  /** Raises the prices of later rates; those that were given keep theirs. */
  readonly raisePrices: (rise: PriceRise) => void;
  /** Ends the ten minutes of the open rates, of one parcel (`packageClientReferenceId`) or of all. Says how many requests that hits. */
  readonly expireRates: (parcel?: string) => number;
  /** Says how an expired rate is refused from now on. */
  readonly refuseExpiredRates: (refusal: ExpiryRefusal) => void;
  /** Moves the latest shipment of a parcel along; false when there is none. */
  readonly moveTracking: (move: TrackingMove) => boolean;
  /** By the letter of which source Shipping v2 answers from now on. */
  readonly setDialect: (dialect: Dialect) => void;
  /** Takes back Amazon's pause of directPurchaseShipment, or puts it in place again. */
  readonly allowDirectPurchase: (allowed: boolean) => void;
  /** Makes a merchant's public key known to Amazon Pay; the same id again replaces it. */
  readonly registerPayKey: (key: PayKey) => void;
  /** Purchases, charges, refunds, cancellations and accepted notices: was a parcel paid once, a buyer told once? */
  readonly book: () => Book;
}

/** A new life for a parcel, an event at this moment, or both. */
export interface TrackingMove {
  /** `packageClientReferenceId`, tracking id or shipment id. */
  readonly parcel: string;
  /** What lies ahead is forgotten; of this life happens what lies ahead. What has happened stays. */
  readonly life?: TrackingLife;
  /** Happens now, or at an instant of its own (epoch ms). Codes that no model knows are taken as well. */
  readonly event?: {
    readonly eventCode: string;
    readonly at?: number;
    /** Default `FORWARD`. */
    readonly leg?: TrackingEvent['leg'];
    /** Default the shipper's. */
    readonly place?: Place;
    readonly detailCode?: string;
  };
}

/** Makes this part of the control. */
export function createShippingControl(world: World): ShippingControl {
  const { plans, quotes, book, switches } = world.shipping;
  return {
    placeRatePlan: (plan) => {
      plans.place(plan);
    },
    raisePrices: (rise) => {
      plans.raise(rise);
    },
    expireRates: (parcel) => quotes.expire(parcel),
    refuseExpiredRates: (refusal) => {
      switches.expiryRefusal = refusal;
    },
    moveTracking({ parcel, life, event }) {
      const now = world.settings.clock();
      const shipment = latestOf(book.all(), parcel);
      if (shipment === undefined) return false;
      if (life !== undefined) {
        const ahead = eventsOf(life, shipment).filter(({ at }) => at > now);
        shipment.events = [...shipment.events.filter(({ at }) => at <= now), ...ahead];
      }
      if (event !== undefined) {
        shipment.events = [...shipment.events, { at: now, leg: 'FORWARD', place: shipment.from, ...event }];
      }
      return true;
    },
    setDialect: (dialect) => {
      switches.dialect = dialect;
    },
    allowDirectPurchase: (allowed) => {
      switches.allowDirectPurchase = allowed;
    },
    registerPayKey: (key) => {
      world.pay.keys.set(key.publicKeyId, key);
    },
    book: () => bookOf(world),
  };
}

/** Strings of recipients that must not turn up elsewhere: names, streets, addresses of mail, telephones. */
export function recipientsOf(world: World): string[] {
  return world.shipping.book
    .all()
    .flatMap(({ recipient: { name, addressLine1, addressLine2, addressLine3, email, phoneNumber } }) =>
      [name, addressLine1, addressLine2, addressLine3, email, phoneNumber].filter((text) => text !== undefined),
    );
}

function latestOf(shipments: readonly PurchasedShipment[], parcel: string): PurchasedShipment | undefined {
  return shipments.findLast((each) => [each.parcel, each.trackingId, each.shipmentId].includes(parcel));
}
