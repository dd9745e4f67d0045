import type { SweepPageResult } from '../../../workflows/account/activities.js';
import type { AccountPolicy } from '../../../workflows/account/policy.js';
import { begin, withPage } from '../../../workflows/account/rounds.js';
import { initialState } from '../../../workflows/account/state.js';
import type { AccountState, Job } from '../../../workflows/account/state.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A Monday. */
export const NOW = Date.parse('2026-03-02T12:00:00Z');

export const accountPolicy: AccountPolicy = {
  sweeps: true,
  sweepIntervalMs: 15 * MINUTE,
  overlapMs: HOUR,
  sliceMs: 7 * DAY,
  firstLookBackMs: DAY,
  cancellationIntervalMs: 15 * MINUTE,
  gap: { hourUtc: 3, lookBackMs: 7 * DAY },
  attempts: { startToCloseMs: 45_000, budgetMs: 30 * MINUTE, againAfterMs: 5 * MINUTE },
  pagesPerRun: 500,
};

export const anAccount = (settings: { policy?: Partial<AccountPolicy>; goLiveAt?: string } = {}, now = NOW) =>
  initialState('acme', { ...settings, policy: { ...accountPolicy, ...settings.policy } }, now);

/** A page with nothing special in it. */
export const page = (more: Partial<SweepPageResult> = {}): SweepPageResult => ({
  listed: 0,
  started: 0,
  running: 0,
  ended: 0,
  skipped: 0,
  ...more,
});

export const instantOf = (ms: number): string => new Date(ms).toISOString();

/** Runs a whole round, every window one empty page; returns its windows as instants. */
export function roundOf(state: AccountState, job: Job, now: number, oldestStartedAt?: number) {
  const windows: [string, string][] = [];
  let after = begin(state, job, now, oldestStartedAt);
  for (let round = after.rounds[job]; round !== undefined; round = after.rounds[job]) {
    windows.push([instantOf(round.window.createdAfter), instantOf(round.window.createdBefore)]);
    after =
      job === 'cancellations'
        ? withPage(after, job, { listed: 0, running: [], signalled: 0 }, now)
        : withPage(after, job, page(), now);
  }
  return { windows, after };
}
