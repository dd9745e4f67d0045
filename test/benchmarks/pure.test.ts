import { describe, expect, it } from 'vitest';
import { callsOf, callsSince, percentile, throttledPerThousand } from './load.js';
import { highestThatHolds, judge } from './measure.js';
import { cpuMsIn } from './process-cost.js';
import { reportOf, shown, verdict } from './report.js';
import { createVirtualTime } from './virtual-time.js';

describe('a figure', () => {
  it.each([
    // value, goal, what the table says
    [0.4, { atMost: 0.5 }, '≤ 0.5 reached'],
    [0.5, { atMost: 0.5 }, '≤ 0.5 reached'],
    [0.6, { atMost: 0.5 }, '≤ 0.5, missed by 20 %'],
    [0.5001, { atMost: 0.5 }, '≤ 0.5, missed by 1 %'],
    [16, { atLeast: 16 }, '≥ 16 reached'],
    [8, { atLeast: 16 }, '≥ 16, missed by 50 %'],
    [undefined, { atLeast: 16 }, '≥ 16'],
    [3, undefined, ''],
  ])('of %d is held against its goal %j: %s', (value, goal, says) => {
    expect(verdict(value, goal)).toBe(says);
  });

  it('never reaches a goal that it is shown to miss', () => {
    expect(judge(1.1, { atMost: 1 })).toEqual({ isReached: false, missedBy: expect.closeTo(0.1) });
  });

  it.each([
    [undefined, '–'],
    [0, '0'],
    [0.12345, '0.123'],
    [24.31, '24.3'],
    [12_345.6, '12,350'],
  ])('of %d is shown as %s', (value, text) => {
    expect(shown(value)).toBe(text);
  });

  it('stands in the table with its unit, both designs and what was wanted', () => {
    const table = reportOf([
      { name: 'calls per order', unit: 'calls', tutorial: 21, batch25: 0.4, goal25: { atMost: 0.5 } },
    ]);
    expect(table).toMatch(/calls per order +│ calls +│ +21 +│ +0\.4 +│ ≤ 0\.5 reached/);
  });
});

describe('calls', () => {
  const before = { getOrder: { 200: 5 }, accessToken: { 200: 1 } };
  const after = { getOrder: { 200: 7, 429: 1 }, getOrders: { 200: 1 }, accessToken: { 200: 3 } };

  it('are counted from an instant on, without those that have no quota', () => {
    expect(callsOf(callsSince(before, after))).toBe(4);
  });

  it('are told how many of a thousand were refused', () => {
    expect(throttledPerThousand(callsSince(before, after))).toBe(250);
    expect(throttledPerThousand({})).toBe(0);
  });
});

it.each([
  [[], 0.99, 0],
  [[3, 1, 2], 0.5, 2],
  [[1, 2, 3, 4], 0.99, 4],
])('of %j the %d percentile is %d', (values, share, expected) => {
  expect(percentile(values, share)).toBe(expected);
});

it.each([
  // highest that holds, what is found by doubling from 8 up to 100
  [40, 32],
  [1_000, 64],
  [5, 4],
  [0, 0],
])('a demand is raised until it does not hold, or lowered until it does: of %d it finds %d', async (highest, found) => {
  expect(await highestThatHolds({ from: 8, factor: 2, limit: 100 }, async (demand) => demand <= highest)).toBe(found);
});

it('CPU time is read although the name of the program has brackets and spaces', () => {
  expect(cpuMsIn('7 (a ) b) S 1 2 3 4 5 6 7 8 9 10 150 25 0 0')).toBe(1_750);
});

describe('virtual time', () => {
  it('stands still until nothing is under way, then jumps to what is due next', async () => {
    const time = createVirtualTime(1_000);
    const seen: [string, number][] = [];
    const visit = async (name: string, ms: number): Promise<void> => {
      await time.sleep(ms);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push([name, time.now()]);
    };
    await time.until(Promise.all([visit('late', 3_600_000), visit('soon', 5)]));
    time.close();
    expect(seen).toEqual([
      ['soon', 1_005],
      ['late', 3_601_000],
    ]);
  });

  it('does not run what was called off', async () => {
    const time = createVirtualTime(0);
    let runs = 0;
    time.schedule(() => (runs += 1), 10)();
    await time.until(time.sleep(20));
    time.close();
    expect(runs).toBe(0);
  });

  it('says so when what is waited for cannot come any more', async () => {
    const time = createVirtualTime(0);
    await expect(time.until(new Promise(() => undefined))).rejects.toThrow('Nothing is due any more');
    time.close();
  });
});
