import type { Clock } from '../activities/clock.js';

/** Lets one of many equal messages through. */
export interface LogThrottle {
  /** How many equal ones were held back since the last that went through; `undefined` when this one is held back. */
  admit(key: string): { suppressed: number } | undefined;
}

/** Different messages that are remembered; the oldest is forgotten first. */
const MOST_KEYS = 1_000;

export function createLogThrottle({ clock, everyMs }: { clock: Clock; everyMs: number }): LogThrottle {
  const seen = new Map<string, { since: number; suppressed: number }>();
  return {
    admit(key) {
      const known = seen.get(key);
      if (known !== undefined && clock() - known.since < everyMs) {
        known.suppressed += 1;
        return undefined;
      }
      seen.delete(key);
      seen.set(key, { since: clock(), suppressed: 0 });
      const oldest = seen.keys().next();
      if (seen.size > MOST_KEYS && !oldest.done) seen.delete(oldest.value);
      return { suppressed: known?.suppressed ?? 0 };
    },
  };
}
