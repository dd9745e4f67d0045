import type { Departure } from './departure.js';
import type { CarrierEvent, ReportedStatus, ShipmentStatus } from './carrier.js';
import type {
  AcknowledgementCode,
  LabelFacts,
  LabelMode,
  OrderFacts,
  Paper,
  PaperKind,
  ShipDay,
  ShipPlan,
} from './order.js';
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
  /** The order began in dry run: what would be sent is put on record, and not sent. */
  isDryRun?: true;
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
  /** When it would ship if it were accepted now; absent when the warehouse's days are not known. */
  shipDay?: ShipDay;
  /** What else belongs into its parcel: Amazon makes it once the order is acknowledged. */
  papers?: PaperKind[];
  /** The account is in dry run: nothing is sent for the order, as long as it lives. */
  isDryRun?: true;
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
  /** What Amazon has taken of its parcels on the vendor's own carrier. */
  parcelEvents?: Required<Pick<CarrierEvent, 'trackingNumber' | 'status' | 'occurredAt'>>[];
}

export interface AcknowledgeInput extends WriteStepInput {
  order: OrderFacts;
  code: AcknowledgementCode;
  /** `acknowledgementDate`, ISO 8601. */
  decidedAt: string;
  /** The order was read some time ago: whether it was accepted elsewhere is looked at first. */
  lookFirst: boolean;
}

/**
 * What became of a write.
 *
 * `cancelled`: Amazon has cancelled the order; nothing more is to be sent. `recorded`: put on record in a dry run, and
 * not sent.
 */
export interface WriteStepResult extends SubmissionIds {
  outcome: 'proven' | 'cancelled' | 'recorded';
  /** When what is proven was sent, ISO 8601; absent when it was done without a send of ours. */
  sentAt?: string;
}

export interface AcknowledgeResult extends WriteStepResult {
  /** When an order that is accepted now ships; absent when the warehouse's days are not known. */
  shipDay?: ShipDay;
}

/** Asks the vendor's own system whether an order is accepted. */
export interface AskInventoryInput extends StepInput {
  order: OrderFacts;
}

/** `ask` leaves it to a person. */
export type AskInventoryResult =
  { decide: 'accept' } | ({ decide: 'reject' } & AcknowledgementCode) | { decide: 'ask'; because?: string };

export interface PlanShipDayInput extends StepInput {
  order: OrderFacts;
  /** A date of the warehouse's calendar, such as `2026-01-09`. */
  day: string;
}

export interface PlanShipDayResult {
  /** Absent when the warehouse's days are not known. */
  shipDay?: ShipDay;
}

export interface ObtainPaperInput extends StepInput {
  kind: PaperKind;
  /** Calls nearest to theirs go first, epoch ms. */
  deadline: number;
}

export interface ObtainPaperResult {
  paper: Paper;
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
  /** Papers that are taken along where Amazon has them by then. */
  papers?: PaperKind[];
  /** Documents of labels that are void: they prove nothing about this request. */
  voidDocumentIds: string[];
}

export interface ObtainLabelResult extends WriteStepResult {
  /** Absent when the order was cancelled, and when nothing was requested in a dry run. */
  label?: LabelFacts;
  /** Those that Amazon had. */
  papers?: Paper[];
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

/** One event of one package on the vendor's own carrier. */
export interface ReportStatusInput extends WriteStepInput {
  order: OrderFacts;
  /** Byte for byte as in the confirmation. */
  trackingNumber: string;
  reported: ReportedStatus;
  /** What a person says that the carrier's code means. */
  meaning?: ShipmentStatus;
  /** The raw order in the document store: what names its consignee is no address of the carrier's. */
  orderDocumentId?: string;
}

/**
 * `proven`: Amazon has it. `unproven`: sent twice, and Amazon never said what became of it; there is no other evidence.
 * `ignored`: the carrier's code means nothing to Amazon by configuration.
 */
export interface ReportStatusResult extends SubmissionIds {
  outcome: 'proven' | 'unproven' | 'ignored' | 'recorded';
  /** Absent when it was ignored. */
  status?: ShipmentStatus;
  /** ISO 8601. */
  sentAt?: string;
}

/** The steps of a purchase order that touch the outside world; `activities/` implements them. */
export interface PurchaseOrderActivities {
  readOrder(input: ReadOrderInput): Promise<ReadOrderResult>;
  askInventory(input: AskInventoryInput): Promise<AskInventoryResult>;
  acknowledge(input: AcknowledgeInput): Promise<AcknowledgeResult>;
  /** What another ship day than the planned one means for the label. */
  planShipDay(input: PlanShipDayInput): Promise<PlanShipDayResult>;
  /** Waits until Amazon has made the paper, and puts it into the document store. */
  obtainPaper(input: ObtainPaperInput): Promise<ObtainPaperResult>;
  obtainLabel(input: ObtainLabelInput): Promise<ObtainLabelResult>;
  /** `cancelled` means: before anything was sent. */
  confirmShipment(input: ConfirmShipmentInput): Promise<WriteStepResult>;
  /** Tells Amazon that an accepted order does not ship. */
  denyShipment(input: DenyShipmentInput): Promise<WriteStepResult>;
  /** Tells Amazon an event of a package on the vendor's own carrier. */
  reportStatus(input: ReportStatusInput): Promise<ReportStatusResult>;
}
