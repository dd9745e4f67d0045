import { describe, expect, it } from 'vitest';
import { createDemand } from '../../../activities/amazon/demand.js';
import { createIdleness } from '../../../activities/amazon/idleness.js';

describe('demand', () => {
  it.each([0.5, 5, 40])('of %d items per second is seen after a while, and forgotten after another', (perSecond) => {
    let now = 0;
    const demand = createDemand(() => now);
    for (; now < 30_000; now += 1_000 / perSecond) demand.count();
    expect(demand.perSecond() / perSecond).toBeGreaterThan(0.8);
    expect(demand.perSecond() / perSecond).toBeLessThan(1.25);
    now += 30_000;
    expect(demand.perSecond()).toBeLessThan(perSecond / 100);
  });
});

describe('quota is idle', () => {
  const after = (items: number, rates: { submit?: number; status?: number } = {}) => {
    const idleness = createIdleness({
      limiter: {
        ratePerSecond: ({ name }) => (name === 'getTransactionStatus' ? (rates.status ?? 10) : (rates.submit ?? 10)),
      },
      monotonic: () => 0,
    });
    for (let count = 0; count < items; count += 1) idleness.count('submitAcknowledgement');
    return idleness;
  };

  it.each([
    ['nothing came in', 0, {}, true],
    ['an order now and then', 5, {}, true],
    ['calls of their own would take half of the status operation', 25, {}, false],
    ['the same with more quota', 25, { submit: 100, status: 100 }, true],
    ['half of the submit operation is taken', 25, { status: 100 }, false],
    ['429s have lowered the rate', 5, { submit: 1, status: 10 }, false],
  ])('%s: %d orders at once', (_case, items, rates, expected) => {
    expect(after(items, rates).isIdle('submitAcknowledgement')).toBe(expected);
  });

  it('or not, because of the polls of another operation', () => {
    expect(after(25).isIdle('submitShipmentConfirmations')).toBe(false);
  });
});
