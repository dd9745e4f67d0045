import { setTimeout as sleep } from 'node:timers/promises';

/** Spreads calls over time, so that they never come faster than a rate. */
export interface Pace {
  /** Resolves when the next call may begin; with `false` when the signal came first. */
  turn(signal: AbortSignal): Promise<boolean>;
}

export interface PaceOptions {
  /** Calls per second; absent: as fast as they come. */
  ratePerSecond?: number;
  /** ms; only differences count. */
  now?: () => number;
  /** Resolves early when the signal comes first. */
  wait?: (ms: number, signal: AbortSignal) => Promise<unknown>;
}

/** The first call goes at once, each further one a gap later. Time that nobody used is not saved up for a burst. */
export function createPace({
  ratePerSecond,
  now = () => performance.now(),
  wait = sleepUnless,
}: PaceOptions = {}): Pace {
  const gapMs = ratePerSecond === undefined ? 0 : 1_000 / ratePerSecond;
  let nextAt = -Infinity;
  return {
    turn: async (signal) => {
      if (isStopped(signal)) return false;
      const at = Math.max(nextAt, now());
      nextAt = at + gapMs;
      const ms = at - now();
      if (ms > 0) await wait(ms, signal);
      return !isStopped(signal);
    },
  };
}

const isStopped = (signal: AbortSignal): boolean => signal.aborted;

/** The signal is all that a pause can fail for. */
const sleepUnless = (ms: number, signal: AbortSignal): Promise<unknown> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);
