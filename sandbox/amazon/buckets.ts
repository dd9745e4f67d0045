import type { Rate } from './options.js';

/** Token buckets, one per name, refilled by the clock. */
export interface Buckets {
  /** Takes one permit; false when there is none. */
  take(name: string, rate: Rate): boolean;
}

/** Makes full buckets. */
export function createBuckets(clock: () => number): Buckets {
  const levels = new Map<string, { permits: number; at: number }>();
  return {
    take(name, rate) {
      const now = clock();
      const level = levels.get(name) ?? { permits: rate.burst, at: now };
      const refilled = ((now - level.at) / 1000) * rate.ratePerSecond;
      const permits = Math.min(rate.burst, level.permits + Math.max(0, refilled));
      const granted = permits >= 1;
      levels.set(name, { permits: granted ? permits - 1 : permits, at: now });
      return granted;
    },
  };
}
