import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LabelMode } from '../../../sandbox/amazon/orders/order.js';
import { startWithClients } from './clients.js';
import type { Clients } from './clients.js';

let here: Clients;

beforeEach(async () => {
  here = await startWithClients();
});

afterEach(async () => {
  await here.amazon.stop();
});

describe('generated orders', () => {
  it('are the same for the same seed and others for another', async () => {
    const other = await startWithClients();
    const third = await startWithClients({ seed: 2 });
    const [a, b, c] = [here, other, third].map(({ amazon }) => JSON.stringify(amazon.addOrders(5)));
    await Promise.all([other.amazon.stop(), third.amazon.stop()]);
    expect(a).toBe(b);
    expect(a).not.toBe(c);
  });

  it('vary in lines, gifts, warehouses, ship methods and spelling of the unit, with numbers of letters and digits', () => {
    const made = here.amazon.addOrders(200);
    const variety = (of: (order: (typeof made)[number]) => unknown): number => new Set(made.map(of)).size;
    expect(variety((order) => order.purchaseOrderNumber)).toBe(200);
    expect(made.every((order) => /^[A-Z0-9]+$/.test(order.purchaseOrderNumber))).toBe(true);
    expect(variety((order) => order.details.items.length)).toBeGreaterThan(2);
    expect(variety((order) => order.details.shipmentDetails.isGift)).toBe(2);
    expect(variety((order) => order.details.shipmentDetails.isPriorityShipment)).toBe(2);
    expect(variety((order) => order.details.shipFromParty.partyId)).toBe(3);
    expect(variety((order) => order.details.shipmentDetails.shipMethod)).toBeGreaterThan(2);
    expect(variety((order) => order.details.items[0]?.orderedQuantity.unitOfMeasure)).toBe(2);
  });

  it('take what is asked for', async () => {
    const order = here.amazon.addOrder({
      purchaseOrderNumber: 'D1234',
      labelMode: 'vendor-carrier',
      lines: [{ vendorProductIdentifier: 'SKU-1', amount: 5 }],
      gift: true,
      priority: true,
      scheduledDelivery: true,
      warehouse: 'XYZ',
      shipMethod: 'LTL',
      orderDate: Date.parse('2026-03-01T08:00:00Z'),
      orderDateWithoutZone: true,
      requiredShipDate: Date.parse('2026-03-04T08:00:00Z'),
    });
    const { data } = await here.orders.getOrder({ purchaseOrderNumber: 'D1234' });
    expect(data.payload).toMatchObject({
      purchaseOrderNumber: 'D1234',
      orderDetails: {
        orderDate: '2026-03-01T08:00:00',
        orderStatus: 'NEW',
        shipmentDetails: {
          isGift: true,
          isPriorityShipment: true,
          isScheduledDeliveryShipment: true,
          isPslipRequired: true,
          shipMethod: 'LTL',
          shipmentDates: { requiredShipDate: '2026-03-04T08:00:00Z' },
        },
        sellingParty: { partyId: 'MADEUP' },
        shipFromParty: { partyId: 'XYZ' },
        shipToParty: order.recipient,
        items: [
          {
            itemSequenceNumber: '00001',
            vendorProductIdentifier: 'SKU-1',
            orderedQuantity: { amount: 5 },
            giftDetails: { giftMessage: expect.any(String) },
            scheduledDeliveryShipment: {},
          },
        ],
      },
    });
    expect(() => here.amazon.addOrder({ purchaseOrderNumber: 'D1234' })).toThrow('exists already');
  });
});

describe('personal data', () => {
  it.each<[LabelMode, boolean]>([
    ['amazon', false],
    ['vendor-label', true],
    ['vendor-carrier', true],
  ])('of the recipient with label mode %s: in the order is %s', async (labelMode, shown) => {
    const order = here.amazon.addOrder({ labelMode, gift: false });
    const { data } = await here.orders.getOrder({ purchaseOrderNumber: order.purchaseOrderNumber });
    const text = JSON.stringify(data);
    expect(order.personalData).toHaveLength(5);
    for (const planted of order.personalData) expect([planted, text.includes(planted)]).toEqual([planted, shown]);
    expect(data.payload?.orderDetails?.shipToParty.name === 'xxxxx').toBe(!shown);
    expect(here.amazon.personalData()).toEqual(order.personalData);
  });
});
