import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addressOf, amazonRatesRequest, packageOf, ratesRequest } from './requests.js';
import { inputsPath, outcome, startWithShipper } from './shipper.js';
import type { Rate, Rates, Shipper } from './shipper.js';

let here: Shipper;

beforeEach(async () => {
  here = await startWithShipper();
});

afterEach(async () => {
  await here.amazon.stop();
});

const services = ({ rates }: Rates['payload']): string[] => rates.map(({ serviceId }) => serviceId);
const reasons = ({ ineligibleRates = [] }: Rates['payload']): string[] =>
  ineligibleRates.map((each) => [each.serviceId, ...each.ineligibilityReasons.map(({ code }) => code)].join(' '));
const prices = ({ rates }: Rates['payload']): number[] => rates.map(({ totalCharge }) => totalCharge.value);
const groups = ({ rates }: Rates['payload']): string[][] =>
  rates.map((rate) => rate.availableValueAddedServiceGroups.map(({ groupId }) => groupId));

describe('what is offered', () => {
  it('is three services of two carriers for a parcel at home, all of them eligible', async () => {
    const offered = await here.rates();
    expect(services(offered)).toEqual(['SWA-GB-PRIME-PREM', 'SWA-GB-ECON', 'UPS_STANDARD']);
    expect(prices(offered)).toEqual([4.76, 3.72, 6.9]);
    expect(offered.ineligibleRates).toBeUndefined();
  });

  it.each<[what: string, request: object, offered: string[], ineligible: string[]]>([
    [
      'a parcel that is too heavy is offered nothing',
      ratesRequest('P', { packages: [packageOf('P', { weight: { value: 67, unit: 'POUND' } })] }),
      [],
      ['SWA-GB-PRIME-PREM WEIGHT_RESTRICTIONS', 'SWA-GB-ECON WEIGHT_RESTRICTIONS', 'UPS_STANDARD WEIGHT_RESTRICTIONS'],
    ],
    [
      'hazardous goods go with another carrier',
      ratesRequest('P', { packages: [packageOf('P', { isHazmat: true })] }),
      ['UPS_STANDARD'],
      ['SWA-GB-PRIME-PREM PROGRAM_CONSTRAINTS', 'SWA-GB-ECON PROGRAM_CONSTRAINTS'],
    ],
    [
      'abroad Amazon does not go itself',
      ratesRequest('P', { shipTo: addressOf({ countryCode: 'DE' }) }),
      ['UPS_WORLDWIDE_SAVER'],
      ['SWA-GB-PRIME-PREM NO_COVERAGE', 'SWA-GB-ECON NO_COVERAGE'],
    ],
    [
      'nobody in the UK collects on delivery',
      ratesRequest('P', { valueAddedServices: { collectOnDelivery: { amount: { value: 10, unit: 'GBP' } } } }),
      [],
      ['SWA-GB-PRIME-PREM UNSUPPORTED_VAS', 'SWA-GB-ECON UNSUPPORTED_VAS', 'UPS_STANDARD UNSUPPORTED_VAS'],
    ],
    [
      'terms that were not accepted are unknown reasons',
      amazonRatesRequest('P'),
      ['SWA-GB-PRIME-PREM', 'SWA-GB-ECON', 'UPS_STANDARD'],
      ['CHINA_POST_AIRMAIL UNKNOWN UNKNOWN'],
    ],
  ])('%s', async (_what, request, offered, ineligible) => {
    const answer = await here.rates(request);
    expect([services(answer), reasons(answer)]).toEqual([offered, ineligible]);
  });

  it.each([
    ['AmazonShipping_US', 'USD', 'AMZN_US'],
    ['AmazonShipping_IN', 'INR', 'ATS'],
    ['AmazonShipping_JP', 'JPY', 'AMZN_JP'],
    ['AmazonShipping_UK', 'GBP', 'AMZN_UK'],
    [undefined, 'GBP', 'AMZN_UK'], // a forgotten header means the UK
  ])('for the business %s is priced in %s and carried by %s', async (business, unit, carrierId) => {
    const answer = await here.rates(ratesRequest('P'), { headers: { 'x-amzn-shipping-business-id': business } });
    expect(answer.rates[0]).toMatchObject({ carrierId, totalCharge: { unit } });
  });

  it('has a required group with one service for Amazon orders, with several at the other carrier', async () => {
    expect(groups(await here.rates(amazonRatesRequest('P')))).toEqual([
      ['VAS_GROUP_ID_PICKUP'],
      ['VAS_GROUP_ID_PICKUP'],
      ['VAS_GROUP_ID_CONFIRMATION'],
    ]);
    const { rates } = await here.rates();
    const [confirmation] = rates[2]?.availableValueAddedServiceGroups ?? [];
    expect(confirmation).toMatchObject({
      isRequired: true,
      valueAddedServices: [{ cost: { value: 0 } }, { cost: { value: 2.5 } }],
    });
  });

  it('promises from the ship date on, or from now when that is past', async () => {
    const window = async (shipDate: string): Promise<string | undefined> =>
      (await here.rates(ratesRequest('P', { shipDate }))).rates[0]?.promise.pickupWindow.start;
    expect(await window('2026-03-05T09:30:00Z')).toBe('2026-03-05T12:00:00.000Z');
    expect(await window('2020-01-01T00:00:00Z')).toBe('2026-03-02T17:00:00.000Z');
  });
});

describe('a rate plan', () => {
  const express = {
    carrierId: 'AMZN_UK',
    carrierName: 'Amazon Shipping',
    serviceId: 'EXPRESS',
    serviceName: 'Express',
    priceMinor: 1234,
    pickupHours: [1, 2],
    deliveryHours: [3, 4],
  } as const;

  it('holds for its parcel and as often as it says, then the usual holds again', async () => {
    here.amazon.placeRatePlan({ parcel: 'P', services: [express], ineligible: [], times: 1 });
    expect(services(await here.rates(ratesRequest('OTHER')))).toHaveLength(3);
    expect(services(await here.rates(ratesRequest('P')))).toEqual(['EXPRESS']);
    expect(services(await here.rates(ratesRequest('P')))).toHaveLength(3);
  });

  it('may offer nothing at all', async () => {
    here.amazon.placeRatePlan({ services: [] });
    expect((await here.rates()).rates).toEqual([]);
  });

  it('gives way to the one that is placed later', async () => {
    here.amazon.placeRatePlan({ services: [] });
    here.amazon.placeRatePlan({ businessId: 'AmazonShipping_UK', services: [express] });
    expect(prices(await here.rates())).toEqual([12.34]);
  });

  it('does not change rates that were given: a rise is for later ones', async () => {
    const before = await here.rates(ratesRequest('P'));
    here.amazon.raisePrices({ percent: 25, parcel: 'P', serviceId: 'SWA-GB-ECON' });
    expect(prices(await here.rates(ratesRequest('P')))).toEqual([4.76, 4.65, 6.9]);
    expect(prices(await here.rates(ratesRequest('OTHER')))).toEqual([4.76, 3.72, 6.9]);
    const [rate] = before.rates.slice(1) as [Rate];
    await here.buy(before.requestToken, rate);
    expect(here.amazon.book().money).toMatchObject([{ kind: 'charge', amount: { minor: 372, unit: 'GBP' } }]);
  });
});

describe('getAdditionalInputs', () => {
  const ask = async (request: object, fields: object = {}) => {
    const { requestToken, rates } = await here.rates(request);
    const query = { requestToken, rateId: rates[0]?.rateId ?? '', ...fields };
    return here.call<{ payload: object }>('GET', inputsPath, undefined, { query });
  };

  it('describes what an international parcel needs in draft 4, item by item', async () => {
    const { body } = await ask(ratesRequest('P', { shipTo: addressOf({ countryCode: 'DE' }) }));
    expect(body.payload).toMatchObject({
      $schema: 'http://json-schema.org/draft-04/schema#',
      required: ['shipment', 'items'],
      properties: { items: { required: ['69783225326731'] } },
    });
  });

  it('is refused with the rate, when that has expired', async () => {
    const { requestToken, rates } = await here.rates();
    here.amazon.expireRates();
    const query = { requestToken, rateId: rates[0]?.rateId ?? '' };
    expect(outcome(await here.call('GET', inputsPath, undefined, { query }))).toMatch(/^400 TOKEN_EXPIRED/);
  });

  it('is an empty object for a rate that needs nothing', async () => {
    expect((await ask(ratesRequest('P'))).body).toEqual({ payload: {} });
  });

  it.each([
    [{ requestToken: 'amzn1.rq.1.100' }, '400 InvalidInput The requestToken is invalid.'],
    [{ rateId: 'no-such-rate' }, '400 InvalidInput The rateId is invalid.'],
  ])('refuses %j', async (fields, refusal) => {
    expect(outcome(await ask(ratesRequest('P'), fields))).toBe(refusal);
  });
});
