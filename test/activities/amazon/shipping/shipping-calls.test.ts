import { afterEach, describe, expect, it } from 'vitest';
import { CallFailed } from '../../../../activities/amazon/amazon.js';
import type { GetRatesRequest } from '../../../../activities/amazon/shipping/schemas/index.js';
import type { SendOptions } from '../../../../activities/amazon/shipping/send.js';
import { failureOf } from '../local-account.js';
import { externalParcel, purchaseBody, wireRate } from './parcels.js';
import { startDesk } from './shipping-desk.js';
import type { Answer, Desk } from './shipping-desk.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function deskWith(answers: Answer[], options?: Parameters<typeof startDesk>[1]): Promise<Desk> {
  const desk = await startDesk(answers, options);
  closing.push(() => desk.close());
  return desk;
}

const businessId = 'AmazonShipping_IT';
const idempotencyKey = '0123456789abcdef0123456789abcdef';
const rates = { requestToken: 'token-1', rates: [wireRate()] };
const bought = { shipmentId: 'amzn-1', packageDocumentDetails: [], promise: {} };
const refusal = (code: string, details = '') => ({ errors: [{ code, message: 'hush', details }] });
const expired = refusal('TOKEN_EXPIRED');

const purchase = (desk: Desk, changes?: Partial<SendOptions>) =>
  desk.calls.purchaseShipment({ businessId, idempotencyKey, body: purchaseBody() }, desk.options(changes));
const askRates = (desk: Desk, request: GetRatesRequest = externalParcel()) =>
  desk.calls.getRates({ businessId, request }, desk.options());

describe('a call of Shipping v2', () => {
  it.each([
    ['with payload', { payload: rates }],
    ['without payload', rates],
  ])('reads an answer %s (SV-1)', async (_case, body) => {
    const desk = await deskWith([{ status: 200, body }]);
    expect(await askRates(desk)).toMatchObject({ requestToken: 'token-1', rates: [{ rateId: 'rate-1' }] });
  });

  it('says where the shipment is bought, and sends exactly what was asked', async () => {
    const desk = await deskWith([{ status: 200, body: rates }]);
    await askRates(desk);
    const [request] = desk.requests();
    expect(request).toMatchObject({
      method: 'POST',
      url: '/shipping/v2/shipments/rates',
      headers: {
        'x-amzn-shipping-business-id': businessId,
        'x-amz-access-token': expect.stringMatching(/^Atza/) as unknown,
      },
    });
    expect(JSON.parse(request?.body ?? '')).toEqual(externalParcel());
  });

  it.each([
    // call, method and path with query, what is read
    [
      'getAdditionalInputs',
      (desk: Desk) =>
        desk.calls.getAdditionalInputs({ businessId, requestToken: 'a+b', rateId: 'c&d' }, desk.options()),
      'GET /shipping/v2/shipments/additionalInputs/schema?requestToken=a%2Bb&rateId=c%26d',
      { payload: { type: 'object' } },
      { type: 'object' },
    ],
    [
      'getShipmentDocuments',
      (desk: Desk) =>
        desk.calls.getShipmentDocuments(
          { businessId, shipmentId: 'a/b', packageClientReferenceId: 'S 1', format: 'ZPL', dpi: '203' },
          desk.options(),
        ),
      'GET /shipping/v2/shipments/a%2Fb/documents?packageClientReferenceId=S%201&format=ZPL&dpi=203',
      { payload: { shipmentId: 'a/b', packageDocumentDetail: { trackingId: 'T', packageDocuments: [] } } },
      { trackingId: 'T', packageDocuments: [] },
    ],
    [
      'getTracking',
      (desk: Desk) => desk.calls.getTracking({ businessId, carrierId: 'ATS', trackingId: 'T1' }, desk.options()),
      'GET /shipping/v2/tracking?trackingId=T1&carrierId=ATS',
      {
        trackingId: 1582657452914,
        alternateLegTrackingId: 'null',
        eventHistory: [],
        summary: { status: 'PreTransit' },
      },
      { trackingId: '1582657452914', summary: { status: 'PreTransit' } },
    ],
  ])('%s', async (_name, call, line, body, read) => {
    const desk = await deskWith([{ status: 200, body }]);
    expect(await call(desk)).toMatchObject(read);
    const [request] = desk.requests();
    expect(`${request?.method} ${request?.url}`).toBe(line);
  });

  it('keeps all digits of a tracking id that comes as a number (SV-10)', async () => {
    const long = '12345678901234567890123456789012345678901';
    const desk = await deskWith([{ status: 200, body: `{"payload":{"trackingId":${long},"eventHistory":[]}}` }]);
    const found = await desk.calls.getTracking({ businessId, carrierId: 'ATS', trackingId: long }, desk.options());
    expect(found?.trackingId).toBe(long);
  });

  it('finds nothing under 404', async () => {
    const desk = await deskWith([{ status: 404, body: refusal('NotFound') }]);
    const ids = { businessId, carrierId: 'ATS', trackingId: 'T1' } as const;
    expect(await desk.calls.getTracking(ids, desk.options())).toBeUndefined();
  });

  it.each([
    // status, body, kind
    [400, refusal('InvalidInput'), 'Rejected'],
    // No rate is named there.
    [400, expired, 'Rejected'],
    [404, refusal('NotFound'), 'NotFound'],
    [429, refusal('TooManyRequests'), 'Throttled'],
    [500, refusal('InternalError'), 'Unavailable'],
    [503, '<html>', 'Unavailable'],
    [200, '<html>', 'Unavailable'],
    [200, { payload: { rates: [] } }, 'Unavailable'],
  ])("fails under %p with %j as %s, without Amazon's words", async (status, body, kind) => {
    const desk = await deskWith([{ status, body }]);
    const failure = await failureOf(askRates(desk));
    expect(failure).toBeInstanceOf(CallFailed);
    expect(failure).toMatchObject({ kind });
    expect(String(failure)).not.toContain('hush');
    expect(desk.log()).not.toMatch(/hush|Customer|Via Roma/);
  });

  it('for the inputs of an expired rate says so', async () => {
    const desk = await deskWith([{ status: 400, body: expired }]);
    const asked = desk.calls.getAdditionalInputs({ businessId, requestToken: 't', rateId: 'r' }, desk.options());
    expect(await failureOf(asked)).toMatchObject({
      kind: 'RateExpired',
      message: 'getAdditionalInputs: status 400, TOKEN_EXPIRED.',
      facts: { codes: ['TOKEN_EXPIRED'], requestId: 'r-1' },
    });
  });

  it('is not made for what Amazon would refuse, and names the field', async () => {
    const desk = await deskWith([{ status: 200, body: rates }]);
    const { shipTo: _shipTo, ...request } = externalParcel();
    expect(await failureOf(askRates(desk, request))).toMatchObject({
      kind: 'Rejected',
      message: 'getRates was not sent, shipTo: expected a value.',
    });
    expect(desk.requests()).toEqual([]);
  });

  it('is made once more with a fresh token when the token was refused', async () => {
    const desk = await deskWith([
      { status: 401, body: refusal('Unauthorized') },
      { status: 200, body: rates },
    ]);
    await askRates(desk);
    expect([desk.requests().length, desk.grants()]).toEqual([2, 2]);
  });
});

describe('a purchase', () => {
  it('goes out byte for byte under its key, after its intent', async () => {
    const desk = await deskWith([{ status: 200, body: { payload: bought } }]);
    const before: number[] = [];
    const open: SendOptions['open'] = async () => {
      before.push(desk.requests().length);
      return true;
    };
    expect(await purchase(desk, { open })).toMatchObject({
      kind: 'accepted',
      result: { shipmentId: 'amzn-1' },
      requestId: 'r-1',
    });
    expect(before).toEqual([0]);
    expect(desk.requests()).toMatchObject([
      {
        method: 'POST',
        url: '/shipping/v2/shipments',
        headers: { 'x-amzn-idempotencykey': idempotencyKey, 'x-amzn-shipping-business-id': businessId },
        body: purchaseBody(),
      },
    ]);
  });

  it('says in its intent how long it may still be sending', async () => {
    const desk = await deskWith([{ status: 200, body: bought }]);
    await purchase(desk);
    expect(desk.opened.map(({ at, sendableUntil }) => sendableUntil - at)).toEqual([3_000]);
  });

  it('is not made when another attempt owns it', async () => {
    const desk = await deskWith([{ status: 200, body: bought }]);
    expect(await purchase(desk, { open: async () => false })).toEqual({ kind: 'taken' });
    expect(desk.requests()).toEqual([]);
  });

  it('is not made when its intent cannot be written', async () => {
    const desk = await deskWith([{ status: 200, body: bought }]);
    const open = async (): Promise<boolean> => Promise.reject(new Error('disk full'));
    await expect(purchase(desk, { open })).rejects.toThrow('disk full');
    expect(desk.requests()).toEqual([]);
  });

  it('is not made when writing its intent took what was left of the attempt', async () => {
    const desk = await deskWith([{ status: 200, body: bought }]);
    const open = async (): Promise<boolean> => {
      desk.skip(44_000);
      return true;
    };
    expect(await purchase(desk, { open })).toMatchObject({ kind: 'not-sent' });
    expect(desk.requests()).toEqual([]);
  });

  it('has no intent when too little of the attempt is left', async () => {
    const desk = await deskWith([{ status: 200, body: bought }]);
    const failure = await failureOf(purchase(desk, { attemptEndsAt: desk.clock() + 3_000 }));
    expect(failure).toMatchObject({ kind: 'Throttled' });
    expect(desk.opened).toEqual([]);
  });

  it.each<[Answer, unknown]>([
    // what Amazon does, what became of the purchase
    ['reset', { kind: 'lost', reason: 'ECONNRESET' }],
    [
      { status: 500, body: refusal('InternalError') },
      { kind: 'lost', status: 500 },
    ],
    [
      { status: 503, body: '<html>' },
      { kind: 'lost', status: 503 },
    ],
    // Under 5xx nobody knows, whatever is said.
    [
      { status: 500, body: expired },
      { kind: 'lost', status: 500 },
    ],
    [
      { status: 200, body: '<html>' },
      { kind: 'lost', status: 200 },
    ],
    [
      { status: 200, body: { payload: {} } },
      { kind: 'lost', status: 200 },
    ],
    [
      { status: 302, body: '' },
      { kind: 'lost', status: 302 },
    ],
    [
      { status: 429, body: refusal('TooManyRequests') },
      { kind: 'not-sent', retryAfterMs: expect.any(Number) as unknown },
    ],
    [
      { status: 400, body: refusal('InvalidInput', 'requested value added services are invalid') },
      { kind: 'refused', failure: 'Rejected', status: 400, codes: ['InvalidInput'] },
    ],
    [
      { status: 413, body: '' },
      { kind: 'refused', failure: 'Rejected', status: 413 },
    ],
    [
      { status: 403, body: refusal('Unauthorized') },
      { kind: 'refused', failure: 'NotPermitted', status: 403 },
    ],
  ])('that is answered with %j: %j', async (answer, expected) => {
    const desk = await deskWith([answer]);
    expect(await purchase(desk)).toMatchObject(expected as Record<string, unknown>);
    expect(desk.opened).toHaveLength(1);
    const isAboutToken = typeof answer === 'object' && answer.status === 403;
    expect(desk.requests()).toHaveLength(isAboutToken ? 2 : 1);
  });

  it.each<[number, unknown]>([
    // status, body
    [400, expired],
    [400, refusal('InvalidInput', 'TOKEN_EXPIRED')],
    [400, { errors: [{ code: 'InvalidRequest', message: 'The rate has expired.' }] }],
    [404, { errors: [{ code: 'NotFound', message: 'Request token expired' }] }],
    [403, expired],
    [200, expired],
  ])('of an expired rate is refused as such under %p with %j', async (status, body) => {
    const desk = await deskWith([{ status, body }]);
    expect(await purchase(desk)).toMatchObject({ kind: 'refused', failure: 'RateExpired', status });
  });

  it('with an expired access token is made with a fresh one', async () => {
    const desk = await deskWith([
      { status: 403, body: { errors: [{ code: 'Unauthorized', message: 'The access token has expired.' }] } },
      { status: 200, body: bought },
    ]);
    expect(await purchase(desk)).toMatchObject({ kind: 'accepted' });
    expect(desk.opened).toHaveLength(1);
  });

  it("keeps Amazon's words for the ledger only", async () => {
    const desk = await deskWith([{ status: 400, body: refusal('InvalidInput', 'Jane Doe') }]);
    expect(await purchase(desk)).toMatchObject({ errors: expect.stringContaining('Jane Doe') as unknown });
    expect(desk.log()).not.toContain('Jane Doe');
  });

  it('whose reply is lost three times in a row pauses the others', async () => {
    const desk = await deskWith(['reset']);
    for (let time = 0; time < 3; time += 1) expect(await purchase(desk)).toMatchObject({ kind: 'lost' });
    expect(await failureOf(purchase(desk))).toMatchObject({ kind: 'Paused' });
    expect(desk.requests()).toHaveLength(3);
  });

  it('of an expired rate pauses nothing', async () => {
    const desk = await deskWith([{ status: 403, body: expired }]);
    for (const shipmentReference of ['S-1', 'S-2', 'S-3', 'S-4']) await purchase(desk, { shipmentReference });
    expect(desk.breaker.incidents()).toEqual([]);
  });

  it.each(['short', 'x'.repeat(32), ''])('is not made under the key %j', async (key) => {
    const desk = await deskWith([{ status: 200, body: bought }]);
    const made = desk.calls.purchaseShipment({ businessId, idempotencyKey: key, body: purchaseBody() }, desk.options());
    expect(await failureOf(made)).toMatchObject({ kind: 'Rejected' });
  });
});

describe('a direct purchase', () => {
  const body = JSON.stringify({
    channelDetails: { channelType: 'AMAZON', amazonShipmentDetails: { shipmentId: 'amzn-df-1' } },
  });
  const answer = { status: 200, body: { payload: { shipmentId: 'amzn-1', packageDocumentDetailList: [] } } };

  it('is refused while it is switched off: Amazon has paused it', async () => {
    const desk = await deskWith([answer]);
    const made = desk.calls.directPurchaseShipment({ businessId, idempotencyKey, body }, desk.options());
    expect(await failureOf(made)).toMatchObject({
      kind: 'Rejected',
      message: 'directPurchaseShipment was not sent: Amazon has paused it, and it is switched off.',
    });
    expect([desk.requests(), desk.opened]).toEqual([[], []]);
  });

  it('is made where it is switched on, in the language that is asked for', async () => {
    const desk = await deskWith([answer], { directPurchase: true });
    const input = { businessId, idempotencyKey, body, locale: 'fr-CA' } as const;
    expect(await desk.calls.directPurchaseShipment(input, desk.options())).toMatchObject({
      kind: 'accepted',
      result: { shipmentId: 'amzn-1', packageDocumentDetails: [] },
    });
    expect(desk.requests()).toMatchObject([
      { url: '/shipping/v2/shipments/directPurchase', headers: { locale: 'fr-CA' }, body },
    ]);
  });
});

describe('a cancellation', () => {
  it.each<[Answer, unknown]>([
    [
      { status: 200, body: { payload: {} } },
      { kind: 'accepted', result: {} },
    ],
    [
      { status: 200, body: {} },
      { kind: 'accepted', result: {} },
    ],
    [
      { status: 404, body: refusal('NotFound') },
      { kind: 'refused', failure: 'Rejected', status: 404 },
    ],
    [
      { status: 400, body: refusal('InvalidRequest') },
      { kind: 'refused', failure: 'Rejected', status: 400 },
    ],
    ['reset', { kind: 'lost' }],
  ])('that is answered with %j: %j', async (answer, expected) => {
    const desk = await deskWith([answer]);
    const result = await desk.calls.cancelShipment({ businessId, shipmentId: 'amzn-1' }, desk.options());
    expect(result).toMatchObject(expected as Record<string, unknown>);
    expect(desk.requests()).toMatchObject([{ method: 'PUT', url: '/shipping/v2/shipments/amzn-1/cancel', body: '' }]);
  });
});
