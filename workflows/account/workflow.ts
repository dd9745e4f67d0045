import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  isCancellation,
  proxyActivities,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import { amazonTaskQueue } from '../purchase-order/messages.js';
import { failureOf } from '../steps/failure-of.js';
import { keepVisible } from '../steps/visibility.js';
import { keepWatch } from '../steps/watch.js';
import type { Watch } from '../steps/watch.js';
import type { AccountActivities, PageInput } from './activities.js';
import { handleActions } from './handlers.js';
import { keepIncidents } from './keep-incidents.js';
import type { SideWork } from './keep-incidents.js';
import { keepPickups } from './keep-pickups.js';
import type { AccountInput } from './messages.js';
import { begin, toldBefore, wantedOf, withFailure, withPage } from './rounds.js';
import { initialState, nextJob } from './state.js';
import type { AccountState, Job, Round } from './state.js';
import { alarmsOf, visibleOf, withTold } from './visible.js';

/** A running account: its state is replaced, never changed in place. */
interface Running {
  input: AccountInput;
  state: AccountState;
  /** Of this run. */
  pages: number;
  showAll: () => void;
  watch: Watch;
  /** Everything that goes on besides the sweeps. */
  beside: readonly SideWork[];
}

/**
 * What an account does besides its orders: it finds new ones, notices cancelled ones, and looks once a day whether any
 * is missing; it keeps the incidents, and looks after each pickup what was left. It never ends.
 *
 * Of the sweeps one page, or one begin, at a time: between two of them it can be paused, and its history left behind.
 */
export async function account(input: AccountInput): Promise<never> {
  const { cancelRequested } = CancellationScope.current();
  return CancellationScope.nonCancellable(async () => {
    const running = setUp(input, cancelRequested);
    for (;;) {
      await leaveHistoryBehind(running);
      const next = nextJob(running.state);
      if (next !== undefined && next.at <= Date.now()) await carryOn(running, next.job);
      else await rest(running, next?.at);
    }
  });
}

function setUp(input: AccountInput, cancelRequested: Promise<never>): Running {
  const taskQueue = amazonTaskQueue(input.account);
  const state = input.state ?? initialState(input.account, input.settings, Date.now());
  const running: Running = {
    input,
    state,
    pages: 0,
    showAll: () => undefined,
    watch: { isQuiet: () => true, underway: () => [] },
    beside: [],
  };
  handleActions(running, cancelRequested);
  running.showAll = keepVisible(() => visibleOf(running.state));
  running.watch = keepWatch({
    alarms: () => alarmsOf(running.state),
    told: (alarms) => {
      const ids = alarms.map(({ id }) => id);
      running.state = withTold(running.state, ids, true);
    },
    taskQueue,
  });
  running.beside = [running.watch, keepIncidents(running, taskQueue), keepPickups(running, taskQueue)];
  return running;
}

/** Waits for the next job, with the one timer; an operator, or new settings, may bring it forward. */
async function rest(running: Running, at: number | undefined): Promise<void> {
  const hasChanged = (): boolean => nextJob(running.state)?.at !== at || isLong(running);
  if (at === undefined) await condition(hasChanged);
  else await condition(hasChanged, at - Date.now(), { summary: 'next sweep' });
}

/** Takes a job one step further. What fails stays where it is, becomes visible, and is tried again. */
async function carryOn(running: Running, job: Job): Promise<void> {
  try {
    const round = running.state.rounds[job];
    if (round === undefined) await beginRound(running, job);
    else await listPage(running, job, round);
  } catch (error) {
    if (isCancellation(error)) throw error;
    running.state = withFailure(running.state, job, failureOf(error), Date.now());
  }
}

async function beginRound(running: Running, job: Job): Promise<void> {
  const { account } = running.input;
  const oldest = job === 'cancellations' ? await activities(running, job).oldestOpenOrder({ account }) : {};
  running.state = begin(running.state, job, Date.now(), oldest.startedAt);
}

async function listPage(running: Running, job: Job, round: Round): Promise<void> {
  const steps = activities(running, job);
  const input = pageInput(running, round);
  running.pages += 1;
  switch (job) {
    case 'sweep': {
      const page = await steps.sweepPage({ ...input, wanted: wantedOf(running.state, round) });
      running.state = withPage(running.state, job, page, Date.now());
      return;
    }
    case 'gap': {
      const page = await steps.gapPage(input);
      running.state = withPage(running.state, job, page, Date.now());
      return;
    }
    case 'cancellations': {
      const page = await steps.cancellationPage({ ...input, told: toldBefore(running.state, round) });
      running.state = withPage(running.state, job, page, Date.now());
    }
  }
}

const pageInput = ({ input }: Running, { window, nextToken }: Round): PageInput => ({
  account: input.account,
  createdAfter: new Date(window.createdAfter).toISOString(),
  createdBefore: new Date(window.createdBefore).toISOString(),
  ...(nextToken === undefined ? {} : { nextToken }),
});

function activities({ input, state }: Running, job: Job): AccountActivities {
  const { startToCloseMs, budgetMs } = state.settings.policy.attempts;
  return proxyActivities<AccountActivities>({
    taskQueue: amazonTaskQueue(input.account),
    startToCloseTimeout: startToCloseMs,
    scheduleToCloseTimeout: budgetMs,
    // Attempts that fail name their own delay; this one is for those that are killed.
    retry: { initialInterval: '2s', backoffCoefficient: 1 },
    summary: job,
  });
}

const isLong = ({ pages, state }: Running): boolean =>
  workflowInfo().continueAsNewSuggested || pages >= state.settings.policy.pagesPerRun;

/** How long a run waits for what is under way besides the sweeps before it is left, ms. */
const LONGEST_FAREWELL_MS = 20_000;
/** The server starts the same workflow id at most once in this time, ms. */
const SHORTEST_RUN_MS = 1_000;

async function leaveHistoryBehind(running: Running): Promise<void> {
  if (!isLong(running)) return;
  const ranMs = Date.now() - workflowInfo().runStartTime.getTime();
  if (ranMs < SHORTEST_RUN_MS) await sleep(SHORTEST_RUN_MS - ranMs);
  await condition(allHandlersFinished);
  // What is under way besides would be done once more by the next run; what hangs holds up nothing.
  await condition(() => running.beside.every(({ isQuiet }) => isQuiet()), LONGEST_FAREWELL_MS);
  running.showAll();
  // Notices that cannot be handed over hold up nothing: the next run tells them.
  const state = withTold(running.state, running.watch.underway(), false);
  await continueAsNew<typeof account>({ ...running.input, state });
}
