import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { viewQuery } from '../../../workflows/purchase-order/messages.js';
import { defaultPolicy } from '../../support/default-policy.js';
import { startSkippedTime } from '../../support/skipped-time.js';
import type { SkippedTime } from '../../support/skipped-time.js';
import { depart, elsewhere, endOf, resolve } from './hands.js';

const HOUR = 3_600_000;

describe('an order that comes to the product', () => {
  let time: SkippedTime;
  beforeAll(async () => {
    time = await startSkippedTime();
  });
  afterEach(() => {
    time.amazon.clearFaults();
  });
  afterAll(async () => {
    expect(time.amazon.violations()).toEqual([]);
    await time.stop();
  });
  const sent = (purchaseOrderNumber: string) => time.amazon.order(purchaseOrderNumber)?.accepted;
  const nothing = { acknowledgements: 0, labelRequests: 0, confirmations: 0 };

  it('accepted elsewhere is not acknowledged again; its label is requested once', async () => {
    const made = time.amazon.addOrder({ labelMode: 'amazon' });
    await elsewhere(time, made, 'acknowledged');
    const handle = await time.start(made.purchaseOrderNumber);
    const order = await time.untilState(handle, 'READY_TO_SHIP');
    expect(order).toMatchObject({ joined: true, label: { format: 'PNG' } });
    expect(sent(made.purchaseOrderNumber)).toEqual({ acknowledgements: 1, labelRequests: 1, confirmations: 0 });
  });

  it('labelled elsewhere has that label, and no other is requested', async () => {
    const made = time.amazon.addOrder({ labelMode: 'amazon' });
    await elsewhere(time, made, 'acknowledged', 'labelled');
    const handle = await time.start(made.purchaseOrderNumber);
    const order = await time.untilState(handle, 'READY_TO_SHIP');
    const trackingNumbers = order.label?.packages.map((labelled) => labelled.trackingNumber);
    const printed = time.amazon.order(made.purchaseOrderNumber)?.label?.packages;
    expect(trackingNumbers).toEqual(printed?.map((each) => each.trackingNumber));
    expect(sent(made.purchaseOrderNumber)).toEqual({ acknowledgements: 1, labelRequests: 1, confirmations: 0 });
    await depart(time, handle);
    expect(await endOf(time, handle)).toBe('COMPLETED');
  });

  it('shipped elsewhere is at its end', async () => {
    const made = time.amazon.addOrder({ labelMode: 'amazon' });
    await elsewhere(time, made, 'acknowledged', 'labelled', 'confirmed');
    const handle = await time.start(made.purchaseOrderNumber);
    expect(await endOf(time, handle)).toBe('COMPLETED');
    expect(sent(made.purchaseOrderNumber)).toEqual({ acknowledgements: 1, labelRequests: 1, confirmations: 1 });
  });

  it('cancelled already is at its end', async () => {
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon' });
    time.amazon.cancelOrder(purchaseOrderNumber);
    const handle = await time.start(purchaseOrderNumber);
    expect(await endOf(time, handle)).toBe('CANCELLED');
    expect(sent(purchaseOrderNumber)).toEqual(nothing);
  });

  it('with a status that is not known here is a person’s: only NEW is acknowledged', async () => {
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon' });
    time.amazon.addFault({
      operation: 'getOrder',
      purchaseOrderNumber,
      fault: { kind: 'unknown-enum', value: 'ON_HOLD' },
    });
    const handle = await time.start(purchaseOrderNumber);
    const order = await time.untilAttention(handle);
    expect(order.attention.items).toMatchObject([
      { reason: 'DecisionNeeded', message: expect.stringContaining('ON_HOLD') },
    ]);
    expect(sent(purchaseOrderNumber)).toEqual(nothing);
    await resolve(handle, 'accept');
    await time.untilState(handle, 'READY_TO_SHIP');
  });

  it.each<[string, { orderDate: number; requiredShipDate: number }]>([
    ['24 h old', { orderDate: -25 * HOUR, requiredShipDate: HOUR }],
    ['past its required ship date', { orderDate: -HOUR, requiredShipDate: -HOUR / 2 }],
  ])('NEW and %s is a person’s; nothing is sent before the answer', async (_age, { orderDate, requiredShipDate }) => {
    const now = await time.now();
    const made = time.amazon.addOrder({ orderDate: now + orderDate, requiredShipDate: now + requiredShipDate });
    const { purchaseOrderNumber } = made;
    const handle = await time.start(purchaseOrderNumber);
    const order = await time.untilAttention(handle);
    expect(order.attention.items).toMatchObject([{ reason: 'OrderTooOld', answers: ['accept', 'reject', 'abort'] }]);
    await time.skip(HOUR);
    expect(sent(purchaseOrderNumber)).toEqual(nothing);
    await resolve(handle, 'reject', { data: { code: '03', description: 'too late' } });
    expect(await endOf(time, handle)).toBe('REJECTED');
    expect(time.amazon.order(purchaseOrderNumber)?.acknowledgement).toMatchObject({ code: '03', accepted: false });
    const [request] = time.amazon.received({ operation: 'submitAcknowledgement', purchaseOrderNumber });
    expect(request?.body).toMatchObject({
      orderAcknowledgements: [{ acknowledgementStatus: { code: '03', description: 'too late' } }],
    });
  });

  it('NEW and too old is not asked about when an operator adopted it', async () => {
    const orderDate = (await time.now()) - 25 * HOUR;
    const { purchaseOrderNumber } = time.amazon.addOrder({ orderDate });
    const handle = await time.start(purchaseOrderNumber, {}, { adopted: true });
    const order = await time.untilState(handle, 'READY_TO_SHIP');
    expect(order.attention.raised).toBe(0);
  });

  it.each([404, 400])(
    'that Amazon does not know (%i) waits for a person, who looks again or closes it',
    async (status) => {
      const { purchaseOrderNumber } = time.amazon.addOrder({ availableAt: (await time.now()) + HOUR });
      if (status === 400) {
        time.amazon.addFault({ operation: 'getOrder', purchaseOrderNumber, fault: { kind: 'status', status: 400 } });
      }
      const handle = await time.start(purchaseOrderNumber);
      const order = await time.untilAttention(handle);
      expect(order.attention.items).toMatchObject([{ step: 'readOrder', answers: ['retry', 'abort'] }]);
      await time.skip(2 * HOUR);
      await resolve(handle, 'retry');
      await time.untilState(handle, 'READY_TO_SHIP');
      const another = await time.start(`${purchaseOrderNumber}X`);
      expect((await time.untilAttention(another)).attention.items).toMatchObject([{ reason: 'NotFound' }]);
      await resolve(another, 'abort');
      expect(await endOf(time, another)).toBe('CLOSED_BY_PERSON');
    },
  );

  it('that Amazon cannot show within a quarter of the time for its acknowledgement is a person’s, and goes on from the answer', async () => {
    const { purchaseOrderNumber } = time.amazon.addOrder();
    const broken = { operation: 'getOrder', purchaseOrderNumber, fault: { kind: 'status', status: 503 } } as const;
    time.amazon.addFault({ ...broken, times: 'always' });
    const handle = await time.start(purchaseOrderNumber, {
      deadlines: { ...defaultPolicy.deadlines, acknowledgeMs: 8 * HOUR },
    });
    await time.skip(1.8 * HOUR);
    expect((await handle.query(viewQuery)).attention.items).toEqual([]);
    await time.skip(0.3 * HOUR);
    const { attention } = await handle.query(viewQuery);
    // An order that nobody has read cannot have been done elsewhere: its lines are not known.
    expect(attention.items).toMatchObject([{ reason: 'Unavailable', step: 'readOrder', answers: ['retry', 'abort'] }]);
    time.amazon.clearFaults();
    await resolve(handle, 'retry');
    await time.until(handle, 'read', (order) => order.order !== undefined);
    await time.untilState(handle, 'READY_TO_SHIP');
  });
});
