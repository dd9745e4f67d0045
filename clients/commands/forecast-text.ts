import type { ForecastReport, ReportedDeadlineForecast, ReportedForecast, ReportedWaiting } from './forecast-report.js';
import type { Session } from './session.js';
import { counted, deadline, fittingTable, harmless, number, paragraph, relative, span } from './text.js';
import type { Column } from './text.js';

type Style = Pick<Session, 'paint' | 'width' | 'tableWidth'>;

/** A block for each account: what would be missed, when all is done, what waits for people, what it was reckoned with. */
export function forecastText({ at, accounts }: ForecastReport, style: Style): string {
  return accounts.map((account) => accountText(account, Date.parse(at), style)).join('\n\n');
}

function accountText(forecast: ReportedForecast, now: number, style: Style): string {
  const { account, orders, deadlines } = forecast;
  if (orders === 0) return `${style.paint.strong(harmless(account))}: no open order.`;
  const blocks = [
    headline(forecast, style),
    ...(deadlines.length === 0 ? [] : [fittingTable(columns(now, style), deadlines, style.tableWidth, style.paint)]),
    [...adviceOf(forecast), ...peopleOf(forecast, now), ...unreadOf(forecast), basisOf(forecast)]
      .map((text) => paragraph(text, style.width, ''))
      .join('\n'),
  ];
  return blocks.join('\n\n');
}

function headline({ account, orders, wouldMiss, unread }: ReportedForecast, { paint }: Style): string {
  const verdict =
    wouldMiss === 0
      ? paint.good(unread === 0 ? 'nothing would be missed' : 'nothing would be missed as far as is known')
      : paint.bad(`${counted(wouldMiss, 'order')} would miss a deadline`);
  return `${paint.strong(harmless(account))}: ${counted(orders, 'open order')}, ${verdict}.`;
}

const columns = (now: number, { paint }: Style): Column<ReportedDeadlineForecast>[] => [
  { head: 'Deadline', cell: (row) => row.deadline },
  { head: 'Orders', cell: (row) => number(row.orders) },
  { head: 'Overdue', cell: (row) => (row.overdue === 0 ? '–' : paint.bad(number(row.overdue))), dispensable: 1 },
  { head: 'Would miss', cell: (row) => (row.wouldMiss === 0 ? '–' : paint.bad(number(row.wouldMiss))) },
  {
    head: 'First missed',
    cell: (row) => (row.firstMissed === null ? '–' : deadline(row.firstMissed, now, paint)),
    dispensable: 3,
  },
  { head: 'All done', cell: (row) => relative(row.doneAt, now) },
  { head: 'Waits longest for', cell: (row) => row.binds ?? "Amazon's own time", dispensable: 2 },
];

/** What would help, for each thing that holds up orders which would be late. */
function adviceOf({ deadlines, batchSize }: ReportedForecast): string[] {
  const late = deadlines.filter(({ wouldMiss }) => wouldMiss > 0);
  return [...new Set(late.map(({ binds }) => binds))].map((binds) => {
    if (binds === null) return "Amazon's own time over a transaction is longer than any queue: no quota would help.";
    const remedy =
      binds === READ
        ? 'An order that came as an event, or by adopt, needs a read; one that the sweep finds needs none'
        : `Larger batches need fewer calls (batching.size in POLICY_FILE, now ${number(batchSize)})`;
    return `${binds} is what is waited for longest. ${remedy}; a higher quota that Amazon grants is used by itself.`;
  });
}

/** Batches do nothing for its calls. */
const READ = 'getOrder';

/** What waits for people, with the nearest deadline. */
function peopleOf({ waiting, dryRun }: ReportedForecast, now: number): string[] {
  const parts = [
    waitingText(waiting.warehouse, 'for the warehouse', now),
    waitingText(waiting.answer, 'for an answer (fulfillment attention)', now),
    waitingText(waiting.carrier, 'on the way with your own carrier', now),
    ...(dryRun === 0 ? [] : [`${number(dryRun)} in dry run`]),
  ].filter((text) => text !== '');
  return parts.length === 0 ? [] : [`No quota helps: ${parts.join('; ')}.`];
}

function waitingText({ orders, overdue, nextDeadline }: ReportedWaiting, where: string, now: number): string {
  if (orders === 0) return '';
  const told = [
    ...(overdue === 0 ? [] : [`${number(overdue)} overdue`]),
    ...(nextDeadline === null ? [] : [`the next due ${relative(nextDeadline, now)}`]),
  ];
  return `${number(orders)} ${where}${told.length === 0 ? '' : `, ${told.join(', ')}`}`;
}

function unreadOf({ unread }: ReportedForecast): string[] {
  if (unread === 0) return [];
  return [
    `${counted(unread, 'order')} not read yet: counted as a ${READ} call each, which is the most that it takes, and by ` +
      'the latest deadline possible, that of an order of the moment at which it came in. Its own is not known before.',
  ];
}

function basisOf({ batchSize, quotas, latencies }: ReportedForecast): string {
  const rates = quotas.map(
    ({ operation, ratePerSecond, quotaPerSecond }) =>
      `${operation} ${rate(ratePerSecond)} of ${rate(quotaPerSecond)}/s`,
  );
  const times = latencies.map(
    ({ step, latencyMs, isLearned }) => `${step} ${span(latencyMs)} (${isLearned ? 'learned' : 'assumed'})`,
  );
  return (
    `Reckoned with batches of ${number(batchSize)}; ${rates.join(', ')}; ` + `Amazon's own time: ${times.join(', ')}.`
  );
}

const rate = (perSecond: number): string => perSecond.toLocaleString('en-US', { maximumSignificantDigits: 3 });
