import { describe, expect, it } from 'vitest';
import { createPassingTime } from '../../../activities/amazon/passing-time.js';

describe('the time that passes', () => {
  it.each([
    // how far each clock moves, in steps; ms passed
    ['both alike', [[100, 100]], 100],
    ['skipped time', [[60_000, 2]], 60_000],
    ['a clock that was set back', [[-3_600_000, 500]], 500],
    [
      'a clock that was set back and on again',
      [
        [-1_000, 10],
        [1_000, 10],
      ],
      1_010,
    ],
    ['nothing', [[0, 0]], 0],
  ])('is that of the faster clock: %s', (_name, steps, passed) => {
    let business = 1_000_000;
    let own = 50;
    const now = createPassingTime(
      () => business,
      () => own,
    );
    const beganAt = now();
    for (const [clock = 0, monotonic = 0] of steps) {
      business += clock;
      own += monotonic;
      now();
    }
    expect(now() - beganAt).toBe(passed);
  });
});
