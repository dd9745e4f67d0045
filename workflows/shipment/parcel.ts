import { dropItems, raise } from '../steps/attention.js';
import type { FailureKind } from '../failures.js';
import type { OfferFacts } from './offer.js';
import { foldEvents, isScanned, newsOf, parcelStatus } from './parcel-events.js';
import type { ParcelEvent, ParcelStatus } from './parcel-events.js';
import type { ShipmentPolicy } from './policy.js';
import { enter } from './state.js';
import type { ShipmentState, ShipmentStateName } from './state.js';
import { FOLLOW_PARCEL } from './steps.js';

/** States in which events of the parcel count. */
const FOLLOWED: ReadonlySet<ShipmentStateName> = new Set(['PURCHASED', 'CANCELLING', 'IN_TRANSIT']);

export const isFollowed = ({ state }: Pick<ShipmentState, 'state'>): boolean => FOLLOWED.has(state);

/** More events than any parcel has; what comes beyond is refused, because state travels in continue-as-new. */
export const MAX_EVENTS = 200;

/** Whether Amazon itself carries the parcel: only those can be tracked with it. Ids as in the guide, e.g. `AMZN_UK`. */
export const isCarriedByAmazon = ({ carrierId, carrierName }: Pick<OfferFacts, 'carrierId' | 'carrierName'>): boolean =>
  /^(AMZN|ATS)/i.test(carrierId) || /^amazon\b/i.test(carrierName);

/**
 * Takes events up: folded into those known, an item for each that somebody has to look at, and the state moved on.
 *
 * 1. What was known already changes nothing.
 * 2. An item is raised only for where the parcel is now: what it has left behind meanwhile needs nobody.
 * 3. A pickup that we have cancelled ourselves is no item.
 *
 * @param at when they came, ISO 8601.
 */
export function withEvents(shipment: ShipmentState, more: readonly ParcelEvent[], at: string): ShipmentState {
  const events = foldEvents(shipment.events, more).slice(-MAX_EVENTS);
  const news = newsOf(shipment.events, events);
  if (JSON.stringify(events) === JSON.stringify(shipment.events)) return shipment;
  const status = parcelStatus(events);
  const last = news.findLast(({ meaning }) => meaning === 'attention');
  const kind = last === undefined || !isFollowed(shipment) ? undefined : kindOf(status);
  const isOurs = kind === 'PickupCancelled' && shipment.cancellation !== undefined;
  const known: ShipmentState = { ...shipment, events, attention: withoutNoScan(shipment, events) };
  return advanced(kind === undefined || isOurs ? known : withItem(known, kind, at), at);
}

/** Asks somebody to look after the parcel; once while the question is open. */
export function withItem(shipment: ShipmentState, reason: FailureKind, at: string): ShipmentState {
  const { attention, purchase } = shipment;
  if (attention.items.some((item) => item.step === FOLLOW_PARCEL && item.reason === reason)) return shipment;
  const trackingNumber = purchase?.trackingId;
  const last = shipment.events.at(-1);
  const { desk } = raise(attention, {
    step: FOLLOW_PARCEL,
    reason,
    message: `${trackingNumber ?? shipment.shipmentReference}: ${last === undefined ? 'no event' : `${last.eventCode} ${last.eventTime}`}.`,
    raisedAt: at,
    details: trackingNumber === undefined ? {} : { trackingNumber },
  });
  return { ...shipment, attention: desk };
}

/** Moves a bought shipment to where its parcel is. While it is being cancelled, that decides first. */
export function advanced(shipment: ShipmentState, at: string): ShipmentState {
  const { state, events } = shipment;
  if (state !== 'PURCHASED' && state !== 'IN_TRANSIT') return shipment;
  const status = parcelStatus(events);
  if (status === 'Delivered') return enter(shipment, 'DELIVERED', at);
  if (status === 'Returned') return enter(shipment, 'RETURNED', at);
  return state === 'PURCHASED' && isScanned(events) ? enter(shipment, 'IN_TRANSIT', at) : shipment;
}

function withoutNoScan({ attention }: ShipmentState, events: readonly ParcelEvent[]): ShipmentState['attention'] {
  return isScanned(events) ? dropItems(attention, ({ reason }) => reason === 'NoScan') : attention;
}

function kindOf(status: ParcelStatus | undefined): FailureKind | undefined {
  switch (status) {
    case 'PickupCancelled':
    case 'DeliveryAttempted':
    case 'AwaitingCustomerPickup':
      return status as Extract<FailureKind, 'PickupCancelled' | 'DeliveryAttempted' | 'AwaitingCustomerPickup'>;
    case 'Undeliverable':
    case 'Rejected':
      return 'ParcelUndeliverable';
    case 'Lost':
      return 'ParcelLost';
    default:
      return undefined;
  }
}

/** Whether the buyer's notice is due: the carrier has the parcel, so that its code is not used up for nothing. */
export const isNoticeDue = ({ events, purchase, isDryRun, notice }: ShipmentState): boolean =>
  isDryRun !== true &&
  purchase?.trackingId !== undefined &&
  notice === undefined &&
  newsOf([], events).some(({ meaning }) => TELLING.has(meaning));

/** At the latest when it is on its way to the door; a first look that finds it delivered tells all the same. */
const TELLING: ReadonlySet<string> = new Set(['picked-up', 'out-for-delivery', 'delivered']);

const DAY_MS = 24 * 60 * 60_000;
/** Amazon keeps the history of a parcel this long after its purchase. */
const TRACKED_MS = 45 * DAY_MS;

/** When the shipment ends whatever has become of the parcel, epoch ms; `undefined` before its purchase. */
export function trackingEndsAt({ purchase }: ShipmentState): number | undefined {
  return purchase === undefined ? undefined : Date.parse(purchase.boughtAt) + TRACKED_MS;
}

/** When a parcel that Amazon cannot track counts as handed over without any event, epoch ms. */
export function handedOverAt({ purchase }: ShipmentState, { windows }: ShipmentPolicy): number {
  const boughtAt = Date.parse(purchase?.boughtAt ?? '');
  const { pickupWindow } = purchase?.bought?.promise ?? {};
  const pickup = Date.parse(pickupWindow?.end ?? pickupWindow?.start ?? '');
  return (Number.isNaN(pickup) ? boughtAt : Math.max(pickup, boughtAt)) + windows.handOverMs;
}

/** The day that people go by: the pickup, then the promised delivery, epoch ms. */
export function promisedAt({ state, purchase }: ShipmentState): number | undefined {
  const { pickupWindow, deliveryWindow } = purchase?.bought?.promise ?? {};
  const window = state === 'PURCHASED' || state === 'CANCELLING' ? pickupWindow : deliveryWindow;
  const at = Date.parse(window?.end ?? window?.start ?? '');
  return Number.isNaN(at) || !isFollowed({ state }) ? undefined : at;
}

/** The end of what could be learned: lost if that was the last word, open otherwise. */
export const endOfTracking = (shipment: ShipmentState, at: string): ShipmentState =>
  enter(shipment, parcelStatus(shipment.events) === 'Lost' ? 'LOST' : 'TRACKING_ENDED', at);
