import { dropItems, emptyDesk, itemFor, raise, resolveItem } from '../steps/attention.js';
import type { AttentionDesk, AttentionItem, Resolution } from '../steps/attention.js';
import { brief, originOf, withAudit } from '../steps/audit.js';
import type { ActionOrigin, AuditEntry } from '../steps/audit.js';
import { checked, object, oneOf, optional, text } from '../steps/checks.js';
import type { Breach } from '../steps/deadlines.js';
import { correctDeparture, departureFaults, timeFault } from './departure.js';
import type { Departure } from './departure.js';
import type { AcknowledgementCode, LabelFacts, LabelMode, LabelModeName, OrderFacts } from './order.js';

/**
 * Where a purchase order can go from each state. Search attribute `FulfillmentState`.
 *
 * An order already under way is joined: from `RECEIVED` it may go straight to `ACKNOWLEDGED` or `COMPLETED`.
 */
export const nextStates = {
  RECEIVED: ['ACKNOWLEDGING', 'ACKNOWLEDGED', 'COMPLETED', 'CANCELLED', 'CLOSED_BY_PERSON'],
  ACKNOWLEDGING: ['ACKNOWLEDGED', 'REJECTED', 'CANCELLED', 'CLOSED_BY_PERSON'],
  ACKNOWLEDGED: ['LABELLING', 'READY_TO_SHIP', 'CANCELLED', 'CLOSED_BY_PERSON'],
  LABELLING: ['READY_TO_SHIP', 'CANCELLED', 'CLOSED_BY_PERSON'],
  READY_TO_SHIP: ['CONFIRMING', 'CANCELLED', 'CLOSED_BY_PERSON'],
  CONFIRMING: ['IN_TRANSIT', 'COMPLETED', 'FLOOR_DENIED', 'CANCELLED', 'CLOSED_BY_PERSON'],
  IN_TRANSIT: ['COMPLETED', 'CLOSED_BY_PERSON'],
  COMPLETED: [],
  REJECTED: [],
  FLOOR_DENIED: [],
  CANCELLED: [],
  CLOSED_BY_PERSON: [],
} as const satisfies Record<string, readonly string[]>;

export type FulfillmentState = keyof typeof nextStates;

export const isEnd = (state: FulfillmentState): boolean => nextStates[state].length === 0;

/** A purchase order as its workflow knows it: plain JSON, no personal data. Answer of the `view` query. */
export interface PurchaseOrderState {
  account: string;
  purchaseOrderNumber: string;
  state: FulfillmentState;
  /** Absent until the order was read. */
  order?: OrderFacts;
  /** The raw order in the document store. */
  orderDocumentId?: string;
  /** The ledger that the order began with. */
  ledgerId?: string;
  /** Amazon's `orderStatus` when the order was read; `absent` when it had none. */
  orderStatus?: string;
  /** When that was, ISO 8601. */
  readAt?: string;
  labelMode?: LabelMode;
  /** What is or was answered to Amazon. */
  acknowledgement?: AcknowledgementCode & { decidedAt: string; actor: string };
  /** Accepted at Amazon before this workflow: a label may exist already. */
  joined: boolean;
  label?: LabelFacts;
  departure?: Departure;
  /** Who reported the departure; absent when it was recovered from the ledger. */
  departedBy?: string;
  transactionIds: string[];
  requestIds: string[];
  attention: AttentionDesk;
  breaches: Breach[];
  audit: AuditEntry[];
}

export const initialState = (account: string, purchaseOrderNumber: string): PurchaseOrderState => ({
  account,
  purchaseOrderNumber,
  state: 'RECEIVED',
  joined: false,
  transactionIds: [],
  requestIds: [],
  attention: emptyDesk,
  breaches: [],
  audit: [],
});

/** Moves on along {@link nextStates}. @throws RangeError on a move that the table does not have: a fault of ours. */
export function enter(order: PurchaseOrderState, next: FulfillmentState): PurchaseOrderState {
  const allowed: readonly FulfillmentState[] = nextStates[order.state];
  if (!allowed.includes(next)) throw new RangeError(`A purchase order cannot go from ${order.state} to ${next}.`);
  return { ...order, state: next, attention: isEnd(next) ? { ...order.attention, items: [] } : order.attention };
}

/** What an operator or the Temporal UI may ask of an order, already checked in form. */
export type OrderAction =
  | { action: 'depart'; departure: Departure; origin: ActionOrigin }
  | { action: 'reject'; code: AcknowledgementCode; origin: ActionOrigin }
  | {
      action: 'resolve';
      target: { attentionId?: string; match?: { reason: string; raisedBefore: string } };
      resolution: Pick<Resolution, 'answer' | 'data' | 'reference'>;
      origin: ActionOrigin;
    }
  | { action: 'cancel-request'; origin: ActionOrigin };

export type Reduced = { state: PurchaseOrderState } | { refusal: string };

/**
 * Applies an operator's action: pure, so that validator, signal handler and tests share it.
 *
 * 1. A refused action changes nothing, and the refusal says when it would be allowed.
 * 2. The same request (by `requestId`), and the same departure again, is done already and not refused.
 * 3. Whatever is done is in the audit list.
 */
export function reduce(order: PurchaseOrderState, event: OrderAction, now: number, fallbackId: string): Reduced {
  const origin = originOf(event.origin, fallbackId);
  if (order.audit.some((entry) => entry.requestId === origin.requestId && entry.refused === undefined)) {
    return { state: order };
  }
  if (isEnd(order.state)) return { refusal: `The order has ended: ${order.state}.` };
  const at = new Date(now).toISOString();
  const reduced = apply(order, event, { ...origin, at, now });
  return 'refusal' in reduced || reduced.state === order
    ? reduced
    : {
        state: {
          ...reduced.state,
          audit: withAudit(order.audit, { ...auditEntry(event, origin, at), ...saidBy(event) }),
        },
      };
}

/** The audit entry of an action that was refused: signals record it, because nobody waits for their answer. */
export const withRefusal = (
  order: PurchaseOrderState,
  action: string,
  origin: ActionOrigin,
  refused: string,
  now: number,
  fallbackId: string,
): PurchaseOrderState => ({
  ...order,
  audit: withAudit(order.audit, {
    ...auditEntry({ action, origin }, originOf(origin, fallbackId), new Date(now).toISOString()),
    refused: brief(refused),
  }),
});

type Context = { requestId: string; actor: string; at: string; now: number };

function apply(order: PurchaseOrderState, event: OrderAction, context: Context): Reduced {
  switch (event.action) {
    case 'depart':
      return depart(order, event.departure, context);
    case 'reject':
      if (order.state !== 'RECEIVED') {
        return { refusal: `reject is possible while RECEIVED; the order is ${order.state}.` };
      }
      // Until then it may be accepted, shipped or cancelled at Amazon, and a rejection would be a promise not kept.
      return order.order === undefined
        ? { refusal: 'reject is possible once the order was read from Amazon; try again in a moment.' }
        : { state: decideCode(order, event.code, context.at, context.actor) };
    case 'resolve':
      return resolve(order, event, context);
    case 'cancel-request':
      return order.attention.items.some((item) => item.reason === 'CancelRequested')
        ? { state: order }
        : { state: { ...order, attention: raise(order.attention, cancelItem(context.at)).desk } };
  }
}

/** The same departure reported again: everything it says is recorded already. */
const isRepetition = (recorded: Departure, reported: Departure): boolean =>
  Object.entries(reported).every(
    ([field, value]) => JSON.stringify(recorded[field as keyof Departure]) === JSON.stringify(value),
  );

function depart(order: PurchaseOrderState, departure: Departure, { actor, now }: Context): Reduced {
  if (order.departure !== undefined && isRepetition(order.departure, departure)) return { state: order };
  if (order.departure !== undefined) {
    return { refusal: `The departure at ${order.departure.departedAt} is already recorded; it is never changed.` };
  }
  const fault = timeFault(order.order, departure, now);
  if (fault !== undefined) return { refusal: fault };
  if (order.state !== 'READY_TO_SHIP' || order.order === undefined || order.labelMode === undefined) {
    return { refusal: `depart is possible once the order is READY_TO_SHIP; it is ${order.state}.` };
  }
  const faults = departureFaults(order.order, order.labelMode, order.label, departure);
  return faults.length > 0
    ? { refusal: faults.join(' ') }
    : { state: { ...enter(order, 'CONFIRMING'), departure, departedBy: actor } };
}

function resolve(
  order: PurchaseOrderState,
  event: Extract<OrderAction, { action: 'resolve' }>,
  context: Context,
): Reduced {
  const found = itemFor(order.attention, event.target, event.resolution.answer);
  if ('refusal' in found) return found;
  const { item } = found;
  const fault = answerFault(order, item, event.resolution, context.now);
  if (fault !== undefined) return { refusal: fault };
  if (event.resolution.answer === 'abort') return { state: enter(order, 'CLOSED_BY_PERSON') };
  const { actor, requestId, at } = context;
  const resolution: Resolution = { ...event.resolution, actor, requestId, at };
  const answered = { ...order, attention: resolveItem(order.attention, item.attentionId, resolution) };
  return item.reason === 'CancelRequested'
    ? {
        state: {
          ...order,
          attention: dropItems(order.attention, ({ attentionId }) => attentionId === item.attentionId),
        },
      }
    : { state: answered };
}

function answerFault(
  order: PurchaseOrderState,
  item: AttentionItem,
  { answer, data, reference }: Pick<Resolution, 'answer' | 'data' | 'reference'>,
  now: number,
): string | undefined {
  if (answer === 'done-elsewhere' && reference === undefined) {
    return 'done-elsewhere needs a reference: where and under which number it was done.';
  }
  if (answer === 'reject' && rejectionFrom(data) === undefined) {
    return 'reject needs data { "code": "…", "description"? }: two digits, not 00.';
  }
  if (data === undefined || answer === 'reject') return undefined;
  if (answer === 'retry' && item.reason === 'LabelModeMissing') {
    return labelModeFrom(data) === undefined
      ? 'data takes { "labelMode": "amazon" | "vendor-label" | "vendor-carrier", "scacCode"?, "carrier"? }.'
      : undefined;
  }
  if (
    answer === 'retry' &&
    item.step === 'confirmShipment' &&
    order.order !== undefined &&
    order.labelMode !== undefined
  ) {
    const corrected = correctDeparture(order.departure, data);
    return 'faults' in corrected
      ? `data takes the fields of a departure that change: ${corrected.faults.join('; ')}.`
      : (timeFault(order.order, corrected.value, now) ??
          departureFaults(order.order, order.labelMode, order.label, corrected.value)[0]);
  }
  return `${item.attentionId} takes no data with ${answer}.`;
}

const rejection = object({
  code: text({ max: 2, pattern: /^(?!00)\d{2}$/ }),
  description: optional(text({ max: 200 })),
});

/** The code with which a person rejects an order. */
export function rejectionFrom(data: Record<string, unknown> | undefined): AcknowledgementCode | undefined {
  const found = checked(rejection, data);
  return 'value' in found ? found.value : undefined;
}

const givenLabelMode = object({
  labelMode: oneOf(['amazon', 'vendor-label', 'vendor-carrier'] satisfies LabelModeName[]),
  scacCode: optional(text({ max: 100 })),
  carrier: optional(text({ max: 100 })),
});

/** A label mode given by a person for one order. */
export function labelModeFrom(data: Record<string, unknown>): LabelMode | undefined {
  const found = checked(givenLabelMode, data);
  if ('faults' in found) return undefined;
  const { labelMode: mode, ...carrier } = found.value;
  return { mode, ...carrier };
}

/** Sets the answer to Amazon; questions that asked for it are closed. */
export const decideCode = (
  order: PurchaseOrderState,
  code: AcknowledgementCode,
  decidedAt: string,
  actor: string,
): PurchaseOrderState => ({
  ...enter(order, 'ACKNOWLEDGING'),
  acknowledgement: { ...code, decidedAt, actor },
  attention: dropItems(order.attention, (item) => item.step === 'decide' || item.step === 'chooseLabelMode'),
});

const cancelItem = (at: string): Parameters<typeof raise>[1] => ({
  step: 'cancel',
  reason: 'CancelRequested',
  message: 'A cancel request came from the Temporal UI or a client.',
  raisedAt: at,
  details: {},
});

/** What was answered to what: `retry` and `abort` are not the same thing to have done. */
const saidBy = (event: OrderAction): Pick<AuditEntry, 'said'> =>
  event.action === 'resolve'
    ? { said: `${event.resolution.answer} to ${event.target.attentionId ?? event.target.match?.reason ?? ''}` }
    : {};

const auditEntry = (
  event: { action: string; origin: ActionOrigin },
  origin: { requestId: string; actor: string },
  at: string,
): AuditEntry => ({
  at,
  action: event.action,
  actor: origin.actor,
  requestId: origin.requestId,
  ...(event.origin.reason === undefined ? {} : { reason: event.origin.reason }),
});
