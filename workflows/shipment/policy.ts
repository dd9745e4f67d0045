import type { Money } from './offer.js';

/** Which rate is bought without asking anybody. */
export interface RatePolicy {
  /**
   * - `cheapest`: the lowest price, services included.
   * - `fastest`: the earliest end of the delivery window.
   * - `by-promise`: the cheapest that is promised by `deliverBy`.
   */
  prefer: { kind: 'cheapest' } | { kind: 'fastest' } | { kind: 'by-promise'; deliverBy: string };
  /** Only these `carrierId`s. Default: all. */
  carriers?: readonly string[];
  /** Only these `serviceId`s. Default: all. */
  services?: readonly string[];
  /** The most that rate and services may cost together. A rate in another currency is above it. Default: no limit. */
  maximumPrice?: Money;
  /** Value-added services for required groups of several, the best first. Default: a person is asked. */
  valueAddedServices?: readonly string[];
}

/** How much worse a new rate may be than the expired one. */
export interface PriceGuard {
  /** Percent of the expired rate's total. @default 0 */
  increasePercent?: number;
  /** How much later the delivery may be promised, ms. @default 0 */
  laterByMs?: number;
}

/** What a warehouse can print; what is left out is taken as the rate offers it. */
export interface DocumentPreference {
  format: 'PDF' | 'PNG' | 'ZPL';
  size?: { width: number; length: number; unit: string };
  /** Dots per inch. Where a rate names none, it has no choice and is taken all the same. */
  dpi?: number;
  pageLayout?: string;
  needFileJoining?: boolean;
  /** Besides the mandatory ones, where the rate offers them, such as `RECEIPT`. */
  documentTypes?: readonly string[];
}

/** Decisions of a shipment, as configured when it was requested. All durations are milliseconds. */
export interface ShipmentPolicy {
  /** `ask`: a person chooses the rate of every shipment. */
  rates: RatePolicy | 'ask';
  priceGuard: PriceGuard;
  /** The best first. */
  documents: readonly DocumentPreference[];
  windows: ShipmentWindows;
  attempts: {
    /** What one attempt of a step may take; how long it takes until a killed one is tried again. @default 45000 */
    startToCloseMs: number;
    /** What a step is tried for before a person is asked. @default 1800000 */
    minimumBudgetMs: number;
  };
}

export interface ShipmentWindows {
  /**
   * How old a rate may be when it is first sent for purchase. Amazon gives ten minutes from its making, which is before
   * its answer. Too long: purchases are refused as expired. Too short: rates are asked for again for nothing.
   *
   * @default 480000
   */
  rateBudgetMs: number;
  /**
   * How old a rate may be when an open purchase is repeated, with the same key and body. Later ones prove nothing.
   *
   * @default 600000
   */
  rateLifetimeMs: number;
  /** How often new rates are asked for by itself, one after the other, before a person is asked. @default 5 */
  maxNewRates: number;
  /** When a refund that was not settled is due, counted from the cancellation. @default 1209600000 */
  refundMs: number;
  /**
   * How long after its pickup window a parcel of a carrier that Amazon cannot track waits for its first event, before
   * it counts as handed over.
   *
   * @default 86400000
   */
  handOverMs: number;
}
