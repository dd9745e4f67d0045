import type { FailureKind } from '../../workflows/failures.js';
import type { OfferFacts, Purchased } from '../../workflows/shipment/offer.js';

/**
 * One write to Amazon that must not happen twice.
 *
 * `occurrence` is 1; only a person's deliberate second of the same thing raises it.
 */
export interface WriteKey {
  account: string;
  /** Amazon's operation name, e.g. `submitAcknowledgement`. */
  operation: string;
  /** The purchase order number, a shipment's reference, or a tracking number. */
  businessId: string;
  occurrence: number;
}

/** How a send ended, as far as the reply to its POST tells. */
export type Verdict =
  /** Amazon answered 202, and the transaction decides; or 200 with the shipment that was bought. */
  | { kind: 'accepted'; transactionId?: string; requestId?: string; shipment?: Purchased }
  /**
   * Amazon refused it before processing (4xx). `NotPermitted` may be sent again without a person, and after
   * `RateExpired` another rate.
   */
  | {
      kind: 'refused';
      failure: Extract<FailureKind, 'Rejected' | 'NotPermitted' | 'RateExpired'>;
      status: number;
      codes: string[];
      requestId?: string;
    }
  /**
   * It never reached Amazon's processing: 429, no connection, dropped right before the POST, or refused together with
   * the other orders of its batch.
   */
  | { kind: 'not-sent'; reason: string; requestId?: string; refusedBatch?: RefusedBatch }
  /** The order is in dry run: it was recorded, and never meant to be sent. */
  | { kind: 'dry-run' };

/** Amazon refused the whole array before processing it; which order is to blame is found by splitting it. */
export interface RefusedBatch {
  status: number;
  codes: string[];
  /** The refusal names this order. */
  isNamed?: true;
  /** HTTP 413: no order is to blame. */
  isTooLarge?: true;
}

/**
 * One line of the ledger. Lines are only ever appended; the state of a send is what they add up to.
 *
 * - `intent`: send n is about to be POSTed. Durable before the first byte leaves; put-if-absent.
 * - `verdict`: what the reply said.
 * - `lost`: the POST ended without a verdict (5xx, reset, time-out): the send stays open, and from `at` on it can no
 *   longer be sent by that attempt.
 * - `looked`: evidence was read and was not there.
 * - `disproved`: the send had no effect: its transaction failed, or the proof window ended without evidence.
 * - `proven`: the send had its effect.
 * - `overruled`: a person decided that another send may follow.
 * - `received`: no part of any send.
 */
export type LedgerRecord = { key: WriteKey; send: number; at: number } & (
  | {
      type: 'intent';
      /** Unique to this intent: the first line with a given send number owns it. */
      intentId: string;
      /** The last instant at which the attempt that wrote this could still be sending. */
      sendableUntil: number;
      /** Hash of what the body means: equal for bodies that differ only in times we chose ourselves. */
      subject: string;
      /** The exact JSON body element, encrypted at rest. */
      body: string;
      /** What the send can be found by: `co:` customer order, `trk:` tracking. No personal data. */
      references?: string[];
      /** Who caused it: `policy`, or the actor of an operator's action. */
      actor: string;
      /** Recorded in a dry run: without its verdict, too, it was never sent. */
      isDryRun?: true;
      /** How many orders went in the same call, this one included; absent when it went alone. */
      batch?: number;
      /** Of a purchase. */
      purchase?: PurchaseIntent;
    }
  | { type: 'verdict'; verdict: Verdict; /** Amazon's errors verbatim, encrypted at rest. */ errors?: string }
  | { type: 'lost'; reason: string; status?: number; requestId?: string }
  | { type: 'looked' }
  | {
      type: 'disproved';
      by: 'transaction' | 'no-evidence';
      codes: string[];
      errors?: string;
      /** The errors name this order. */
      isNamed?: true;
    }
  | { type: 'proven'; by: 'transaction' | 'evidence' }
  | { type: 'overruled'; actor: string; requestId: string }
  | ReceivedRecord
);

/** Amazon has told something by itself: nothing was sent. It stands for whoever is told the same again much later. */
export interface ReceivedRecord {
  type: 'received';
  /** Amazon's id of what it told. */
  eventId: string;
  version: number;
  /** When Amazon made it, ISO 8601. */
  eventAt?: string;
  /** Who has recorded it: what was recorded by another one is old news. */
  by: string;
}

/** What a purchase is about to buy, for whoever finds it later. */
export interface PurchaseIntent {
  /** Until then, epoch ms, the same body with the same key buys nothing more: an unknown outcome is repeated. */
  repeatableUntil: number;
  /** Absent for a direct purchase, whose service Amazon chooses. */
  offer?: OfferFacts;
}

export type LedgerIntent = Extract<LedgerRecord, { type: 'intent' }>;

/**
 * The write-ahead ledger of everything sent to Amazon.
 *
 * Every method resolves only when the lines are durable (fsync). It outlives workflow resets, terminations, duplicate
 * starts and Temporal's retention; entries are kept two years by default.
 */
export interface Ledger {
  /**
   * What tells this ledger from every other: made on first use, never changed.
   *
   * An order names the ledger it began with; a worker with another one (a wrong directory, a new machine) knows nothing
   * of what was sent and must not carry the order on.
   */
  identity(): Promise<string>;

  /**
   * Everything recorded for one business id, all operations, oldest first. `body` and `errors` are in clear text.
   *
   * The array is the caller's; the records may be others' as well and are not to be changed.
   */
  read(account: string, businessId: string): Promise<LedgerRecord[]>;

  /**
   * Writes the intents of one call before its POST: put-if-absent on (key, send).
   *
   * @returns for each intent whether this one owns the send; an entry that does not must not be sent.
   */
  open(intents: LedgerIntent[]): Promise<boolean[]>;

  /** Appends anything but intents. */
  append(records: Exclude<LedgerRecord, LedgerIntent>[]): Promise<void>;
}
