import type { Departure } from './departure.js';
import type { AcknowledgementCode, LabelFacts, LabelMode, OrderFacts, ShipPlan } from './order.js';
import type { PackedContainer } from './packing.js';

/** What every step of a purchase order is told. */
export interface StepInput {
  account: string;
  purchaseOrderNumber: string;
}

/** What every step that writes to Amazon is told besides. */
export interface WriteStepInput extends StepInput {
  /** The ledger that the order began with: a worker with another one must not carry it on. */
  ledgerId: string;
  /** The business deadline of the write, epoch ms: calls nearest to theirs go first. */
  deadline: number;
  /** What the write can be found by later, as in the search attribute `References`. */
  references: string[];
  /** Who caused the write: `policy`, or the actor of an operator's action. No personal data beyond a user name. */
  actor: string;
  /** Set by a person's `retry`: another send is allowed after this one, whatever became of it. */
  overrule?: { send: number; actor: string; requestId: string };
  /** Set by a person's `wait`: until this instant, epoch ms, evidence is looked for before anybody is asked again. */
  waitUntil?: number;
}

/** Ids under which Amazon knows a submission. */
export interface SubmissionIds {
  transactionIds: string[];
  requestIds: string[];
}

export type ReadOrderInput = StepInput;

export interface ReadOrderResult {
  /** Amazon's `orderStatus`; `NEW`, `ACCEPTED`, `SHIPPED`, `CANCELLED`, a value that was added since, or `absent`. */
  status: string;
  order: OrderFacts;
  /** When the warehouse can ship it at the latest; absent when nothing is known of the warehouse. */
  shipPlan?: ShipPlan;
  /** From the label mode table; absent when nothing matches. */
  labelMode?: LabelMode;
  /** The raw order in the document store. */
  documentId: string;
  /** The ledger that the order begins with. */
  ledgerId: string;
  /** What the ledger knows of earlier runs of the same order (reset, terminated, retention passed). */
  prior: PriorDecisions;
}

/** What a listing of orders showed of one: its first step takes it, while it is fresh, instead of reading it again. */
export interface OrderSnapshot extends ReadOrderResult {
  /** When it was listed, ISO 8601. */
  readAt: string;
}

/** Decisions of an earlier run that Amazon has, or may have: they are carried on, not taken anew. */
export interface PriorDecisions {
  acknowledgement?: AcknowledgementCode & { decidedAt: string };
  departure?: Departure;
  /** The order was denied on the floor at this instant, ISO 8601. */
  deniedAt?: string;
  /** The last request of a label, where there was more than one. */
  labelOccurrence?: number;
}

export interface AcknowledgeInput extends WriteStepInput {
  order: OrderFacts;
  code: AcknowledgementCode;
  /** `acknowledgementDate`, ISO 8601. */
  decidedAt: string;
  /** The order was read some time ago: whether it was accepted elsewhere is looked at first. */
  lookFirst: boolean;
}

/** `cancelled`: Amazon has cancelled the order; nothing more is to be sent. */
export interface WriteStepResult extends SubmissionIds {
  outcome: 'proven' | 'cancelled';
  /** When what is proven was sent, ISO 8601; absent when it was done without a send of ours. */
  sentAt?: string;
}

export interface ObtainLabelInput extends WriteStepInput {
  order: OrderFacts;
  /** The order was accepted before this workflow: a label may exist already, so it is looked for first. */
  lookFirst: boolean;
  /** 1, and one more for every relabel. */
  occurrence: number;
  /** What was packed; Amazon makes one label for each. */
  containers?: PackedContainer[];
  /** Fallback weight of containers comes from here. */
  labelMode: LabelMode;
  /** Documents of labels that are void: they prove nothing about this request. */
  voidDocumentIds: string[];
}

export interface ObtainLabelResult extends WriteStepResult {
  /** Absent when the order was cancelled. */
  label?: LabelFacts;
}

export interface ConfirmShipmentInput extends WriteStepInput {
  order: OrderFacts;
  labelMode: LabelMode;
  label?: LabelFacts;
  departure: Departure;
  /** A person wants it confirmed although Amazon has cancelled the order. */
  leftAnyway: boolean;
}

export interface DenyShipmentInput extends WriteStepInput {
  order: OrderFacts;
  /** ISO 8601. */
  decidedAt: string;
}

/** The steps of a purchase order that touch the outside world; `activities/` implements them. */
export interface PurchaseOrderActivities {
  readOrder(input: ReadOrderInput): Promise<ReadOrderResult>;
  acknowledge(input: AcknowledgeInput): Promise<WriteStepResult>;
  obtainLabel(input: ObtainLabelInput): Promise<ObtainLabelResult>;
  /** `cancelled` means: before anything was sent. */
  confirmShipment(input: ConfirmShipmentInput): Promise<WriteStepResult>;
  /** Tells Amazon that an accepted order does not ship. */
  denyShipment(input: DenyShipmentInput): Promise<WriteStepResult>;
}
