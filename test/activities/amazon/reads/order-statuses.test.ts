import { describe, expect, it } from 'vitest';
import { createOrderStatuses } from '../../../../activities/amazon/reads/order-statuses.js';

describe('remembered statuses', () => {
  it.each([
    // remembered at, asked at, greatest age, fresh
    [0, 999, 1_000, true],
    [0, 1_000, 1_000, false],
    [0, 0, 0, false],
    [5_000, 4_000, 60_000, false], // a clock that was set back
  ])('of %p, asked for at %p and up to %p ms old: %p', (at, now, maxAgeMs, isFresh) => {
    const statuses = createOrderStatuses(() => now);
    statuses.remember('PO1', 'NEW', at);
    expect(statuses.fresh('PO1', maxAgeMs)).toEqual(isFresh ? { status: 'NEW' } : undefined);
  });

  it('are not replaced by older ones, unless the clock was set back since', () => {
    let now = 10_000;
    const statuses = createOrderStatuses(() => now);
    statuses.remember('PO1', 'ACCEPTED', 9_000);
    statuses.remember('PO1', 'NEW', 8_000);
    expect(statuses.fresh('PO1', 60_000)).toEqual({ status: 'ACCEPTED' });
    now = 5_000;
    statuses.remember('PO1', 'SHIPPED', 4_000);
    expect(statuses.fresh('PO1', 60_000)).toEqual({ status: 'SHIPPED' });
  });

  it('know when Amazon left a status out, and nothing of an order that was not read', () => {
    const statuses = createOrderStatuses(() => 0);
    statuses.remember('PO1', undefined, 0);
    expect(statuses.fresh('PO1', 1)).toEqual({ status: undefined });
    expect(statuses.fresh('PO2', 1)).toBeUndefined();
  });

  it('are bounded: the oldest go first', () => {
    const statuses = createOrderStatuses(() => 0);
    for (let i = 0; i <= 20_000; i += 1) statuses.remember(`PO${i}`, 'NEW', 0);
    expect([statuses.fresh('PO0', 1), statuses.fresh('PO1', 1)]).toEqual([undefined, { status: 'NEW' }]);
  });
});
