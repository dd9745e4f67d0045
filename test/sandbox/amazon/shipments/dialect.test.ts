import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Dialect } from '../../../../sandbox/amazon/shipments/dialect.js';
import { addressOf, changed, packageOf, ratesRequest } from './requests.js';
import { dayMs, ratesPath, startWithShipper, trackingPath } from './shipper.js';
import type { Rate, Shipper } from './shipper.js';

let here: Shipper;

beforeEach(async () => {
  here = await startWithShipper();
});

afterEach(async () => {
  await here.amazon.stop();
});

type Json = Record<string, unknown>;

/** A member at a path of names and indices, of whatever shape the answer has. */
function at(body: unknown, path: string): unknown {
  return path.split('.').reduce((node: unknown, name) => (node as Json | undefined)?.[name], body);
}

/** The answers to the calls of one parcel's life. */
type Answers = Readonly<Record<'rates' | 'purchase' | 'tracking' | 'cancel', unknown>>;

async function answersIn(dialect: Dialect): Promise<Answers> {
  const shipper = await startWithShipper();
  const { amazon } = shipper;
  const chosen = await shipper.rates(ratesRequest('P'));
  amazon.setDialect(dialect);
  const rates = (await shipper.call('POST', ratesPath, ratesRequest('Q'))).body;
  const purchase = (await shipper.buy(chosen.requestToken, chosen.rates[0] as Rate)).body;
  const [{ trackingId, shipmentId } = { trackingId: '', shipmentId: '' }] = amazon.book().purchases;
  const cancel = (await shipper.cancel(shipmentId)).body;
  const tracking = (await shipper.track(trackingId)).body;
  await amazon.stop();
  return { rates, purchase, cancel, tracking };
}

describe('where the sources disagree', () => {
  const window = 'promise.pickupWindow';
  let answers: Readonly<Record<Dialect, Answers>>;

  beforeAll(async () => {
    answers = {
      model: await answersIn('model'),
      examples: await answersIn('examples'),
      guide: await answersIn('guide'),
    };
  });

  it.each<[id: string, call: 'rates' | 'purchase' | 'tracking' | 'cancel', path: string, Record<Dialect, unknown>]>([
    ['SV-1', 'cancel', 'payload', { model: {}, examples: undefined, guide: {} }],
    ['SV-1', 'tracking', 'summary.status', { model: undefined, examples: 'PickupCancelled', guide: undefined }],
    [
      'SV-2',
      'purchase',
      `payload.${window}.start`,
      { model: expect.any(String), examples: undefined, guide: undefined },
    ],
    ['SV-2', 'purchase', `${window}.start`, { model: undefined, examples: expect.any(String), guide: undefined }],
    [
      'SV-2',
      'purchase',
      `payload.${window}.startTime`,
      { model: undefined, examples: undefined, guide: expect.any(String) },
    ],
    [
      'SV-7',
      'rates',
      'payload.rates.0.availableValueAddedServiceGroups',
      { model: [], examples: undefined, guide: null },
    ],
    ['SV-9', 'tracking', 'payload.alternateLegTrackingId', { model: '', examples: undefined, guide: undefined }],
    ['SV-9', 'tracking', 'alternateLegTrackingId', { model: undefined, examples: 'null', guide: undefined }],
    [
      'SV-13',
      'rates',
      'rates.0.billedWeight',
      { model: undefined, examples: { value: 1500, unit: 'GRAMS' }, guide: undefined },
    ],
    [
      'SV-13',
      'rates',
      'rates.0.rateItemList.0.rateItemCharge.value',
      { model: undefined, examples: '4.76000', guide: undefined },
    ],
    ['an empty list', 'rates', 'payload.ineligibleRates', { model: undefined, examples: undefined, guide: [] }],
    ['no place', 'tracking', 'payload.eventHistory.0.location', { model: undefined, examples: undefined, guide: null }],
    [
      'the leg',
      'tracking',
      'payload.eventHistory.0.shipmentType',
      { model: 'FORWARD', examples: undefined, guide: undefined },
    ],
  ])('%s: %s at %s', (_id, call, path, expected) => {
    const { model, examples, guide } = answers;
    expect({ model: at(model[call], path), examples: at(examples[call], path), guide: at(guide[call], path) }).toEqual(
      expected,
    );
  });

  it('SV-10: a tracking id of twenty digits is a JSON number in the examples, exact to the last one', async () => {
    const { requestToken, rates } = await here.rates();
    here.amazon.setDialect('examples');
    const { text } = await here.buy(requestToken, rates[0] as Rate);
    const [{ trackingId } = { trackingId: '' }] = here.amazon.book().purchases;
    expect(text).toContain(`"trackingId":${trackingId}}`);
    expect(BigInt(trackingId) > BigInt(Number.MAX_SAFE_INTEGER)).toBe(true);
  });

  it('SV-10: an id in quotes, as the guide shows it, is taken back as it is', async () => {
    here.amazon.setDialect('model');
    const { requestToken, rates } = await here.rates(ratesRequest('P', { shipTo: addressOf({ countryCode: 'DE' }) }));
    here.amazon.setDialect('guide');
    const item = {
      ITEM_WEIGHT: { unit: 'GRAM', value: 250 },
      ITEM_VALUE: { unit: 'GBP', value: 20 },
      COUNTRY_OF_ORIGIN: 'GB',
      ITEM_DESCRIPTION: 'tea pot',
    };
    const additionalInputs = {
      shipment: { NON_DELIVERABLE_INSTRUCTIONS: 'ABANDON' },
      items: { '69783225326731': item },
    };
    const { body } = await here.buy(requestToken, rates[0] as Rate, { additionalInputs });
    expect(body.payload.shipmentId).toMatch(/^'amzn1\.sid\.\d+\.100'$/);
    expect((await here.cancel(body.payload.shipmentId)).status).toBe(200);
  });

  it('SV-6: an address without region is taken by the guide’s letter only', async () => {
    const request = changed(ratesRequest('P'), 'shipTo.stateOrRegion', undefined);
    const statuses: number[] = [];
    for (const dialect of ['model', 'examples', 'guide'] as const) {
      here.amazon.setDialect(dialect);
      statuses.push((await here.call('POST', ratesPath, request)).status);
    }
    expect(statuses).toEqual([400, 400, 200]);
  });

  it('SV-4: the names of the guide’s tables are taken by its letter, beside those of its examples', async () => {
    const { packageDocumentDetails } = await here.ship('P');
    const trackingId = packageDocumentDetails[0]?.trackingId ?? '';
    here.amazon.setDialect('guide');
    for (const query of [
      { trackingID: trackingId, carrierID: 'AMZN_UK' },
      { trackingId, carrierId: 'AMZN_UK' },
    ]) {
      expect((await here.call('GET', trackingPath, undefined, { query })).status).toBe(200);
    }
  });

  it('SV-7: in India a value-added service has neither description nor cost', async () => {
    here.amazon.setDialect('guide');
    const collect = { valueAddedServices: { collectOnDelivery: { amount: { value: 10, unit: 'INR' } } } };
    const headers = { 'x-amzn-shipping-business-id': 'AmazonShipping_IN' };
    const { rates } = await here.rates(ratesRequest('P', { packages: [packageOf('P')], ...collect }), { headers });
    expect(rates[0]?.availableValueAddedServiceGroups).toEqual([
      {
        groupId: 'CollectOnDelivery',
        isRequired: true,
        valueAddedServices: [{ id: 'CollectOnDelivery', name: 'CollectOnDelivery' }],
      },
    ]);
  });

  it('the guide tells neither detail codes nor legs of a return: Delivered is all there is', async () => {
    const { packageDocumentDetails } = await here.ship('P', 'returned');
    here.amazon.setDialect('guide');
    here.clock.advance(30 * dayMs);
    const { body } = await here.track(packageDocumentDetails[0]?.trackingId ?? '');
    expect(body.payload.summary).toEqual({ status: 'Delivered' });
    expect(body.payload.eventHistory.at(-1)).not.toHaveProperty('shipmentType');
  });
});
