import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { relabelUpdate, viewQuery } from '../../../workflows/purchase-order/messages.js';
import type { RelabelInput } from '../../../workflows/purchase-order/messages.js';
import type { LabelFacts } from '../../../workflows/purchase-order/order.js';
import type { PurchaseOrderState } from '../../../workflows/purchase-order/state.js';
import { startSkippedTime } from '../../support/skipped-time.js';
import type { OrderHandle, SkippedTime } from '../../support/skipped-time.js';
import { depart, endOf, readyToShip, refusalOf, resolve } from './hands.js';

const MINUTE = 60_000;

describe('a relabel', () => {
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

  const numbersOf = (label: LabelFacts | undefined): (string | undefined)[] =>
    (label?.packages ?? []).map(({ trackingNumber }) => trackingNumber);
  const requests = (purchaseOrderNumber: string): number =>
    time.amazon.order(purchaseOrderNumber)?.accepted.labelRequests ?? 0;
  const relabel = (handle: OrderHandle, more: RelabelInput = {}) =>
    handle.executeUpdate(relabelUpdate, { args: [{ actor: 'ann', ...more }] });
  /** An order with a label, for which Amazon takes another request. */
  async function labelled(): Promise<{ handle: OrderHandle; number: string; old: PurchaseOrderState }> {
    const { made, handle, order } = await readyToShip(time);
    time.amazon.allowRelabel(made.purchaseOrderNumber);
    return { handle, number: made.purchaseOrderNumber, old: order };
  }

  it('with another tracking number waits until the old print is destroyed; then the new one ships', async () => {
    const { handle, number, old } = await labelled();
    expect(await relabel(handle)).toEqual({ state: 'LABELLING' });
    const asked = await time.untilAttention(handle);
    expect(asked).toMatchObject({
      state: 'LABELLING',
      attention: { items: [{ step: 'replaceLabel', reason: 'LabelReplaced', answers: ['destroyed', 'abort'] }] },
    });
    expect(asked.attention.items[0]?.message).toContain(numbersOf(old.label)[0]);
    expect(await refusalOf(depart(time, handle))).toMatch(/once the order is READY_TO_SHIP/);
    await resolve(handle, 'destroyed');
    const ready = await time.untilState(handle, 'READY_TO_SHIP');
    expect(ready.voidLabels).toMatchObject([{ packages: old.label?.packages, isDestroyed: true, actor: 'ann' }]);
    expect(numbersOf(ready.label)).toEqual(
      time.amazon.order(number)?.label?.packages.map(({ trackingNumber }) => trackingNumber),
    );
    expect(numbersOf(ready.label)).not.toEqual(numbersOf(old.label));
    const oldNumber = numbersOf(old.label)[0] ?? '';
    expect(await refusalOf(depart(time, handle, { trackingNumber: oldNumber }))).toMatch(/is not on Amazon's label/);
    await depart(time, handle);
    expect(await endOf(time, handle)).toBe('COMPLETED');
    expect(requests(number)).toBe(2);
  });

  it('is not late while it waits for the old print: the label is there', async () => {
    const { handle } = await labelled();
    await relabel(handle);
    await time.untilAttention(handle);
    await time.skip(60 * MINUTE);
    const { told, breaches } = await handle.query(viewQuery);
    expect({ told: told.filter((id) => id.includes('evidence')), breaches }).toEqual({ told: [], breaches: [] });
    await resolve(handle, 'destroyed');
  });

  it('whose old print is destroyed already asks nobody', async () => {
    const { handle, number, old } = await labelled();
    await relabel(handle, { isDestroyed: true });
    const ready = await time.untilState(handle, 'READY_TO_SHIP');
    expect(ready.attention.raised).toBe(0);
    expect(numbersOf(ready.label)).not.toEqual(numbersOf(old.label));
    expect(requests(number)).toBe(2);
  });

  it('asks for other packages where those have changed', async () => {
    const { handle, number, old } = await labelled();
    const items = (old.order?.lines ?? []).map(({ itemSequenceNumber, quantity }) => ({
      itemSequenceNumber,
      quantity,
    }));
    await relabel(handle, { isDestroyed: true, containers: [{ containerIdentifier: 'NEW', items }] });
    await time.untilState(handle, 'READY_TO_SHIP');
    const bodies = time.amazon.received({ operation: 'submitShippingLabelRequest', purchaseOrderNumber: number });
    expect(bodies.map(({ body }) => body)).toMatchObject([
      { shippingLabelRequests: [expect.not.objectContaining({ containers: expect.anything() as unknown })] },
      { shippingLabelRequests: [{ containers: [{ containerIdentifier: 'NEW' }] }] },
    ]);
  });

  it('that Amazon fails is a person’s; retry asks again, and no label is taken for the new one before', async () => {
    const { handle, number, old } = await labelled();
    time.amazon.addFault({
      operation: 'submitShippingLabelRequest',
      purchaseOrderNumber: number,
      fault: { kind: 'transaction-failure', code: 'NotAvailable' },
    });
    await relabel(handle, { isDestroyed: true });
    const { attention, label } = await time.untilAttention(handle);
    expect(attention.items).toMatchObject([{ step: 'obtainLabel', reason: 'Rejected' }]);
    expect(label).toBeUndefined();
    await resolve(handle, 'retry');
    const ready = await time.untilState(handle, 'READY_TO_SHIP');
    expect(numbersOf(ready.label)).not.toEqual(numbersOf(old.label));
    expect(requests(number)).toBe(3);
  });

  it('that Amazon fails may be left: keep-label ships with the old one, its age counted from its own request', async () => {
    const { handle, number, old } = await labelled();
    time.amazon.addFault({
      operation: 'submitShippingLabelRequest',
      purchaseOrderNumber: number,
      fault: { kind: 'transaction-failure', code: 'NotAvailable' },
    });
    await relabel(handle);
    await time.untilAttention(handle);
    await resolve(handle, 'keep-label');
    const ready = await time.untilState(handle, 'READY_TO_SHIP');
    expect(ready).toMatchObject({ label: old.label, voidLabels: [] });
    expect(ready.labelRequestedAt).toBe(old.labelRequestedAt);
    await depart(time, handle);
    expect(await endOf(time, handle)).toBe('COMPLETED');
    expect(requests(number)).toBe(2);
  });

  it('made twice voids both labels, and each is asked for once', async () => {
    const { handle, number, old } = await labelled();
    await relabel(handle, { isDestroyed: true });
    const second = await time.untilState(handle, 'READY_TO_SHIP');
    time.amazon.allowRelabel(number);
    await relabel(handle);
    await time.untilAttention(handle);
    await resolve(handle, 'destroyed');
    const third = await time.untilState(handle, 'READY_TO_SHIP');
    expect(third.voidLabels.map(numbersOf)).toEqual([numbersOf(old.label), numbersOf(second.label)]);
    expect(third.voidLabels.map(({ isDestroyed }) => isDestroyed)).toEqual([true, true]);
    expect(third.labelOccurrence).toBe(3);
    expect(requests(number)).toBe(3);
  });

  it('of which the late first evidence was a breach has it on record as met', async () => {
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon' });
    const fault = { kind: 'label-late', delayMs: 40 * MINUTE } as const;
    time.amazon.addFault({ operation: 'submitShippingLabelRequest', purchaseOrderNumber, fault });
    const handle = await time.start(purchaseOrderNumber);
    await time.untilAttention(handle);
    await time.skip(15 * MINUTE);
    await resolve(handle, 'wait');
    const { breaches } = await time.untilState(handle, 'READY_TO_SHIP');
    expect(breaches).toEqual([
      {
        deadline: 'evidence of the label',
        dueAt: expect.any(String) as unknown,
        metAt: expect.any(String) as unknown,
      },
    ]);
  });
});
