import type { FailureKind } from '../../workflows/failures.js';
import type { LedgerIntent, Verdict } from '../ledger/ledger.js';
import type { PollPlan } from '../polling.js';
import type { Order, OrderStatusFilter, ShippingLabel } from './schemas/index.js';

/** Amazon for one account: the only way in which activities reach it. */
export interface Amazon {
  /**
   * Sends one item of an array operation, once; its call may carry items of other orders.
   *
   * Waits for company and a permit, writes the intent, POSTs, writes the verdict. Nothing that only waits has an intent.
   *
   * @returns what became of the send. `lost`: sent, but the answer is missing or says 5xx: it may have been processed.
   * `taken`: another attempt owns this send number; nothing was sent.
   * @throws {CallFailed} when nothing was sent and no intent was written: `Throttled` (no permit in time), `Paused`
   * (the breaker is open, or the account is in dry run), `Unavailable` or `NotPermitted` (no access token), `Rejected`
   * (Amazon would refuse the item; the message names the fields).
   */
  submit(submission: Submission): Promise<SubmitResult>;
  reads: Reads;
  /**
   * When a submission's transaction is worth its first poll, ms after it was sent: `firstMs` of the plan until enough is
   * learned, then the time within which nine of ten were done.
   *
   * @param deadline Epoch ms; no later than a quarter of what is left to it.
   */
  firstPollMs(operation: WriteOperation, plan: PollPlan, deadline: number): number;
  /** When a call that was not permitted makes sense again, ms: roles are not granted in less. */
  permissionRetryMs: number;
}

/** The operations whose outcome is proven through the ledger. */
export type WriteOperation =
  | 'submitAcknowledgement'
  | 'submitShippingLabelRequest'
  | 'submitShipmentConfirmations'
  | 'submitShipmentStatusUpdates';

export interface Submission {
  operation: WriteOperation;
  /** One element of the operation's array, exactly as it goes out (it is `intent.body` parsed). */
  item: unknown;
  /** Key, number, meaning, body and actor of the send; `submit` adds the rest right before the POST. */
  intent: Pick<LedgerIntent, 'key' | 'send' | 'subject' | 'body' | 'actor' | 'references'>;
  /** Business deadline, epoch ms: the nearest goes first. */
  deadline: number;
  /** When the server gives this attempt up, epoch ms: what cannot be answered before is not sent. */
  attemptEndsAt: number;
  /** Orders that may share its call, itself included. Default: as many as the batcher puts together. */
  maxBatch?: number | undefined;
}

export type SubmitResult =
  | Exclude<Verdict, { kind: 'not-sent' | 'dry-run' }>
  /** `retryAfterMs`: when trying again makes sense, ms from now; absent: the retry policy decides. */
  | (Extract<Verdict, { kind: 'not-sent' }> & { retryAfterMs?: number })
  | { kind: 'lost'; reason: string; status?: number; requestId?: string }
  | { kind: 'taken' };

/**
 * Reads of Amazon's state. They share answers between orders: what many wait for is read for all of them, from lists,
 * and alone on any doubt.
 */
export interface Reads {
  /**
   * The whole order, as parsed and as received.
   *
   * @throws {CallFailed} `NotFound` when Amazon does not know it.
   */
  order(purchaseOrderNumber: string, options: OrderAsk): Promise<WholeOrder>;
  /** `orderStatus`, not older than `maxAgeMs`; `undefined` when Amazon leaves it out. */
  orderStatus(purchaseOrderNumber: string, options: StatusAsk): Promise<string | undefined>;
  /** Whether Amazon has cancelled the order, by what is known that is not older than `maxAgeMs`. */
  isCancelled(purchaseOrderNumber: string, options: StatusAsk): Promise<boolean>;
  /**
   * One page of the orders that became available in a window. What it says of statuses is remembered for
   * {@link Reads.orderStatus}.
   *
   * @throws {CallFailed} `Rejected` without a call for a query that Amazon would refuse, such as more than 7 days.
   */
  orders(window: CreatedWindow, options: ReadOptions & OrdersQuery): Promise<OrdersPage>;
  /** The label, or `undefined` while Amazon has none (an empty 200, 404, or 400 `InvalidInput`). */
  label(purchaseOrderNumber: string, options: DocumentAsk): Promise<ShippingLabel | undefined>;
  /** The packing slip, or `undefined` while Amazon has none: it appears some time after the acknowledgement. */
  packingSlip(purchaseOrderNumber: string, options: DocumentAsk): Promise<OrderDocument | undefined>;
  /**
   * The customer's invoice, or `undefined` while Amazon has none.
   *
   * @throws {CallFailed} `NotPermitted` without a call for accounts without `invoices`: it exists in India only.
   */
  customerInvoice(purchaseOrderNumber: string, options: ReadOptions): Promise<OrderDocument | undefined>;
  /** The outcome of a transaction; one that Amazon does not know (yet) is `Processing`. */
  transaction(transactionId: string, options: TransactionAsk): Promise<TransactionOutcome>;
}

export interface ReadOptions {
  deadline: number;
  attemptEndsAt: number;
}

export interface OrderAsk extends ReadOptions {
  /** How old it may be, ms: with it, lists can answer for many new orders. Default: it is read alone, afresh. */
  maxAgeMs?: number | undefined;
}

export interface StatusAsk extends ReadOptions {
  /** Ms; 0 reads it afresh. */
  maxAgeMs: number;
  /** The order's own `orderDate`, epoch ms: with it, lists can answer for many orders. Default: it is read alone. */
  orderedAt?: number | undefined;
}

export interface DocumentAsk extends ReadOptions {
  /**
   * When the document was first asked of Amazon, epoch ms: there was none before, so that lists can answer. Default: the
   * first read of an order is one of its own.
   */
  requestedAt?: number | undefined;
  /**
   * While Amazon has none, the read goes on for so long, ms, as far as its attempt allows: what is there by then needs no
   * attempt of its own. Default: it is looked for once.
   */
  lingerMs?: number | undefined;
}

/** With both, the read learns when transactions of an operation are worth a first poll. */
export interface TransactionAsk extends ReadOptions {
  operation?: WriteOperation | undefined;
  /** When the submission left, epoch ms. */
  sentAt?: number | undefined;
}

/**
 * When orders became available at Amazon, which is not their `orderDate`: after the one instant and before the other,
 * both excluded. Epoch ms, at most 7 days apart. Let `createdBefore` be some seconds ago: orders may appear late.
 */
export interface CreatedWindow {
  createdAfter: number;
  createdBefore: number;
}

export interface OrdersQuery {
  /** Only orders in this status. Default: all. */
  status?: OrderStatusFilter;
  /** `false`: only the numbers, which is a fraction of the bytes. */
  includeDetails: boolean;
  /** Only orders of this warehouse. Default: all. */
  shipFromPartyId?: string;
  /** By when they became available. Default: the oldest first. */
  sortOrder?: 'ASC' | 'DESC';
  /** Orders a page, 1 to 100. Default: 100. */
  limit?: number;
  /** Of the page before, exactly as received; window and query stay the same. */
  nextToken?: string;
}

/** An order, and what came of it: its own answer, or its element of a list. Holds personal data. */
export interface WholeOrder {
  order: Order;
  /** JSON, with an envelope or without. */
  raw: Uint8Array;
}

export interface OrdersPage {
  orders: ListedOrder[];
  /** For the next page; absent on the last one. A page may be empty and not the last. */
  nextToken?: string;
}

export interface ListedOrder {
  purchaseOrderNumber: string;
  /** Absent without details, or where they cannot be understood: {@link Reads.order} then says why. */
  order?: Order;
  /** Its element of the page as JSON, with everything that came. Holds personal data. */
  raw: Uint8Array;
}

/** A document of one order, for the document store. Holds personal data. */
export interface OrderDocument {
  bytes: Uint8Array;
  /** `application/pdf`; `application/octet-stream` for a type that cannot be understood. */
  mediaType: string;
}

export interface TransactionOutcome {
  /** `Processing`, `Success`, `Failure`, or a value that was added since. */
  status: string;
  /** Amazon's error codes; empty unless it failed. */
  codes: string[];
  /** Amazon's errors verbatim, as JSON; for the ledger only. */
  errors?: string;
}

/**
 * A call that gave no result. `message` is our own text: Amazon's would reach history and logs in clear.
 */
export class CallFailed extends Error {
  override name = 'CallFailed';
  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly facts: {
      /** When trying again makes sense, ms from now; absent: the retry policy decides. */
      retryAfterMs?: number;
      requestId?: string;
      codes?: string[];
    } = {},
  ) {
    super(message);
  }
}
