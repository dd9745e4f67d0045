import { describe, expect, it } from 'vitest';
import { packageDocumentDetail } from '../../../../activities/amazon/shipping/schemas/documents.js';
import {
  directPurchaseRequest,
  directPurchaseResult,
  purchaseResult,
  purchaseShipmentRequest,
} from '../../../../activities/amazon/shipping/schemas/purchase.js';
import { getRatesRequest, rate, ratesResult } from '../../../../activities/amazon/shipping/schemas/rates.js';
import { trackingResult } from '../../../../activities/amazon/shipping/schemas/tracking.js';
import { externalParcel, purchaseBody, wireRate } from './parcels.js';

type Json = Record<string, unknown>;
type Parcel = ReturnType<typeof externalParcel>;

/** A parcel of an Amazon order. */
function amazonParcel(): Parcel {
  const { shipTo: _shipTo, ...parcel } = externalParcel();
  const [item] = parcel.packages[0]!.items;
  parcel.packages[0]!.items = [{ ...item!, itemIdentifier: '69783225326731' }];
  return { ...parcel, channelDetails: { channelType: 'AMAZON', amazonOrderDetails: { orderId: '026-1671542' } } };
}

describe('what is asked of getRates', () => {
  it.each([
    ['a parcel outside Amazon', externalParcel()],
    ['a parcel of an Amazon order', amazonParcel()],
    [
      'tax details and collect on delivery (India)',
      {
        ...externalParcel(),
        taxDetails: [{ taxType: 'GST', taxRegistrationNumber: '87878' }],
        valueAddedServices: { collectOnDelivery: { amount: { value: 10, unit: 'INR' } } },
      },
    ],
  ])('may be %s', (_case, parcel) => {
    expect(getRatesRequest.parse(parcel)).toEqual(parcel);
  });

  it('may lack the state in India, and nowhere else (SV-6)', () => {
    const { stateOrRegion: _state, ...address } = externalParcel().shipFrom;
    expect(
      getRatesRequest.safeParse({ ...externalParcel(), shipFrom: { ...address, countryCode: 'IN' } }).success,
    ).toBe(true);
    expect(getRatesRequest.safeParse({ ...externalParcel(), shipFrom: address }).error?.issues).toMatchObject([
      { path: ['shipFrom', 'stateOrRegion'] },
    ]);
  });

  const box = externalParcel().packages[0]!;
  const [lamp] = box.items;
  it.each<[string, Json, string]>([
    ['without an address of the customer', { shipTo: undefined }, 'shipTo'],
    ['with two packages', { packages: [box, box] }, 'packages'],
    ['without a package', { packages: [] }, 'packages'],
    [
      'with a name of 51 characters',
      { shipFrom: { ...externalParcel().shipFrom, name: 'x'.repeat(51) } },
      'shipFrom.name',
    ],
    [
      'with a weight of nothing',
      { packages: [{ ...box, weight: { value: 0, unit: 'GRAM' } }] },
      'packages.0.weight.value',
    ],
    [
      'with more serial numbers than pieces',
      { packages: [{ ...box, items: [{ ...lamp, serialNumbers: ['1', '2'] }] }] },
      'packages.0.items.0.serialNumbers',
    ],
    ['with a ship date without a zone', { shipDate: '2026-01-05T12:00:00' }, 'shipDate'],
    [
      'with notes of 257 characters',
      { shipperInstruction: { deliveryNotes: 'x'.repeat(257) } },
      'shipperInstruction.deliveryNotes',
    ],
    [
      'for a Direct Fulfillment shipment',
      { channelDetails: { channelType: 'AMAZON', amazonShipmentDetails: { shipmentId: 'x' } } },
      'channelDetails.amazonOrderDetails',
    ],
  ])('is refused %s', (_case, change, path) => {
    const given = JSON.parse(JSON.stringify({ ...externalParcel(), ...change })) as unknown;
    expect(getRatesRequest.safeParse(given).error?.issues.map((issue) => issue.path.join('.'))).toContain(path);
  });

  it("is refused for an Amazon order with a customer's address, or without an Order Item ID", () => {
    const parcel = { ...amazonParcel(), shipTo: externalParcel().shipTo, packages: [box] };
    const paths = getRatesRequest.safeParse(parcel).error?.issues.map((issue) => issue.path.join('.'));
    expect(paths).toEqual(['shipTo', 'packages.0.items.0.itemIdentifier']);
  });
});

describe('rates, as they come', () => {
  const { promise } = rate.parse(wireRate());

  it('have windows of start and end, or of startTime and endTime (SV-2)', () => {
    const asGuide = {
      pickupWindow: { startTime: '2026-01-05T15:00:00Z', endTime: '2026-01-05T17:00:00Z' },
      deliveryWindow: { startTime: '2026-01-07T08:00:00Z', endTime: '2026-01-07T20:00:00Z' },
    };
    expect(rate.parse({ ...wireRate(), promise: asGuide }).promise).toEqual(promise);
    expect(promise.deliveryWindow).toEqual({ start: '2026-01-07T08:00:00.000Z', end: '2026-01-07T20:00:00.000Z' });
  });

  it('may promise nothing, or something that cannot be understood', () => {
    expect(rate.parse({ ...wireRate(), promise: {} }).promise).toEqual({});
    const odd = { deliveryWindow: { start: 'soon', end: '2026-01-07T20:00:00Z' } };
    expect(rate.parse({ ...wireRate(), promise: odd }).promise).toEqual({
      deliveryWindow: { end: '2026-01-07T20:00:00.000Z' },
    });
  });

  it('may have services without description and cost, or no groups (SV-7)', () => {
    const india = [
      {
        groupId: 'COD',
        isRequired: true,
        valueAddedServices: [{ id: 'CollectOnDelivery', name: 'CollectOnDelivery' }],
      },
    ];
    const given = { ...wireRate(), availableValueAddedServiceGroups: india };
    expect(rate.parse(given).availableValueAddedServiceGroups).toEqual(india);
    expect(rate.parse(wireRate()).availableValueAddedServiceGroups).toEqual([]);
  });

  it.each([
    ['2.00000', 2],
    ['0', 0],
    [4.76, 4.76],
  ])('may give money as %p (SV-13)', (value, read) => {
    const given = { ...wireRate(), totalCharge: { value, unit: 'EUR' } };
    expect(rate.parse(given).totalCharge).toEqual({ value: read, unit: 'EUR' });
  });

  it.each(['', ' ', 'free', null])('are not understood at the price %j', (value) => {
    expect(rate.safeParse({ ...wireRate(), totalCharge: { value, unit: 'EUR' } }).success).toBe(false);
  });

  it('pass units, formats and documents through that were added since (SV-12, SV-13)', () => {
    const added = {
      ...wireRate(),
      billedWeight: { value: 1, unit: 'GRAMS' },
      paymentType: 'PAY_LATER',
      supportedDocumentSpecifications: [
        {
          format: 'EPL',
          size: { width: 4, length: 6, unit: 'INCH' },
          printOptions: [{ supportedDocumentDetails: [{ name: 'Customs Form', isMandatory: true }] }],
        },
      ],
    };
    expect(rate.parse(added)).toMatchObject({
      billedWeight: { unit: 'GRAMS' },
      paymentType: 'PAY_LATER',
      supportedDocumentSpecifications: [
        {
          format: 'EPL',
          printOptions: [
            { supportedDPIs: [], supportedDocumentDetails: [{ name: 'Customs Form', isMandatory: true }] },
          ],
        },
      ],
    });
  });

  it('are counted when they cannot be understood, and cost the others nothing', () => {
    const { rates } = ratesResult.parse({ requestToken: 't', rates: [{ rateId: 'odd' }, wireRate()] });
    expect(rates.readable.map(({ rateId }) => rateId)).toEqual(['rate-1']);
    expect(rates.unreadable).toBe(1);
  });

  it('are left out with a group of services that cannot be understood: it may be a required one', () => {
    const odd = { ...wireRate(), availableValueAddedServiceGroups: [{ groupId: 'x' }] };
    expect(ratesResult.parse({ requestToken: 't', rates: [odd] }).rates).toEqual({ readable: [], unreadable: 1 });
  });

  it('may be none, with the reasons of those that are not to be had', () => {
    const ineligible = {
      carrierId: 'CHINA_POST',
      carrierName: 'China Post',
      serviceId: 'AIRMAIL',
      serviceName: 'Airmail',
      ineligibilityReasons: [{ code: 'UNKNOWN', message: 'The Carrier Terms and Conditions were not accepted' }],
    };
    const { ineligibleRates } = ratesResult.parse({ requestToken: 't', rates: [], ineligibleRates: [ineligible] });
    expect(ineligibleRates).toEqual([ineligible]);
    expect(ratesResult.parse({ requestToken: 't', rates: [] }).ineligibleRates).toEqual([]);
  });
});

describe('purchases', () => {
  it('are asked for with what the rate offers', () => {
    const body: unknown = JSON.parse(purchaseBody());
    expect(purchaseShipmentRequest.parse(body)).toEqual(body);
  });

  it.each(['requestToken', 'rateId'])('are refused without %s, empty too (SV-11)', (field) => {
    const body = JSON.parse(purchaseBody()) as Json;
    expect(purchaseShipmentRequest.safeParse({ ...body, [field]: '' }).success).toBe(false);
    expect(purchaseShipmentRequest.safeParse({ ...body, [field]: undefined }).success).toBe(false);
  });

  const label = { type: 'LABEL', format: 'PNG', contents: Buffer.from('label').toString('base64') };

  it('come with documents, under either name', () => {
    const documents = [{ packageClientReferenceId: 'S-1', trackingId: 'T1', packageDocuments: [label] }];
    const read = {
      packageClientReferenceId: 'S-1',
      trackingId: 'T1',
      packageDocuments: [{ type: 'LABEL', format: 'PNG', contents: Buffer.from('label') }],
    };
    expect(purchaseResult.parse({ shipmentId: 'a', packageDocumentDetails: documents, promise: {} })).toMatchObject({
      shipmentId: 'a',
      packageDocumentDetails: [read],
    });
    expect(directPurchaseResult.parse({ shipmentId: 'a', packageDocumentDetailList: documents })).toEqual({
      shipmentId: 'a',
      packageDocumentDetails: [read],
    });
  });

  it.each<[string, Json]>([
    ['no documents', {}],
    ['documents that are none', { packageDocumentDetails: [{ packageDocuments: [{ ...label, contents: '<html>' }] }] }],
    ['a promise that is none', { promise: 'tomorrow' }],
  ])('are purchases with %s too: what was bought is known by its id', (_case, rest) => {
    expect(purchaseResult.parse({ shipmentId: "'89108749065090'", ...rest })).toMatchObject({
      shipmentId: '89108749065090',
    });
  });

  it.each(['', "''", 'null', undefined])('are none with the id %j', (shipmentId) => {
    expect(purchaseResult.safeParse({ shipmentId, packageDocumentDetails: [] }).success).toBe(false);
  });

  it('are made directly for Direct Fulfillment shipments only', () => {
    const direct = { channelType: 'AMAZON', amazonShipmentDetails: { shipmentId: 'x' } };
    expect(directPurchaseRequest.safeParse({ channelDetails: direct }).success).toBe(true);
    expect(directPurchaseRequest.safeParse({ channelDetails: { channelType: 'EXTERNAL' } }).success).toBe(false);
  });

  it.each([
    [1582657452914, '1582657452914'],
    ["'1582657452914'", '1582657452914'],
    [' T1 ', 'T1'],
  ])('give the tracking id %j as text (SV-10)', (trackingId, read) => {
    expect(packageDocumentDetail.parse({ trackingId, packageDocuments: [] }).trackingId).toBe(read);
  });
});

describe('tracking, as it comes', () => {
  it('reads "null" as no other leg (SV-9), and events with codes of any kind', () => {
    const read = trackingResult.parse({
      trackingId: 'T1',
      alternateLegTrackingId: 'null',
      promisedDeliveryDate: '2026-01-07T20:00:00Z',
      summary: { status: 'Levitating', trackingDetailCodes: { forward: ['Signed', 'New'], returns: [] } },
      eventHistory: [
        { eventCode: 'Teleported', eventTime: '2026-01-06T10:00:00Z', shipmentType: 'SIDEWAYS' },
        { eventCode: 'PickupDone', eventTime: 'yesterday' },
      ],
    });
    expect(read.alternateLegTrackingId).toBeUndefined();
    expect(read.summary).toEqual({
      status: 'Levitating',
      trackingDetailCodes: { forward: ['Signed', 'New'], returns: [] },
    });
    expect(read.eventHistory).toEqual([
      { eventCode: 'Teleported', eventTime: '2026-01-06T10:00:00.000Z', shipmentType: 'SIDEWAYS' },
    ]);
  });

  it('needs nothing of what the model requires', () => {
    expect(trackingResult.parse({})).toEqual({ eventHistory: [], summary: {} });
  });
});
