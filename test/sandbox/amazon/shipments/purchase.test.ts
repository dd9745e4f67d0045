import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minuteMs } from '../clients.js';
import { addressOf, amazonRatesRequest, changed, ratesRequest } from './requests.js';
import { outcome, purchaseOf, purchasePath, ratesPath, startWithShipper } from './shipper.js';
import type { Answered, Purchased, Rate, Rates, Shipper } from './shipper.js';

let here: Shipper;

beforeEach(async () => {
  here = await startWithShipper();
});

afterEach(async () => {
  await here.amazon.stop();
});

/** A quote and one of its rates. */
interface Chosen {
  readonly requestToken: string;
  readonly rate: Rate;
}

async function choose(request: unknown = ratesRequest('P'), index = 0): Promise<Chosen> {
  const { requestToken, rates } = await here.rates(request);
  const rate = rates[index];
  if (rate === undefined) throw new Error('no such rate');
  return { requestToken, rate };
}

const withKey = (key: string) => ({ headers: { 'x-amzn-idempotencykey': key } });
const charges = (): number[] => here.amazon.book().money.map(({ amount }) => amount.minor);
const bought = ({ requestToken, rate }: Chosen, change?: object, key?: string): Promise<Answered<Purchased>> =>
  here.buy(requestToken, rate, change, key === undefined ? {} : withKey(key));

describe('a purchase', () => {
  it('answers with shipment, tracking id, documents and the promise of the rate, and charges the rate', async () => {
    const chosen = await choose();
    const { body } = await bought(chosen);
    expect(body).toEqual({
      payload: {
        shipmentId: expect.stringMatching(/^amzn1\.sid\.\d+\.100$/),
        packageDocumentDetails: [
          {
            packageClientReferenceId: 'P',
            trackingId: expect.stringMatching(/^9\d{19}$/),
            packageDocuments: [{ type: 'LABEL', format: 'PNG', contents: expect.any(String) }],
          },
        ],
        promise: chosen.rate.promise,
      },
    });
    expect(here.amazon.book()).toMatchObject({
      purchases: [{ parcel: 'P', channel: 'EXTERNAL', serviceId: 'SWA-GB-PRIME-PREM', status: 'PreTransit' }],
      money: [{ kind: 'charge', parcel: 'P', amount: { minor: 476, unit: 'GBP' } }],
      boughtTwice: [],
    });
  });

  it('charges the chosen value-added services as well', async () => {
    await bought(await choose(ratesRequest('P'), 2), {
      requestedValueAddedServices: [{ id: 'SIGNATURE_CONFIRMATION' }],
    });
    expect(charges()).toEqual([690 + 250]);
  });

  it('knows the recipient of an Amazon order by itself', async () => {
    await bought(await choose(amazonRatesRequest('P')));
    expect(here.amazon.book().purchases).toMatchObject([{ channel: 'AMAZON', orderId: '026-1671542-1523528' }]);
    expect(here.amazon.personalData()).not.toContain('Ottilie Quillfeather');
    expect(here.amazon.personalData().length).toBeGreaterThan(1);
  });

  it('has other ids than the next one', async () => {
    const first = (await bought(await choose())).body.payload;
    const second = (await bought(await choose(ratesRequest('Q')))).body.payload;
    expect(second.shipmentId).not.toBe(first.shipmentId);
    expect(second.packageDocumentDetails[0]?.trackingId).not.toBe(first.packageDocumentDetails[0]?.trackingId);
  });
});

describe('an idempotency key', () => {
  it('with the same request gets the same shipment, however often, and is charged once', async () => {
    const chosen = await choose();
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push((await bought(chosen, {}, 'K1')).text);
    expect(new Set(answers).size).toBe(1);
    expect(charges()).toEqual([476]);
    expect(here.amazon.book().purchases).toMatchObject([{ idempotencyKey: 'K1', replays: 2 }]);
  });

  it('does not mind in which order the members of a request come', async () => {
    const { requestToken, rate } = await choose();
    const body = purchaseOf(requestToken, rate);
    const turned = Object.fromEntries(Object.entries(body).reverse());
    for (const each of [body, turned])
      expect((await here.call('POST', purchasePath, each, withKey('K1'))).status).toBe(200);
    expect(charges()).toEqual([476]);
  });

  it('with another request is refused, also after the rate has expired', async () => {
    const chosen = await choose();
    await bought(chosen, {}, 'K1');
    const other = await choose(ratesRequest('P'), 1);
    const refusal = '400 InvalidInput The idempotency key was used with another request.';
    expect(outcome(await bought(other, {}, 'K1'))).toBe(refusal);
    here.clock.advance(11 * minuteMs);
    expect(outcome(await bought(other, {}, 'K1'))).toBe(refusal);
    expect(charges()).toEqual([476]);
  });

  it('that was refused is free for a right request', async () => {
    const chosen = await choose();
    expect((await bought(chosen, { requestedValueAddedServices: [{ id: 'NONE' }] }, 'K1')).status).toBe(400);
    expect((await bought(chosen, {}, 'K1')).status).toBe(200);
  });

  // keys of two calls, how many shipments they buy
  it.each([
    ['K1', 'K1', 1],
    ['K1', 'K2', 2],
    [undefined, undefined, 2],
    ['', '', 2],
  ])('%s and then %s buy %i', async (first, second, shipments) => {
    const chosen = await choose();
    await bought(chosen, {}, first);
    await bought(chosen, {}, second);
    expect(charges()).toHaveLength(shipments);
    expect(here.amazon.book().boughtTwice).toEqual(shipments > 1 ? ['P'] : []);
  });
});

describe('ten minutes', () => {
  const expired = /^400 TOKEN_EXPIRED/;

  // minutes between rate and purchase
  it.each([
    [9.99, /^200$/],
    [10, expired],
    [60, expired],
  ])('%d minutes after the rate a purchase is %s', async (minutes, answer) => {
    const chosen = await choose();
    here.clock.advance(minutes * minuteMs);
    expect(outcome(await bought(chosen))).toMatch(answer);
  });

  it('begin when the carrier makes the rate, not when it is answered', async () => {
    here.amazon.placeRatePlan({ rateAgeMs: 4 * minuteMs });
    const chosen = await choose();
    here.clock.advance(5.9 * minuteMs);
    expect((await bought(chosen)).status).toBe(200);
    here.clock.advance(0.1 * minuteMs);
    expect(outcome(await bought(chosen))).toMatch(expired);
  });

  it('end for a repetition too, though the first call has bought', async () => {
    const chosen = await choose();
    await bought(chosen, {}, 'K1');
    here.clock.advance(10 * minuteMs);
    expect(outcome(await bought(chosen, {}, 'K1'))).toMatch(expired);
    expect(charges()).toEqual([476]);
  });

  it('can be ended at once, for one parcel or for all', async () => {
    const [p, q] = [await choose(), await choose(ratesRequest('Q'))];
    expect(here.amazon.expireRates('P')).toBe(1);
    expect([outcome(await bought(p)), outcome(await bought(q))]).toEqual([expect.stringMatching(expired), '200']);
    expect([here.amazon.expireRates(), here.amazon.expireRates()]).toEqual([1, 0]);
  });

  it.each([
    [{}, 400, 'TOKEN_EXPIRED', 'code'],
    [{ place: 'message' }, 400, 'InvalidInput', 'message'],
    [{ place: 'details', status: 410 }, 410, 'InvalidInput', 'details'],
  ] as const)('are over: with %j the refusal is %i %s and says so in its %s', async (refusal, status, code, place) => {
    here.amazon.refuseExpiredRates(refusal);
    const chosen = await choose();
    here.amazon.expireRates();
    const answer = await bought(chosen);
    const [error] = (answer.body as unknown as { errors: [Record<string, string>] }).errors;
    expect([answer.status, error['code'], error[place]]).toEqual([status, code, 'TOKEN_EXPIRED']);
  });
});

describe('a purchase is refused', () => {
  const specification = 'requestedDocumentSpecification';

  // a rate of the other carrier: 203 dpi, LEFT or RIGHT, joined or not, the label mandatory, a receipt possible
  it.each<[path: string, value: unknown, details: string]>([
    ['requestToken', 'amzn1.rq.1.100', 'The requestToken is invalid.'],
    ['rateId', 'no-such-rate', 'The rateId is invalid.'],
    [`${specification}.format`, 'PNG', 'The requested document format is not supported.'],
    [`${specification}.size.width`, 4.1, 'The requested document size is not supported.'],
    [`${specification}.size.unit`, 'CENTIMETER', 'The requested document size is not supported.'],
    [`${specification}.dpi`, 300, 'The requested dpi is not supported.'],
    [`${specification}.dpi`, undefined, 'The requested dpi is not supported.'],
    [`${specification}.pageLayout`, 'DEFAULT', 'The requested pageLayout is not supported.'],
    [`${specification}.requestedDocumentTypes`, ['RECEIPT'], 'A mandatory document type is not requested.'],
    [`${specification}.requestedDocumentTypes`, ['LABEL', 'PACKSLIP'], 'A requested document type is not supported.'],
    ['requestedValueAddedServices', undefined, 'The requested value added services are invalid.'],
    ['requestedValueAddedServices', [], 'The requested value added services are invalid.'],
    [
      'requestedValueAddedServices',
      [{ id: 'CARRIER_PICKUP_CHARGE' }],
      'The requested value added services are invalid.',
    ],
    [
      'requestedValueAddedServices',
      [{ id: 'DELIVERY_CONFIRMATION' }, { id: 'DELIVERY_CONFIRMATION' }],
      'The requested value added services are invalid.',
    ],
  ])('with %s = %j: %s', async (path, value, details) => {
    const { requestToken, rate } = await choose(ratesRequest('P'), 2);
    const answer = await here.call('POST', purchasePath, changed(purchaseOf(requestToken, rate), path, value));
    expect(outcome(answer)).toBe(`400 InvalidInput ${details}`);
    expect(charges()).toEqual([]);
  });

  it('with a dpi where the rate has none, and with files apart where they must be joined', async () => {
    const chosen = await choose(amazonRatesRequest('P'));
    const right = purchaseOf(chosen.requestToken, chosen.rate);
    for (const [member, value] of [
      ['dpi', 203],
      ['needFileJoining', false],
    ] as const) {
      const answer = await here.call('POST', purchasePath, changed(right, `${specification}.${member}`, value));
      expect(outcome(answer)).toContain(`The requested ${member} is not supported.`);
    }
    expect((await bought(chosen)).status).toBe(200);
  });

  it('with the header of another business, as when it is forgotten', async () => {
    const headers = { 'x-amzn-shipping-business-id': 'AmazonShipping_US' };
    const { body } = await here.call<Rates>('POST', ratesPath, ratesRequest('P'), { headers });
    const [rate] = body.payload.rates as [Rate];
    const forgotten = { headers: { 'x-amzn-shipping-business-id': undefined } };
    expect(outcome(await here.buy(body.payload.requestToken, rate, {}, forgotten))).toContain(
      'requestToken is invalid',
    );
    expect((await here.buy(body.payload.requestToken, rate, {}, { headers })).status).toBe(200);
  });
});

describe('additional inputs', () => {
  const inputs = {
    shipment: { NON_DELIVERABLE_INSTRUCTIONS: 'RETURN_TO_SELLER' },
    items: {
      '69783225326731': {
        ITEM_WEIGHT: { unit: 'GRAM', value: 250 },
        ITEM_VALUE: { unit: 'GBP', value: 20 },
        COUNTRY_OF_ORIGIN: 'GB',
        ITEM_DESCRIPTION: 'tea pot',
      },
    },
  };
  const abroad = ratesRequest('P', { shipTo: addressOf({ countryCode: 'DE' }) });

  it('are taken when they are right', async () => {
    expect(outcome(await bought(await choose(abroad), { additionalInputs: inputs }))).toBe('200');
    expect(charges()).toEqual([2890]);
  });

  it.each<[path: string, value: unknown, fault: string]>([
    ['shipment', undefined, 'additionalInputs has no shipment'],
    [
      'shipment.NON_DELIVERABLE_INSTRUCTIONS',
      'KEEP',
      'shipment.NON_DELIVERABLE_INSTRUCTIONS is none of the allowed values',
    ],
    ['items.69783225326731', undefined, 'items has no 69783225326731'],
    ['items.69783225326731.ITEM_WEIGHT.value', '250', 'items.69783225326731.ITEM_WEIGHT.value is not of type number'],
    [
      'items.69783225326731.COUNTRY_OF_ORIGIN',
      'GBR',
      'items.69783225326731.COUNTRY_OF_ORIGIN does not match its pattern',
    ],
    ['items.69783225326731.ITEM_DESCRIPTION', 'té', 'items.69783225326731.ITEM_DESCRIPTION does not match its pattern'],
  ])('are refused with %s = %j', async (path, value, fault) => {
    const chosen = await choose(abroad);
    const answer = await bought(chosen, { additionalInputs: changed(inputs, path, value) });
    expect(outcome(answer)).toBe(`400 InvalidInput The additionalInputs are invalid: ${fault}.`);
    expect(charges()).toEqual([]);
  });

  it('are refused when they are missing', async () => {
    expect(outcome(await bought(await choose(abroad)))).toContain('additionalInputs has no shipment');
  });
});
