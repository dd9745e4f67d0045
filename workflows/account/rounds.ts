import type { StepFailure } from '../steps/failure-of.js';
import type { CancellationPageResult, SweepPageResult, Wanted } from './activities.js';
import { oldestCreation, withLateStart } from './late-starts.js';
import type { AccountState, Counts, Job, Round } from './state.js';
import { firstWindow, HISTORY_MS, nextHourUtc, windowAfter } from './windows.js';

/** A window may be begun again this often in a row before it counts as a trouble. */
const MAX_RESTARTS = 3;
/** Cancelled orders that go on running are remembered up to this number; those beyond are told again. */
const MAX_TOLD = 500;

/**
 * Begins a round of a job; one without anything to list is done at once.
 *
 * @param oldestStartedAt of the open orders; for `cancellations` only.
 */
export function begin(state: AccountState, job: Job, now: number, oldestStartedAt?: number): AccountState {
  const kept = job === 'cancellations' ? forgetLateStarts(state, oldestStartedAt) : state;
  const from = Math.max(beginningOf(kept, job, now, oldestStartedAt), now - HISTORY_MS);
  const window = firstWindow({ from, until: now }, state.settings.policy.sliceMs);
  const round = { ticket: state.asked[job], startedAt: now, from, until: now, restarts: 0, counts: noCounts };
  return window === undefined
    ? finish(kept, job, round, now)
    : { ...kept, rounds: { ...kept.rounds, [job]: { ...round, window } } };
}

function beginningOf(state: AccountState, job: Job, now: number, oldestStartedAt: number | undefined): number {
  const { overlapMs, gap } = state.settings.policy;
  switch (job) {
    case 'sweep':
      return Math.max(state.cursor - overlapMs, state.from);
    case 'gap':
      return Math.max(now - gap.lookBackMs, state.from);
    case 'cancellations':
      return oldestStartedAt === undefined ? now : oldestCreation(state.lateStarts, oldestStartedAt);
  }
}

/** What a page of each job brings. */
type PageOf<J extends Job> = J extends 'cancellations' ? CancellationPageResult : SweepPageResult;

/**
 * Puts a page on record. The cursor moves with the last page of a window only: it never passes an error.
 *
 * A window whose token Amazon does not take any more, or that leads to itself, begins again: starting an order twice
 * starts it once.
 */
export function withPage<J extends Job>(state: AccountState, job: J, page: PageOf<J>, now: number): AccountState {
  const round = state.rounds[job];
  if (round === undefined) return state;
  if (page.isTokenRefused === true || (page.nextToken !== undefined && page.nextToken === round.nextToken)) {
    return restarted(state, job, round, now);
  }
  const { nextToken, ...begun } = round;
  const next: Round = {
    ...begun,
    counts: plus(round.counts, page),
    ...(page.nextToken === undefined ? {} : { nextToken: page.nextToken }),
    ...(Array.isArray(page.running)
      ? { cancelled: [...new Set([...(round.cancelled ?? []), ...page.running])].slice(-MAX_TOLD) }
      : {}),
  };
  const isLate = 'started' in page && page.started > 0;
  const kept: AccountState = {
    ...state,
    lateStarts: isLate ? withLateStart(state.lateStarts, round.window.createdAfter, now) : state.lateStarts,
    rounds: { ...state.rounds, [job]: next },
  };
  return page.nextToken === undefined ? withWindow(kept, job, next, now) : kept;
}

/** The window is done: only that ends a trouble, so that nobody is told of it again and again in between. */
function withWindow(state: AccountState, job: Job, round: Round, now: number): AccountState {
  const { createdBefore } = round.window;
  const calm = untroubled(state, job);
  const kept = job === 'sweep' ? { ...calm, cursor: Math.max(calm.cursor, createdBefore) } : calm;
  const window = windowAfter(round.window, round.until, state.settings.policy);
  return window === undefined
    ? finish(kept, job, round, now)
    : { ...kept, rounds: { ...kept.rounds, [job]: { ...round, window, restarts: 0 } } };
}

function restarted(state: AccountState, job: Job, round: Round, now: number): AccountState {
  const { nextToken, ...begun } = round;
  const restarts = round.restarts + 1;
  const again: AccountState = { ...state, rounds: { ...state.rounds, [job]: { ...begun, restarts } } };
  return restarts <= MAX_RESTARTS
    ? again
    : withFailure(
        { ...again, rounds: { ...state.rounds, [job]: { ...begun, restarts: 0 } } },
        job,
        {
          kind: 'Rejected',
          message: `getOrders gave page tokens that it did not take, ${restarts} times for one window.`,
          details: {},
        },
        now,
      );
}

/** A job could not get on within its budget: it stays where it is and is tried again later. */
export function withFailure(state: AccountState, job: Job, { kind, message }: StepFailure, now: number): AccountState {
  const { since = now, isTold = false } = state.troubles[job] ?? {};
  return {
    ...state,
    troubles: { ...state.troubles, [job]: { kind, message, since, ticket: state.asked[job], isTold } },
    nextAt: { ...state.nextAt, [job]: now + state.settings.policy.attempts.againAfterMs },
  };
}

function finish(
  state: AccountState,
  job: Job,
  { ticket, startedAt, from, until, counts, cancelled }: Omit<Round, 'window'>,
  now: number,
): AccountState {
  const { [job]: _done, ...rounds } = state.rounds;
  return {
    ...untroubled(state, job),
    rounds,
    last: { ...state.last, [job]: { ticket, startedAt, finishedAt: now, from, until, counts } },
    nextAt: { ...state.nextAt, [job]: state.asked[job] > ticket ? now : nextTime(state, job, startedAt, now) },
    ...(job === 'cancellations' ? { told: cancelled ?? [] } : {}),
  };
}

function untroubled(state: AccountState, job: Job): AccountState {
  const { [job]: _over, ...troubles } = state.troubles;
  return { ...state, troubles };
}

function nextTime({ settings: { policy } }: AccountState, job: Job, startedAt: number, now: number): number {
  switch (job) {
    case 'sweep':
      return Math.max(startedAt + policy.sweepIntervalMs, now);
    case 'cancellations':
      return Math.max(startedAt + policy.cancellationIntervalMs, now);
    case 'gap':
      return nextHourUtc(policy.gap.hourUtc, now);
  }
}

/**
 * Which orders of a sweep's window are started.
 *
 * Orders under way elsewhere are joined as far back as the gap sweep looks. Before that only NEW ones are: the history
 * of an order that has ended may be gone by then, and it must not begin again.
 */
export const wantedOf = (state: AccountState, { window, until }: Round): Wanted =>
  window.createdAfter >= until - state.settings.policy.gap.lookBackMs ? 'all' : 'new';

/** Which cancelled orders need not be told again. */
export const toldBefore = (state: AccountState, round: Round): string[] => [
  ...new Set([...state.told, ...(round.cancelled ?? [])]),
];

const forgetLateStarts = (state: AccountState, oldestStartedAt: number | undefined): AccountState => ({
  ...state,
  lateStarts: state.lateStarts.filter(({ startedAt }) => oldestStartedAt !== undefined && startedAt >= oldestStartedAt),
});

export const noCounts: Counts = { pages: 0, listed: 0, started: 0, running: 0, ended: 0, skipped: 0, signalled: 0 };

function plus(counts: Counts, page: SweepPageResult | CancellationPageResult): Counts {
  const sum = { ...counts, pages: counts.pages + 1, listed: counts.listed + page.listed };
  return 'signalled' in page
    ? { ...sum, running: sum.running + page.running.length, signalled: sum.signalled + page.signalled }
    : {
        ...sum,
        started: sum.started + page.started,
        running: sum.running + page.running,
        ended: sum.ended + page.ended,
        skipped: sum.skipped + page.skipped,
      };
}
