import { describe, expect, it } from 'vitest';
import { untilNextLook } from '../../activities/polling.js';

describe('poll plan', () => {
  const plan = { firstMs: 60_000, factor: 1.5, maxMs: 300_000 };

  it.each([
    // now since the start (s), pause until the next look (s)
    [0, 60],
    [59, 1],
    [60, 90],
    [150, 135],
    [285, 202.5],
    [487.5, 300],
    [487.6, 299.9],
    [1_087.5, 300],
  ])('%d s after the start the next look is %d s away', (elapsed, pause) => {
    expect(untilNextLook(plan, 1_000_000, 1_000_000 + elapsed * 1_000)).toBeCloseTo(pause * 1_000, 3);
  });

  it('finds the next look of a plan that began weeks ago at once', () => {
    const pause = untilNextLook(plan, 0, 60 * 24 * 3_600_000);
    expect(pause).toBeGreaterThan(0);
    expect(pause).toBeLessThanOrEqual(plan.maxMs);
  });

  it('never waits longer than the maximum, not even the first time', () => {
    expect(untilNextLook({ ...plan, maxMs: 10_000 }, 0, 0)).toBe(10_000);
  });
});
