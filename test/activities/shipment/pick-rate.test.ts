import { describe, expect, it } from 'vitest';
import { pickRate } from '../../../activities/shipment/pick-rate.js';
import type { ApprovedOffer } from '../../../workflows/shipment/activities.js';
import { policyOf } from '../../support/shipments.js';
import { deliveredOn, rateOf, requiredGroup } from './rates.js';

const NOW = Date.parse('2026-01-05T10:00:00.000Z');
const documents = [
  {
    format: 'PNG',
    size: { width: 4, length: 6, unit: 'INCH' },
    printOptions: [
      {
        supportedDPIs: [],
        supportedPageLayouts: ['DEFAULT'],
        supportedFileJoiningOptions: [false],
        supportedDocumentDetails: [{ name: 'LABEL', isMandatory: true }],
      },
    ],
  },
];
const rate = (changes: Parameters<typeof rateOf>[0] = {}) =>
  rateOf({ supportedDocumentSpecifications: documents, ...changes });
const policy = { ...policyOf(), rates: { prefer: { kind: 'cheapest' } } } as const;
const { carrierId, carrierName, serviceId, serviceName, promise, totalCharge: total } = rate();
const approved: ApprovedOffer = {
  carrierId,
  carrierName,
  serviceId,
  serviceName,
  promise,
  total,
  valueAddedServices: [],
};

const said = (found: ReturnType<typeof pickRate>): string =>
  'picked' in found ? `${found.picked.rate.serviceId} for ${found.picked.total.value}` : found.question.kind;

describe('the rate that is picked', () => {
  const cheaper = rate({ rateId: 'rate-2', serviceId: 'snail', totalCharge: { value: 1, unit: 'EUR' } });
  const dearer = rate({ totalCharge: { value: 5.01, unit: 'EUR' } });
  const later = rate({ promise: { ...promise, ...deliveredOn('2026-01-08').promise } });
  const muchLater = rate({ promise: { ...promise, ...deliveredOn('2026-01-12').promise } });
  const seen = { ...approved, seenAt: '2026-01-05T04:00:00.000Z' };
  const choice = { carrierId, serviceId };

  it.each([
    // what it is, rates, what was approved before, a person's choice, what is picked or asked
    ['the cheapest by policy', [rate(), cheaper], undefined, undefined, 'snail for 1'],
    ['none of nothing', [], undefined, undefined, 'NoRates'],
    ['the approved service, not a cheaper one', [rate(), cheaper], approved, undefined, 'standard for 5'],
    ['no other service in its place', [cheaper], approved, undefined, 'PriceGuardRefused'],
    ['no dearer one', [dearer], approved, undefined, 'PriceGuardRefused'],
    ['no later one', [later], approved, undefined, 'PriceGuardRefused'],
    ['what a person chose', [rate(), cheaper], seen, choice, 'standard for 5'],
    ['what a person chose, later by the time of thinking and a slot', [later], seen, choice, 'standard for 5'],
    ['no much later one for a person', [muchLater], seen, choice, 'PriceGuardRefused'],
    ['no dearer one for a person', [dearer], seen, choice, 'PriceGuardRefused'],
    ['none that prints nothing wanted', [rateOf()], undefined, undefined, 'RateChoiceNeeded'],
    [
      'none whose groups are open',
      [rate({ availableValueAddedServiceGroups: [requiredGroup({ a: 1, b: 2 })] })],
      undefined,
      undefined,
      'RateChoiceNeeded',
    ],
    [
      'the services that a person chose, within what they cost then',
      [rate({ availableValueAddedServiceGroups: [requiredGroup({ a: 1, b: 2 })] })],
      { ...seen, total: { value: 7, unit: 'EUR' } },
      { ...choice, valueAddedServices: ['b'] },
      'standard for 7',
    ],
  ])('is %s', (_what, rates, before, chosen, expected) => {
    const found = pickRate(
      rates,
      {
        policy,
        ...(before === undefined ? {} : { approved: before }),
        ...(chosen === undefined ? {} : { choice: chosen }),
      },
      NOW,
    );
    expect(said(found)).toBe(expected);
  });

  it('is a person’s where the policy says so', () => {
    expect(said(pickRate([rate()], { policy: { ...policy, rates: 'ask' } }, NOW))).toBe('RateChoiceNeeded');
  });

  it.each([
    // total of the new rate, a person's choice, what is picked or asked
    [5.4, undefined, 'standard for 5.4'],
    [5.6, undefined, 'PriceGuardRefused'],
    [5.6, choice, 'standard for 5.6'],
  ])('is never dearer than the policy allows, whatever the price guard allows (%d)', (value, chosen, expected) => {
    const limited = {
      ...policy,
      rates: { prefer: { kind: 'cheapest' }, maximumPrice: { value: 5.5, unit: 'EUR' } },
      priceGuard: { increasePercent: 20 },
    } as const;
    const found = pickRate(
      [rate({ totalCharge: { value, unit: 'EUR' } })],
      { policy: limited, approved, ...(chosen === undefined ? {} : { choice: chosen }) },
      NOW,
    );
    expect(said(found)).toBe(expected);
  });
});
