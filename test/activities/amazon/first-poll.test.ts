import { describe, expect, it } from 'vitest';
import { createFirstPolls, nextFirstPollMs } from '../../../activities/amazon/first-poll.js';
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
    // now at, polled after, final, then
    [60_000, 60_000, true, 58_812],
    [60_000, 20_000, true, 58_812],
    [60_000, 77_000, true, 58_812], // a queue's delay
    [60_000, 78_000, true, undefined], // too late: it may have been done long before
    [60_000, 60_000, false, 71_833],
    [60_000, 300_000, false, 71_833],
    [60_000, 59_000, false, undefined], // too early: it may be done in time
  ])('at %p ms, made after %p ms and final: %p, goes to %p', (currentMs, afterMs, isFinal, next) => {
    const learned = nextFirstPollMs(currentMs, { afterMs, isFinal });
    expect(learned === undefined ? undefined : Math.round(learned)).toBe(next);
  });

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
      const afterMs = firstPolls.ms(operation, plan, far);
      const latencyMs = leastMs + ((mostMs - leastMs) * dice.below(10_000)) / 10_000;
      firstPolls.learn(`t${i}`, { operation, afterMs, isFinal: latencyMs <= afterMs });
      if (i >= 500) times.push(afterMs);
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

  it('is learned from each transaction once, by its first poll that tells', () => {
    const { firstPolls } = setUp();
    const learn = (afterMs: number, isFinal: boolean): number => {
      firstPolls.learn('t', { operation, afterMs, isFinal });
      return Math.round(firstPolls.ms(operation, plan, far));
    };
    expect([learn(10_000, false), learn(60_000, false), learn(150_000, true)]).toEqual([60_000, 71_833, 71_833]);
  });

  it('is known to the next process', () => {
    const { learned, firstPolls } = setUp();
    firstPolls.learn('t', { operation, afterMs: 60_000, isFinal: false });
    const next = createFirstPolls({ clock: () => 0, learned });
    expect(Math.round(next.ms(operation, plan, far))).toBe(71_833);
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
