import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addressOf, changed, directPurchaseRequest, packageOf } from './requests.js';
import { directPurchasePath, outcome, purchasePath, startWithShipper, trackingPath } from './shipper.js';
import type { Extras, Purchased, Shipper } from './shipper.js';

let here: Shipper;

beforeEach(async () => {
  here = await startWithShipper();
});

afterEach(async () => {
  await here.amazon.stop();
});

interface DirectlyPurchased {
  readonly payload: {
    readonly shipmentId: string;
    readonly packageDocumentDetailList: Purchased['payload']['packageDocumentDetails'];
  };
}

const buy = (body: unknown = directPurchaseRequest('P'), extras: Extras = {}) =>
  here.call<DirectlyPurchased>('POST', directPurchasePath, body, extras);

describe('directPurchaseShipment', () => {
  it('is paused by Amazon, and refused whatever is asked', async () => {
    expect(outcome(await buy())).toBe('403 Unauthorized directPurchaseShipment is paused.');
    expect(outcome(await buy({}))).toBe('403 Unauthorized directPurchaseShipment is paused.');
    expect(here.amazon.book().money).toEqual([]);
  });

  it('can be paused again', async () => {
    here.amazon.allowDirectPurchase(true);
    expect((await buy()).status).toBe(200);
    here.amazon.allowDirectPurchase(false);
    expect((await buy()).status).toBe(403);
  });
});

describe('directPurchaseShipment, when Amazon allows it', () => {
  beforeEach(() => {
    here.amazon.allowDirectPurchase(true);
  });

  it('buys at once, and answers with a list of another name and a PNG of 203 dpi', async () => {
    const { body } = await buy();
    expect(body).toEqual({
      payload: {
        shipmentId: expect.any(String),
        packageDocumentDetailList: [
          {
            packageClientReferenceId: 'P',
            trackingId: expect.any(String),
            packageDocuments: [{ type: 'LABEL', format: 'PNG', contents: expect.any(String) }],
          },
        ],
      },
    });
    const [detail] = body.payload.packageDocumentDetailList;
    expect(Buffer.from(detail?.packageDocuments[0]?.contents ?? '', 'base64').readUInt32BE(16)).toBe(812);
    expect(here.amazon.book().purchases).toMatchObject([{ channel: 'DIRECT_FULFILLMENT', orderId: 'XO732BB9' }]);
  });

  it('buys once for one idempotency key, and tells the key back', async () => {
    const key = { headers: { 'x-amzn-IdempotencyKey': 'K1' } };
    const answers = [await buy(undefined, key), await buy(undefined, key)];
    expect(answers.map(({ headers }) => headers.get('x-amzn-idempotencykey'))).toEqual(['K1', 'K1']);
    expect(answers[1]?.text).toBe(answers[0]?.text);
    expect(here.amazon.book().money).toHaveLength(1);
    expect(outcome(await buy(directPurchaseRequest('Q'), key))).toContain('used with another request');
  });

  const items = 'packages.0.items.0';
  const zpl = {
    format: 'ZPL',
    size: { width: 4, length: 6, unit: 'INCH' },
    needFileJoining: true,
    requestedDocumentTypes: ['LABEL'],
  };

  it.each<[path: string, value: unknown, answer: string]>([
    ['channelDetails', undefined, '400 InvalidRequest ChannelDetails cannot be null'],
    ['channelDetails.amazonShipmentDetails', undefined, '400 InvalidRequest AmazonShipmentDetails cannot be null'],
    ['channelDetails.channelType', 'EXTERNAL', '400 InvalidRequest AmazonShipmentDetails cannot be null'],
    [
      `${items}.directFulfillmentItemIdentifiers`,
      undefined,
      '400 InvalidRequest DirectFulfillmentItemIdentifiers cannot be null',
    ],
    [`${items}.directFulfillmentItemIdentifiers.lineItemID`, undefined, '400 InvalidRequest'],
    ['packages', undefined, '400 InvalidRequest Packages cannot be null'],
    ['packages', [packageOf('A'), packageOf('B')], '400 InvalidRequest'],
    ['labelSpecifications', { ...zpl, format: 'PDF' }, '400 InvalidInput The label specification is not supported.'],
    ['labelSpecifications', zpl, '200'],
    ['shipFrom', undefined, '200'],
    ['shipTo', addressOf({ countryCode: 'US' }), '200'],
    [`${items}.directFulfillmentItemIdentifiers.pieceNumber`, undefined, '200'],
  ])('with %s = %j answers %s', async (path, value, answer) => {
    expect(outcome(await buy(changed(directPurchaseRequest('P'), path, value)))).toMatch(new RegExp(`^${answer}`));
  });

  it.each([
    ['en-US', 200],
    ['fr-CA', 200],
    ['en', 200],
    ['zh-Hant-TW', 400],
    ['english please', 400],
  ])('takes a language tag with at most one subtag: %s is a %i', async (locale, status) => {
    expect((await buy(undefined, { headers: { locale } })).status).toBe(status);
  });

  it('gives shipments that can be neither printed again, nor tracked, nor cancelled', async () => {
    const { shipmentId, packageDocumentDetailList } = (await buy()).body.payload;
    const refusal = '400 InvalidRequest The operation is not available for Direct Fulfillment shipments.';
    const documents = { query: { packageClientReferenceId: 'P' } };
    const tracking = { query: { trackingId: packageDocumentDetailList[0]?.trackingId ?? '', carrierId: 'UPS' } };
    expect([
      outcome(await here.call('GET', `${purchasePath}/${shipmentId}/documents`, undefined, documents)),
      outcome(await here.call('GET', trackingPath, undefined, tracking)),
      outcome(await here.cancel(shipmentId)),
    ]).toEqual([refusal, refusal, refusal]);
  });
});
