import { emptyDesk } from '../steps/attention.js';
import type { AttentionDesk } from '../steps/attention.js';
import type { AuditEntry } from '../steps/audit.js';
import type { NdrParcel, SubmitNdrFeedbackResult } from './activities.js';
import type { NdrDecision } from './decision.js';
import type { NdrReport } from './report.js';

const ends = ['DELIVERED', 'RETURNED', 'LOST', 'EXPIRED', 'NOTHING_NEW', 'CLOSED_BY_PERSON'] as const;

/** Where a case can go from each state. Search attribute `FulfillmentState`. */
export const nextCaseStates = {
  /** A report about an attempt that nobody has looked at. */
  RECEIVED: ['ASKING_ADDRESS', 'AWAITING_DECISION', 'ANSWERING', 'ANSWERED', ...ends],
  /** The address hook is asked for notes. */
  ASKING_ADDRESS: ['RECEIVED', 'AWAITING_DECISION', 'ANSWERING', ...ends],
  AWAITING_DECISION: ['RECEIVED', 'ANSWERING', 'ANSWERED', 'NOT_ANSWERED', ...ends],
  /** The answer is on its way to Amazon, or its outcome is not known yet. */
  ANSWERING: ['RECEIVED', 'AWAITING_DECISION', 'ANSWERED', ...ends],
  /** Not an end: the next attempt may fail as well. */
  ANSWERED: ['RECEIVED', ...ends],
  /** A person leaves this attempt to Amazon. */
  NOT_ANSWERED: ['RECEIVED', ...ends],
  DELIVERED: [],
  RETURNED: [],
  LOST: [],
  /** No report for so long that there is nothing to be waited for. */
  EXPIRED: [],
  /** Opened by a late repetition of what an earlier case was about. */
  NOTHING_NEW: [],
  CLOSED_BY_PERSON: [],
} as const satisfies Record<string, readonly string[]>;

export type CaseState = keyof typeof nextCaseStates;

export const isCaseEnd = (state: CaseState): boolean => nextCaseStates[state].length === 0;

/** What became of one attempt of delivery. */
export interface AttemptRecord {
  attempt: number;
  reasonCode: string;
  shipmentStatus: string;
  dueAt?: string;
  /** What was answered, and by whom. */
  decision?: NdrDecision;
  outcome?: Exclude<SubmitNdrFeedbackResult['outcome'], 'past-due' | 'superseded'> | 'done-elsewhere' | 'not-answered';
  sentAt?: string;
  requestIds?: string[];
}

/** A case as its workflow knows it: plain JSON, no personal data. Answer of the `view` query. */
export interface NdrCaseState extends NdrParcel {
  /** Tells this opening from every other; it survives resets and continue-as-new. */
  opening: string;
  state: CaseState;
  /** When it entered this state, ISO 8601; absent until the first change. */
  since?: string;
  /** Reports that are not in the ledger yet, with the decision that came with one. */
  pending: PendingReport[];
  /** The newest report. */
  report?: NdrReport;
  /** The attempt that the case is about now. */
  attempt?: number;
  /** What is to be sent, or was sent, for that attempt. */
  decision?: NdrDecision;
  /** Why nothing was decided without a person, in our own words. */
  because?: string;
  /** The latest attempts, oldest first. */
  attempts: AttemptRecord[];
  /** A return to origin was sent: there is no second one, and nothing else to answer. */
  isReturnSent: boolean;
  /** Reports: taken up, told before, older than what was known. */
  counts: { taken: number; repeated: number; stale: number };
  /** When the last report came in, ISO 8601. */
  lastReportAt?: string;
  /** Attempts whose due date was warned of, or passed: `due-2 warning`. */
  dueTold: string[];
  attention: AttentionDesk;
  /** Items that people were told about. */
  told: string[];
  audit: AuditEntry[];
}

/** What a report brings along: an answer of a person, who has read it elsewhere. */
export interface PendingReport {
  report: NdrReport;
  decision?: BroughtDecision;
}

export interface BroughtDecision {
  answer: string;
  data?: Record<string, unknown>;
  reference?: string;
  requestId: string;
  actor: string;
  reason?: string;
}

export const initialCase = (parcel: NdrParcel, opening: string): NdrCaseState => ({
  account: parcel.account,
  shippingPartyAccountId: parcel.shippingPartyAccountId,
  trackingId: parcel.trackingId,
  opening,
  state: 'RECEIVED',
  pending: [],
  attempts: [],
  isReturnSent: false,
  counts: { taken: 0, repeated: 0, stale: 0 },
  dueTold: [],
  attention: emptyDesk,
  told: [],
  audit: [],
});

/** The same parcel from the beginning, for reports that came in while its case was ending. */
export const reopened = (ended: NdrCaseState, opening: string): NdrCaseState => ({
  ...initialCase(ended, opening),
  pending: ended.pending,
  audit: ended.audit,
});

/** @param at ISO 8601. @throws RangeError for a change that the table does not have: a fault of ours. */
export function enter(ndr: NdrCaseState, next: CaseState, at: string): NdrCaseState {
  const allowed: readonly CaseState[] = nextCaseStates[ndr.state];
  if (!allowed.includes(next)) throw new RangeError(`A case that is ${ndr.state} cannot become ${next}.`);
  // What was still asked ends with the case.
  const attention = isCaseEnd(next) ? { ...ndr.attention, items: [] } : ndr.attention;
  return { ...ndr, state: next, since: at, attention };
}

/** Until when the current attempt can be answered, epoch ms. */
export function dueAtOf({ report }: Pick<NdrCaseState, 'report'>): number | undefined {
  return report?.dueAt === undefined ? undefined : Date.parse(report.dueAt);
}

/** Whether the current attempt still wants an answer. */
export const isUnanswered = ({ state }: Pick<NdrCaseState, 'state'>): boolean =>
  state === 'RECEIVED' || state === 'ASKING_ADDRESS' || state === 'AWAITING_DECISION' || state === 'ANSWERING';
