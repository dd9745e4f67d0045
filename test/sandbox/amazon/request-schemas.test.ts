import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acknowledgementsPath, confirmationsPath, labelsPath, startWithClients, statusUpdatesPath } from './clients.js';
import type { Clients } from './clients.js';
import { acknowledgementOf, confirmationOf, containerOf, labelRequestOf, statusUpdateOf } from './submissions.js';

let here: Clients;

beforeAll(async () => {
  const plenty = { ratePerSecond: 1000, burst: 1000 };
  here = await startWithClients({
    rates: {
      submitAcknowledgement: plenty,
      submitShippingLabelRequest: plenty,
      submitShipmentConfirmations: plenty,
      submitShipmentStatusUpdates: plenty,
    },
  });
});

afterAll(async () => {
  await here.amazon.stop();
});

type Json = Record<string, unknown>;
/** Where to change a right body, and to what; `undefined` takes the field away. */
type Change = readonly [path: string, value: unknown];

function changed(body: unknown, [path, value]: Change): unknown {
  const copy = structuredClone(body) as Json;
  const names = path.split('.');
  const last = names.pop() ?? '';
  const parent = names.reduce<Json>((node, name) => node[name] as Json, copy);
  if (value === undefined) Reflect.deleteProperty(parent, last);
  else parent[last] = value;
  return copy;
}

async function answerTo(path: string, body: unknown): Promise<string> {
  const { status, data } = await here.http.post<{ errors?: { code: string }[] }>(path, body);
  return [status, ...(data.errors ?? []).map((error) => error.code)].join(' ');
}

describe('submitAcknowledgement', () => {
  const right = () => ({ orderAcknowledgements: [acknowledgementOf(here.amazon.addOrder({ lines: 1 }))] });

  it.each<Change>([
    ['orderAcknowledgements', undefined],
    ['orderAcknowledgements', []],
    ['orderAcknowledgements', {}],
    ['extra', 1],
    ['orderAcknowledgements.0.extra', 1],
    ['orderAcknowledgements.0.purchaseOrderNumber', undefined],
    ['orderAcknowledgements.0.purchaseOrderNumber', 7],
    ['orderAcknowledgements.0.vendorOrderNumber', undefined],
    ['orderAcknowledgements.0.acknowledgementDate', '2026-03-02'],
    ['orderAcknowledgements.0.acknowledgementDate', '2026-03-02T15:00:00'],
    ['orderAcknowledgements.0.acknowledgementDate', 1_772_463_600_000],
    ['orderAcknowledgements.0.acknowledgementStatus', undefined],
    ['orderAcknowledgements.0.acknowledgementStatus.code', 0],
    ['orderAcknowledgements.0.sellingParty', undefined],
    ['orderAcknowledgements.0.sellingParty.partyId', undefined],
    ['orderAcknowledgements.0.sellingParty.taxRegistrationDetails', []], // the name in Shipping v1
    ['orderAcknowledgements.0.shipFromParty.address', { name: 'n', addressLine1: 'a', countryCode: 'US' }],
    ['orderAcknowledgements.0.itemAcknowledgements', undefined],
    ['orderAcknowledgements.0.itemAcknowledgements.0.itemSequenceNumber', 1], // a string here (DF-5)
    ['orderAcknowledgements.0.itemAcknowledgements.0.acknowledgedQuantity', undefined],
    ['orderAcknowledgements.0.itemAcknowledgements.0.acknowledgedQuantity.amount', '1'],
    ['orderAcknowledgements.0.itemAcknowledgements.0.acknowledgedQuantity.amount', 1.5],
    ['orderAcknowledgements.0.itemAcknowledgements.0.acknowledgedQuantity.unitOfMeasure', 'EACH'],
    ['orderAcknowledgements.0.itemAcknowledgements.0.buyerProductIdentifier', null],
  ])('with %s = %j is a 400', async (...change) => {
    expect(await answerTo(acknowledgementsPath, changed(right(), change))).toBe('400 InvalidInput');
  });

  it.each<Change>([
    ['orderAcknowledgements.0.acknowledgementStatus', {}],
    ['orderAcknowledgements.0.acknowledgementDate', '2026-03-02T07:00:00-08:00'],
    ['orderAcknowledgements.0.sellingParty.taxInfo', { taxRegistrationNumber: 'DE1', taxRegistrationType: 'VAT' }],
    ['orderAcknowledgements.0.itemAcknowledgements.0.vendorProductIdentifier', undefined],
  ])('with %s = %j is taken', async (...change) => {
    expect(await answerTo(acknowledgementsPath, changed(right(), change))).toBe('202');
  });
});

describe('submitShippingLabelRequest', () => {
  const right = () => {
    const order = here.amazon.addOrder({ lines: 1 });
    return { shippingLabelRequests: [{ ...labelRequestOf(order), containers: [containerOf(order)] }] };
  };
  const container = 'shippingLabelRequests.0.containers.0';

  it.each<Change>([
    ['shippingLabelRequests', undefined],
    ['shippingLabelRequests', []],
    ['shippingLabelRequests.0.purchaseOrderNumber', 'PO-1'],
    ['shippingLabelRequests.0.purchaseOrderNumber', ''],
    ['shippingLabelRequests.0.sellingParty', undefined],
    ['shippingLabelRequests.0.shipFromParty.taxInfo', {}], // the name in Orders v1
    [`${container}.containerType`, 'Carton'], // capital in v2021-12-28
    [`${container}.containerIdentifier`, undefined],
    [`${container}.weight`, undefined], // DF-15
    [`${container}.weight.unitOfMeasure`, 'G'],
    [`${container}.weight.value`, 1.5],
    [`${container}.weight.value`, '01.5'],
    [`${container}.dimensions`, { length: '1', width: '1', height: '1' }],
    [`${container}.dimensions`, { length: '1', width: '1', height: '1', unitOfMeasure: 'MM' }],
    [`${container}.packedItems`, undefined],
    [`${container}.packedItems.0.itemSequenceNumber`, '1'], // an integer here (DF-5)
    [`${container}.packedItems.0.packedQuantity.unitOfMeasure`, undefined],
    [`${container}.packedItems.0.pieceNumber`, 1], // only in v2021-12-28
  ])('with %s = %j is a 400', async (...change) => {
    expect(await answerTo(labelsPath, changed(right(), change))).toBe('400 InvalidInput');
  });

  it.each<Change>([
    ['shippingLabelRequests.0.containers', undefined],
    [`${container}.dimensions`, { length: '1.25', width: '10', height: '0.5', unitOfMeasure: 'CM' }],
    [`${container}.containerSequenceNumber`, 1],
  ])('with %s = %j is taken', async (...change) => {
    expect(await answerTo(labelsPath, changed(right(), change))).toBe('202');
  });
});

describe('submitShipmentConfirmations', () => {
  const right = () => {
    const order = here.amazon.addOrder({ lines: 1 });
    return {
      shipmentConfirmations: [{ ...confirmationOf(order, here.clock()), containers: [containerOf(order)] }],
    };
  };
  const first = 'shipmentConfirmations.0';

  it.each<Change>([
    ['shipmentConfirmations', undefined],
    ['shipmentConfirmations', []],
    [`${first}.purchaseOrderNumber`, 'PO 1'],
    [`${first}.shipmentDetails`, undefined],
    [`${first}.shipmentDetails.shippedDate`, '2026-03-02T15:00:00'],
    [`${first}.shipmentDetails.shipmentStatus`, 'Shipped'],
    [`${first}.shipmentDetails.shipmentStatus`, undefined],
    [`${first}.shipmentDetails.isPriorityShipment`, 'true'],
    [`${first}.items`, undefined],
    [`${first}.items.0.itemSequenceNumber`, '00001'],
    [`${first}.items.0.shippedQuantity`, undefined],
    [`${first}.items.0.shippedQuantity.amount`, undefined],
    [`${first}.items.0.shippedQuantity.unitOfMeasure`, undefined],
    [`${first}.containers.0.packedItems.0.packedQuantity`, undefined],
    [`${first}.containers.0.carrierId`, 'UPS'],
  ])('with %s = %j is a 400', async (...change) => {
    expect(await answerTo(confirmationsPath, changed(right(), change))).toBe('400 InvalidInput');
  });

  it.each<Change>([
    [`${first}.containers`, undefined],
    [`${first}.containers`, []],
    [`${first}.shipmentDetails.estimatedDeliveryDate`, '2026-03-05T15:00:00+01:00'],
    [`${first}.shipmentDetails.vendorOrderNumber`, 'V1'],
  ])('with %s = %j is taken', async (...change) => {
    expect(await answerTo(confirmationsPath, changed(right(), change))).toBe('202');
  });
});

describe('submitShipmentStatusUpdates', () => {
  const right = () => {
    const shipmentSchedule = { estimatedDeliveryDateTime: '2026-03-05T15:00:00Z' };
    return { shipmentStatusUpdates: [statusUpdateOf(here.amazon.addOrder({ lines: 1 }), 'T1', { shipmentSchedule })] };
  };
  const details = 'shipmentStatusUpdates.0.statusUpdateDetails';

  it.each<Change>([
    ['shipmentStatusUpdates', undefined],
    ['shipmentStatusUpdates', []],
    ['shipmentStatusUpdates.0.purchaseOrderNumber', 'PO-1'],
    ['shipmentStatusUpdates.0.sellingParty', undefined],
    ['shipmentStatusUpdates.0.shipFromParty.partyId', undefined],
    ['shipmentStatusUpdates.0.statusUpdateDetails', undefined],
    ['shipmentStatusUpdates.0.trackingNumber', 'T1'], // belongs into the details
    [`${details}.trackingNumber`, undefined],
    [`${details}.trackingNumber`, ['T1', 'T2']], // one package an entry
    [`${details}.statusCode`, undefined],
    [`${details}.statusCode`, 301],
    [`${details}.reasonCode`, 0],
    [`${details}.statusDateTime`, '2026-03-05'],
    [`${details}.statusDateTime`, '2026-03-05T15:00:00'],
    [`${details}.statusLocationAddress`, undefined],
    [`${details}.statusLocationAddress.countryCode`, undefined],
    [`${details}.statusLocationAddress.street`, 'Depot Road'],
    [`${details}.shipmentSchedule`, [{ estimatedDeliveryDateTime: '2026-03-05T15:00:00Z' }]], // DF-11
    [`${details}.shipmentSchedule.estimatedDeliveryDateTime`, '2026-03-05'],
    [`${details}.shipmentSchedule.window`, 'morning'],
  ])('with %s = %j is a 400', async (...change) => {
    expect(await answerTo(statusUpdatesPath, changed(right(), change))).toBe('400 InvalidInput');
  });

  it.each<Change>([
    [`${details}.statusLocationAddress.name`, undefined], // both examples leave them out (DF-10)
    [`${details}.statusLocationAddress.addressLine1`, undefined],
    [
      `${details}.statusLocationAddress`,
      { city: 'Berlin', postalCode: '10115', stateOrRegion: 'Berlin', countryCode: 'DE' },
    ],
    [`${details}.shipmentSchedule`, undefined],
    [`${details}.shipmentSchedule.apptWindowStartDateTime`, '2026-03-05T09:00:00+01:00'],
  ])('with %s = %j is taken', async (...change) => {
    expect(await answerTo(statusUpdatesPath, changed(right(), change))).toBe('202');
  });
});
