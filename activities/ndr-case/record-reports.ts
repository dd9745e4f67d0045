import type { RecordNdrReportsInput, RecordNdrReportsResult } from '../../workflows/ndr-case/activities.js';
import { attemptOf, isNewer } from '../../workflows/ndr-case/report.js';
import type { NdrReport, ReportOrder } from '../../workflows/ndr-case/report.js';
import type { LedgerIntent, LedgerRecord } from '../ledger/ledger.js';
import type { NdrDependencies } from './dependencies.js';
import { feedbackIn, mayHaveIt, placeOf, reportKey, reportsIn } from './ndr-ledger.js';
import type { RecordedReport } from './ndr-ledger.js';

/**
 * Puts the reports of a case on record, once each, and says what earlier cases of the parcel knew.
 *
 * Safe to repeat: what this case has recorded itself, in an attempt that died, is no earlier knowledge.
 */
export async function recordReports(
  input: RecordNdrReportsInput,
  { ledger, clock }: Pick<NdrDependencies, 'ledger' | 'clock'>,
): Promise<RecordNdrReportsResult> {
  const { account, businessId } = placeOf(input);
  const records = await ledger.read(account, businessId);
  const known = reportsIn(records);
  const others = known.filter(({ by }) => by !== input.opening);
  const own = new Set(known.filter(({ by }) => by === input.opening).map(({ eventId }) => eventId));
  const sends = feedbackIn(records).filter(({ status }) => status !== 'dry-run');
  const attempt = latestAttempt(others, sends);
  const lines = input.reports
    .filter((report, index, all) => all.findIndex(({ id }) => id === report.id) === index && !own.has(report.id))
    .map((report) => lineOf(input, report, attempt, clock()));
  if (lines.length > 0) await ledger.append(lines);
  const latest = others.map(orderOf).reduce<ReportOrder | undefined>(newest, undefined);
  return {
    ...(latest === undefined ? {} : { latest }),
    known: input.reports.map(({ id }) => id).filter((id) => others.some(({ eventId }) => eventId === id)),
    ...(attempt === 0 ? {} : { attempt }),
    answers: sends
      .filter(({ status, isHandled }) => status === 'accepted' || isHandled)
      .map(({ attempt: answered, answer, isHandled }) => ({
        attempt: answered,
        answer,
        outcome: isHandled ? ('handled-elsewhere' as const) : ('accepted' as const),
      })),
    isReturnSent: sends.some((send) => send.answer === 'rto' && mayHaveIt(send)),
  };
}

const latestAttempt = (...lists: (readonly { attempt: number }[])[]): number =>
  Math.max(0, ...lists.flat().map(({ attempt }) => attempt));

function lineOf(
  parcel: RecordNdrReportsInput,
  report: NdrReport,
  known: number,
  at: number,
): Exclude<LedgerRecord, LedgerIntent> {
  return {
    key: reportKey(parcel, attemptOf(report, known)),
    send: 1,
    at,
    type: 'received',
    eventId: report.id,
    version: report.version,
    ...(report.time === undefined ? {} : { eventAt: report.time }),
    by: parcel.opening,
  };
}

const orderOf = ({ eventId, version, eventAt }: RecordedReport): ReportOrder => ({
  id: eventId,
  version,
  ...(eventAt === undefined ? {} : { time: eventAt }),
});

const newest = (found: ReportOrder | undefined, report: ReportOrder): ReportOrder =>
  found === undefined || isNewer(report, found) ? report : found;
