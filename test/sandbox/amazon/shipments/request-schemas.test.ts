import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { amazonRatesRequest, addressOf, changed, packageOf, ratesRequest } from './requests.js';
import { outcome, purchaseOf, purchasePath, ratesPath, startWithShipper, trackingPath } from './shipper.js';
import type { Shipper } from './shipper.js';

let here: Shipper;

beforeAll(async () => {
  const plenty = { ratePerSecond: 1000, burst: 1000 };
  here = await startWithShipper({ rates: { getRates: plenty, purchaseShipment: plenty, getTracking: plenty } });
});

afterAll(async () => {
  await here.amazon.stop();
});

/** Where to change a right body, and to what; `undefined` takes the member away. */
type Change = readonly [path: string, value: unknown];

const rated = async (body: unknown): Promise<string> => outcome(await here.call('POST', ratesPath, body));

describe('getRates from another channel', () => {
  it.each<Change>([
    ['shipFrom', undefined],
    ['shipTo', undefined],
    ['packages', undefined],
    ['packages', []],
    ['packages', [packageOf('A'), packageOf('B')]], // one package a shipment
    ['channelDetails', undefined],
    ['channelDetails.channelType', 'EBAY'],
    ['channelDetails.amazonShipmentDetails', { shipmentId: 'XO732BB9' }], // Direct Fulfillment has a way of its own
    ['extra', 1],
    ['shipTo.name', ''],
    ['shipTo.name', 'N'.repeat(51)],
    ['shipTo.addressLine1', 'A'.repeat(61)],
    ['shipTo.addressLine2', ''],
    ['shipTo.stateOrRegion', undefined], // required by the model (SV-6)
    ['shipTo.city', undefined],
    ['shipTo.postalCode', undefined],
    ['shipTo.countryCode', undefined],
    ['shipTo.email', 'e'.repeat(65)],
    ['shipTo.phoneNumber', '1'.repeat(21)],
    ['shipTo.phone', '1'], // the name in the Direct Fulfillment models
    ['returnTo', {}],
    ['shipDate', '2026-03-02'],
    ['shipperInstruction', { deliveryNotes: 'n'.repeat(257) }],
    ['packages.0.dimensions', undefined],
    ['packages.0.dimensions.length', '10'],
    ['packages.0.dimensions.length', 0],
    ['packages.0.dimensions.unit', 'IN'],
    ['packages.0.weight', undefined],
    ['packages.0.weight.unit', 'GRAMS'], // in an example of the model, not in its schema (SV-13)
    ['packages.0.insuredValue', undefined],
    ['packages.0.insuredValue.unit', 'POUND'],
    ['packages.0.packageClientReferenceId', undefined],
    ['packages.0.packageClientReferenceId', ''],
    ['packages.0.items', undefined],
    ['packages.0.items', []],
    ['packages.0.items.0.quantity', undefined],
    ['packages.0.items.0.quantity', 1.5],
    ['packages.0.items.0.quantity', 0],
    ['packages.0.items.0.serialNumbers', ['S1', 'S2']],
    ['packages.0.items.0.liquidVolume', { unit: 'LITRE', value: 1 }],
    ['packages.0.items.0.dangerousGoodsDetails', { unitedNationsRegulatoryId: 'UN12' }],
    ['packages.0.items.0.dangerousGoodsDetails', { transportationRegulatoryClass: '10' }],
    ['packages.0.items.0.dangerousGoodsDetails', { packingGroup: 'IV' }],
    ['packages.0.items.0.directFulfillmentItemIdentifiers', { pieceNumber: '1' }],
    ['packages.0.charges', [{ chargeType: 'FEE' }]],
    ['valueAddedServices', { collectOnDelivery: {} }],
    ['taxDetails', [{ taxType: 'VAT', taxRegistrationNumber: '1' }]],
    ['shipmentType', 'RETURN'],
  ])('with %s = %j is a 400', async (...change) => {
    expect(await rated(changed(ratesRequest('P'), ...change))).toMatch(/^400 InvalidRequest/);
  });

  it.each<Change>([
    ['shipDate', '2026-03-03T09:00:00+01:00'],
    ['returnTo', addressOf()],
    ['shipTo.email', 'someone@example.com'],
    ['shipTo.geocode', { latitude: '53.3', longitude: '-1.4' }],
    ['packages.0.isHazmat', true],
    ['packages.0.items.0.serialNumbers', ['S1']],
    ['packages.0.items.0.itemIdentifier', undefined],
    ['packages.0.items.0.dangerousGoodsDetails', { unitedNationsRegulatoryId: 'UN3481', packingGroup: 'II' }],
    ['taxDetails', [{ taxType: 'GST', taxRegistrationNumber: '87878' }]],
    ['clientReferenceDetails', [{ clientReferenceType: 'IntegratorShipperId', clientReferenceId: 'X' }]],
    ['shipmentType', 'RETURNS'],
    ['carrierAccounts', [{ carrierAccountId: 'A', carrierId: 'UPS' }]],
  ])('with %s = %j is taken', async (...change) => {
    expect(await rated(changed(ratesRequest('P'), ...change))).toBe('200');
  });

  it('says what is missing as the model does', async () => {
    expect(await rated(changed(ratesRequest('P'), 'channelDetails', undefined))).toBe(
      '400 InvalidRequest ChannelDetails cannot be null',
    );
    expect(outcome(await here.call('POST', purchasePath, {}))).toBe('400 InvalidRequest RequestToken cannot be null');
  });

  it('does not repeat what was sent', async () => {
    const answer = await here.call(
      'POST',
      ratesPath,
      changed(ratesRequest('P'), 'shipTo.name', 'Quillfeather'.repeat(9)),
    );
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain('Quillfeather');
  });
});

describe('getRates of an Amazon order', () => {
  it.each<Change>([
    ['channelDetails.amazonOrderDetails', undefined],
    ['channelDetails.amazonOrderDetails.orderId', undefined],
    ['channelDetails.amazonOrderDetails.orderId', 'ORDER-1'],
    ['packages.0.items.0.itemIdentifier', undefined],
    ['packages.0.items.0.itemIdentifier', ''],
  ])('with %s = %j is a 400', async (...change) => {
    expect(await rated(changed(amazonRatesRequest('P'), ...change))).toMatch(/^400 InvalidRequest/);
  });

  it.each<Change>([
    ['shipDate', undefined], // nothing but what the request needs
    ['shipTo', addressOf()], // ignored: Amazon knows the recipient
  ])('with %s = %j is taken', async (...change) => {
    expect(await rated(changed(amazonRatesRequest('P'), ...change))).toBe('200');
  });
});

describe('purchaseShipment', () => {
  const right = async () => {
    const { requestToken, rates } = await here.rates();
    const [rate] = rates;
    if (rate === undefined) throw new Error('no rate');
    return purchaseOf(requestToken, rate);
  };

  it.each<Change>([
    ['requestToken', undefined],
    ['rateId', undefined],
    ['rateId', 7],
    ['extra', 1],
    ['requestedDocumentSpecification', undefined],
    ['requestedDocumentSpecification.format', 'JPG'],
    ['requestedDocumentSpecification.size', undefined],
    ['requestedDocumentSpecification.dpi', '300'],
    ['requestedDocumentSpecification.needFileJoining', undefined],
    ['requestedDocumentSpecification.requestedDocumentTypes', undefined],
    ['requestedDocumentSpecification.requestedDocumentTypes', ['Customs Form']], // the guide's words (SV-12)
    ['requestedValueAddedServices', [{}]],
    ['additionalInputs', []],
  ])('with %s = %j is a 400 InvalidRequest', async (...change) => {
    expect(outcome(await here.call('POST', purchasePath, changed(await right(), ...change)))).toMatch(
      /^400 InvalidRequest/,
    );
  });

  it('takes what the model makes optional', async () => {
    const body = changed(await right(), 'requestedDocumentSpecification.pageLayout', undefined);
    expect(outcome(await here.call('POST', purchasePath, { ...(body as object), additionalInputs: {} }))).toBe('200');
  });
});

describe('getTracking', () => {
  it.each([
    [{ trackingId: '1' }, 'CarrierId cannot be null'],
    [{ carrierId: 'AMZN_UK' }, 'TrackingId cannot be null'],
    [{ carrierID: 'AMZN_UK', trackingID: '1' }, 'TrackingId cannot be null'], // names of the guide's tables (SV-4)
  ])('refuses the query %j', async (query, details) => {
    expect(outcome(await here.call('GET', trackingPath, undefined, { query }))).toBe(`400 InvalidRequest ${details}`);
  });
});
