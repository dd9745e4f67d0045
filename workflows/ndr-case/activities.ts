import type { NdrReport, ReportOrder } from './report.js';
import type { NdrAnswer } from './suggestion.js';

/** Whose parcel it is. */
export interface NdrParcel {
  /** Name in the configuration. */
  account: string;
  shippingPartyAccountId: string;
  trackingId: string;
}

export interface RecordNdrReportsInput extends NdrParcel {
  /** Tells this opening of the case from every other: what it has recorded itself is no earlier report. */
  opening: string;
  reports: NdrReport[];
}

/** What other openings of the case have left behind. */
export interface RecordNdrReportsResult {
  /** The newest report of them. */
  latest?: ReportOrder;
  /** Ids among the reports that they knew already. */
  known: string[];
  /** The latest attempt that any of them knew. */
  attempt?: number;
  /** What was answered, by attempt, also by this one. */
  answers: { attempt: number; answer: NdrAnswer; outcome: 'accepted' | 'handled-elsewhere' }[];
  /** A return to origin was sent, with success or with an unknown outcome: there is no second one. */
  isReturnSent: boolean;
}

export interface AskAddressHookInput extends NdrParcel {
  attempt: number;
  report: NdrReport;
}

/** Address notes in the document store, or why the hook leaves it to a person. */
export type AskAddressHookResult = { addressNotesDocumentId: string } | { because: string };

export interface SubmitNdrFeedbackInput extends NdrParcel {
  attempt: number;
  /** The latest attempt that the case knows: a later one in the ledger stops the answer. */
  knownAttempt: number;
  answer: NdrAnswer;
  /** With `reattempt`. */
  addressNotesDocumentId?: string;
  /** With `reschedule`, ISO 8601. */
  rescheduleDate?: string;
  /** Calls nearest to theirs go first, epoch ms. */
  deadline: number;
  /** Nothing is sent from then on, epoch ms; absent: whenever. */
  notAfter?: number;
  /** Who caused it. No personal data beyond a user name. */
  actor: string;
  /** Set by a person's `retry`: another send is allowed after this one. */
  overrule?: { send: number; actor: string; requestId: string };
  /** Set by a person's `wait`: look for evidence until then, epoch ms. */
  waitUntil?: number;
}

/**
 * What became of an answer.
 *
 * `handled-elsewhere`: Amazon says that it was answered already. `returning`: the parcel is on its way back, so nothing
 * else can be asked for. `ended`: it has arrived. `recorded`: dry run. `past-due` and `superseded`: nothing was sent,
 * because the due date had passed or a later attempt is known.
 */
export interface SubmitNdrFeedbackResult {
  outcome: 'accepted' | 'handled-elsewhere' | 'returning' | 'ended' | 'recorded' | 'past-due' | 'superseded';
  requestIds: string[];
  /** When it was sent for the first time, ISO 8601. */
  sentAt?: string;
}

export type LookAtParcelInput = NdrParcel & { deadline: number };

export interface LookAtParcelResult {
  /** `unknown`: Amazon does not tell. */
  parcel: 'moving' | 'returning' | 'delivered' | 'returned' | 'lost' | 'unknown';
}

/** The steps of a case that touch the outside world; `activities/` implements them. */
export interface NdrCaseActivities {
  /** Puts reports into the ledger, which outlives the case, and reads what is there. */
  recordNdrReports(input: RecordNdrReportsInput): Promise<RecordNdrReportsResult>;
  askAddressHook(input: AskAddressHookInput): Promise<AskAddressHookResult>;
  submitNdrFeedback(input: SubmitNdrFeedbackInput): Promise<SubmitNdrFeedbackResult>;
  lookAtParcel(input: LookAtParcelInput): Promise<LookAtParcelResult>;
}
