import { describe, expect, it } from 'vitest';
import { createFirstPolls, latencyOf } from '../../../activities/amazon/first-poll.js';
import type { FirstPolls, Poll } from '../../../activities/amazon/first-poll.js';
import { createLearned } from '../../../activities/amazon/learned.js';
import { seededDice } from '../../support/random-json.js';

const MINUTE = 60_000;
const plan = { firstMs: MINUTE, factor: 1.5, maxMs: 5 * MINUTE };
const operation = 'submitAcknowledgement';
const far = Number.MAX_SAFE_INTEGER;

function setUp() {
  const learned = createLearned(() => 0);
  return { learned, firstPolls: createFirstPolls({ clock: () => 0, learned }) };
}

describe('a first poll', () => {
  it.each([
    // planned after, polled after, final, not done before that; latency
    [60_000, 60_000, true, undefined, 48_000],
    [60_000, 20_000, true, undefined, 16_000],
    [60_000, 77_000, true, undefined, 61_600], // a queue's delay
    [60_000, 78_000, true, undefined, undefined], // too late: it may have been done long before
    [60_000, 60_000, false, undefined, 90_000],
    [60_000, 90_000, true, 40_000, 60_000],
    [60_000, 160_000, false, 40_000, 240_000],
  ])(
    'planned after %p ms, made after %p ms and final: %p, not done at %p, tells of %p ms',
    (plannedMs, afterMs, isFinal, notDoneMs, ms) => {
      const latencyMs = latencyOf({ afterMs, isFinal }, plannedMs, notDoneMs);
      expect(latencyMs === undefined ? undefined : Math.round(latencyMs)).toBe(ms);
    },
  );

  it.each([
    // latencies between, ms; where nine of ten are done
    [20_000, 40_000, 38_000],
    [60_000, 600_000, 546_000],
    [1_000, 2_000, 5_000], // the least
    [1_200_000, 1_800_000, 900_000], // the most
  ])('finds nine of ten transactions of %p to %p ms done', (leastMs, mostMs, quantile) => {
    const { firstPolls } = setUp();
    const dice = seededDice(7);
    const times: number[] = [];
    for (let i = 0; i < 1_500; i += 1) {
      const firstMs = firstPolls.ms(operation, plan, far);
      const latencyMs = leastMs + ((mostMs - leastMs) * dice.below(10_000)) / 10_000;
      for (let afterMs = firstMs, isFinal = false; !isFinal; afterMs *= 2) {
        isFinal = latencyMs <= afterMs;
        firstPolls.learn(`t${i}`, { operation, afterMs, isFinal });
      }
      if (i >= 500) times.push(firstMs);
    }
    const mean = times.reduce((sum, ms) => sum + ms, 0) / times.length;
    expect(mean).toBeGreaterThan(quantile * 0.8);
    expect(mean).toBeLessThan(quantile * 1.2);
  });

  it.each([
    // left to the deadline, first poll
    [far, 60_000],
    [120_000, 30_000],
    [8_000, 5_000],
    [-1, 5_000],
  ])('with %p ms to the deadline is made after %p ms', (deadline, ms) => {
    expect(setUp().firstPolls.ms(operation, plan, deadline)).toBe(ms);
  });

  it("of a faster policy is that policy's, and no later", () => {
    const { firstPolls } = setUp();
    expect(firstPolls.ms(operation, { ...plan, firstMs: 200 }, 400)).toBe(200);
  });

  it('of a label is never later than the policy says: the label is looked for in lists', () => {
    const { firstPolls } = setUp();
    const label = 'submitShippingLabelRequest';
    firstPolls.ms(label, plan, far);
    for (let i = 0; i < 20; i += 1) firstPolls.learn(`t${i}`, { operation: label, afterMs: 900_000, isFinal: false });
    expect(firstPolls.ms(label, plan, far)).toBe(60_000);
  });

  const teach = (firstPolls: FirstPolls, count: number, poll: Poll): void => {
    for (let i = 0; i < count; i += 1) firstPolls.learn(`t${i}`, { operation, ...poll });
  };
  const msOf = (firstPolls: FirstPolls): number => Math.round(firstPolls.ms(operation, plan, far));

  it('is learned from ten transactions, each of them once, whichever poll has found it done', () => {
    const { firstPolls } = setUp();
    firstPolls.ms(operation, plan, far);
    teach(firstPolls, 9, { afterMs: 60_000, isFinal: true });
    expect(msOf(firstPolls)).toBe(60_000);
    teach(firstPolls, 9, { afterMs: 700_000, isFinal: true });
    expect(msOf(firstPolls)).toBe(60_000);
    teach(firstPolls, 10, { afterMs: 60_000, isFinal: true });
    expect(msOf(firstPolls)).toBe(48_000);
  });

  it('follows Amazon from its latest forty transactions, and comes later while they are not done', () => {
    const { firstPolls } = setUp();
    firstPolls.ms(operation, plan, far);
    teach(firstPolls, 40, { afterMs: 100_000, isFinal: false });
    expect(msOf(firstPolls)).toBe(150_000);
    teach(firstPolls, 40, { afterMs: 400_000, isFinal: true });
    expect(msOf(firstPolls)).toBe(200_000);
    for (let i = 40; i < 80; i += 1) firstPolls.learn(`t${i}`, { operation, afterMs: 20_000, isFinal: true });
    expect(msOf(firstPolls)).toBe(16_000);
  });

  it('is known to the next process', () => {
    const { learned, firstPolls } = setUp();
    teach(firstPolls, 10, { afterMs: 60_000, isFinal: false });
    const next = createFirstPolls({ clock: () => 0, learned });
    expect(msOf(next)).toBe(90_000);
    expect(next.ms('submitShipmentConfirmations', plan, far)).toBe(60_000);
  });

  it.each([
    // policy's first poll, how long Processing is shared
    [60_000, 10_000],
    [15_000, 5_000],
    [300, 100],
  ])('of %p ms lets Processing count for %p ms', (firstMs, ms) => {
    const { firstPolls } = setUp();
    firstPolls.ms(operation, { ...plan, firstMs }, far);
    expect(firstPolls.processingMs(operation)).toBe(ms);
  });
});
