import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { OperationName } from '../../../sandbox/amazon/options.js';
import { departUpdate, resolveUpdate, viewQuery } from '../../../workflows/purchase-order/messages.js';
import type { AcknowledgementPolicy } from '../../../workflows/purchase-order/policy.js';
import type { FulfillmentState, PurchaseOrderState } from '../../../workflows/purchase-order/state.js';
import { randomJson, seededDice } from '../../support/random-json.js';
import { startSkippedTime } from '../../support/skipped-time.js';
import type { OrderHandle, SkippedTime } from '../../support/skipped-time.js';
import { depart, endOf, readyToShip, refusalOf, resolve } from './hands.js';

const MINUTE = 60_000;
const asks = {
  acknowledgement: {
    decide: 'ask',
    acknowledgeAfterMs: 0,
    rules: [],
    codes: { '02': 'bad SKU', '03': 'out of stock' },
    hookGiveUpMs: 72_000_000,
  } as AcknowledgementPolicy,
};

describe('an operator', () => {
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

  const sendsOf = (purchaseOrderNumber: string): number =>
    time.amazon.received({ purchaseOrderNumber }).filter((request) => request.method === 'POST').length;

  /** An order that stays in a state for a while: by Amazon's silence for 15 min, or until somebody does something. */
  async function heldIn(state: FulfillmentState): Promise<{ handle: OrderHandle; purchaseOrderNumber: string }> {
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon' });
    const hold = (operation: OperationName) =>
      time.amazon.addFault({
        operation,
        purchaseOrderNumber,
        fault: { kind: 'never-success', effect: true },
      });
    if (state === 'ACKNOWLEDGING') hold('submitAcknowledgement');
    if (state === 'LABELLING') hold('submitShippingLabelRequest');
    if (state === 'CONFIRMING') hold('submitShipmentConfirmations');
    const handle = await time.start(purchaseOrderNumber, state === 'RECEIVED' ? asks : {});
    if (state === 'CONFIRMING') {
      await time.untilState(handle, 'READY_TO_SHIP');
      await depart(time, handle);
    }
    await time.until(handle, state, (order) => order.state === state && order.order !== undefined);
    return { handle, purchaseOrderNumber };
  }
  const cancelItem = (order: PurchaseOrderState) =>
    order.attention.items.find((item) => item.reason === 'CancelRequested');

  const states = ['RECEIVED', 'ACKNOWLEDGING', 'LABELLING', 'READY_TO_SHIP', 'CONFIRMING'] as const;
  it.each(states)('who cancels the workflow while %s opens one item; resume goes on to the end', async (state) => {
    const { handle } = await heldIn(state);
    await handle.cancel();
    const order = await time.until(handle, 'an item', (seen) => cancelItem(seen) !== undefined);
    expect(order.state).toBe(state);
    expect(order.audit.filter((entry) => entry.action === 'cancel-request')).toHaveLength(1);
    const { attentionId } = cancelItem(order)!;
    await handle.executeUpdate(resolveUpdate, { args: [{ attentionId, answer: 'resume', actor: 'support' }] });
    time.amazon.clearFaults();
    if (state === 'RECEIVED') await resolve(handle, 'accept');
    if (state !== 'CONFIRMING') {
      await time.untilState(handle, 'READY_TO_SHIP');
      await depart(time, handle);
    }
    expect(await endOf(time, handle)).toBe('COMPLETED');
  });

  it.each(states)('who closes an order while %s ends its workflow, and nothing more is sent', async (state) => {
    const { handle, purchaseOrderNumber } = await heldIn(state);
    await handle.cancel();
    const order = await time.until(handle, 'an item', (seen) => cancelItem(seen) !== undefined);
    const { attentionId } = cancelItem(order)!;
    // Between two attempts: this server stops skipping when a workflow ends under one.
    await time.skip(20_000);
    const answer = handle.executeUpdate(resolveUpdate, { args: [{ attentionId, answer: 'abort', actor: 'support' }] });
    await expect(answer).resolves.toEqual({ state: 'CLOSED_BY_PERSON' });
    expect(await endOf(time, handle)).toBe('CLOSED_BY_PERSON');
    const sent = sendsOf(purchaseOrderNumber);
    time.amazon.clearFaults();
    await time.skip(60 * MINUTE);
    expect(sendsOf(purchaseOrderNumber)).toBe(sent);
  });

  /** An order that waits for a person after a refused acknowledgement. */
  async function stuck() {
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon' });
    time.amazon.addFault({
      operation: 'submitAcknowledgement',
      purchaseOrderNumber,
      fault: { kind: 'transaction-failure', code: 'INVALID_ORDER_ID' },
    });
    const handle = await time.start(purchaseOrderNumber);
    await time.untilAttention(handle);
    return { handle, purchaseOrderNumber };
  }

  it('who closes a stuck order starts no step with that', async () => {
    const { handle, purchaseOrderNumber } = await stuck();
    await resolve(handle, 'abort');
    expect(await endOf(time, handle)).toBe('CLOSED_BY_PERSON');
    const { events } = await handle.fetchHistory();
    const types = (events ?? []).map((event) => Object.keys(event).find((key) => key.endsWith('EventAttributes')));
    expect(types.lastIndexOf('activityTaskScheduledEventAttributes')).toBeLessThan(
      types.lastIndexOf('workflowExecutionUpdateAcceptedEventAttributes'),
    );
    await time.skip(30 * MINUTE);
    expect(time.amazon.order(purchaseOrderNumber)?.accepted.acknowledgements).toBe(1);
  });

  it('who did it elsewhere says where, and the order goes on without sending it', async () => {
    const { handle, purchaseOrderNumber } = await stuck();
    expect(await refusalOf(resolve(handle, 'done-elsewhere'))).toMatch(/needs a reference/);
    await resolve(handle, 'done-elsewhere', { reference: 'Vendor Central 4711' });
    await time.untilState(handle, 'LABELLING');
    expect(time.amazon.order(purchaseOrderNumber)?.accepted.acknowledgements).toBe(1);
  });

  it('who waits gets another proof window in which nothing is sent, and is asked again after it', async () => {
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon' });
    const fault = { kind: 'never-success', effect: false } as const;
    time.amazon.addFault({ operation: 'submitAcknowledgement', purchaseOrderNumber, fault, times: 'always' });
    const handle = await time.start(purchaseOrderNumber);
    await time.untilAttention(handle);
    const sent = sendsOf(purchaseOrderNumber);
    await resolve(handle, 'wait');
    const waitedFrom = await time.now();
    const order = await time.untilAttention(handle);
    expect(order.attention.items).toMatchObject([{ reason: 'Unproven', attentionId: 'acknowledge-2' }]);
    expect((await time.now()) - waitedFrom).toBeGreaterThanOrEqual(29 * MINUTE);
    expect(sendsOf(purchaseOrderNumber)).toBe(sent);
    await resolve(handle, 'abort');
  });

  it('who repeats a request gets the same answer, and nothing is done twice', async () => {
    const { handle } = await readyToShip(time);
    const args = [
      { departedAt: new Date(await time.now()).toISOString(), actor: 'ann', requestId: 'truck-7' },
    ] as const;
    await handle.executeUpdate(departUpdate, { args: [...args] });
    await expect(handle.executeUpdate(departUpdate, { args: [...args] })).resolves.toEqual({ state: 'CONFIRMING' });
    expect((await handle.query(viewQuery)).audit.filter((entry) => entry.action === 'depart')).toHaveLength(1);
    expect(await endOf(time, handle)).toBe('COMPLETED');
  });

  it('who sends nonsense as an update is refused with every fault, and history knows nothing of it', async () => {
    const { handle } = await readyToShip(time);
    const nonsense: unknown[] = [
      undefined,
      null,
      { departedAt: 'soon', weight: 3 },
      { '\ud800': 1, departedAt: '\udc00' },
      { [`${'a'.repeat(59)}\u{1f600}`]: 1 },
      Object.fromEntries(Array.from({ length: 40_000 }, (_each, index) => [`unknown-field-${index}`, index])),
    ];
    for (const payload of nonsense) {
      for (const update of ['depart', 'reject', 'resolve']) {
        const refusal = await refusalOf(handle.executeUpdate(update, { args: [payload] }));
        expect(refusal).toMatch(/must be|is missing|is not known|needed/);
        expect(refusal.length).toBeLessThan(2_000);
      }
    }
    const { events } = await handle.fetchHistory();
    expect(events?.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes)).toEqual([]);
    await depart(time, handle);
    expect(await endOf(time, handle)).toBe('COMPLETED');
  });

  it('who sends nonsense as a signal harms nothing, and every one of them is in the audit list', async () => {
    const { handle } = await readyToShip(time);
    const dice = seededDice(3);
    const names = ['departedAt', 'containers', 'attentionId', 'match', 'answer', 'data', 'actor'];
    const payloads: unknown[] = [
      undefined,
      { departedAt: '2999-01-01T00:00:00Z' },
      { '\ud800': '\udc00' },
      { attentionId: 'obtainLabel-1', answer: 'reject', data: { code: { toString: 1, valueOf: 1 } } },
      ...Array.from({ length: 30 }, () => randomJson(dice, names, 3)),
    ];
    for (const payload of payloads) {
      await handle.signal('depart', payload);
      await handle.signal('resolve', payload);
    }
    const order = await time.until(handle, 'all taken', (seen) => seen.audit.length >= 2 * payloads.length);
    expect(order.state).toBe('READY_TO_SHIP');
    expect(order.audit).toHaveLength(2 * payloads.length);
    expect(order.audit.every((entry) => entry.refused !== undefined)).toBe(true);
    await handle.signal('depart', { departedAt: new Date(await time.now()).toISOString(), actor: 'warehouse' });
    expect(await endOf(time, handle)).toBe('COMPLETED');
  });

  it('who answers for many at once answers the items of that reason that were open then', async () => {
    const first = await stuck();
    const second = await stuck();
    const raisedBefore = new Date((await time.now()) + 1).toISOString();
    const answer = { match: { reason: 'Rejected', raisedBefore }, answer: 'retry', actor: 'support' };
    for (const { handle } of [first, second]) await handle.signal('resolve', answer);
    for (const { handle } of [first, second]) await time.untilState(handle, 'READY_TO_SHIP');
  });
});
