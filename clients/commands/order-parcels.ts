import { eventsOf, isHome, statusOf, strayEvents } from '../../workflows/purchase-order/parcels.js';
import type { Parcel, ParcelEvent } from '../../workflows/purchase-order/parcels.js';
import type { PurchaseOrderState } from '../../workflows/purchase-order/state.js';
import type { Paint } from './paint.js';
import { harmless } from './text.js';

/** A package on the vendor's own carrier. */
export interface ReportedParcel {
  trackingNumber: string;
  /** What has happened to it last, by the carrier's own clock; `null` when nothing was reported. */
  last: ReportedParcelEvent | null;
  /** What Amazon was not told yet, as it happened. */
  untold: ReportedParcelEvent[];
  /** Nothing more is expected of it. */
  isHome: boolean;
  /** Who has said that nobody waits for it any more. */
  closedBy: string | null;
}

type Outcome = NonNullable<ParcelEvent['outcome']>;

/** Something that the carrier has reported. */
export interface ReportedParcelEvent {
  /** In Amazon's words; `null` for a carrier's code that is in no table. */
  status: string | null;
  /** The carrier's own. */
  code: string | null;
  /** ISO 8601. */
  occurredAt: string;
  reportedAt: string;
  /** What became of it; `null` while it is not settled. */
  outcome: Outcome | null;
}

/** What the carrier has reported of an order, package by package. */
export interface ReportedParcels {
  /** Empty until the departure. */
  parcels: ReportedParcel[];
  /** Reports that came before the departure: they wait for it. */
  early: (ReportedParcelEvent & { trackingNumber: string })[];
  /** Reports that name no package of the order: kept, and never sent. */
  strays: (ReportedParcelEvent & { trackingNumber: string })[];
}

export function reportedParcels(order: PurchaseOrderState): ReportedParcels {
  const named = (event: ParcelEvent) => ({ trackingNumber: event.trackingNumber, ...reportedEvent(event) });
  return {
    parcels: order.parcels.map((parcel) => reportedParcel(order, parcel)),
    early: order.parcels.length === 0 ? order.parcelEvents.map(named) : [],
    strays: strayEvents(order).map(named),
  };
}

function reportedParcel(order: PurchaseOrderState, parcel: Parcel): ReportedParcel {
  const events = eventsOf(order, parcel.trackingNumber);
  // A code that means nothing to Amazon says nothing of where the package is.
  const last = events.findLast(({ outcome }) => outcome !== 'ignored');
  return {
    trackingNumber: parcel.trackingNumber,
    last: last === undefined ? null : reportedEvent(last),
    untold: events.filter(({ outcome }) => outcome === undefined).map(reportedEvent),
    isHome: isHome(order, parcel),
    closedBy: parcel.closedBy ?? null,
  };
}

const reportedEvent = (event: ParcelEvent): ReportedParcelEvent => ({
  status: statusOf(event) ?? null,
  code: event.code ?? null,
  occurredAt: event.occurredAt,
  reportedAt: event.reportedAt,
  outcome: event.outcome ?? null,
});

/** A row for every package: its number, and what is to be said of it. */
export function parcelRows(
  { parcels, early, strays }: ReportedParcels,
  { paint, at }: { paint: Paint; at: (instant: string) => string },
): { trackingNumber: string; says: string }[] {
  const happened = (event: ReportedParcelEvent): string => `${whatOf(event)}, ${at(event.occurredAt)}`;
  return [
    ...parcels.map((parcel) => ({ trackingNumber: parcel.trackingNumber, says: parcelText(parcel, happened, paint) })),
    ...early.map((event) => ({
      trackingNumber: event.trackingNumber,
      says: `${happened(event)}; waits for the departure`,
    })),
    ...strays.map((event) => ({
      trackingNumber: event.trackingNumber,
      says: `${paint.warning('names no parcel of this order')}: ${happened(event)}; not sent`,
    })),
  ];
}

function parcelText(
  { last, untold, closedBy }: ReportedParcel,
  happened: (event: ReportedParcelEvent) => string,
  paint: Paint,
): string {
  const known = last === null ? 'nothing reported yet' : [happened(last), ...outcomeText(last)].join(', ');
  return [
    known,
    ...(untold.length === 0 ? [] : [`${paint.warning('Amazon is not told yet')}: ${untold.map(happened).join('; ')}`]),
    ...(closedBy === null ? [] : [`closed by ${harmless(closedBy)}`]),
  ].join('; ');
}

const whatOf = ({ status, code }: ReportedParcelEvent): string =>
  [...(status === null ? [] : [status]), ...(code === null ? [] : [`code ${harmless(code)}`])].join(', ');

const outcomeText = ({ outcome }: ReportedParcelEvent): string[] => (outcome === null ? [] : [outcomes[outcome]]);

const outcomes: Record<Outcome, string> = {
  proven: 'Amazon has it',
  unproven: 'sent, Amazon never said what became of it',
  recorded: 'recorded in dry run, not sent',
  ignored: 'means nothing to Amazon',
  folded: 'after its end, not sent',
  skipped: 'left out by a person',
  elsewhere: 'told elsewhere',
};
