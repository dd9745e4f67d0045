import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveUpdate } from '../../../workflows/purchase-order/messages.js';
import type { DepartInput } from '../../../workflows/purchase-order/messages.js';
import type { LabelMode } from '../../../workflows/purchase-order/order.js';
import { startSkippedTime } from '../../support/skipped-time.js';
import type { SkippedTime } from '../../support/skipped-time.js';
import { depart, readyToShip, refusalOf, resolve, untilConfirmed } from './hands.js';

const table: Record<string, LabelMode> = {
  WH01: { mode: 'amazon' },
  WH02: { mode: 'vendor-label' },
  WH03: { mode: 'vendor-carrier', scacCode: 'UPSN', carrier: 'UPS' },
  WH04: { mode: 'vendor-carrier', defaultWeight: { value: '2.5', unitOfMeasure: 'KG' } },
};
const requests = {
  WH01: { labelMode: 'amazon', warehouse: 'WH01' },
  WH02: { labelMode: 'vendor-label', warehouse: 'WH02' },
  WH03: { labelMode: 'vendor-carrier', warehouse: 'WH03' },
  WH04: { labelMode: 'vendor-carrier', warehouse: 'WH04' },
} as const;

describe('a label mode', () => {
  let time: SkippedTime;
  beforeAll(async () => {
    time = await startSkippedTime({ labelModeFor: (warehouse) => table[warehouse] });
  });
  afterAll(async () => {
    expect(time.amazon.violations()).toEqual([]);
    await time.stop();
  });

  const lines = [
    { buyerProductIdentifier: 'B01', vendorProductIdentifier: 'SKU-1', amount: 1 },
    { buyerProductIdentifier: 'B02', vendorProductIdentifier: 'SKU-2', amount: 3 },
  ];
  /** The confirmation that Amazon received. */
  async function confirmed(warehouse: keyof typeof requests, departure: Partial<DepartInput>) {
    const { made, handle } = await readyToShip(time, { ...requests[warehouse], shipMethod: 'SHIP_METHOD_1', lines });
    await depart(time, handle, departure);
    await untilConfirmed(time, handle);
    const [received] = time.amazon.received({
      operation: 'submitShipmentConfirmations',
      purchaseOrderNumber: made.purchaseOrderNumber,
    });
    const { shipmentConfirmations } = received?.body as { shipmentConfirmations: unknown[] };
    return shipmentConfirmations[0];
  }
  const packedItems = [
    {
      itemSequenceNumber: 1,
      buyerProductIdentifier: 'B01',
      vendorProductIdentifier: 'SKU-1',
      packedQuantity: { amount: 1, unitOfMeasure: 'Each' },
    },
    {
      itemSequenceNumber: 2,
      buyerProductIdentifier: 'B02',
      vendorProductIdentifier: 'SKU-2',
      packedQuantity: { amount: 3, unitOfMeasure: 'Each' },
    },
  ];

  it('amazon confirms without containers, with all lines and whole numbers for them', async () => {
    const body = await confirmed('WH01', { manifestId: 'M1' });
    expect(body).toMatchObject({
      shipmentDetails: { shipmentStatus: 'SHIPPED' },
      items: packedItems.map(({ packedQuantity, ...item }) => ({ ...item, shippedQuantity: packedQuantity })),
    });
    expect(body).not.toHaveProperty('containers');
  });

  it('vendor-label asks Amazon for no label and confirms one carton with the tracking number', async () => {
    const body = await confirmed('WH02', { trackingNumber: 'T1', manifestId: 'M1' });
    expect(body).toMatchObject({
      containers: [
        {
          containerType: 'carton',
          containerIdentifier: '001',
          trackingNumber: 'T1',
          manifestId: 'M1',
          shipMethod: 'SHIP_METHOD_1',
          weight: { value: '1', unitOfMeasure: 'LB' },
          packedItems,
        },
      ],
    });
    expect(body).not.toHaveProperty('containers.0.scacCode');
    expect(time.amazon.received({ operation: 'submitShippingLabelRequest' }).map((each) => each.path)).toHaveLength(
      time.amazon.orders().filter((order) => order.labelMode === 'amazon').length,
    );
  });

  it.each<[string, keyof typeof requests, Partial<DepartInput>, Record<string, unknown>]>([
    ['by the SCAC of the table', 'WH03', {}, { scacCode: 'UPSN' }],
    [
      'by the SCAC of the table when the warehouse uses the carrier’s name',
      'WH03',
      { carrier: 'UPS' },
      { scacCode: 'UPSN' },
    ],
    ['by the SCAC that the warehouse gives', 'WH03', { carrier: 'FDEG' }, { scacCode: 'FDEG' }],
    [
      'with the weight of the table where the departure has none',
      'WH04',
      { carrier: 'FDEG' },
      { weight: { value: '2.5', unitOfMeasure: 'KG' } },
    ],
    [
      'with the weight of the departure before that of the table',
      'WH04',
      { carrier: 'FDEG', weight: { value: '7', unitOfMeasure: 'LB' } },
      { weight: { value: '7', unitOfMeasure: 'LB' } },
    ],
  ])('vendor-carrier names its carrier in North America %s', async (_how, warehouse, departure, container) => {
    const body = await confirmed(warehouse, { trackingNumber: 'T1', ...departure });
    expect(body).toMatchObject({ containers: [{ trackingNumber: 'T1', shipMethod: 'SHIP_METHOD_1', ...container }] });
    expect(body).not.toHaveProperty('containers.0.carrier');
  });

  it('vendor-carrier confirms every package as it was packed', async () => {
    const dimensions = { length: '10', width: '8', height: '4.5', unitOfMeasure: 'IN' } as const;
    const body = await confirmed('WH03', {
      containers: [
        {
          containerIdentifier: 'A',
          trackingNumber: 'TA',
          dimensions,
          weight: { value: '3', unitOfMeasure: 'LB' },
          items: [
            { itemSequenceNumber: '1', quantity: 1 },
            { itemSequenceNumber: '00002', quantity: 1 },
          ],
        },
        {
          containerIdentifier: 'B',
          containerType: 'pallet',
          trackingNumber: 'TB',
          items: [{ itemSequenceNumber: '00002', quantity: 2 }],
        },
      ],
    });
    expect(body).toMatchObject({
      containers: [
        {
          containerType: 'carton',
          containerIdentifier: 'A',
          trackingNumber: 'TA',
          dimensions,
          weight: { value: '3', unitOfMeasure: 'LB' },
          packedItems: [
            { itemSequenceNumber: 1, packedQuantity: { amount: 1 } },
            { itemSequenceNumber: 2, packedQuantity: { amount: 1 } },
          ],
        },
        {
          containerType: 'pallet',
          containerIdentifier: 'B',
          trackingNumber: 'TB',
          packedItems: [{ itemSequenceNumber: 2, buyerProductIdentifier: 'B02', packedQuantity: { amount: 2 } }],
        },
      ],
    });
  });

  it('of the vendor needs the tracking number, and an own carrier its name', async () => {
    const labelled = await readyToShip(time, requests.WH02);
    expect(labelled.order.transactionIds).toHaveLength(1);
    expect(await refusalOf(depart(time, labelled.handle))).toMatch(/needs the trackingNumber/);
    const carried = await readyToShip(time, requests.WH04);
    expect(await refusalOf(depart(time, carried.handle, { trackingNumber: 'T' }))).toMatch(/needs the carrier/);
  });

  it('of the vendor takes corrected data after Amazon refused the confirmation, and sends that', async () => {
    const { made, handle } = await readyToShip(time, requests.WH03);
    const { purchaseOrderNumber } = made;
    time.amazon.addFault({
      operation: 'submitShipmentConfirmations',
      purchaseOrderNumber,
      fault: { kind: 'transaction-failure', code: 'INVALID_CONTAINER' },
    });
    await depart(time, handle, { trackingNumber: 'WRONG' });
    const { attention } = await time.untilAttention(handle);
    expect(attention.items).toMatchObject([{ step: 'confirmShipment', reason: 'Rejected' }]);
    const { attentionId } = attention.items[0]!;
    const wrong = { attentionId, answer: 'retry', data: { trackingNumber: '' } };
    expect(await refusalOf(handle.executeUpdate(resolveUpdate, { args: [wrong] }))).toMatch(/data takes/);
    await resolve(handle, 'retry', { data: { trackingNumber: 'RIGHT' } });
    await untilConfirmed(time, handle);
    const bodies = time.amazon.received({ operation: 'submitShipmentConfirmations', purchaseOrderNumber });
    expect(bodies.map((each) => each.body)).toMatchObject([
      { shipmentConfirmations: [{ containers: [{ trackingNumber: 'WRONG' }] }] },
      { shipmentConfirmations: [{ containers: [{ trackingNumber: 'RIGHT' }] }] },
    ]);
  });
});
