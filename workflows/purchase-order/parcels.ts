import { withAudit } from '../steps/audit.js';
import { isFinalStatus, matchTracking } from './carrier.js';
import type { CarrierEvent, ShipmentStatus } from './carrier.js';
import type { Departure } from './departure.js';
import type { DeadlinePolicy } from './policy.js';
import type { PurchaseOrderState } from './state.js';

/** A package on the vendor's own carrier. */
export interface Parcel {
  /** Byte for byte as in the confirmation: Amazon compares. */
  trackingNumber: string;
  /** From here on the carrier's silence counts, ISO 8601: its departure, or a person's `wait`. */
  quietSince: string;
  /** Who has said that nobody waits for it any more. */
  closedBy?: string;
}

/** What the carrier has reported of a parcel, and what became of it at Amazon. */
export interface ParcelEvent extends CarrierEvent {
  /** 1 for the first of the order. */
  number: number;
  /** When it came, ISO 8601. */
  reportedAt: string;
  /** What its code means: from the table, or from a person. */
  meaning?: ShipmentStatus;
  /**
   * Absent until it is settled. `folded`: the parcel was at its end already, so that Amazon is not told. `unproven`:
   * sent, but Amazon never said what became of it. `skipped` and `elsewhere`: a person's decision.
   */
  outcome?: 'proven' | 'unproven' | 'recorded' | 'ignored' | 'folded' | 'skipped' | 'elsewhere';
}

/** So many reports of one parcel are kept and passed on; a carrier that sends more has a fault. */
export const MAX_EVENTS_OF_A_PARCEL = 50;
/** And so many of an order: a run hands at most 2 MB to the next. */
export const MAX_EVENTS = 4_000;

/** The parcels of a departure. */
export function parcelsOf({ departedAt, trackingNumber, containers }: Departure): Parcel[] {
  const numbers = (containers ?? []).flatMap((container) => container.trackingNumber ?? []);
  const known = numbers.length > 0 ? numbers : trackingNumber === undefined ? [] : [trackingNumber];
  return known.map((number) => ({ trackingNumber: number, quietSince: departedAt }));
}

/** The events of a parcel, as they happened. */
export const eventsOf = (
  { parcels, parcelEvents }: Pick<PurchaseOrderState, 'parcels' | 'parcelEvents'>,
  trackingNumber: string,
): ParcelEvent[] => {
  const known = parcels.map((parcel) => parcel.trackingNumber);
  return parcelEvents
    .filter((event) => matchTracking(event.trackingNumber, known) === trackingNumber)
    .toSorted((a, b) => (a.occurredAt < b.occurredAt ? -1 : a.occurredAt > b.occurredAt ? 1 : a.number - b.number));
};

/** What an event says has happened, as far as it is known. */
export const statusOf = ({ meaning, status }: ParcelEvent): ShipmentStatus | undefined => meaning ?? status;

/** Whether nothing more happens to a parcel. */
export const isHome = (order: Pick<PurchaseOrderState, 'parcels' | 'parcelEvents'>, parcel: Parcel): boolean =>
  parcel.closedBy !== undefined || endOf(order, parcel.trackingNumber) !== undefined;

/** The event with which a parcel came to its end. */
const endOf = (
  order: Pick<PurchaseOrderState, 'parcels' | 'parcelEvents'>,
  trackingNumber: string,
): ParcelEvent | undefined =>
  eventsOf(order, trackingNumber).findLast((event) => {
    const status = statusOf(event);
    return status !== undefined && isFinalStatus(status) && event.outcome !== 'ignored' && event.outcome !== 'skipped';
  });

/**
 * Adds what a carrier has reported.
 *
 * 1. The same report again changes nothing.
 * 2. Reports come in any order, and each goes to Amazon with its own time.
 * 3. Once a parcel is at its end Amazon is told nothing more of it: a later report is kept, and folded. What was lost
 *    and is delivered after all counts.
 * 4. A parcel leaves the warehouse once. Of its departure Amazon is told one time, the first that is known: a later
 *    report is kept, and folded.
 *
 * @returns the same state for a repetition.
 */
export function withEvent(order: PurchaseOrderState, reported: CarrierEvent, at: string): PurchaseOrderState {
  if (order.parcelEvents.some((event) => isSame(event, reported))) return order;
  const event = numbered(order, reported, at);
  const known = order.parcels.map(({ trackingNumber }) => trackingNumber);
  const parcel = matchTracking(reported.trackingNumber, known);
  const end = parcel === undefined ? undefined : endOf(order, parcel);
  const isFolded =
    (end !== undefined && !isFoundAgain(end, event)) ||
    (parcel !== undefined && statusOf(event) === DEPARTED && hasDeparted(order, parcel));
  return { ...order, parcelEvents: [...order.parcelEvents, isFolded ? { ...event, outcome: 'folded' } : event] };
}

const numbered = (order: PurchaseOrderState, reported: CarrierEvent, at: string): ParcelEvent => ({
  ...reported,
  number: order.parcelEvents.length + 1,
  reportedAt: at,
});

const hasDeparted = (order: PurchaseOrderState, trackingNumber: string): boolean =>
  eventsOf(order, trackingNumber).some((event) => event.status === DEPARTED);

const isFoundAgain = (end: ParcelEvent, event: ParcelEvent): boolean =>
  statusOf(end) === 'LOST' && event.occurredAt > end.occurredAt && statusOf(event) !== 'LOST';

const isSame = (a: CarrierEvent, b: CarrierEvent): boolean =>
  matchTracking(a.trackingNumber, [b.trackingNumber]) !== undefined &&
  a.occurredAt === b.occurredAt &&
  a.status === b.status &&
  a.code === b.code;

/** Puts on record what became of an event. */
export const settledEvent = (
  order: PurchaseOrderState,
  number: number,
  change: Pick<ParcelEvent, 'outcome' | 'meaning'>,
): PurchaseOrderState => ({
  ...order,
  parcelEvents: order.parcelEvents.map((event) => (event.number === number ? { ...event, ...change } : event)),
});

/**
 * The parcels of the departure, each of which has left the warehouse: that is its first event, also where the carrier was
 * quicker with another one.
 *
 * @param given the parcels under other numbers than the departure's. Default: the departure's.
 */
export function withParcels(order: PurchaseOrderState, at: string, given?: Parcel[]): PurchaseOrderState {
  const { departure } = order;
  if (order.parcels.length > 0) return order;
  const parcels = given ?? (departure === undefined ? [] : parcelsOf(departure));
  const named = withStraysRefused({ ...order, parcels }, at);
  if (departure === undefined) return named;
  return parcels
    .filter(({ trackingNumber }) => !hasDeparted(named, trackingNumber))
    .reduce<PurchaseOrderState>((state, { trackingNumber }) => {
      const departed = numbered(state, { trackingNumber, status: DEPARTED, occurredAt: departure.departedAt }, at);
      return { ...state, parcelEvents: [...state.parcelEvents, departed] };
    }, named);
}

const DEPARTED: ShipmentStatus = 'DEPARTED_FROM_FC';

/** Reports that name none of the packages that left: kept, put on record as refused, and never sent. */
export const strayEvents = (order: Pick<PurchaseOrderState, 'parcels' | 'parcelEvents'>): ParcelEvent[] => {
  const known = order.parcels.map(({ trackingNumber }) => trackingNumber);
  return known.length === 0
    ? []
    : order.parcelEvents.filter(({ trackingNumber }) => matchTracking(trackingNumber, known) === undefined);
};

const withStraysRefused = (order: PurchaseOrderState, at: string): PurchaseOrderState => ({
  ...order,
  audit: strayEvents(order).reduce(
    (audit, { trackingNumber, number, status, code, occurredAt }) =>
      withAudit(audit, {
        at,
        action: 'carrierEvent',
        actor: 'carrier',
        requestId: `event-${number}`,
        said: `${status ?? code ?? ''} of ${trackingNumber} at ${occurredAt}`,
        refused: `No parcel of this order has tracking number ${trackingNumber}.`,
      }),
    order.audit,
  ),
});

/** Events that Amazon was not told yet, with the tracking number of the confirmation, as they happened. */
export function untold(order: PurchaseOrderState): { event: ParcelEvent; trackingNumber: string }[] {
  return order.parcels.flatMap(({ trackingNumber }) =>
    eventsOf(order, trackingNumber)
      .filter(({ outcome }) => outcome === undefined)
      .map((event) => ({ event, trackingNumber })),
  );
}

/** Since when nothing was heard of a parcel, and until when that is normal. Epoch ms; absent when it is home. */
export function silenceOf(
  order: PurchaseOrderState,
  parcel: Parcel,
  { firstScanMs, carrierSilenceMs }: Pick<DeadlinePolicy, 'firstScanMs' | 'carrierSilenceMs'>,
): { since: number; until: number; isFirstScan: boolean } | undefined {
  if (isHome(order, parcel)) return undefined;
  const scans = eventsOf(order, parcel.trackingNumber).filter((event) => statusOf(event) !== DEPARTED);
  const isFirstScan = scans.length === 0;
  const since = Math.max(...[parcel.quietSince, ...scans.map(({ reportedAt }) => reportedAt)].map(Date.parse));
  return { since, until: since + (isFirstScan ? firstScanMs : carrierSilenceMs), isFirstScan };
}
