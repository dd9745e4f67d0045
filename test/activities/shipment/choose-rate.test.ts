import { describe, expect, it } from 'vitest';
import type { Rate } from '../../../activities/amazon/shipping/schemas/index.js';
import { chooseRate } from '../../../activities/shipment/choose-rate.js';
import type { RatePolicy } from '../../../workflows/shipment/policy.js';
import { deliveredOn, rateOf, requiredGroup } from './rates.js';

const euro = (value: number) => ({ value, unit: 'EUR' });
const cheapest: RatePolicy = { prefer: { kind: 'cheapest' } };
const fastest: RatePolicy = { prefer: { kind: 'fastest' } };

const slow = rateOf({ rateId: 'slow', totalCharge: euro(3), ...deliveredOn('2026-01-09') });
const usual = rateOf({ rateId: 'usual', totalCharge: euro(5), ...deliveredOn('2026-01-07') });
const quick = rateOf({
  rateId: 'quick',
  carrierId: 'UPS',
  serviceId: 'express',
  totalCharge: euro(9),
  ...deliveredOn('2026-01-06'),
});
const vague = rateOf({ rateId: 'vague', totalCharge: euro(4), promise: {} });
const all = [usual, vague, slow, quick];

const byPromise = (deliverBy: string): RatePolicy => ({ prefer: { kind: 'by-promise', deliverBy } });

describe('a rate is chosen', () => {
  it.each<[string, RatePolicy, readonly Rate[], string]>([
    ['cheapest', cheapest, all, 'slow'],
    ['fastest', fastest, all, 'quick'],
    ['fastest, with any promise before none', fastest, [vague, slow], 'slow'],
    ['by promise: the cheapest that comes in time', byPromise('2026-01-07T20:00:00Z'), all, 'usual'],
    ['by promise, to the second', byPromise('2026-01-07T19:59:59Z'), all, 'quick'],
    ['among allowed carriers', { ...cheapest, carriers: ['UPS', 'DHL'] }, all, 'quick'],
    ['among allowed services', { ...cheapest, services: ['express'] }, all, 'quick'],
    ['up to the maximum price, included', { ...fastest, maximumPrice: euro(5) }, all, 'usual'],
    ['the faster one at the same price', cheapest, [usual, { ...quick, totalCharge: euro(5) }], 'quick'],
    ['the cheaper one at the same time', fastest, [usual, { ...slow, promise: usual.promise }], 'slow'],
  ])('%s', (_rule, policy, rates, rateId) => {
    expect(chooseRate(rates, policy)).toMatchObject({ kind: 'chosen', rate: { rateId } });
  });

  it('by its price with the required services: the cheaper rate may be the dearer one', () => {
    const bare = rateOf({ rateId: 'bare', totalCharge: euro(4.2) });
    const loaded = rateOf({
      rateId: 'loaded',
      totalCharge: euro(4),
      availableValueAddedServiceGroups: [requiredGroup({ pickup: 0.1 }), requiredGroup({ insurance: 0.2 }, 'cover')],
    });
    expect(chooseRate([bare, loaded], cheapest)).toMatchObject({ kind: 'chosen', rate: { rateId: 'bare' } });
    expect(chooseRate([loaded], { ...cheapest, maximumPrice: euro(4.3) })).toMatchObject({
      kind: 'chosen',
      total: euro(4.3),
      valueAddedServices: ['pickup', 'insurance'],
    });
    expect(chooseRate([loaded], { ...cheapest, maximumPrice: euro(4.29) })).toEqual({
      kind: 'none',
      refused: [{ rateId: 'loaded', reason: 'price' }],
    });
  });

  it('the same in whatever order they come', () => {
    const twins = ['b', 'a', 'c'].map((serviceId) => rateOf({ rateId: `rate-${serviceId}`, serviceId }));
    for (const policy of [cheapest, fastest]) {
      const chosen = [twins, twins.toReversed(), [...twins.slice(1), ...twins.slice(0, 1)]].map((rates) =>
        chooseRate(rates, policy),
      );
      expect(chosen).toEqual([chosen[0], chosen[0], chosen[0]]);
      expect(chosen[0]).toMatchObject({ rate: { serviceId: 'a' } });
    }
  });
});

describe('a person chooses', () => {
  const open = rateOf({
    rateId: 'open',
    totalCharge: euro(4),
    availableValueAddedServiceGroups: [requiredGroup({ dropOff: 0.5, pickup: 2 })],
  });

  it('services of the best rate that no policy names, which counts with the least they can cost', () => {
    expect(chooseRate([usual, open], cheapest)).toMatchObject({
      kind: 'open',
      rate: { rateId: 'open' },
      total: euro(4.5),
      open: [{ groupId: 'pickup', options: [{ id: 'dropOff' }, { id: 'pickup' }] }],
    });
  });

  it('nothing when another rate is better even then', () => {
    const better = rateOf({ rateId: 'better', totalCharge: euro(4.4) });
    expect(chooseRate([open, better], cheapest)).toMatchObject({ kind: 'chosen', rate: { rateId: 'better' } });
  });

  it('nothing that the policy names', () => {
    const policy = { ...cheapest, valueAddedServices: ['pickup'] };
    expect(chooseRate([open], policy)).toMatchObject({
      kind: 'chosen',
      total: euro(6),
      valueAddedServices: ['pickup'],
    });
  });
});

describe('no rate is chosen', () => {
  it.each<[string, RatePolicy, readonly Rate[], unknown[]]>([
    ['where there is none', cheapest, [], []],
    ['of another carrier', { ...cheapest, carriers: ['DHL'] }, [usual], [{ rateId: 'usual', reason: 'carrier' }]],
    ['of another service', { ...cheapest, services: [] }, [usual], [{ rateId: 'usual', reason: 'service' }]],
    ['above the maximum', { ...cheapest, maximumPrice: euro(4.99) }, [usual], [{ rateId: 'usual', reason: 'price' }]],
    ['too late', byPromise('2026-01-06T00:00:00Z'), [usual], [{ rateId: 'usual', reason: 'promise' }]],
    [
      'without a promise, by promise',
      byPromise('2026-01-08T00:00:00Z'),
      [vague],
      [{ rateId: 'vague', reason: 'promise' }],
    ],
    [
      'in another currency than the maximum',
      { ...cheapest, maximumPrice: { value: 100, unit: 'USD' } },
      [usual],
      [{ rateId: 'usual', reason: 'currency' }],
    ],
    [
      'whose parts are in several currencies',
      cheapest,
      [
        rateOf({
          totalCharge: { value: 5, unit: 'GBP' },
          availableValueAddedServiceGroups: [requiredGroup({ pickup: 1 })],
        }),
      ],
      [{ rateId: 'rate-1', reason: 'currency' }],
    ],
    [
      'among prices in several currencies',
      cheapest,
      [usual, rateOf({ rateId: 'pounds', totalCharge: { value: 1, unit: 'GBP' } })],
      [
        { rateId: 'usual', reason: 'currency' },
        { rateId: 'pounds', reason: 'currency' },
      ],
    ],
  ])('%s', (_case, policy, rates, refused) => {
    expect(chooseRate(rates, policy)).toEqual({ kind: 'none', refused });
  });
});
