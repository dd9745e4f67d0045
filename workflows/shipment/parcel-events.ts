/** One scan of a parcel. Places are left out: they say where somebody lives. */
export interface ParcelEvent {
  /** Amazon's `eventCode`; codes that were added since pass through. */
  eventCode: string;
  /** ISO 8601, UTC. */
  eventTime: string;
  /** Which way the parcel travels; absent where Amazon does not say. */
  shipmentType?: string;
}

/** Amazon's own summary of a parcel; statuses that were added since pass through. */
export interface TrackingSummary {
  status?: string;
  trackingDetailCodes?: { forward: string[]; returns: string[] };
}

/** Where a parcel is: Amazon's `Status`, told apart by leg; an unknown code stands for itself. */
export type ParcelStatus = (typeof statusOf)[keyof typeof statusOf] | 'Returned' | (string & {});

/** Amazon's status behind each event on the way to the customer; source: model `EventCode` and `Status`. */
const statusOf = {
  ReadyForReceive: 'PreTransit',
  PickupDone: 'InTransit',
  Departed: 'InTransit',
  ArrivedAtCarrierFacility: 'InTransit',
  OutForDelivery: 'OutForDelivery',
  AvailableForPickup: 'AwaitingCustomerPickup',
  DeliveryAttempted: 'DeliveryAttempted',
  Rejected: 'Rejected',
  Undeliverable: 'Undeliverable',
  PickupCancelled: 'PickupCancelled',
  Lost: 'Lost',
  ReturnInitiated: 'Returning',
  Delivered: 'Delivered',
} as const;

/** Said by the recipient, not scanned by the carrier: the parcel is where it was. */
const wish = 'RecipientRequestedAlternateDeliveryTiming';

/** Every event that Amazon documents; those that were added since pass through. */
export const eventCodes: readonly string[] = [...Object.keys(statusOf), wish];

/** What an event means to people. */
export type EventMeaning =
  /** The carrier has the parcel. */
  | 'picked-up'
  | 'out-for-delivery'
  /** Somebody may have to do something. */
  | 'attention'
  /** Delivered to the customer. */
  | 'delivered'
  /** Back with the sender. */
  | 'returned';

/** At the same instant, what comes later in a parcel's life comes later here. */
const lifeOrder = Object.keys(statusOf);

/** Whether any carrier has had the parcel in its hands. */
export const isScanned = (events: readonly ParcelEvent[]): boolean =>
  events.some(({ eventCode }) => !UNSCANNED.has(eventCode));

const UNSCANNED: ReadonlySet<string> = new Set(['ReadyForReceive', 'PickupCancelled', wish]);

/** Adds events to those already known: in order of time, each once. */
export function foldEvents(known: readonly ParcelEvent[], more: readonly ParcelEvent[]): ParcelEvent[] {
  const folded = new Map<string, ParcelEvent>();
  for (const { eventCode, eventTime, shipmentType } of [...known, ...more]) {
    const event = { eventCode, eventTime, ...(shipmentType !== undefined && { shipmentType }) };
    folded.set(JSON.stringify([eventCode, Date.parse(eventTime), shipmentType]), event);
  }
  return [...folded.values()].sort(
    (a, b) =>
      Date.parse(a.eventTime) - Date.parse(b.eventTime) ||
      lifeOrder.indexOf(a.eventCode) - lifeOrder.indexOf(b.eventCode),
  );
}

/**
 * Where a parcel is, from its events in order; without any scan, from Amazon's summary.
 *
 * `Delivered` on the return leg is `Returned`. A delivery to the customer stands against later scans of the same leg:
 * they are late, the parcel is not.
 */
export function parcelStatus(events: readonly ParcelEvent[], summary: TrackingSummary = {}): ParcelStatus | undefined {
  if (events.length === 0) {
    const isReturn = (summary.trackingDetailCodes?.returns.length ?? 0) > 0;
    return summary.status === 'Delivered' && isReturn ? 'Returned' : summary.status;
  }
  const legs = withLegs(events);
  const back = legs.filter(({ isReturn }) => isReturn);
  if (back.length > 0) {
    if (back.some(({ eventCode }) => eventCode === 'Delivered')) return 'Returned';
    return back.at(-1)?.eventCode === 'Lost' ? 'Lost' : 'Returning';
  }
  if (legs.some(({ eventCode }) => eventCode === 'Delivered')) return 'Delivered';
  const last = legs.findLast(({ eventCode }) => eventCode !== wish)?.eventCode;
  if (last === undefined) return summary.status;
  return isKnown(last) ? statusOf[last] : last;
}

/**
 * What new events mean to people, each meaning once, in the order of the events.
 *
 * @param known - Events that were told before.
 * @param folded - The same with new ones, from {@link foldEvents}.
 */
export function newsOf(
  known: readonly ParcelEvent[],
  folded: readonly ParcelEvent[],
): { meaning: EventMeaning; event: ParcelEvent }[] {
  const told = new Set(withLegs(known).map(meaningOf));
  const news: { meaning: EventMeaning; event: ParcelEvent }[] = [];
  for (const event of withLegs(folded)) {
    const meaning = meaningOf(event);
    const isOld = known.some((old) => isSame(old, event));
    // A second attempt is news, a second scan at a depot is none.
    if (meaning === undefined || isOld || (told.has(meaning) && meaning !== 'attention')) continue;
    told.add(meaning);
    const { isReturn: _isReturn, ...plain } = event;
    news.push({ meaning, event: plain });
  }
  return news;
}

type EventOnLeg = ParcelEvent & { isReturn: boolean };

/** Once a parcel travels back, what follows without a leg of its own is on the way back. */
function withLegs(events: readonly ParcelEvent[]): EventOnLeg[] {
  let isBack = false;
  return events.map((event) => {
    const isReturn =
      event.shipmentType === 'RETURNS' ||
      event.eventCode === 'ReturnInitiated' ||
      (event.shipmentType === undefined && isBack);
    isBack ||= isReturn;
    return { ...event, isReturn };
  });
}

function meaningOf({ eventCode, isReturn }: EventOnLeg): EventMeaning | undefined {
  if (isReturn) {
    if (eventCode === 'Delivered') return 'returned';
    return eventCode === 'Lost' || eventCode === 'ReturnInitiated' ? 'attention' : undefined;
  }
  switch (isKnown(eventCode) ? statusOf[eventCode] : undefined) {
    case 'InTransit':
      return 'picked-up';
    case 'OutForDelivery':
      return 'out-for-delivery';
    case 'Delivered':
      return 'delivered';
    case 'AwaitingCustomerPickup':
    case 'DeliveryAttempted':
    case 'Rejected':
    case 'Undeliverable':
    case 'PickupCancelled':
    case 'Lost':
      return 'attention';
    default:
      return undefined;
  }
}

const isKnown = (code: string): code is keyof typeof statusOf => Object.hasOwn(statusOf, code);

const isSame = (a: ParcelEvent, b: ParcelEvent): boolean =>
  a.eventCode === b.eventCode &&
  a.shipmentType === b.shipmentType &&
  Date.parse(a.eventTime) === Date.parse(b.eventTime);
