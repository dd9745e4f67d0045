import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OperationName } from '../../../sandbox/amazon/options.js';
import { cancelUpdate, floorDenialUpdate, viewQuery } from '../../../workflows/purchase-order/messages.js';
import { startSkippedTime } from '../../support/skipped-time.js';
import type { OrderHandle, SkippedTime } from '../../support/skipped-time.js';
import { depart, elsewhere, endOf, readyToShip, refusalOf, resolve } from './hands.js';

const MINUTE = 60_000;
const UNLISTED = 'WH99';

describe('a floor denial', () => {
  let time: SkippedTime;
  beforeAll(async () => {
    time = await startSkippedTime({
      labelModeFor: (warehouse) => (warehouse === UNLISTED ? undefined : { mode: 'amazon' }),
    });
  });
  afterEach(() => {
    time.amazon.clearFaults();
  });
  afterAll(async () => {
    expect(time.amazon.violations()).toEqual([]);
    await time.stop();
  });

  const deny = (handle: OrderHandle) => handle.executeUpdate(floorDenialUpdate, { args: [{ actor: 'ann' }] });
  const received = (operation: OperationName, purchaseOrderNumber: string): number =>
    time.amazon.received({ operation, purchaseOrderNumber }).length;
  /** What Amazon has answered with 202: a request with a token that has just expired is none. */
  const accepted = (purchaseOrderNumber: string) => time.amazon.order(purchaseOrderNumber)!.accepted;
  /** Amazon has it once, with the instant of the decision, and no confirmation besides. */
  function expectDenied(purchaseOrderNumber: string, sends = 1): void {
    const { confirmation } = time.amazon.order(purchaseOrderNumber)!;
    expect(confirmation).toMatchObject({ shipmentStatus: 'FLOOR_DENIAL' });
    expect(accepted(purchaseOrderNumber).confirmations).toBe(sends);
  }

  it('of an acknowledged order whose label mode nobody knows closes that question', async () => {
    const made = time.amazon.addOrder({ labelMode: 'amazon', warehouse: UNLISTED });
    await elsewhere(time, made, 'acknowledged');
    const handle = await time.start(made.purchaseOrderNumber);
    const { state, attention } = await time.untilAttention(handle);
    expect(state).toBe('ACKNOWLEDGED');
    expect(attention.items).toMatchObject([{ reason: 'LabelModeMissing' }]);
    await deny(handle);
    expect((await handle.query(viewQuery)).attention.items).toEqual([]);
    expect(await endOf(time, handle)).toBe('FLOOR_DENIED');
    expectDenied(made.purchaseOrderNumber);
    expect(accepted(made.purchaseOrderNumber).labelRequests).toBe(0);
  });

  it('while Amazon makes the label does not wait for it', async () => {
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon' });
    const fault = { kind: 'never-success', effect: false } as const;
    const operation = 'submitShippingLabelRequest';
    time.amazon.addFault({ operation, purchaseOrderNumber, fault });
    const handle = await time.start(purchaseOrderNumber);
    await time.until(handle, 'requested', () => received(operation, purchaseOrderNumber) > 0);
    // Between two attempts: this server stops skipping when a workflow ends under one.
    await time.skip(20_000);
    await deny(handle);
    expect(await endOf(time, handle)).toBe('FLOOR_DENIED');
    expectDenied(purchaseOrderNumber);
    const order = await handle.query(viewQuery);
    expect(order.attention.raised).toBe(0);
    expect(order.label).toBeUndefined();
    await time.skip(60 * MINUTE);
    expect(accepted(purchaseOrderNumber).labelRequests).toBe(1);
  });

  it('before the label request could leave keeps it from ever being sent', async () => {
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon' });
    const operation = 'submitShippingLabelRequest';
    // Nothing of it is at Amazon; it is tried again after 5 min.
    time.amazon.addFault({ operation, purchaseOrderNumber, fault: { kind: 'not-permitted' }, times: 2 });
    const handle = await time.start(purchaseOrderNumber);
    await time.until(handle, 'refused', () => received(operation, purchaseOrderNumber) > 0);
    // The denial is under way for long, the label step beside it.
    const fault = { kind: 'never-success', effect: true } as const;
    time.amazon.addFault({ operation: 'submitShipmentConfirmations', purchaseOrderNumber, fault });
    await deny(handle);
    await time.skip(20 * MINUTE);
    expect(accepted(purchaseOrderNumber).labelRequests).toBe(0);
    await time.untilAttention(handle);
    await resolve(handle, 'done-elsewhere', { reference: 'Vendor Central' });
    expect(await endOf(time, handle)).toBe('FLOOR_DENIED');
  });

  it('while the label waits for a person closes that question, and nothing more is asked about it', async () => {
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon' });
    const operation = 'submitShippingLabelRequest';
    const fault = { kind: 'transaction-failure', code: 'NotAvailable' } as const;
    time.amazon.addFault({ operation, purchaseOrderNumber, fault });
    const handle = await time.start(purchaseOrderNumber);
    const { attention } = await time.untilAttention(handle);
    await deny(handle);
    expect(await refusalOf(resolve(handle, 'retry'))).toMatch(/Not one item/);
    const [item] = attention.items;
    const late = { attentionId: item?.attentionId ?? '', answer: 'retry' };
    expect(await refusalOf(handle.executeUpdate('resolve', { args: [late] }))).toMatch(/No such item|has ended/);
    expect(await endOf(time, handle)).toBe('FLOOR_DENIED');
    expectDenied(purchaseOrderNumber);
    expect(accepted(purchaseOrderNumber).labelRequests).toBe(1);
    expect((await handle.query(viewQuery)).attention.raised).toBe(1);
  });

  it('of an order that is ready ends it; a departure after it is refused', async () => {
    const { made, handle } = await readyToShip(time);
    await time.skip(10 * MINUTE);
    const { state } = await handle.executeUpdate(cancelUpdate, { args: [{ actor: 'ann', reason: 'recall' }] });
    expect(state).toBe('CONFIRMING');
    expect(await refusalOf(depart(time, handle))).toMatch(/denied on the floor/);
    expect(await endOf(time, handle)).toBe('FLOOR_DENIED');
    expectDenied(made.purchaseOrderNumber);
    const { denial, breaches } = await handle.query(viewQuery);
    expect(time.amazon.order(made.purchaseOrderNumber)?.confirmation?.shippedDate).toBe(denial?.decidedAt);
    expect(breaches).toEqual([]);
  });

  it('that Amazon fails is a person’s; retry sends it once more', async () => {
    const { made, handle } = await readyToShip(time);
    const { purchaseOrderNumber } = made;
    const fault = { kind: 'transaction-failure', code: 'INVALID_ORDER_ID' } as const;
    time.amazon.addFault({ operation: 'submitShipmentConfirmations', purchaseOrderNumber, fault });
    await deny(handle);
    const { attention } = await time.untilAttention(handle);
    expect(attention.items).toMatchObject([{ step: 'denyShipment', reason: 'Rejected' }]);
    await resolve(handle, 'retry');
    expect(await endOf(time, handle)).toBe('FLOOR_DENIED');
    expectDenied(purchaseOrderNumber, 2);
  });

  it('that Amazon never calls Success is a person’s after 30 min, and is not sent again by itself', async () => {
    const { made, handle } = await readyToShip(time);
    const { purchaseOrderNumber } = made;
    const fault = { kind: 'never-success', effect: false } as const;
    time.amazon.addFault({ operation: 'submitShipmentConfirmations', purchaseOrderNumber, fault });
    await deny(handle);
    const deniedAt = await time.now();
    const { attention } = await time.untilAttention(handle);
    expect((await time.now()) - deniedAt).toBeGreaterThan(29 * MINUTE);
    expect(attention.items).toMatchObject([{ step: 'denyShipment', reason: 'Unproven' }]);
    expect(accepted(purchaseOrderNumber).confirmations).toBe(1);
    await resolve(handle, 'done-elsewhere', { reference: 'Vendor Central 7' });
    expect(await endOf(time, handle)).toBe('FLOOR_DENIED');
  });

  it('that Amazon cancels the order on ends as CANCELLED: nobody is asked', async () => {
    const { made, handle } = await readyToShip(time);
    const { purchaseOrderNumber } = made;
    const fault = { kind: 'never-success', effect: false } as const;
    time.amazon.addFault({ operation: 'submitShipmentConfirmations', purchaseOrderNumber, fault });
    await deny(handle);
    await time.skip(10 * MINUTE);
    time.amazon.cancelOrder(purchaseOrderNumber);
    expect(await endOf(time, handle)).toBe('CANCELLED');
    expect((await handle.query(viewQuery)).attention.raised).toBe(0);
  });
});
