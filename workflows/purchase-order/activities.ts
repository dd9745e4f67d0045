import type { Departure } from './departure.js';
import type { AcknowledgementCode, LabelFacts, LabelMode, OrderFacts } from './order.js';

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
  /** From the label mode table; absent when nothing matches. */
  labelMode?: LabelMode;
  /** The raw order in the document store. */
  documentId: string;
  /** The ledger that the order begins with. */
  ledgerId: string;
  /** What the ledger knows of earlier runs of the same order (reset, terminated, retention passed). */
  prior: { acknowledgement?: AcknowledgementCode & { decidedAt: string }; departure?: Departure };
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
}

export interface ObtainLabelInput extends WriteStepInput {
  order: OrderFacts;
  /** The order was accepted before this workflow: a label may exist already, so it is looked for first. */
  lookFirst: boolean;
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
}

/** The steps of a purchase order that touch the outside world; `activities/` implements them. */
export interface PurchaseOrderActivities {
  readOrder(input: ReadOrderInput): Promise<ReadOrderResult>;
  acknowledge(input: AcknowledgeInput): Promise<WriteStepResult>;
  obtainLabel(input: ObtainLabelInput): Promise<ObtainLabelResult>;
  confirmShipment(input: ConfirmShipmentInput): Promise<WriteStepResult>;
}
