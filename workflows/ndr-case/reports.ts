import { dropItems } from '../steps/attention.js';
import type { AttentionItem } from '../steps/attention.js';
import type { RecordNdrReportsResult } from './activities.js';
import { attemptOf, isNewer } from './report.js';
import type { NdrReport } from './report.js';
import { enter } from './state.js';
import type { AttemptRecord, NdrCaseState, PendingReport } from './state.js';

/** Attempts that a case remembers: Amazon makes three or four. */
const MAX_ATTEMPTS = 20;

/**
 * Takes up reports that are in the ledger now. Pure.
 *
 * 1. Of pushes only the newest counts, whatever order they come in; one that an earlier case knew, or an older one than
 *    it knew, counts for nothing.
 * 2. A row of a list opens a case, or tells of a later attempt; of an attempt that is known it says nothing new.
 * 3. Another attempt begins anew: what was asked or decided about the one before is over.
 * 4. What the ledger says was answered is answered.
 */
export function withRecorded(
  ndr: NdrCaseState,
  recorded: readonly PendingReport[],
  found: RecordNdrReportsResult,
  at: string,
): NdrCaseState {
  const before: NdrCaseState = {
    ...ndr,
    pending: ndr.pending.filter((each) => !recorded.includes(each)),
    isReturnSent: ndr.isReturnSent || found.isReturnSent,
  };
  const after = recorded.reduce((state, { report }) => withReport(state, report, found, at), before);
  return after.report === undefined && after.pending.length === 0 ? enter(after, 'NOTHING_NEW', at) : after;
}

function withReport(ndr: NdrCaseState, report: NdrReport, found: RecordNdrReportsResult, at: string): NdrCaseState {
  const { report: current, counts } = ndr;
  const isRepeated = report.id === current?.id || found.known.includes(report.id);
  if (isRepeated) return { ...ndr, counts: { ...counts, repeated: counts.repeated + 1 } };
  if (!isNews(ndr, report, found)) return { ...ndr, counts: { ...counts, stale: counts.stale + 1 } };
  const taken = { ...ndr, report, lastReportAt: at, counts: { ...counts, taken: counts.taken + 1 } };
  const attempt = Math.max(attemptOf(report, Math.max(found.attempt ?? 0, ndr.attempt ?? 0)), ndr.attempt ?? 0);
  if (current !== undefined && (attempt === ndr.attempt || isSameAttempt(current, report, ndr))) {
    return updated(taken, current);
  }
  return begun(taken, attempt, found, at);
}

function isNews({ report: current, attempt = 0 }: NdrCaseState, report: NdrReport, { latest }: RecordNdrReportsResult) {
  if (report.source === 'import') return current === undefined || (report.attempt ?? 0) > attempt;
  return (latest === undefined || isNewer(report, latest)) && (current === undefined || isNewer(report, current));
}

/**
 * A row without a number keeps the one it was answered under, when a push tells Amazon's: it is the same attempt if its
 * delivery had failed by then.
 */
function isSameAttempt(current: NdrReport, report: NdrReport, { lastReportAt = '' }: NdrCaseState): boolean {
  if (current.source === 'push') return report.attempt !== undefined && report.attempt === current.attempt;
  const failedAt = report.attemptedAt ?? report.time;
  return current.attempt === undefined && failedAt !== undefined && failedAt <= lastReportAt;
}

/** The same attempt, told of once more: where it says something else, people are asked anew. */
function updated(ndr: NdrCaseState, current: NdrReport): NdrCaseState {
  const { report = current, attempt = 1 } = ndr;
  const isOther =
    report.reasonCode !== current.reasonCode ||
    report.shipmentStatus !== current.shipmentStatus ||
    report.dueAt !== current.dueAt;
  const attempts = ndr.attempts.map((each) =>
    each.attempt === attempt ? { ...each, ...attemptRecord(report, attempt) } : each,
  );
  const attention = isOther ? dropItems(ndr.attention, isDecisionItem) : ndr.attention;
  return { ...ndr, attempts, attention };
}

function begun(ndr: NdrCaseState, attempt: number, found: RecordNdrReportsResult, at: string): NdrCaseState {
  const { decision: _decision, because: _because, ...rest } = ndr;
  const { report } = rest;
  if (report === undefined) return ndr;
  const answered = found.answers.find((answer) => answer.attempt === attempt);
  const record: AttemptRecord = {
    ...attemptRecord(report, attempt),
    ...(answered === undefined ? {} : { outcome: answered.outcome }),
  };
  const fresh: NdrCaseState = {
    ...rest,
    state: 'RECEIVED',
    since: at,
    attempt,
    attempts: [...rest.attempts, record].slice(-MAX_ATTEMPTS),
    attention: dropItems(rest.attention, (item) => !isRaisedByEvent(item)),
  };
  return answered === undefined ? fresh : enter(fresh, 'ANSWERED', at);
}

const attemptRecord = ({ reasonCode, shipmentStatus, dueAt }: NdrReport, attempt: number): AttemptRecord => ({
  attempt,
  reasonCode,
  shipmentStatus,
  ...(dueAt === undefined ? {} : { dueAt }),
});

/** Asks what is to be answered. */
export const isDecisionItem = ({ reason }: AttentionItem): boolean =>
  reason === 'NdrDecisionNeeded' || reason === 'NdrPastDue';

/** No step asks this anew when a run continues as new: it has to travel with the state. */
export const isRaisedByEvent = ({ reason }: AttentionItem): boolean => reason === 'CancelRequested';

/** The record of the current attempt, with what has become of it. */
export const withOutcome = (ndr: NdrCaseState, outcome: Partial<AttemptRecord>): NdrCaseState => ({
  ...ndr,
  attempts: ndr.attempts.map((each) => (each.attempt === ndr.attempt ? { ...each, ...outcome } : each)),
});
