import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minuteMs, startWithClients } from './clients.js';
import type { Clients } from './clients.js';
import { acknowledgementOf, confirmationOf, containerOf, labelRequestOf } from './submissions.js';

let here: Clients;

beforeEach(async () => {
  here = await startWithClients();
});

afterEach(async () => {
  await here.amazon.stop();
});

async function orderStatus(purchaseOrderNumber: string): Promise<string | undefined> {
  return (await here.orders.getOrder({ purchaseOrderNumber })).data.payload?.orderDetails?.orderStatus;
}

describe('an order with an Amazon label', () => {
  it('goes from NEW over ACCEPTED and a label to SHIPPED, each step visible with its outcome', async () => {
    const { amazon, clock, orders, shipping, outcome } = here;
    const order = amazon.addOrder({ lines: 2 });
    const { purchaseOrderNumber } = order;
    expect(await orderStatus(purchaseOrderNumber)).toBe('NEW');

    const acknowledged = await orders.submitAcknowledgement({
      body: { orderAcknowledgements: [acknowledgementOf(order)] },
    });
    expect(acknowledged.status).toBe(202);
    expect(await outcome(acknowledged)).toBe('Processing');
    expect(await orderStatus(purchaseOrderNumber)).toBe('NEW');
    clock.advance(30 * minuteMs);
    expect(await outcome(acknowledged)).toBe('Success');
    expect(await orderStatus(purchaseOrderNumber)).toBe('ACCEPTED');

    const requested = await shipping.submitShippingLabelRequest({
      body: { shippingLabelRequests: [labelRequestOf(order)] },
    });
    expect((await shipping.getShippingLabel({ purchaseOrderNumber })).data).toEqual({ payload: {} });
    clock.advance(30 * minuteMs);
    expect(await outcome(requested)).toBe('Success');
    const label = (await shipping.getShippingLabel({ purchaseOrderNumber })).data.payload;
    expect(label?.labelData[0]?.shipMethod).toBe(order.details.shipmentDetails.shipMethod);

    const confirmed = await shipping.submitShipmentConfirmations({
      body: { shipmentConfirmations: [confirmationOf(order, clock())] },
    });
    clock.advance(30 * minuteMs);
    expect(await outcome(confirmed)).toBe('Success');
    expect(await orderStatus(purchaseOrderNumber)).toBe('SHIPPED');

    expect(amazon.violations()).toEqual([]);
    expect(amazon.order(purchaseOrderNumber)).toMatchObject({
      acknowledgement: { code: '00', accepted: true, late: false },
      label: { readable: true },
      confirmation: { shipmentStatus: 'SHIPPED', late: false },
      accepted: { acknowledgements: 1, labelRequests: 1, confirmations: 1 },
    });
  });
});

describe('an order with the vendor’s label or carrier', () => {
  it.each([
    ['vendor-label', { shipMethod: 'UPS_GR_RES', trackingNumber: '1Z999' }],
    ['vendor-carrier', { shipMethod: 'LTL', trackingNumber: 'PRO 1', scacCode: 'ABCD' }],
    ['vendor-carrier', { shipMethod: 'LTL', trackingNumber: 'PRO 1', carrier: 'Hauler' }],
  ] as const)('%s: is confirmed with %j and no label request', async (labelMode, fields) => {
    const { amazon, clock, orders, shipping, outcome } = here;
    const order = amazon.addOrder({ labelMode });
    await orders.submitAcknowledgement({ body: { orderAcknowledgements: [acknowledgementOf(order)] } });
    clock.advance(30 * minuteMs);
    const confirmed = await shipping.submitShipmentConfirmations({
      body: {
        shipmentConfirmations: [{ ...confirmationOf(order, clock()), containers: [containerOf(order, fields)] }],
      },
    });
    clock.advance(30 * minuteMs);
    expect(await outcome(confirmed)).toBe('Success');
    expect(await orderStatus(order.purchaseOrderNumber)).toBe('SHIPPED');
  });
});

describe('an order that will not ship', () => {
  it('turns CANCELLED some time after a rejection, and not with it', async () => {
    const { amazon, clock, orders, outcome } = here;
    const order = amazon.addOrder();
    const rejected = await orders.submitAcknowledgement({
      body: { orderAcknowledgements: [acknowledgementOf(order, '03')] },
    });
    clock.advance(30 * minuteMs);
    expect(await outcome(rejected)).toBe('Success');
    expect(await orderStatus(order.purchaseOrderNumber)).toBe('NEW');
    clock.advance(60 * minuteMs);
    expect(await orderStatus(order.purchaseOrderNumber)).toBe('CANCELLED');
  });

  it('takes a floor denial after acceptance, without label and containers', async () => {
    const { amazon, clock, orders, shipping, outcome } = here;
    const order = amazon.addOrder();
    await orders.submitAcknowledgement({ body: { orderAcknowledgements: [acknowledgementOf(order)] } });
    clock.advance(30 * minuteMs);
    const confirmation = confirmationOf(order, clock());
    const denied = await shipping.submitShipmentConfirmations({
      body: {
        shipmentConfirmations: [
          { ...confirmation, shipmentDetails: { ...confirmation.shipmentDetails, shipmentStatus: 'FLOOR_DENIAL' } },
        ],
      },
    });
    clock.advance(30 * minuteMs);
    expect(await outcome(denied)).toBe('Success');
    expect(await orderStatus(order.purchaseOrderNumber)).toBe('ACCEPTED');
    clock.advance(60 * minuteMs);
    expect(await orderStatus(order.purchaseOrderNumber)).toBe('CANCELLED');
  });
});
