import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { viewQuery } from '../../../workflows/purchase-order/messages.js';
import { searchAttributes } from '../../../workflows/search-attributes.js';
import { defaultPolicy } from '../../support/default-policy.js';
import { startSkippedTime } from '../../support/skipped-time.js';
import type { SkippedTime } from '../../support/skipped-time.js';
import { depart, endOf, readyToShip, resolve } from './hands.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('a deadline', () => {
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

  it('of 24 h for the acknowledgement is kept up to its end while nobody can log in, then a person is asked and retry goes on', async () => {
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon' });
    const orderedAt = await time.now();
    const handle = await time.start(purchaseOrderNumber, {
      acknowledgement: { ...defaultPolicy.acknowledgement, acknowledgeAfterMs: 18 * HOUR },
    });
    await time.until(handle, 'read', (order) => order.order !== undefined);
    time.amazon.expireTokens();
    time.amazon.addFault({ operation: 'accessToken', fault: { kind: 'status', status: 503 }, times: 'always' });
    await time.skip(23.5 * HOUR);
    expect(await handle.query(viewQuery)).toMatchObject({ state: 'ACKNOWLEDGING', attention: { items: [] } });
    const { attention, order } = await time.untilAttention(handle);
    expect(attention.items).toMatchObject([
      {
        step: 'acknowledge',
        reason: 'Unavailable',
        dueAt: new Date(Date.parse(order?.orderDate ?? '') + 24 * HOUR).toISOString(),
      },
    ]);
    expect((await time.now()) - orderedAt).toBeLessThan(24 * HOUR + 2 * MINUTE);
    time.amazon.clearFaults();
    await resolve(handle, 'retry');
    await time.untilState(handle, 'READY_TO_SHIP');
    expect(time.amazon.order(purchaseOrderNumber)?.accepted.acknowledgements).toBe(1);
  });

  it('of 4 h for the confirmation that is past already changes neither the date nor the sending; it is a breach on record', async () => {
    const { made, handle } = await readyToShip(time, {
      labelMode: 'amazon',
      orderDate: (await time.now()) - 8 * HOUR,
    });
    const departedAt = new Date((await time.now()) - 5 * HOUR).toISOString();
    await depart(time, handle, { departedAt });
    expect(await endOf(time, handle)).toBe('COMPLETED');
    expect(time.amazon.order(made.purchaseOrderNumber)?.confirmation).toMatchObject({
      shippedDate: departedAt,
      late: true,
    });
    const { breaches } = await handle.query(viewQuery);
    const dueAt = new Date(Date.parse(departedAt) + 4 * HOUR).toISOString();
    expect(breaches).toMatchObject([{ deadline: 'confirm', dueAt }]);
  });

  it('that was kept leaves no breach, and none is shown as next at the end', async () => {
    const { handle } = await readyToShip(time);
    await depart(time, handle);
    expect(await endOf(time, handle)).toBe('COMPLETED');
    expect((await handle.query(viewQuery)).breaches).toEqual([]);
    const { typedSearchAttributes } = await handle.describe();
    expect(typedSearchAttributes.get(searchAttributes.NextDeadline)).toBeUndefined();
  });

  it('of 30 min lets a label come late, and asks for no second one', async () => {
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon' });
    time.amazon.addFault({
      operation: 'submitShippingLabelRequest',
      purchaseOrderNumber,
      fault: { kind: 'label-late', delayMs: 25 * MINUTE },
    });
    const handle = await time.start(purchaseOrderNumber);
    const order = await time.untilState(handle, 'READY_TO_SHIP');
    expect(order.attention.raised).toBe(0);
    expect(time.amazon.order(purchaseOrderNumber)?.accepted.labelRequests).toBe(1);
  });

  it('of 30 min for a label that never comes ends with a person: Success promised it, so it is not asked for again', async () => {
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon' });
    time.amazon.addFault({
      operation: 'getShippingLabel',
      purchaseOrderNumber,
      fault: { kind: 'empty-payload' },
      times: 'always',
    });
    const startedAt = await time.now();
    const handle = await time.start(purchaseOrderNumber);
    const { attention } = await time.untilAttention(handle);
    expect(attention.items).toMatchObject([{ step: 'obtainLabel', reason: 'Unproven' }]);
    expect((await time.now()) - startedAt).toBeGreaterThan(30 * MINUTE);
    expect(time.amazon.order(purchaseOrderNumber)?.accepted.labelRequests).toBe(1);
    time.amazon.clearFaults();
    await resolve(handle, 'wait');
    await time.untilState(handle, 'READY_TO_SHIP');
    expect(time.amazon.order(purchaseOrderNumber)?.accepted.labelRequests).toBe(1);
  });

  it('that comes before the proof window ends asks a person early, with both risks named; nothing is sent twice', async () => {
    const now = await time.now();
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon', orderDate: now - 23.9 * HOUR });
    const fault = { kind: 'never-success', effect: true } as const;
    time.amazon.addFault({ operation: 'submitAcknowledgement', purchaseOrderNumber, fault });
    const handle = await time.start(purchaseOrderNumber, {
      attempts: { ...defaultPolicy.attempts, minimumBudgetMs: 5 * MINUTE },
    });
    const { attention } = await time.untilAttention(handle);
    expect(attention.items).toMatchObject([
      { reason: 'Unproven', message: expect.stringMatching(/twice.*deadline/) as unknown },
    ]);
    await resolve(handle, 'retry');
    await time.untilState(handle, 'READY_TO_SHIP');
    expect(time.amazon.order(purchaseOrderNumber)?.accepted.acknowledgements).toBe(1);
  });

  it('that ends right after a send leaves it under way: retry looks for its outcome and sends nothing', async () => {
    const now = await time.now();
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon', orderDate: now - 23.9 * HOUR });
    const handle = await time.start(purchaseOrderNumber, {
      deadlines: { ...defaultPolicy.deadlines, acknowledgeMs: 23.91 * HOUR },
      attempts: { ...defaultPolicy.attempts, minimumBudgetMs: 40_000 },
    });
    const { attention } = await time.untilAttention(handle);
    const { attentionId } = attention.items[0]!;
    expect(attentionId).toBe('acknowledge-1');
    expect(time.amazon.order(purchaseOrderNumber)?.accepted.acknowledgements).toBe(1);
    await resolve(handle, attention.items[0]?.reason === 'Unproven' ? 'wait' : 'retry');
    await time.untilState(handle, 'READY_TO_SHIP');
    expect(time.amazon.order(purchaseOrderNumber)?.accepted.acknowledgements).toBe(1);
  });
});
