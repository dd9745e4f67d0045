import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OperationName } from '../../../sandbox/amazon/options.js';
import { cancelledByAmazonSignal, relabelUpdate, viewQuery } from '../../../workflows/purchase-order/messages.js';
import { startSkippedTime } from '../../support/skipped-time.js';
import type { SkippedTime } from '../../support/skipped-time.js';
import { depart, endOf, readyToShip, resolve } from './hands.js';

describe('an order that the customer cancels', () => {
  let time: SkippedTime;
  beforeAll(async () => {
    time = await startSkippedTime();
  });
  afterAll(async () => {
    expect(time.amazon.violations()).toEqual([]);
    await time.stop();
  });

  it.each<[string, OperationName]>([
    ['before its acknowledgement', 'submitAcknowledgement'],
    ['before its label request', 'submitShippingLabelRequest'],
  ])('%s is CANCELLED: nobody is asked, and nothing more is sent', async (_when, operation) => {
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon' });
    time.amazon.addFault({ operation, purchaseOrderNumber, fault: { kind: 'cancelled-order' } });
    const handle = await time.start(purchaseOrderNumber);
    expect(await endOf(time, handle)).toBe('CANCELLED');
    expect((await handle.query(viewQuery)).attention.raised).toBe(0);
    const sent = time.amazon.received({ purchaseOrderNumber }).filter((request) => request.method === 'POST').length;
    await time.skip(2 * 3_600_000);
    expect(time.amazon.received({ operation, purchaseOrderNumber })).toHaveLength(1);
    expect(time.amazon.received({ purchaseOrderNumber }).filter((each) => each.method === 'POST')).toHaveLength(sent);
  });

  it.each<[string, OperationName]>([
    ['acknowledgement', 'submitAcknowledgement'],
    ['label request', 'submitShippingLabelRequest'],
  ])('while its %s stays Processing is CANCELLED without a question', async (_what, operation) => {
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon' });
    const fault = { kind: 'never-success', effect: false } as const;
    time.amazon.addFault({ operation, purchaseOrderNumber, fault });
    const handle = await time.start(purchaseOrderNumber);
    await time.until(handle, 'sent', () => time.amazon.received({ operation, purchaseOrderNumber }).length > 0);
    time.amazon.cancelOrder(purchaseOrderNumber);
    expect(await endOf(time, handle)).toBe('CANCELLED');
    expect((await handle.query(viewQuery)).attention.raised).toBe(0);
  });

  /** It departs after Amazon has cancelled it, and nothing of the confirmation is at Amazon yet. */
  async function departedTooLate() {
    const { made, handle } = await readyToShip(time);
    const { purchaseOrderNumber } = made;
    time.amazon.cancelOrder(purchaseOrderNumber);
    await depart(time, handle);
    const { attention, state } = await time.untilAttention(handle);
    expect(state).toBe('CONFIRMING');
    expect(attention.items).toMatchObject([
      { step: 'confirmShipment', reason: 'CancelledByAmazon', answers: ['stopped', 'left-anyway', 'abort'] },
    ]);
    expect(confirmations(purchaseOrderNumber)).toBe(0);
    return { handle, purchaseOrderNumber };
  }
  const confirmations = (purchaseOrderNumber: string): number =>
    time.amazon.order(purchaseOrderNumber)?.accepted.confirmations ?? 0;

  it('before its departure is a person’s: stopped ends it, and nothing is sent', async () => {
    const { handle, purchaseOrderNumber } = await departedTooLate();
    await resolve(handle, 'stopped');
    expect(await endOf(time, handle)).toBe('CANCELLED');
    expect(confirmations(purchaseOrderNumber)).toBe(0);
  });

  it('before its departure is a person’s: left-anyway confirms it once, and Amazon’s refusal is a person’s', async () => {
    const { handle, purchaseOrderNumber } = await departedTooLate();
    await resolve(handle, 'left-anyway');
    const { attention } = await time.untilAttention(handle);
    expect(attention.items).toMatchObject([
      { step: 'confirmShipment', reason: 'Rejected', details: { codes: ['ORDER_CANCELLED'] } },
    ]);
    await resolve(handle, 'done-elsewhere', { reference: 'Vendor Central 4711' });
    expect(await endOf(time, handle)).toBe('COMPLETED');
    expect(confirmations(purchaseOrderNumber)).toBe(1);
  });

  it('and that is seen by the sweep is asked about before anybody reports its departure', async () => {
    const { made, handle } = await readyToShip(time);
    time.amazon.cancelOrder(made.purchaseOrderNumber);
    await handle.signal(cancelledByAmazonSignal, { seenAt: new Date(await time.now()).toISOString() });
    const { attention } = await time.untilAttention(handle);
    expect(attention.items).toMatchObject([{ step: 'stopParcel', reason: 'CancelledByAmazon' }]);
    await resolve(handle, 'stopped');
    expect(await endOf(time, handle)).toBe('CANCELLED');
    expect(confirmations(made.purchaseOrderNumber)).toBe(0);
  });

  it('while its second label is asked for has a parcel: somebody says that it is stopped', async () => {
    const { made, handle } = await readyToShip(time);
    time.amazon.allowRelabel(made.purchaseOrderNumber);
    time.amazon.cancelOrder(made.purchaseOrderNumber);
    await handle.executeUpdate(relabelUpdate, { args: [{ actor: 'ann' }] });
    const { attention } = await time.untilAttention(handle);
    expect(attention.items).toMatchObject([{ reason: 'CancelledByAmazon', answers: ['stopped', 'abort'] }]);
    await resolve(handle, 'stopped');
    expect(await endOf(time, handle)).toBe('CANCELLED');
  });

  it('is not looked for for ever: while Amazon tells nothing of the order, its confirmation goes out in time', async () => {
    const { made, handle } = await readyToShip(time);
    const { purchaseOrderNumber } = made;
    const fault = { kind: 'status', status: 503 } as const;
    time.amazon.addFault({ operation: 'getOrder', purchaseOrderNumber, fault, times: 'always' });
    await depart(time, handle);
    await time.skip(15 * 60_000);
    expect(confirmations(purchaseOrderNumber)).toBe(1);
    time.amazon.clearFaults();
    expect(await endOf(time, handle)).toBe('COMPLETED');
  });

  it('after the confirmation was sent is not asked about: what was sent is proven first', async () => {
    const { made, handle } = await readyToShip(time);
    const { purchaseOrderNumber } = made;
    const operation = 'submitShipmentConfirmations';
    const fault = { kind: 'never-success', effect: false } as const;
    time.amazon.addFault({ operation, purchaseOrderNumber, fault });
    await depart(time, handle);
    await time.until(handle, 'sent', () => confirmations(purchaseOrderNumber) > 0);
    time.amazon.cancelOrder(purchaseOrderNumber);
    await time.skip(20 * 60_000);
    expect((await handle.query(viewQuery)).attention.raised).toBe(0);
    expect(confirmations(purchaseOrderNumber)).toBe(1);
  });
});
