import { randomUUID } from 'node:crypto';
import { failures } from '../../workflows/failures.js';
import type { FailureKind } from '../../workflows/failures.js';
import { rejectionFrom } from '../../workflows/purchase-order/answers.js';
import type { ResolveInput } from '../../workflows/purchase-order/messages.js';
import { checked, instant } from '../../workflows/steps/checks.js';
import { answerMany, countOutcomes, groupRefusals } from '../answer-many.js';
import type { AnswerOutcome, ManyAnswers } from '../answer-many.js';
import { listAttention } from '../attention.js';
import type { ItemFilter, WaitingItem } from '../attention.js';
import { createPace } from '../pace.js';
import { withTemporal } from '../temporal.js';
import { accountFilter, choice, given, warehouseCode, wholeNumber } from './arguments.js';
import { allOf, bad, good, InputError } from './checked-input.js';
import type { Input } from './checked-input.js';
import { createProgress } from './answer-progress.js';
import type { Session } from './session.js';
import type { Terminal } from './terminal.js';
import { commandLine, counted, harmless, number, paragraph, span } from './text.js';

/** What `attention resolve --all-of` takes besides the answer. */
export interface ManyOptions {
  allOf: string;
  account?: string;
  warehouse?: string;
  step?: string;
  raisedBefore?: string;
  limit?: string;
  rate?: string;
  dryRun?: true;
  yes?: true;
  requestId?: string;
  reference?: string;
}

/** Answers that make a step send to Amazon, whose quota for each operation is 10 a second. */
export const SENDING_ANSWERS: readonly string[] = ['retry', 'accept', 'reject', 'left-anyway'];
export const SENDING_RATE_PER_SECOND = 10;
/** More than this are never answered by a slip. */
export const ASKS_ABOVE = 100;

type Resolution = Omit<ResolveInput, 'attentionId' | 'match' | 'requestId'>;

/** Answers every item of a reason; prints what became of them. */
export async function resolveMany(
  session: Session,
  terminal: Terminal,
  options: ManyOptions,
  resolution: Input<ResolveInput>,
): Promise<void> {
  const { temporal, plan } = readPlan(session, options, resolution);
  await withTemporal(temporal, async (client) => {
    const found = await listAttention(client, plan.filter);
    const items = found.slice(0, plan.limit);
    if (options.dryRun === true) {
      session.print(documentOf(plan, found.length, undefined), () => dryRunText(plan, items, found.length, terminal));
      return;
    }
    if (items.length > ASKS_ABOVE && options.yes !== true && !(await isConfirmed(terminal, plan, items.length))) {
      session.exitCode = 1;
      session.print(documentOf(plan, found.length, []), () => 'Nothing was sent.');
      return;
    }
    const outcomes = await answerWithProgress({ session, terminal, plan, items }, (pace, stop, onOutcome) =>
      answerMany(client, { ...plan.many, items }, { pace, stop, onOutcome }),
    );
    if (outcomes.some(({ outcome }) => outcome !== 'answered')) session.exitCode = 1;
    session.print(documentOf(plan, found.length, outcomes), () =>
      summaryText({ plan, options, found: found.length, outcomes }, session, terminal),
    );
  });
}

/** What is to be done, checked. */
interface Plan {
  reason: FailureKind;
  filter: ItemFilter & { raisedBefore: string };
  limit: number;
  ratePerSecond: number | undefined;
  many: Omit<ManyAnswers, 'items'>;
}

function readPlan(session: Session, options: ManyOptions, resolution: Input<ResolveInput>) {
  const loaded = session.config();
  const input = allOf({
    config: loaded,
    temporal: session.temporal(),
    reason: choice('--all-of', options.allOf, reasons),
    account: accountFilter(options.account, loaded),
    warehouse: warehouseCode(options.warehouse),
    raisedBefore: instantOption(options.raisedBefore, session.now()),
    limit: options.limit === undefined ? good(Infinity) : wholeNumber('--limit', options.limit),
    rate: options.rate === undefined ? good(undefined) : wholeNumber('--rate', options.rate),
    resolution,
  });
  const reason = input.reason ?? 'Unexpected';
  // What it is for, and under which id, differs from order to order.
  const { attentionId, match, requestId, ...answered } = input.resolution;
  const fault = answerFault(reason, answered);
  if (fault !== undefined) throw new InputError(fault.faults);
  const { account, warehouse, raisedBefore } = input;
  const plan: Plan = {
    reason,
    filter: { reason, raisedBefore, ...given({ account, warehouse, step: options.step }) },
    limit: input.limit,
    ratePerSecond: input.rate ?? (SENDING_ANSWERS.includes(answered.answer) ? SENDING_RATE_PER_SECOND : undefined),
    many: {
      raisedBefore,
      isOneStep: options.step !== undefined,
      resolution: answered,
      requestId: options.requestId ?? randomUUID(),
    },
  };
  return { temporal: input.temporal, plan };
}

const reasons = Object.keys(failures) as FailureKind[];

/** Always in the past: an item that comes up while the command runs is never meant. */
function instantOption(given: string | undefined, now: number): Input<string> {
  if (given === undefined) return good(new Date(now).toISOString());
  const read = checked(instant, given);
  return 'value' in read && Date.parse(read.value) <= now
    ? read
    : bad('--raised-before', `${JSON.stringify(given)} is no past instant; write 2026-01-05T16:05:00Z.`);
}

/** What every order would refuse is not sent to any. */
function answerFault(reason: FailureKind, { answer, data, reference }: Resolution): ReturnType<typeof bad> | undefined {
  const answers: readonly string[] = failures[reason].answers;
  if (!answers.includes(answer)) return bad('ANSWER', `${reason} takes ${answers.join(', ')}, not "${answer}".`);
  if (answer === 'done-elsewhere' && reference === undefined) {
    return bad('--reference', 'is needed: where and under which number it was done.');
  }
  return answer === 'reject' && rejectionFrom(data) === undefined
    ? bad('--data', `is needed: {"code":"…"}, two digits, not 00.`)
    : undefined;
}

const documentOf = (plan: Plan, matched: number, outcomes: readonly AnswerOutcome[] | undefined) => ({
  reason: plan.reason,
  answer: plan.many.resolution.answer,
  raisedBefore: plan.many.raisedBefore,
  requestId: plan.many.requestId,
  matched,
  dryRun: outcomes === undefined,
  outcomes: countOutcomes(outcomes ?? []),
  problems: groupRefusals(outcomes ?? []),
  items: outcomes ?? [],
});

function dryRunText(plan: Plan, items: readonly WaitingItem[], matched: number, terminal: Terminal): string {
  const { answer } = plan.many.resolution;
  const others = items.filter(({ answers }) => !answers.includes(answer)).length;
  return paragraph(
    [
      `${matchesText(matched, items.length)}; ${timeText(plan, items.length)}.`,
      ...(others === 0 ? [] : [`${number(others)} of them do not take ${answer} and would refuse.`]),
      'Nothing was sent.',
    ].join(' '),
    terminal.width(),
    '',
  );
}

const matchesText = (matched: number, taken: number): string =>
  `${counted(matched, 'item')} ${matched === 1 ? 'matches' : 'match'}` +
  (taken < matched ? `, ${number(taken)} within --limit` : '');

const timeText = ({ ratePerSecond }: Plan, count: number): string =>
  ratePerSecond === undefined
    ? 'not paced'
    : `about ${span((count / ratePerSecond) * 1_000)} at ${ratePerSecond} per second`;

async function isConfirmed(terminal: Terminal, plan: Plan, count: number): Promise<boolean> {
  if (!terminal.canAsk()) {
    const what = `${counted(count, 'item')} match; more than ${ASKS_ABOVE} need --yes where nobody can be asked.`;
    throw new InputError(bad('--yes', what).faults);
  }
  const { answer } = plan.many.resolution;
  const question = `Answer ${answer} to ${counted(count, 'item')} of ${plan.reason} (${timeText(plan, count)})?\nType yes to go on: `;
  return (await terminal.ask(question)).trim() === 'yes';
}

interface Answering {
  session: Session;
  terminal: Terminal;
  plan: Plan;
  items: readonly WaitingItem[];
}

type Run = (
  pace: ReturnType<typeof createPace>,
  stop: AbortSignal,
  onOutcome: (outcome: AnswerOutcome) => void,
) => Promise<AnswerOutcome[]>;

/** Ctrl-C stops after the updates under way. */
async function answerWithProgress({ session, terminal, plan, items }: Answering, run: Run): Promise<AnswerOutcome[]> {
  const stop = new AbortController();
  const ignore = terminal.onInterrupt(() => {
    stop.abort();
  });
  const progress = createProgress({ total: items.length, terminal, now: session.now });
  try {
    const pace = createPace(given({ ratePerSecond: plan.ratePerSecond }));
    return await run(pace, stop.signal, progress.add);
  } finally {
    progress.end();
    ignore();
  }
}

interface Summary {
  plan: Plan;
  options: ManyOptions;
  found: number;
  outcomes: readonly AnswerOutcome[];
}

/** More kinds of refusal than this are not read by anybody. */
const SHOWN_PROBLEMS = 10;

function summaryText(summary: Summary, { paint }: Session, terminal: Terminal): string {
  const { plan, found, outcomes } = summary;
  if (found === 0) return 'No item matches.';
  const counts = countOutcomes(outcomes);
  const width = terminal.width();
  const became = [
    paint.good(`${number(counts.answered)} answered`),
    ...[
      ['refused', counts.refused] as const,
      ['without an answer from a worker', counts.silent] as const,
      ['failed', counts.failed] as const,
      ['not sent', counts['not-sent']] as const,
    ].flatMap(([name, count]) => (count === 0 ? [] : [paint.bad(`${number(count)} ${name}`)])),
  ];
  const rest = found - counts.answered;
  return [
    paragraph(`${plan.reason}, ${taken(found, outcomes.length)}: ${became.join(', ')}.`, width, ''),
    ...problemLines(outcomes, width),
    ...(rest === 0
      ? []
      : ['For the rest, leaving out what has come up since:', commandLine(commandAgain(summary), width)]),
  ].join('\n');
}

const taken = (found: number, count: number): string =>
  count < found ? `${number(count)} of ${counted(found, 'item')}` : counted(found, 'item');

function problemLines(outcomes: readonly AnswerOutcome[], width: number): string[] {
  const problems = groupRefusals(outcomes);
  const left = problems.length - SHOWN_PROBLEMS;
  return [
    ...problems
      .slice(0, SHOWN_PROBLEMS)
      .map(({ message, count, examples }) =>
        paragraph(`${number(count)} × ${harmless(message)} For example ${examples.join(', ')}.`, width),
      ),
    ...(left > 0 ? [`  and ${number(left)} other problems; --json has all.`] : []),
  ];
}

/** The same command for what is left; data and remark are the caller's to repeat. */
const commandAgain = ({ plan, options }: Summary): string[] => [
  ...['fulfillment', 'attention', 'resolve', '--all-of', plan.reason],
  ...(options.warehouse === undefined ? [] : ['--warehouse', options.warehouse]),
  ...(options.account === undefined ? [] : ['--account', options.account]),
  ...(options.step === undefined ? [] : ['--step', options.step]),
  ...['--raised-before', plan.many.raisedBefore],
  ...(options.limit === undefined ? [] : ['--limit', options.limit]),
  ...(options.rate === undefined ? [] : ['--rate', options.rate]),
  ...(options.reference === undefined ? [] : ['--reference', options.reference]),
  ...(plan.many.resolution.data === undefined ? [] : ['--data', JSON.stringify(plan.many.resolution.data)]),
  plan.many.resolution.answer,
];
