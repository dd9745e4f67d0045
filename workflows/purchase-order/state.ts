import { dropItems, emptyDesk } from '../steps/attention.js';
import type { AttentionDesk } from '../steps/attention.js';
import type { AuditEntry } from '../steps/audit.js';
import type { Breach } from '../steps/deadlines.js';
import type { Departure } from './departure.js';
import type {
  AcknowledgementCode,
  FloorDenial,
  Hold,
  LabelFacts,
  LabelMode,
  OrderFacts,
  Paper,
  PaperKind,
  ShipDay,
  ShipPlan,
  VoidLabel,
} from './order.js';
import type { PackedContainer } from './packing.js';
import type { Parcel, ParcelEvent } from './parcels.js';

/**
 * Where a purchase order can go from each state. Search attribute `FulfillmentState`.
 *
 * An order already under way is joined: from `RECEIVED` it may go straight to `ACKNOWLEDGED`, `IN_TRANSIT` or
 * `COMPLETED`. A second
 * label leads back to `LABELLING`, a floor denial from anywhere before the departure to `CONFIRMING`.
 */
export const nextStates = {
  RECEIVED: ['ACKNOWLEDGING', 'ACKNOWLEDGED', 'IN_TRANSIT', 'COMPLETED', 'CANCELLED', 'CLOSED_BY_PERSON'],
  ACKNOWLEDGING: ['ACKNOWLEDGED', 'REJECTED', 'CANCELLED', 'CLOSED_BY_PERSON'],
  ACKNOWLEDGED: ['LABELLING', 'READY_TO_SHIP', 'CONFIRMING', 'CANCELLED', 'CLOSED_BY_PERSON'],
  LABELLING: ['READY_TO_SHIP', 'CONFIRMING', 'CANCELLED', 'CLOSED_BY_PERSON'],
  READY_TO_SHIP: ['LABELLING', 'CONFIRMING', 'CANCELLED', 'CLOSED_BY_PERSON'],
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
  /** When it entered this state, ISO 8601; absent until the first change. */
  since?: string;
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
  shipPlan?: ShipPlan;
  /** The day on which it is planned to ship; absent when the warehouse's days are not known. */
  shipDay?: ShipDay;
  /** Another one, which a person wants; a date of the warehouse's calendar. */
  wantedShipDay?: string;
  /** Nothing is sent to Amazon for this order, only put on record. */
  isDryRun?: true;
  /** What is or was answered to Amazon. */
  acknowledgement?: AcknowledgementCode & { decidedAt: string; actor: string };
  /** Accepted at Amazon before this workflow: a label may exist already. */
  joined: boolean;
  hold?: Hold;
  /** What is in which package, as the warehouse has reported it. */
  packing?: PackedContainer[];
  /** Which request of a label counts: 1, and one more for every relabel. */
  labelOccurrence: number;
  /** When that was begun, ISO 8601: the label's life counts from its request. */
  labelRequestedAt?: string;
  label?: LabelFacts;
  /** What else belongs into the parcel. */
  papersNeeded: PaperKind[];
  papers: Paper[];
  /** Papers that a person has let the order ship without. */
  papersSkipped: PaperKind[];
  /** Labels that must not be used any more. */
  voidLabels: VoidLabel[];
  departure?: Departure;
  /** Who reported the departure; absent when it was recovered from the ledger. */
  departedBy?: string;
  /** A person's decision that the accepted order does not ship. */
  denial?: FloorDenial;
  /** Amazon has cancelled the order, but its parcel had left: a person wants it confirmed all the same. */
  leftAnyway?: boolean;
  /** A person has said that the confirmation was done elsewhere: under which numbers, is not known here. */
  isConfirmedElsewhere?: true;
  /** On the vendor's own carrier; empty until the departure. */
  parcels: Parcel[];
  /** What the carrier has reported of them, in the order of its coming. */
  parcelEvents: ParcelEvent[];
  /** Amazon cancelled the order after its confirmation; ISO 8601. */
  cancelledAfterwards?: string;
  transactionIds: string[];
  requestIds: string[];
  attention: AttentionDesk;
  breaches: Breach[];
  /** What people were told about already: ids of warnings, breaches, items and their reminders. */
  told: string[];
  audit: AuditEntry[];
}

export const initialState = (account: string, purchaseOrderNumber: string): PurchaseOrderState => ({
  account,
  purchaseOrderNumber,
  state: 'RECEIVED',
  joined: false,
  labelOccurrence: 1,
  papersNeeded: [],
  papers: [],
  papersSkipped: [],
  voidLabels: [],
  parcels: [],
  parcelEvents: [],
  transactionIds: [],
  requestIds: [],
  attention: emptyDesk,
  breaches: [],
  told: [],
  audit: [],
});

/**
 * Moves on along {@link nextStates}.
 *
 * @param at when, ISO 8601.
 * @throws RangeError on a move that the table does not have: a fault of ours.
 */
export function enter(order: PurchaseOrderState, next: FulfillmentState, at: string): PurchaseOrderState {
  const allowed: readonly FulfillmentState[] = nextStates[order.state];
  if (!allowed.includes(next)) throw new RangeError(`A purchase order cannot go from ${order.state} to ${next}.`);
  return {
    ...order,
    state: next,
    since: at,
    attention: isEnd(next) ? { ...order.attention, items: [] } : order.attention,
  };
}

/** Steps whose questions a decision answers. */
const DECIDING: ReadonlySet<string> = new Set(['decide', 'askInventory', 'chooseLabelMode']);

/** Sets the answer to Amazon; questions that asked for it are closed. */
export const decideCode = (
  order: PurchaseOrderState,
  code: AcknowledgementCode,
  { decidedAt, actor, at }: { decidedAt: string; actor: string; at: string },
): PurchaseOrderState => ({
  ...enter(order, 'ACKNOWLEDGING', at),
  acknowledgement: { ...code, decidedAt, actor },
  attention: dropItems(order.attention, ({ step }) => DECIDING.has(step)),
});
