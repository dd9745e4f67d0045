import type { Schedule } from '../../../activities/amazon/limiter.js';

/** A clock and timers that move only when told to. */
export interface ManualTime {
  now: () => number;
  schedule: Schedule;
  /** Moves on, running what is due on the way, at its own time. */
  advance(ms: number): Promise<void>;
}

export function manualTime(startMs = 0): ManualTime {
  let now = startMs;
  let timers: { at: number; run: () => void }[] = [];
  return {
    now: () => now,
    schedule: (run, delayMs) => {
      const timer = { at: now + delayMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance: async (ms) => {
      const end = now + ms;
      for (;;) {
        await settled();
        const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        timers = timers.filter((other) => other !== next);
        now = Math.max(now, next.at);
        next.run();
      }
      now = end;
      await settled();
    },
  };
}

/** Lets promises that are already decided run their course. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
