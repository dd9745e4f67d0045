import { describe, expect, it } from 'vitest';
import { guardRefusals } from '../../../activities/shipment/price-guard.js';
import type { GuardedOffer } from '../../../activities/shipment/price-guard.js';
import type { PriceGuard } from '../../../workflows/shipment/policy.js';

const expired: GuardedOffer = {
  carrierId: 'ATS',
  serviceId: 'standard',
  total: { value: 4.3, unit: 'EUR' },
  promise: {
    pickupWindow: { start: '2026-01-05T15:00:00.000Z', end: '2026-01-05T17:00:00.000Z' },
    deliveryWindow: { start: '2026-01-07T08:00:00.000Z', end: '2026-01-07T20:00:00.000Z' },
  },
};
const { pickupWindow, deliveryWindow } = expired.promise;
const price = (value: number, unit = 'EUR') => ({ total: { value, unit } });
const promised = (deliveryEnd: string) => ({
  promise: { pickupWindow: pickupWindow!, deliveryWindow: { start: '2026-01-07T08:00:00.000Z', end: deliveryEnd } },
});
const pickedUp = (start: string) => ({
  promise: { deliveryWindow: deliveryWindow!, pickupWindow: { start, end: '2026-01-05T23:00:00.000Z' } },
});

describe('the price guard lets a new rate through', () => {
  it.each<[string, Partial<GuardedOffer>, PriceGuard?]>([
    ['that is the same', {}],
    ['that costs less', price(4.29)],
    ['whose parts add up to the same', price(4.1 + 0.2)],
    ['that is delivered earlier', promised('2026-01-06T20:00:00Z')],
    ['that is picked up later', pickedUp('2026-01-05T16:00:00Z')],
    ['that costs 10 % more, where that is allowed', price(4.73), { increasePercent: 10 }],
    ['that comes an hour later, where that is allowed', promised('2026-01-07T21:00:00Z'), { laterByMs: 3_600_000 }],
  ])('%s', (_case, changes, guard = {}) => {
    expect(guardRefusals(expired, { ...expired, ...changes }, guard)).toEqual([]);
  });

  it('that promises something where nothing was promised', () => {
    expect(guardRefusals({ ...expired, promise: {} }, expired)).toEqual([]);
  });
});

describe('the price guard refuses a new rate', () => {
  it.each<[string, Partial<GuardedOffer>, string[], PriceGuard?]>([
    ['of another service', { serviceId: 'express' }, ['service']],
    ['of the same service with another carrier', { carrierId: 'UPS' }, ['service']],
    ['in another currency', price(1, 'GBP'), ['currency']],
    ['that costs a cent more', price(4.31), ['price']],
    ['that costs more than is allowed', price(4.74), ['price'], { increasePercent: 10 }],
    ['that is delivered a second later', promised('2026-01-07T20:00:01Z'), ['delivery']],
    [
      'that is delivered later than is allowed',
      promised('2026-01-07T21:00:01Z'),
      ['delivery'],
      { laterByMs: 3_600_000 },
    ],
    ['that is picked up earlier', pickedUp('2026-01-05T14:59:59Z'), ['pickup']],
    ['that promises nothing', { promise: {} }, ['delivery', 'pickup']],
    [
      'for all reasons at once',
      { serviceId: 'x', ...price(9), ...promised('2026-01-09T20:00:00Z') },
      ['service', 'price', 'delivery'],
    ],
  ])('%s', (_case, changes, refusals, guard = {}) => {
    expect(guardRefusals(expired, { ...expired, ...changes }, guard)).toEqual(refusals);
  });
});
