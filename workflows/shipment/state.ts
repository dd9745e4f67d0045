import { emptyDesk } from '../steps/attention.js';
import type { AttentionDesk } from '../steps/attention.js';
import type { AuditEntry } from '../steps/audit.js';
import type { ApprovedOffer, Overrule, RateList, ShipmentDocument, StartDeliveryNoticeResult } from './activities.js';
import type { ChosenRate, InputField, Money, Offer, OfferFacts, Purchased } from './offer.js';
import type { ParcelEvent } from './parcel-events.js';
import { START_NOTICE } from './steps.js';

/**
 * Where a shipment can go from each state. Search attribute `FulfillmentState`.
 *
 * An expired rate leads back from `PURCHASING` to `RATING`, a cancellation that came too late from `CANCELLING` to where
 * the parcel is.
 */
export const nextStates = {
  RECEIVED: ['RATING', 'PURCHASING', 'CANCELLED', 'CLOSED_BY_PERSON'],
  RATING: ['PURCHASING', 'CANCELLED', 'CLOSED_BY_PERSON'],
  PURCHASING: ['RATING', 'PURCHASED', 'RECORDED', 'HANDED_TO_CARRIER', 'CANCELLED', 'CLOSED_BY_PERSON'],
  PURCHASED: [
    'CANCELLING',
    'IN_TRANSIT',
    'DELIVERED',
    'RETURNED',
    'LOST',
    'REFUND_EXPECTED',
    'HANDED_TO_CARRIER',
    'TRACKING_ENDED',
    'CLOSED_BY_PERSON',
  ],
  CANCELLING: ['REFUND_EXPECTED', 'PURCHASED', 'IN_TRANSIT', 'CLOSED_BY_PERSON'],
  REFUND_EXPECTED: ['CANCELLED', 'CLOSED_BY_PERSON'],
  IN_TRANSIT: ['DELIVERED', 'RETURNED', 'LOST', 'REFUND_EXPECTED', 'TRACKING_ENDED', 'CLOSED_BY_PERSON'],
  /** Delivered to the customer. */
  DELIVERED: [],
  /** Back with the sender. */
  RETURNED: [],
  LOST: [],
  CANCELLED: [],
  /** Bought; Amazon cannot track it, and nobody has reported it. */
  HANDED_TO_CARRIER: [],
  /** 45 days have brought no end. */
  TRACKING_ENDED: [],
  /** Dry run: the purchase is on record, and nothing was bought. */
  RECORDED: [],
  CLOSED_BY_PERSON: [],
} as const satisfies Record<string, readonly string[]>;

export type ShipmentStateName = keyof typeof nextStates;

export const isEnd = (state: ShipmentStateName): boolean => nextStates[state].length === 0;

/** Somebody wants the shipment cancelled. */
export interface Cancellation {
  /** ISO 8601. */
  askedAt: string;
  actor: string;
  /** Absent until it is known. */
  outcome?: 'cancelled' | 'too-late';
}

/** Money that Amazon owes for a cancelled shipment. */
export interface Refund {
  /** Absent where the price was never known. */
  amount?: Money;
  /** ISO 8601. */
  since: string;
  outcome?: 'settled' | 'written-off';
  reference?: string;
}

/** A shipment as its workflow knows it: plain JSON, no personal data. Answer of the `view` query. */
export interface ShipmentState {
  account: string;
  shipmentReference: string;
  state: ShipmentStateName;
  /** When it entered this state, ISO 8601; absent until the first change. */
  since?: string;
  /** The ledger that the shipment began with. */
  ledgerId?: string;
  /** Nothing is bought for this shipment, only put on record. */
  isDryRun?: true;
  /** The personal part of the request in the document store, as it counts now. */
  detailsDocumentId: string;
  /** Documents that answer what a carrier wants to know besides. */
  additionalInputs: string[];
  /** What Amazon offered last. */
  list?: RateList;
  /** What is missing of the additional inputs; absent when nobody asks. */
  missing?: InputField[];
  /** A person's choice. */
  choice?: ChosenRate;
  /** What policy or a person has taken first: the price guard measures new rates against it. */
  approved?: ApprovedOffer;
  /** Who has taken it. */
  approvedBy?: string;
  /** What is about to be bought. */
  offer?: Offer;
  /** How often new rates were asked for since a person or the policy has decided. */
  newRates: number;
  /** A person's decision about a purchase whose outcome nobody knew. */
  overrule?: Overrule;
  /** What was bought. */
  purchase?: Purchased & {
    /** ISO 8601. */
    boughtAt: string;
    /** Absent for a direct purchase. */
    bought?: OfferFacts;
  };
  documents: ShipmentDocument[];
  /** In order of time; places are left out. */
  events: ParcelEvent[];
  /** When the parcel was last looked for, ISO 8601. */
  lookedAt?: string;
  isNoScanTold: boolean;
  cancellation?: Cancellation;
  refund?: Refund;
  /** When the buyer's delivery notice was begun, ISO 8601; absent until then, and where none is wanted. */
  notice?: { at: string; outcome: StartDeliveryNoticeResult['outcome'] | 'skipped' };
  requestIds: string[];
  attention: AttentionDesk;
  /** What people were told about already: ids of items and their reminders. */
  told: string[];
  audit: AuditEntry[];
}

export const initialState = (account: string, shipmentReference: string, detailsDocumentId: string): ShipmentState => ({
  account,
  shipmentReference,
  state: 'RECEIVED',
  detailsDocumentId,
  additionalInputs: [],
  newRates: 0,
  documents: [],
  events: [],
  isNoScanTold: false,
  requestIds: [],
  attention: emptyDesk,
  told: [],
  audit: [],
});

/**
 * Moves on along {@link nextStates}. Questions end with the shipment, but for the one about the buyer's notice.
 *
 * @param at when, ISO 8601.
 * @throws RangeError on a move that the table does not have: a fault of ours.
 */
export function enter(shipment: ShipmentState, next: ShipmentStateName, at: string): ShipmentState {
  const allowed: readonly ShipmentStateName[] = nextStates[shipment.state];
  if (!allowed.includes(next)) throw new RangeError(`A shipment cannot go from ${shipment.state} to ${next}.`);
  const { attention } = shipment;
  const isLast = next === 'CLOSED_BY_PERSON';
  const items = attention.items.filter(({ step }) => !isLast && step === START_NOTICE);
  return { ...shipment, state: next, since: at, attention: isEnd(next) ? { ...attention, items } : attention };
}
