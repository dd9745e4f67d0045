import { dropItems, itemFor, raise, resolveItem } from '../steps/attention.js';
import type { AttentionItem, Resolution, ResolveTarget } from '../steps/attention.js';
import { auditEntry, isDone, originOf, recorded } from '../steps/audit.js';
import type { ActionOrigin, AuditEntry } from '../steps/audit.js';
import { askedToCancel } from '../steps/cancel-request.js';
import { answerTo } from '../steps/resolve.js';
import type { Answer } from '../steps/resolve.js';
import { answerFault } from './answers.js';
import { met, over } from './deadlines.js';
import { completed, departureFaults, timeFault } from './departure.js';
import type { Departure, ReportedDeparture } from './departure.js';
import { matchTracking } from './carrier.js';
import type { CarrierEvent } from './carrier.js';
import type { AcknowledgementCode } from './order.js';
import { packingFaults } from './packing.js';
import type { PackedContainer } from './packing.js';
import { MAX_EVENTS, MAX_EVENTS_OF_A_PARCEL, withEvent } from './parcels.js';
import { CARRIER_SILENT } from './silence.js';
import { OBTAIN_PAPER, STOP_PARCEL } from './steps.js';
import { codeFault, described } from './policy.js';
import type { PurchaseOrderPolicy } from './policy.js';
import { decideCode, enter, isEnd } from './state.js';
import type { FulfillmentState, PurchaseOrderState } from './state.js';

/** What an operator or the Temporal UI may ask of an order, already checked in form. */
export type OrderAction = (
  | { action: 'depart'; departure: ReportedDeparture }
  | { action: 'reject'; code: AcknowledgementCode }
  | { action: 'cancel'; code?: AcknowledgementCode }
  | { action: 'floorDenial' }
  | { action: 'pack'; containers: PackedContainer[] }
  | { action: 'hold' }
  | { action: 'release'; shipDay?: string }
  | { action: 'carrierEvent'; event: CarrierEvent }
  | { action: 'relabel'; containers?: PackedContainer[]; isDestroyed: boolean }
  | { action: 'resolve'; target: ResolveTarget; resolution: Answer }
  | { action: 'cancel-request' }
  | { action: 'cancelledByAmazon'; seenAt: string }
) & { origin: ActionOrigin };

type ActionOf<Name extends OrderAction['action']> = Extract<OrderAction, { action: Name }>;

export type Reduced = { state: PurchaseOrderState } | { refusal: string };

/**
 * Applies an operator's action: pure, so that validator, signal handler and tests share it.
 *
 * 1. A refused action changes nothing, and the refusal says when it would be allowed.
 * 2. The same request (by `requestId`), and the same departure again, is done already and not refused.
 * 3. Whatever is done is in the audit list.
 *
 * @param policy with the table of codes that reject an order. Default: any code is taken.
 */
export function reduce(
  order: PurchaseOrderState,
  event: OrderAction,
  now: number,
  fallbackId: string,
  policy?: CodePolicy,
): Reduced {
  const origin = originOf(event.origin, fallbackId);
  if (isDone(order, origin.requestId)) return { state: order };
  if (isEnd(order.state)) return { refusal: `The order has ended: ${order.state}.` };
  const at = new Date(now).toISOString();
  const reduced = apply(order, event, { ...origin, at, now, ...(policy === undefined ? {} : { policy }) });
  // The carrier's events are a record of their own; there they do not push out what people have done.
  return event.action === 'carrierEvent'
    ? reduced
    : recorded(order, reduced, { ...auditEntry(event.action, origin, at), ...saidBy(event) });
}

interface Context {
  requestId: string;
  actor: string;
  reason?: string;
  /** ISO 8601. */
  at: string;
  now: number;
  policy?: CodePolicy;
}

type CodePolicy = Pick<PurchaseOrderPolicy, 'acknowledgement'>;

function apply(order: PurchaseOrderState, event: OrderAction, context: Context): Reduced {
  switch (event.action) {
    case 'depart':
      return depart(order, event, context);
    case 'reject':
      return reject(order, event.code, context);
    case 'cancel':
      return cancel(order, event, context);
    case 'floorDenial':
      return floorDenial(order, context);
    case 'pack':
      return pack(order, event);
    case 'hold':
      return hold(order, context);
    case 'release':
      return release(order, event, context);
    case 'carrierEvent':
      return carrierEvent(order, event.event, context);
    case 'relabel':
      return relabel(order, event, context);
    case 'resolve':
      return resolve(order, event, context);
    case 'cancelledByAmazon':
      return cancelledByAmazon(order, event, context);
    case 'cancel-request':
      return askedToCancel(order, context.at);
  }
}

/** The same departure reported again: everything it says is recorded already. */
const isRepetition = (recorded: Departure, reported: Departure): boolean =>
  Object.entries(reported).every(
    ([field, value]) => JSON.stringify(recorded[field as keyof Departure]) === JSON.stringify(value),
  );

function depart(
  order: PurchaseOrderState,
  { departure: reported }: ActionOf<'depart'>,
  { actor, at, now }: Context,
): Reduced {
  const read = completed(reported, order.departure?.containers ?? order.packing);
  if (order.departure !== undefined) {
    return 'value' in read && isRepetition(order.departure, read.value)
      ? { state: order }
      : { refusal: `The departure at ${order.departure.departedAt} is already recorded; it is never changed.` };
  }
  if (order.denial !== undefined) return { refusal: 'The order is denied on the floor; it does not ship.' };
  const fault = timeFault(order.order, reported, now);
  if (fault !== undefined) return { refusal: fault };
  if (order.state !== 'READY_TO_SHIP' || order.order === undefined || order.labelMode === undefined) {
    return { refusal: `depart is possible once the order is READY_TO_SHIP; it is ${order.state}.` };
  }
  if ('faults' in read) return { refusal: read.faults.join(' ') };
  const faults = departureFaults(order.order, order.labelMode, order.label, read.value);
  if (faults.length > 0) return { refusal: faults.join(' ') };
  const departed = met(order, 'ship', Date.parse(order.order.requiredShipDate), Date.parse(reported.departedAt));
  const gone: PurchaseOrderState = { ...departed, attention: dropItems(departed.attention, isAboutTheFloor) };
  return { state: { ...enter(gone, 'CONFIRMING', at), departure: read.value, departedBy: actor } };
}

/**
 * Nobody can put a paper into the parcel any more, or stop it here: whether a cancelled order is confirmed all the same, its
 * confirmation asks.
 */
const isAboutTheFloor = ({ step }: AttentionItem): boolean => step === OBTAIN_PAPER || step === STOP_PARCEL;

function reject(order: PurchaseOrderState, code: AcknowledgementCode, { actor, at, policy }: Context): Reduced {
  if (order.state !== 'RECEIVED') {
    return { refusal: `reject is possible while RECEIVED; the order is ${order.state}. ${insteadOfReject(order)}` };
  }
  // Until then it may be accepted, shipped or cancelled at Amazon, and a rejection would be a promise not kept.
  if (order.order === undefined) {
    return { refusal: 'reject is possible once the order was read from Amazon; try again in a moment.' };
  }
  const fault = policy === undefined ? undefined : codeFault(policy, code.code);
  if (fault !== undefined) return { refusal: fault };
  const said = policy === undefined ? code : described(policy, code);
  return { state: decideCode(order, said, { decidedAt: at, actor, at }) };
}

const insteadOfReject = ({ state }: PurchaseOrderState): string =>
  state === 'ACKNOWLEDGING' || DENIABLE.has(state)
    ? 'Once it is acknowledged and until its departure, floorDenial is possible.'
    : 'The truck has left.';

/** `reject` before the acknowledgement, `floorDenial` after it. */
function cancel(order: PurchaseOrderState, { code }: ActionOf<'cancel'>, context: Context): Reduced {
  if (order.state !== 'RECEIVED') return floorDenial(order, context);
  return code === undefined
    ? { refusal: 'cancel needs a code while the order is RECEIVED: it is rejected with it.' }
    : reject(order, code, context);
}

/** From the proven acceptance to the departure. */
const DENIABLE: ReadonlySet<FulfillmentState> = new Set(['ACKNOWLEDGED', 'LABELLING', 'READY_TO_SHIP']);

function floorDenial(order: PurchaseOrderState, { actor, at }: Context): Reduced {
  if (order.denial !== undefined) return { state: order };
  // An earlier run may know the departure long before the order is CONFIRMING again.
  if (!DENIABLE.has(order.state) || order.departure !== undefined) {
    const stands = order.departure === undefined ? `is ${order.state}` : `departed at ${order.departure.departedAt}`;
    return { refusal: `floorDenial is possible from the acknowledgement to the departure; the order ${stands}.` };
  }
  return {
    state: {
      ...enter(order, 'CONFIRMING', at),
      denial: { decidedAt: at, actor },
      // What they asked about is not done any more.
      attention: dropItems(order.attention, (item) => item.reason !== 'CancelRequested'),
    },
  };
}

function pack(order: PurchaseOrderState, { containers }: ActionOf<'pack'>): Reduced {
  if (order.order === undefined) return { refusal: 'pack is possible once the order was read from Amazon.' };
  if (order.departure !== undefined) return { refusal: 'pack is possible until the departure.' };
  const isLabelled = order.state === 'LABELLING' || order.state === 'READY_TO_SHIP';
  if (order.state === 'CONFIRMING' || (isLabelled && order.labelMode?.mode === 'amazon')) {
    return {
      refusal:
        'pack is possible until the label is requested, because the request tells Amazon the packages; ' +
        'relabel with the new packages instead.',
    };
  }
  const faults = packingFaults(order.order, containers);
  if (faults.length > 0) return { refusal: faults.join(' ') };
  return JSON.stringify(order.packing) === JSON.stringify(containers)
    ? { state: order }
    : { state: { ...order, packing: containers } };
}

const HOLDABLE: ReadonlySet<FulfillmentState> = new Set(['RECEIVED', 'ACKNOWLEDGING', 'ACKNOWLEDGED']);

function hold(order: PurchaseOrderState, { actor, reason, at }: Context): Reduced {
  if (order.hold !== undefined) return { state: order };
  return HOLDABLE.has(order.state)
    ? { state: { ...order, hold: { since: at, actor, ...(reason === undefined ? {} : { reason }) } } }
    : {
        refusal: `hold is possible until the label is requested; the order is ${order.state}. A confirmation is never held.`,
      };
}

/** Ends a hold, and names another day where one is given. */
function release(order: PurchaseOrderState, { shipDay }: ActionOf<'release'>, { now }: Context): Reduced {
  const { hold, ...released } = order;
  if (shipDay === undefined) return { state: hold === undefined ? order : released };
  if (isPastEverywhere(shipDay, now)) return { refusal: `${shipDay} is past; name today or a later day.` };
  if (!HOLDABLE.has(order.state)) {
    return { refusal: `A ship day can be named until the label is requested; the order is ${order.state}.` };
  }
  if ((order.wantedShipDay ?? order.shipDay?.day) === shipDay && hold === undefined) return { state: order };
  return { state: { ...released, wantedShipDay: shipDay } };
}

/** A day that is over wherever the warehouse is; only its own calendar knows the hour. */
const isPastEverywhere = (day: string, now: number): boolean => Date.parse(day) + 36 * 60 * 60_000 <= now;

/** From here on the order is on its way through the warehouse, or has left it. */
const TRACKABLE: ReadonlySet<FulfillmentState> = new Set([
  'ACKNOWLEDGED',
  'LABELLING',
  'READY_TO_SHIP',
  'CONFIRMING',
  'IN_TRANSIT',
]);

/** Carriers' clocks and ours may differ by this much, ms. */
const CARRIER_CLOCK_TOLERANCE_MS = 5 * 60_000;

/** An event may come before its departure was reported: it is kept until Amazon may be told. */
function carrierEvent(order: PurchaseOrderState, event: CarrierEvent, { at, now }: Context): Reduced {
  const { state, labelMode, parcels } = order;
  if (!TRACKABLE.has(state)) {
    return { refusal: `A carrier's event is taken from the acknowledgement on; the order is ${state}.` };
  }
  if (labelMode?.mode !== 'vendor-carrier') {
    return {
      refusal: `Amazon is told of parcels on your own carrier only; label mode is ${labelMode?.mode ?? 'not known'}.`,
    };
  }
  if (Date.parse(event.occurredAt) > now + CARRIER_CLOCK_TOLERANCE_MS) {
    return { refusal: `occurredAt ${event.occurredAt} lies in the future.` };
  }
  const known = parcels.map(({ trackingNumber }) => trackingNumber);
  const meant = matchTracking(event.trackingNumber, known);
  if (known.length > 0 && meant === undefined) {
    return {
      refusal: `No parcel of this order has tracking number ${event.trackingNumber}; they are ${known.join(', ')}.`,
    };
  }
  const added = withEvent(order, event, at);
  if (added === order) return { state: order };
  const isOfParcel = ({ trackingNumber }: CarrierEvent): boolean =>
    matchTracking(trackingNumber, [event.trackingNumber]) !== undefined;
  if (order.parcelEvents.filter(isOfParcel).length >= MAX_EVENTS_OF_A_PARCEL) {
    return { refusal: `${event.trackingNumber} has ${MAX_EVENTS_OF_A_PARCEL} events already; more are not taken.` };
  }
  if (order.parcelEvents.length >= MAX_EVENTS) {
    return { refusal: `The order has ${MAX_EVENTS} events already; more are not taken.` };
  }
  // A departure is no sign of the carrier: the silence goes on.
  const isAnswered = ({ step, details }: AttentionItem): boolean =>
    event.status !== 'DEPARTED_FROM_FC' && step === CARRIER_SILENT && details.trackingNumber === meant;
  return { state: { ...added, attention: dropItems(added.attention, isAnswered) } };
}

/** The old label is marked, and the next one asked for; the main line sees the state. */
function relabel(
  order: PurchaseOrderState,
  { containers, isDestroyed }: ActionOf<'relabel'>,
  { actor, at }: Context,
): Reduced {
  if (order.order === undefined || order.state !== 'READY_TO_SHIP') {
    return { refusal: `relabel is possible while READY_TO_SHIP, before the departure; the order is ${order.state}.` };
  }
  const { label, ...unlabelled } = order;
  if (order.labelMode?.mode !== 'amazon' || label === undefined) {
    return { refusal: 'relabel asks Amazon for its label; the label of this order is your own.' };
  }
  const faults = containers === undefined ? [] : packingFaults(order.order, containers);
  if (faults.length > 0) return { refusal: faults.join(' ') };
  return {
    state: {
      ...enter(over(unlabelled, 'label', at), 'LABELLING', at),
      ...(containers === undefined ? {} : { packing: containers }),
      labelOccurrence: order.labelOccurrence + 1,
      voidLabels: [
        ...order.voidLabels,
        {
          ...label,
          ...(order.labelRequestedAt === undefined ? {} : { requestedAt: order.labelRequestedAt }),
          voidedAt: at,
          actor,
          isDestroyed,
        },
      ],
    },
  };
}

/** One item by its id; or every item of a reason: an order may have asked the same of many parcels. */
function resolve(order: PurchaseOrderState, event: ActionOf<'resolve'>, context: Context): Reduced {
  let reduced = resolveOne(order, event, context);
  while (event.target.match !== undefined && 'state' in reduced && !isEnd(reduced.state.state)) {
    const next = resolveOne(reduced.state, event, context);
    if ('refusal' in next) break;
    reduced = next;
  }
  return reduced;
}

function resolveOne(order: PurchaseOrderState, event: ActionOf<'resolve'>, context: Context): Reduced {
  const found = itemFor(order.attention, event.target, event.resolution.answer);
  if ('refusal' in found) return found;
  const { item } = found;
  const fault = answerFault(order, item, event.resolution, context);
  if (fault !== undefined) return { refusal: fault };
  if (event.resolution.answer === 'abort') return { state: enter(order, 'CLOSED_BY_PERSON', context.at) };
  if (item.reason === 'CancelRequested') {
    const attention = dropItems(order.attention, ({ attentionId }) => attentionId === item.attentionId);
    return { state: { ...order, attention } };
  }
  if (item.step === CARRIER_SILENT) return { state: silenceAnswered(order, item, event.resolution.answer, context) };
  if (item.step === STOP_PARCEL) return parcelAnswered(order, item.attentionId, event.resolution.answer, context);
  const { actor, requestId, at } = context;
  const resolution: Resolution = { ...event.resolution, actor, requestId, at };
  return { state: { ...order, attention: resolveItem(order.attention, item.attentionId, resolution) } };
}

/** The carrier gets the same time once more, or nobody waits for this parcel any longer. */
function silenceAnswered(
  order: PurchaseOrderState,
  { attentionId, details }: AttentionItem,
  answer: string,
  { actor, at }: Context,
): PurchaseOrderState {
  const change = answer === 'wait' ? { quietSince: at } : { closedBy: actor };
  return {
    ...order,
    attention: dropItems(order.attention, (item) => item.attentionId === attentionId),
    parcels: order.parcels.map((parcel) =>
      parcel.trackingNumber === details.trackingNumber ? { ...parcel, ...change } : parcel,
    ),
  };
}

/** Whether the parcel of a cancelled order could be stopped. */
function parcelAnswered(order: PurchaseOrderState, asked: string, answer: string, { at }: Context): Reduced {
  if (answer === 'stopped') {
    return order.state === 'IN_TRANSIT'
      ? { refusal: 'stopped is possible until the shipment is confirmed; answer left-anyway.' }
      : { state: enter(order, 'CANCELLED', at) };
  }
  const attention = dropItems(order.attention, ({ attentionId }) => attentionId === asked);
  return { state: { ...order, attention, leftAnyway: true } };
}

/**
 * Amazon has cancelled the order.
 *
 * 1. Without a label nothing has left and nothing will: the order ends, and nothing more is sent.
 * 2. With one, the parcel has to be stopped: a person says whether it could be.
 * 3. After the departure the confirmation's own step looks, and asks; a denial is what Amazon has done with it.
 * 4. After the confirmation it is put on record.
 */
function cancelledByAmazon(
  order: PurchaseOrderState,
  { seenAt }: ActionOf<'cancelledByAmazon'>,
  { at }: Context,
): Reduced {
  if (order.state === 'CONFIRMING') return { state: order };
  if (order.state === 'IN_TRANSIT') {
    return { state: order.cancelledAfterwards === undefined ? { ...order, cancelledAfterwards: seenAt } : order };
  }
  const isOnTheFloor = order.state === 'READY_TO_SHIP' || order.label !== undefined || order.voidLabels.length > 0;
  if (!isOnTheFloor) return { state: enter(order, 'CANCELLED', at) };
  const isAsked = order.attention.items.some(({ step }) => step === STOP_PARCEL);
  if (isAsked || order.leftAnyway === true) return { state: order };
  const { desk } = raise(order.attention, {
    step: STOP_PARCEL,
    reason: 'CancelledByAmazon',
    message: `Seen ${seenAt}; a label exists.`,
    raisedAt: at,
    ...(order.order === undefined ? {} : { dueAt: order.order.requiredShipDate }),
    details: {},
  });
  return { state: { ...order, attention: desk } };
}

/** No step asks these anew when a run continues as new: they have to travel with the state. */
export const isRaisedByEvent = ({ reason, step }: AttentionItem): boolean =>
  reason === 'CancelRequested' || step === STOP_PARCEL || step === CARRIER_SILENT;

/** What was answered to what, and in other actions what tells one from another. */
function saidBy(event: OrderAction): Pick<AuditEntry, 'said'> {
  switch (event.action) {
    case 'resolve':
      return { said: answerTo(event) };
    case 'reject':
    case 'cancel':
      return event.code === undefined ? {} : { said: `code ${event.code.code}` };
    case 'depart':
      return { said: `departed ${event.departure.departedAt}` };
    case 'release':
      return event.shipDay === undefined ? {} : { said: `ships ${event.shipDay}` };
    case 'pack':
      return { said: packages(event.containers) };
    case 'relabel':
      return { said: event.isDestroyed ? 'the old label is destroyed' : 'the old label may still be in use' };
    default:
      return {};
  }
}

const packages = ({ length }: readonly unknown[]): string => (length === 1 ? 'one package' : `${length} packages`);
