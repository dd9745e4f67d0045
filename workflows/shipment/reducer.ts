import type { FailureKind } from '../failures.js';
import { dropItems, itemFor, resolveItem } from '../steps/attention.js';
import type { AttentionItem, Resolution, ResolveTarget } from '../steps/attention.js';
import { auditEntry, isDone, originOf, recorded } from '../steps/audit.js';
import type { ActionOrigin, AuditEntry } from '../steps/audit.js';
import { askedToCancel } from '../steps/cancel-request.js';
import { answerTo } from '../steps/resolve.js';
import type { Answer } from '../steps/resolve.js';
import { answerFault } from './answers.js';
import { isFollowed, MAX_EVENTS, withEvents } from './parcel.js';
import type { ParcelEvent } from './parcel-events.js';
import type { Channel } from './request.js';
import { enter, isEnd } from './state.js';
import type { ShipmentState } from './state.js';
import { FOLLOW_PARCEL, PURCHASE } from './steps.js';

/** What an operator, a push or the Temporal UI may ask of a shipment, already checked in form. */
export type ShipmentAction = (
  | { action: 'trackingEvent'; event: ParcelEvent; trackingId?: string }
  | { action: 'cancel' }
  | { action: 'resolve'; target: ResolveTarget; resolution: Answer }
  | { action: 'cancel-request' }
) & { origin: ActionOrigin };

type ActionOf<Name extends ShipmentAction['action']> = Extract<ShipmentAction, { action: Name }>;

export type Reduced = { state: ShipmentState } | { refusal: string };

/**
 * Applies an action: pure, so that validator, signal handler and tests share it.
 *
 * 1. A refused action changes nothing, and the refusal says when it would be allowed.
 * 2. The same request (by `requestId`), and the same event again, is done already and not refused.
 * 3. Whatever people do is in the audit list; events of the parcel are a record of their own.
 */
export function reduce(
  shipment: ShipmentState,
  event: ShipmentAction,
  now: number,
  fallbackId: string,
  channel: Channel['type'] = 'EXTERNAL',
): Reduced {
  const origin = originOf(event.origin, fallbackId);
  if (isDone(shipment, origin.requestId)) return { state: shipment };
  // A notice that could not be begun is a question beyond the end.
  if (isEnd(shipment.state) && (event.action !== 'resolve' || shipment.attention.items.length === 0)) {
    return { refusal: `The shipment has ended: ${shipment.state}.` };
  }
  const at = new Date(now).toISOString();
  const reduced = apply(shipment, event, { ...origin, at, now, channel });
  return event.action === 'trackingEvent'
    ? reduced
    : recorded(shipment, reduced, { ...auditEntry(event.action, origin, at), ...saidBy(event) });
}

interface Context {
  requestId: string;
  actor: string;
  /** ISO 8601. */
  at: string;
  now: number;
  channel: Channel['type'];
}

function apply(shipment: ShipmentState, event: ShipmentAction, context: Context): Reduced {
  switch (event.action) {
    case 'trackingEvent':
      return trackingEvent(shipment, event, context);
    case 'cancel':
      return cancel(shipment, context);
    case 'resolve':
      return resolve(shipment, event, context);
    case 'cancel-request':
      return askedToCancel(shipment, context.at, 'To cancel the shipment at Amazon, use cancel.');
  }
}

/** Carriers' clocks and ours may differ by this much, ms. */
const CARRIER_CLOCK_TOLERANCE_MS = 5 * 60_000;

function trackingEvent(
  shipment: ShipmentState,
  { event, trackingId }: ActionOf<'trackingEvent'>,
  { at, now }: Context,
): Reduced {
  if (!isFollowed(shipment)) {
    return { refusal: `An event of the parcel is taken once it is bought; the shipment is ${shipment.state}.` };
  }
  const known = shipment.purchase?.trackingId;
  if (trackingId !== undefined && known !== undefined && trackingId !== known) {
    return { refusal: `The parcel has tracking id ${known}, not ${trackingId}.` };
  }
  if (Date.parse(event.eventTime) > now + CARRIER_CLOCK_TOLERANCE_MS) {
    return { refusal: `eventTime ${event.eventTime} lies in the future.` };
  }
  const next = withEvents(shipment, [event], at);
  return next !== shipment && shipment.events.length >= MAX_EVENTS
    ? { refusal: `The parcel has ${MAX_EVENTS} events already; more are not taken.` }
    : { state: next };
}

/**
 * Before the purchase the shipment ends; after it Amazon is asked to cancel, until the carrier has the parcel.
 *
 * While a purchase is under way nobody knows whether there is something to cancel: that is found out first. Where Amazon
 * has refused it, there is nothing.
 */
function cancel(shipment: ShipmentState, { actor, at, channel }: Context): Reduced {
  const { state, cancellation, ledgerId } = shipment;
  if (cancellation !== undefined) {
    return cancellation.outcome === 'too-late'
      ? { refusal: 'Amazon has refused the cancellation: the carrier has the parcel.' }
      : { state: shipment };
  }
  const asked: ShipmentState = { ...shipment, cancellation: { askedAt: at, actor } };
  switch (state) {
    case 'RECEIVED':
    case 'RATING':
      // An earlier run may have bought: what is on record is read before anything else.
      return { state: ledgerId === undefined ? asked : enter(asked, 'CANCELLED', at) };
    case 'PURCHASING':
      // What Amazon has refused is not bought, and nobody wants it bought any more.
      if (isPurchaseRefused(shipment)) return { state: enter(asked, 'CANCELLED', at) };
      return channel === 'DIRECT_FULFILLMENT' ? { refusal: NO_DIRECT_CANCEL } : { state: asked };
    case 'PURCHASED':
      return channel === 'DIRECT_FULFILLMENT'
        ? { refusal: NO_DIRECT_CANCEL }
        : { state: enter(asked, 'CANCELLING', at) };
    default:
      return { refusal: `cancel is possible until the carrier has the parcel; the shipment is ${state}.` };
  }
}

/** A person is asked about a send that was refused: everything before it is closed. */
const isPurchaseRefused = ({ attention }: ShipmentState): boolean =>
  attention.items.some(
    ({ step, reason, details }) => step === PURCHASE && reason === 'Rejected' && details.send !== undefined,
  );

const NO_DIRECT_CANCEL = 'Amazon cancels no shipments of Direct Fulfillment orders: deny the order on the floor.';

function resolve(shipment: ShipmentState, event: ActionOf<'resolve'>, context: Context): Reduced {
  const { answer } = event.resolution;
  const found = itemFor(shipment.attention, event.target, answer);
  if ('refusal' in found) return found;
  const { item } = found;
  const fault = answerFault(shipment, item, event.resolution);
  if (fault !== undefined) return { refusal: fault };
  if (answer === 'abort' && !isEnd(shipment.state)) return abort(shipment, item, context);
  if (item.reason === 'CancelRequested') return { state: withoutItem(shipment, item) };
  if (isAboutParcel(item)) return { state: parcelAnswered(shipment, item, answer, context) };
  const { actor, requestId, at } = context;
  const resolution: Resolution = { ...event.resolution, actor, requestId, at };
  return { state: { ...shipment, attention: resolveItem(shipment.attention, item.attentionId, resolution) } };
}

/** While a purchase may be in flight nobody may look away: it would be paid, and nobody would know. */
function abort(shipment: ShipmentState, item: AttentionItem, { at }: Context): Reduced {
  const isAsked = shipment.attention.items.some(({ step }) => step === PURCHASE);
  return shipment.state === 'PURCHASING' && !isAsked && item.step !== PURCHASE
    ? { refusal: 'A purchase is under way; abort is possible once its outcome is known.' }
    : { state: enter(shipment, 'CLOSED_BY_PERSON', at) };
}

const withoutItem = (shipment: ShipmentState, { attentionId }: AttentionItem): ShipmentState => ({
  ...shipment,
  attention: dropItems(shipment.attention, (item) => item.attentionId === attentionId),
});

/** What a person says about the parcel. */
function parcelAnswered(shipment: ShipmentState, item: AttentionItem, answer: string, { at }: Context): ShipmentState {
  const answered = withoutItem(shipment, item);
  // Another end may be on its way; a cancellation decides about itself.
  const isFree = shipment.state === 'PURCHASED' || shipment.state === 'IN_TRANSIT';
  if (!isFree) return answered;
  if (answer === 'lost') return enter(answered, 'LOST', at);
  return answer === 'cancelled' ? withRefund(answered, at) : answered;
}

/** Amazon owes the price from now on. */
export function withRefund(shipment: ShipmentState, at: string): ShipmentState {
  const amount = shipment.purchase?.bought?.total;
  const refund = { since: at, ...(amount === undefined ? {} : { amount }) };
  const attention = dropItems(shipment.attention, ({ step }) => step === FOLLOW_PARCEL);
  return { ...enter({ ...shipment, attention }, 'REFUND_EXPECTED', at), refund };
}

/** No step asks these anew when a run continues as new: they have to travel with the state. */
export const isRaisedByEvent = (item: AttentionItem): boolean =>
  item.reason === 'CancelRequested' || isAboutParcel(item);

/** Something has happened to the parcel. What keeps it from being looked for is a question of its step, like any other. */
const isAboutParcel = ({ reason, step }: AttentionItem): boolean => step === FOLLOW_PARCEL && PARCEL_KINDS.has(reason);

const PARCEL_KINDS: ReadonlySet<FailureKind> = new Set([
  'PickupCancelled',
  'NoScan',
  'DeliveryAttempted',
  'AwaitingCustomerPickup',
  'ParcelUndeliverable',
  'ParcelLost',
]);

/** What was answered to what. */
const saidBy = (event: ShipmentAction): Pick<AuditEntry, 'said'> =>
  event.action === 'resolve' ? { said: answerTo(event) } : {};
