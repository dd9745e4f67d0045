import type { Settings } from '../options.js';
import type { Dialect } from './dialect.js';
import { createQuotes } from './quotes.js';
import type { Quotes } from './quotes.js';
import { createRatePlans } from './rate-plans.js';
import type { RatePlans } from './rate-plans.js';
import type { ExpiryRefusal } from './replies.js';
import { createShipmentBook } from './shipment-book.js';
import type { ShipmentBook } from './shipment-book.js';

/** Everything that Shipping v2 knows. */
export interface ShippingDesk {
  readonly plans: RatePlans;
  readonly quotes: Quotes;
  readonly book: ShipmentBook;
  readonly switches: ShippingSwitches;
}

/** What the control can change while it runs. */
export interface ShippingSwitches {
  dialect: Dialect;
  /** directPurchaseShipment is paused by Amazon until this is set. */
  allowDirectPurchase: boolean;
  expiryRefusal: ExpiryRefusal;
}

/** Makes an empty desk. */
export function createShippingDesk({ clock, seed, dialect }: Settings): ShippingDesk {
  const plans = createRatePlans();
  return {
    plans,
    quotes: createQuotes(clock, seed, plans),
    book: createShipmentBook(),
    switches: { dialect, allowDirectPurchase: false, expiryRefusal: {} },
  };
}
