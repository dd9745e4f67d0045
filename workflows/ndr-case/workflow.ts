import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  proxyActivities,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow';
import type { FailureKind } from '../failures.js';
import { amazonTaskQueue } from '../purchase-order/messages.js';
import { budgetUntil } from '../steps/deadlines.js';
import { failureOf } from '../steps/failure-of.js';
import { ask, untilDone } from '../steps/until-done.js';
import type { Answered, Asking } from '../steps/until-done.js';
import { keepVisible } from '../steps/visibility.js';
import { keepWatch } from '../steps/watch.js';
import type { Watch } from '../steps/watch.js';
import type { NdrCaseActivities, NdrParcel } from './activities.js';
import type { NdrDecision } from './decision.js';
import { handleMessages } from './handlers.js';
import type { NdrCaseInput, NdrCaseResult } from './messages.js';
import { withBrought } from './reducer.js';
import { isRaisedByEvent, withOutcome, withRecorded } from './reports.js';
import { routeOf } from './route.js';
import { dueAtOf, enter, initialCase, isCaseEnd, isUnanswered, reopened } from './state.js';
import type { AttemptRecord, CaseState, NdrCaseState } from './state.js';
import { suggestionFor } from './suggestion.js';
import { alarmsOf, told, visibleOf } from './visible.js';

/**
 * Answers the non-delivery reports of one parcel, once for each attempt and in time, until it has arrived.
 *
 * It never ends as a failed workflow: what cannot be decided or sent waits for a person.
 */
export async function ndrCase(input: NdrCaseInput): Promise<NdrCaseResult> {
  const { cancelRequested } = CancellationScope.current();
  return CancellationScope.nonCancellable(async () => {
    const running = setUp(input, cancelRequested);
    const over = condition(() => isOver(running));
    // All of them are waited for: whichever leaves the history behind ends this run.
    await Promise.race([answerAll(running), keepRecording(running), keepLooking(running).then(() => over), over]);
    return end(running);
  });
}

/** A running case: its state is replaced, never changed in place. */
interface Running {
  input: NdrCaseInput;
  state: NdrCaseState;
  showAll: () => void;
  watch: Watch;
}

function setUp(input: NdrCaseInput, cancelRequested: Promise<never>): Running {
  const running: Running = {
    input,
    state: input.state ?? initialCase(input, uuid4()),
    showAll: () => undefined,
    watch: { isQuiet: () => true, underway: () => [] },
  };
  handleMessages(running, cancelRequested);
  running.showAll = keepVisible(() => visibleOf(running.state));
  running.watch = keepWatch({
    alarms: () => alarmsOf(running.state, input.policy),
    told: (alarms) => {
      running.state = told(running.state, alarms);
    },
    taskQueue: amazonTaskQueue(input.account),
  });
  return running;
}

const isOver = (running: Running): boolean => isCaseEnd(running.state.state);

/** Puts every report into the ledger before it counts: a later case of the parcel has to know of it. */
async function keepRecording(running: Running): Promise<never> {
  for (;;) {
    // What comes in while the case ends is the next one's, and has to be news to it.
    await condition(() => running.state.pending.length > 0 && !isOver(running));
    const { pending, opening } = running.state;
    const reports = pending.map(({ report }) => report);
    const done = await untilDone(asking(running), { name: 'recordNdrReports', without: ['done-elsewhere'] }, () =>
      steps(running, 'Keep the reports').recordNdrReports({ ...parcelOf(running), opening, reports }),
    );
    if (!('result' in done)) continue;
    const now = Date.now();
    running.state = withRecorded(running.state, pending, done.result, new Date(now).toISOString());
    for (const { report, decision } of pending) {
      if (decision !== undefined) {
        running.state = withBrought(running.state, report.attempt, decision, now, report.time);
      }
    }
  }
}

/** Answers one attempt after the other; whatever is under way for an attempt is left when the next is known. */
async function answerAll(running: Running): Promise<void> {
  await condition(() => running.state.report !== undefined);
  for (;;) {
    const { attempt } = running.state;
    const isCurrent = (): boolean => !isOver(running) && running.state.attempt === attempt;
    await Promise.race([answer(running, isCurrent), condition(() => !isCurrent())]);
    if (isOver(running)) return;
  }
}

/** Each state has one thing to do. After the next attempt, or the end, nothing that was begun here goes on. */
async function answer(running: Running, isCurrent: () => boolean): Promise<void> {
  while (isCurrent()) {
    const { state } = running.state;
    if (state === 'RECEIVED') running.state = routeOf(running.state, running.input.policy, Date.now());
    else if (state === 'ASKING_ADDRESS') await askAddressHook(running, isCurrent);
    else if (state === 'AWAITING_DECISION') await askPerson(running, isCurrent);
    else if (state === 'ANSWERING') await submit(running, isCurrent);
    else await condition(() => !isCurrent() || isUnanswered(running.state));
  }
}

async function askAddressHook(running: Running, isCurrent: () => boolean): Promise<void> {
  const { attempt = 1, report } = running.state;
  if (report === undefined) return;
  const { hookGiveUpMs, marginMs } = running.input.policy;
  const leftMs = (dueAtOf(running.state) ?? Infinity) - marginMs - Date.now();
  const { askAddressHook: askHook } = steps(
    running,
    'Ask for address notes',
    Math.max(1_000, Math.min(hookGiveUpMs, leftMs)),
  );
  const answered = untilAnswered(askHook({ ...parcelOf(running), attempt, report }));
  // A person may decide meanwhile, with an import.
  await Promise.race([answered, condition(() => running.state.state !== 'ASKING_ADDRESS')]);
  if (!isCurrent() || running.state.state !== 'ASKING_ADDRESS') return;
  const found = await answered;
  if ('because' in found) {
    running.state = { ...running.state, because: found.because };
    return move(running, 'AWAITING_DECISION');
  }
  const { addressNotesDocumentId } = found;
  decide(running, { answer: 'reattempt', addressNotesDocumentId, actor: 'address-hook' });
}

/** The hook's silence is no item of its own: people are asked what they are asked without it, and told why. */
async function untilAnswered(
  asked: ReturnType<NdrCaseActivities['askAddressHook']>,
): Promise<Awaited<ReturnType<NdrCaseActivities['askAddressHook']>>> {
  try {
    return await asked;
  } catch (error) {
    if (isCancellation(error)) throw error;
    return { because: failureOf(error).message };
  }
}

function decide(running: Running, given: { answer: 'reattempt'; addressNotesDocumentId: string; actor: string }): void {
  const decision: NdrDecision = { ...given, decidedAt: new Date().toISOString(), isPastDue: false };
  running.state = withOutcome({ ...running.state, decision }, { decision });
  move(running, 'ANSWERING');
}

/** Asks until it is decided; when the due date passes, it is another question. The reducer takes the answer. */
async function askPerson(running: Running, isCurrent: () => boolean): Promise<void> {
  const { report, because } = running.state;
  if (report === undefined) return;
  const dueAt = dueAtOf(running.state);
  const isPast = dueAt !== undefined && dueAt <= Date.now();
  const suggestion = suggestionFor(report);
  const message = [
    `${report.reasonCode} (${report.shipmentStatus}), attempt ${running.state.attempt ?? 1}.`,
    suggestion === undefined ? 'Amazon recommends nothing for it.' : `Amazon recommends: ${suggestion.says}.`,
    ...(because === undefined ? [] : [because]),
    ...(running.state.isReturnSent ? ['A return to origin was sent before; nothing else can be answered.'] : []),
  ].join(' ');
  await ask(
    { ...asking(running), isOver: () => !isCurrent() },
    { name: 'decide' },
    { kind: isPast ? 'NdrPastDue' : 'NdrDecisionNeeded', message, details: {} },
  );
}

async function submit(running: Running, isCurrent: () => boolean): Promise<void> {
  const { attempt = 1, decision, report } = running.state;
  if (decision === undefined) return;
  const { actor, decidedAt: _decidedAt, isPastDue, ...said } = decision;
  const { budgetMs } = running.input.policy;
  const dueAt = dueAtOf(running.state);
  const deadline = dueAt ?? Date.now() + budgetMs;
  const mayRunLate = isPastDue || dueAt === undefined;
  const step = {
    name: 'submitNdrFeedback',
    also: ['decide'],
    // While nobody knows whether the parcel returns, there is nothing else to choose.
    alsoAfter: (kind: FailureKind) => kind !== 'NdrReturnUnknown',
    alsoSays: 'Answer decide to choose another answer.',
    isOver: () => !isCurrent(),
  };
  const done = await untilDone(asking(running), step, ({ overrule, waitUntil }: Answered) =>
    steps(
      running,
      `Answer attempt ${attempt}: ${said.answer}`,
      budgetUntil(deadline, Date.now(), budgetMs),
    ).submitNdrFeedback({
      ...parcelOf(running),
      ...said,
      attempt,
      knownAttempt: Math.max(attempt, report?.attempt ?? 0),
      deadline,
      ...(mayRunLate ? {} : { notAfter: dueAt }),
      actor,
      ...(overrule === undefined ? {} : { overrule }),
      ...(waitUntil === undefined ? {} : { waitUntil }),
    }),
  );
  if (!isCurrent()) return;
  if (!('result' in done)) {
    if (done.endedBy.answer === 'decide') return move(running, 'AWAITING_DECISION');
    return settle(running, { outcome: 'done-elsewhere' });
  }
  const { outcome, ...facts } = done.result;
  switch (outcome) {
    case 'past-due':
    case 'superseded':
      // What makes a later attempt known is on its way here; until then nothing is sent for this one.
      return move(running, 'AWAITING_DECISION');
    default: {
      const isReturn = said.answer === 'rto' && outcome !== 'recorded' && outcome !== 'ended';
      running.state = { ...running.state, isReturnSent: running.state.isReturnSent || isReturn };
      return settle(running, { outcome, ...facts });
    }
  }
}

function settle(running: Running, outcome: Partial<AttemptRecord>): void {
  running.state = withOutcome(running.state, outcome);
  move(running, 'ANSWERED');
}

/** Once a day it is looked whether the parcel has arrived; after two weeks without a report nothing comes any more. */
async function keepLooking(running: Running): Promise<void> {
  const { closeAfterMs, lookEveryMs } = running.input.policy;
  const expiresAt = (): number => Date.parse(running.state.lastReportAt ?? '') + closeAfterMs;
  await condition(() => running.state.lastReportAt !== undefined);
  for (let lookAt = Date.now() + lookEveryMs; ;) {
    const now = Date.now();
    if (now >= expiresAt()) {
      if (running.state.pending.length === 0) return isOver(running) ? undefined : move(running, 'EXPIRED');
      // What is on its way into the ledger may be about another attempt; once it is there, the next case would not know
      // that nobody has looked at it.
      await condition(() => running.state.pending.length === 0 || isOver(running));
      if (isOver(running)) return;
      continue;
    }
    if (now < lookAt) {
      await condition(() => isOver(running) || mayLeave(running), Math.min(lookAt, expiresAt()) - now, {
        summary: 'next look at the parcel',
      });
      if (isOver(running)) return;
      if (mayLeave(running)) await leaveHistoryBehind(running);
      continue;
    }
    const arrived = await whereIs(running);
    if (isOver(running)) return;
    if (arrived !== undefined) return move(running, arrived);
    lookAt = Date.now() + lookEveryMs;
  }
}

/** While something is asked or under way, its step leaves the history behind. */
const mayLeave = (running: Running): boolean => workflowInfo().continueAsNewSuggested && !isUnanswered(running.state);

async function whereIs(running: Running): Promise<CaseState | undefined> {
  try {
    const { budgetMs } = running.input.policy;
    const { parcel } = await steps(running, 'Look at the parcel').lookAtParcel({
      ...parcelOf(running),
      deadline: Date.now() + budgetMs,
    });
    return arrivals[parcel];
  } catch (error) {
    if (isCancellation(error)) throw error;
    // Whatever keeps it from being seen, tomorrow is another day: nobody has to do anything about it.
    return undefined;
  }
}

const arrivals: Partial<Record<string, CaseState>> = { delivered: 'DELIVERED', returned: 'RETURNED', lost: 'LOST' };

const steps = (
  { input: { account, policy } }: Running,
  summary: string,
  budgetMs: number = policy.budgetMs,
): NdrCaseActivities =>
  proxyActivities<NdrCaseActivities>({
    taskQueue: amazonTaskQueue(account),
    startToCloseTimeout: policy.startToCloseMs,
    scheduleToCloseTimeout: budgetMs,
    // Attempts that fail name their own delay; this one is for those that are killed.
    retry: { initialInterval: '2s', backoffCoefficient: 1 },
    summary,
  });

const parcelOf = ({ state: { account, shippingPartyAccountId, trackingId } }: Running): NdrParcel => ({
  account,
  shippingPartyAccountId,
  trackingId,
});

function move(running: Running, next: CaseState): void {
  running.state = enter(running.state, next, new Date().toISOString());
}

const asking = (running: Running): Asking => ({
  desk: () => running.state.attention,
  keepDesk: (attention) => {
    running.state = { ...running.state, attention };
  },
  isOver: () => isOver(running),
  dueAt: () => dueAtOf(running.state),
  patienceMs: running.input.policy.budgetMs,
  leaveHistoryBehind: () => leaveHistoryBehind(running),
});

/** Continues as new when the server suggests it. Open questions are asked anew by the next run. */
async function leaveHistoryBehind(running: Running): Promise<void> {
  if (!workflowInfo().continueAsNewSuggested) return;
  await condition(allHandlersFinished);
  running.showAll();
  const untold = running.watch.underway();
  const { raised, items } = running.state.attention;
  await continueAsNew<typeof ndrCase>({
    ...running.input,
    state: {
      ...running.state,
      told: running.state.told.filter((id) => !untold.includes(id)),
      dueTold: running.state.dueTold.filter((id) => !untold.includes(id)),
      attention: { raised, items: items.filter(isRaisedByEvent), resolutions: {} },
    },
  });
}

/** The longest that an ended case waits until people are told of its items. */
const PATIENCE = '1 minute';

async function end(running: Running): Promise<NdrCaseResult> {
  await condition(allHandlersFinished);
  if (!running.watch.isQuiet()) await condition(running.watch.isQuiet, PATIENCE);
  running.showAll();
  // A report that came in while the case was ending opens the next one.
  if (running.state.pending.length > 0) {
    await continueAsNew<typeof ndrCase>({ ...running.input, state: reopened(running.state, uuid4()) });
  }
  return { state: running.state.state };
}
