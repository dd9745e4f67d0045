import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../../../sandbox/amazon/faults.js';
import type { LocalAmazonOptions } from '../../../../sandbox/amazon/options.js';
import { directPurchaseRequest, ratesRequest } from './requests.js';
import {
  directPurchasePath,
  inputsPath,
  outcome,
  purchaseOf,
  purchasePath,
  ratesPath,
  startWithShipper,
  trackingPath,
} from './shipper.js';
import type { Answered, Extras, Purchased, Rate, Shipper } from './shipper.js';

let here: Shipper;

beforeEach(async () => {
  here = await startWithShipper();
});

afterEach(async () => {
  await here.amazon.stop();
});

/** A bought parcel and one that is only rated. */
interface Parcels {
  readonly requestToken: string;
  readonly rate: Rate;
  readonly shipment: Purchased['payload'];
}

async function parcels(): Promise<Parcels> {
  const shipment = await here.ship('P');
  const { requestToken, rates } = await here.rates(ratesRequest('Q'));
  return { requestToken, rate: rates[0] as Rate, shipment };
}

const calls = ({ requestToken, rate, shipment }: Parcels) =>
  ({
    getRates: ['POST', ratesPath, ratesRequest('Q'), {}],
    getAdditionalInputs: ['GET', inputsPath, undefined, { query: { requestToken, rateId: rate.rateId } }],
    purchaseShipment: ['POST', purchasePath, purchaseOf(requestToken, rate), {}],
    directPurchaseShipment: ['POST', directPurchasePath, directPurchaseRequest('Q'), {}],
    getShipmentDocuments: [
      'GET',
      `${purchasePath}/${shipment.shipmentId}/documents`,
      undefined,
      { query: { packageClientReferenceId: 'P' } },
    ],
    getTracking: [
      'GET',
      trackingPath,
      undefined,
      { query: { trackingId: shipment.packageDocumentDetails[0]?.trackingId ?? '', carrierId: 'AMZN_UK' } },
    ],
    cancelShipment: ['PUT', `${purchasePath}/${shipment.shipmentId}/cancel`, undefined, {}],
  }) as const satisfies Record<string, readonly ['GET' | 'POST' | 'PUT', string, unknown, Extras]>;

type Name = keyof ReturnType<typeof calls>;
const names: readonly Name[] = [
  'getRates',
  'getAdditionalInputs',
  'purchaseShipment',
  'directPurchaseShipment',
  'getShipmentDocuments',
  'getTracking',
  'cancelShipment',
];

async function callOf(name: Name, extras: Extras = {}): Promise<Answered<unknown>> {
  const [method, path, body, own] = calls(await parcels())[name];
  return here.call(method, path, body, { ...own, ...extras });
}

describe('every Shipping v2 operation', () => {
  beforeEach(() => {
    here.amazon.allowDirectPurchase(true);
  });

  it.each(names)('%s answers 200 and tells the rate of the model', async (name) => {
    const answer = await callOf(name);
    expect([answer.status, answer.headers.get('x-amzn-ratelimit-limit')]).toEqual([200, '80.0']);
    expect(answer.headers.get('x-amzn-requestid')).not.toBeNull();
    expect(here.amazon.received({ operation: name })).not.toEqual([]);
  });

  it.each(names)('%s wants an access token and a business that exists', async (name) => {
    const token = await callOf(name, { headers: { 'x-amz-access-token': undefined } });
    expect(outcome(token)).toBe('403 Unauthorized Access token is missing in the request header.');
    const business = await callOf(name, { headers: { 'x-amzn-shipping-business-id': 'AmazonShipping_DE' } });
    expect(outcome(business)).toBe('400 InvalidRequest x-amzn-shipping-business-id is invalid');
  });

  it.each(names)('%s can be scripted to fail as any other', async (name) => {
    const fault = (of: Fault): void => here.amazon.addFault({ operation: name, fault: of });
    const [method, path, body, own] = calls(await parcels())[name];
    const call = () => here.call(method, path, body, own);
    fault({ kind: 'status', status: 429, retryAfterSeconds: 3 });
    const throttled = await call();
    expect([outcome(throttled), throttled.headers.get('retry-after')]).toEqual(['429 TooManyRequests', '3']);
    expect(throttled.headers.get('x-amzn-ratelimit-limit')).toBeNull();
    fault({ kind: 'status', status: 500 });
    expect(outcome(await call())).toBe('500 InternalError');
    fault({ kind: 'status', status: 503, html: true });
    expect((await call()).text).toContain('<html>');
    fault({ kind: 'not-permitted' });
    expect(outcome(await call())).toBe('403 Unauthorized');
    fault({ kind: 'token-expired' });
    expect(outcome(await call())).toContain('expired');
    fault({ kind: 'reset-before' });
    await expect(call()).rejects.toThrow('fetch failed');
    fault({ kind: 'slow', delayMs: 1 });
    expect((await call()).status).toBe(200);
  });

  it('is refused a restricted token, and a quota is a quota', async () => {
    const few: LocalAmazonOptions = { rates: { getRates: { ratePerSecond: 2.5, burst: 1 } } };
    const small = await startWithShipper(few);
    const answers = [];
    for (let i = 0; i < 2; i++) answers.push(await small.call('POST', ratesPath, ratesRequest('P')));
    await small.amazon.stop();
    expect(answers.map(outcome)).toEqual(['200', '429 TooManyRequests']);
    expect(answers[0]?.headers.get('x-amzn-ratelimit-limit')).toBe('2.5');
  });

  it('takes JSON bodies only', async () => {
    const headers = { 'content-type': 'text/plain' };
    expect(outcome(await here.call('POST', ratesPath, ratesRequest('P'), { headers }))).toBe('415 InvalidRequest');
  });
});

describe('a fault', () => {
  it('strikes one parcel only: by its reference, its rates, its shipment and its tracking id', async () => {
    const { requestToken, rate, shipment } = await parcels();
    const status = (parcel: string, operation: Name): void =>
      here.amazon.addFault({ operation, parcel, fault: { kind: 'status', status: 503 } });
    const trackingId = shipment.packageDocumentDetails[0]?.trackingId ?? '';
    status('Q', 'getRates');
    status('Q', 'purchaseShipment');
    status(trackingId, 'getTracking');
    status('P', 'cancelShipment');
    expect((await here.call('POST', ratesPath, ratesRequest('P'))).status).toBe(200);
    expect((await here.call('POST', ratesPath, ratesRequest('Q'))).status).toBe(503);
    expect((await here.buy(requestToken, rate)).status).toBe(503);
    expect((await here.track(trackingId)).status).toBe(503);
    expect((await here.cancel(shipment.shipmentId)).status).toBe(503);
    expect(here.amazon.faults()).toEqual([]);
    expect(here.amazon.received({ parcel: 'Q' }).map(({ operation }) => operation)).toEqual([
      'getRates',
      'getRates',
      'purchaseShipment',
    ]);
  });

  it('loses the reply of a purchase that has charged, and the key brings it back', async () => {
    const { requestToken, rate } = await parcels();
    const key = { headers: { 'x-amzn-idempotencykey': 'K1' } };
    here.amazon.addFault({ operation: 'purchaseShipment', parcel: 'Q', fault: { kind: 'reply-lost' } });
    await expect(here.buy(requestToken, rate, {}, key)).rejects.toThrow('fetch failed');
    expect(here.amazon.book().money).toHaveLength(2);
    expect((await here.buy(requestToken, rate, {}, key)).status).toBe(200);
    expect(here.amazon.book().money).toHaveLength(2);
    expect(here.amazon.received({ parcel: 'Q' }).map(({ connection }) => connection)).toEqual([
      'answered',
      'destroyed',
      'answered',
    ]);
  });

  it('of a status may have charged as well', async () => {
    const { requestToken, rate } = await parcels();
    here.amazon.addFault({ operation: 'purchaseShipment', fault: { kind: 'status', status: 502, processed: true } });
    expect((await here.buy(requestToken, rate)).status).toBe(502);
    expect(here.amazon.book().money).toHaveLength(2);
  });

  it('turns tracking upside down, repeats an event, or tells codes that no model knows', async () => {
    const { shipment } = await parcels();
    const trackingId = shipment.packageDocumentDetails[0]?.trackingId ?? '';
    here.clock.advance(5 * 3_600_000);
    const sorted = (await here.track(trackingId)).body.payload.eventHistory;
    here.amazon.addFault({ operation: 'getTracking', fault: { kind: 'unsorted-events' } });
    const { body } = await here.track(trackingId);
    expect(body.payload.eventHistory).toEqual([sorted[1], sorted[1], sorted[0]]);
    here.amazon.addFault({ operation: 'getTracking', fault: { kind: 'unknown-enum' } });
    const strange = (await here.track(trackingId)).body.payload;
    expect([strange.summary.status, strange.eventHistory[0]?.eventCode]).toEqual(['SOMETHING_NEW', 'SOMETHING_NEW']);
  });

  it('takes the payload away (SV-1)', async () => {
    here.amazon.addFault({ operation: 'getRates', fault: { kind: 'missing-payload' } });
    const { body } = await here.call<object>('POST', ratesPath, ratesRequest('P'));
    expect(Object.keys(body)).toEqual(['requestToken', 'rates']);
  });
});
