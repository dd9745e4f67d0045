import type { Clock } from '../clock.js';
import type { MonotonicClock } from './limiter.js';

/**
 * A time that passes with whichever of two clocks goes faster, ms; only differences have a meaning.
 *
 * What is remembered grows old by the business clock, which tests skip and a sleeping machine moves, and by the
 * process's own, which nobody sets back.
 */
export function createPassingTime(clock: Clock, monotonic: MonotonicClock): MonotonicClock {
  let passed = 0;
  let last = { clock: clock(), monotonic: monotonic() };
  return () => {
    const next = { clock: clock(), monotonic: monotonic() };
    passed += Math.max(0, next.clock - last.clock, next.monotonic - last.monotonic);
    last = next;
    return passed;
  };
}
