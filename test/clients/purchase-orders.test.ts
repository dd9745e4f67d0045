import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { policyOf } from '../../clients/order-policy.js';
import {
  depart,
  queryView,
  reject,
  resolve,
  startPurchaseOrder,
  viewPurchaseOrder,
} from '../../clients/purchase-orders.js';
import { PayloadError } from '../../clients/updates.js';
import { purchaseOrderWorkflowId } from '../../workflows/purchase-order/messages.js';
import type { FulfillmentState } from '../../workflows/purchase-order/state.js';
import { searchAttributes } from '../../workflows/search-attributes.js';
import { eventually } from '../support/eventually.js';
import { openOrderDesk, policy } from './order-desk.js';
import type { OrderDesk } from './order-desk.js';

const account = 'default';
const named = (purchaseOrderNumber: string) => ({ account, purchaseOrderNumber });

describe('orders through a client', () => {
  let desk: OrderDesk;
  beforeAll(async () => {
    desk = await openOrderDesk();
    await desk.startWorker();
  }, 60_000);
  afterAll(() => desk.close(), 30_000);

  const start = (number: string) => startPurchaseOrder(desk.client, { ...named(number), policy });
  const untilState = (number: string, state: FulfillmentState) =>
    eventually(`${number} is ${state}`, async () => (await queryView(desk.client, named(number))).state === state);
  const departedNow = () => ({ departedAt: new Date().toISOString(), actor: 'dock-1' });

  it('of many starts at the same moment one starts the order and the others find it', async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => start('TOGETHER')));
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual([...Array<string>(7).fill('running'), 'started']);
  });

  it('a start sets state, account and summary', async () => {
    const { workflowId } = await start('VISIBLE');
    const described = await desk.client.workflow.getHandle(workflowId).describe();
    expect(workflowId).toBe('po/default/VISIBLE');
    expect(described.typedSearchAttributes.get(searchAttributes.Account)).toBe(account);
    expect(described.typedSearchAttributes.get(searchAttributes.FulfillmentState)).toBeDefined();
    await expect(described.staticSummary()).resolves.toBe('Purchase order VISIBLE');
  });

  it('an ended order is not started again, and says how it ended', async () => {
    await start('DONE');
    await untilState('DONE', 'READY_TO_SHIP');
    await depart(desk.client, named('DONE'), departedNow());
    await untilState('DONE', 'COMPLETED');
    await eventually('the workflow is closed', async () => (await start('DONE')).outcome === 'ended');
    await expect(start('DONE')).resolves.toEqual({
      workflowId: 'po/default/DONE',
      outcome: 'ended',
      state: 'COMPLETED',
    });
  });

  it('a terminated order is started again', async () => {
    await start('TERMINATED');
    await untilState('TERMINATED', 'READY_TO_SHIP');
    await desk.client.workflow.getHandle(purchaseOrderWorkflowId(account, 'TERMINATED')).terminate('test');
    await expect(start('TERMINATED')).resolves.toMatchObject({ outcome: 'started' });
  });

  it('an action that the workflow refuses fails with its own words', async () => {
    await start('REFUSES');
    await untilState('REFUSES', 'READY_TO_SHIP');
    await expect(reject(desk.client, named('REFUSES'), { code: '03' })).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/^reject is possible while RECEIVED; the order is READY_TO_SHIP\./),
    });
  });

  it('an action on an unknown order says so', async () => {
    await expect(depart(desk.client, named('NOBODY'), departedNow())).rejects.toMatchObject({ kind: 'unknown-order' });
    await expect(viewPurchaseOrder(desk.client, named('NOBODY'))).rejects.toMatchObject({ kind: 'unknown-order' });
  });

  it('an ended order can be seen, and refuses actions', async () => {
    await start('SEEN');
    await untilState('SEEN', 'READY_TO_SHIP');
    await depart(desk.client, named('SEEN'), departedNow());
    await desk.client.workflow.getHandle(purchaseOrderWorkflowId(account, 'SEEN')).result();
    await expect(viewPurchaseOrder(desk.client, named('SEEN'))).resolves.toMatchObject({
      status: 'COMPLETED',
      state: { state: 'COMPLETED', departedBy: 'dock-1' },
    });
    await expect(depart(desk.client, named('SEEN'), departedNow())).rejects.toMatchObject({
      kind: 'refused',
      message: 'The order has ended: COMPLETED.',
    });
  });

  it('the same request is done once and answers alike', async () => {
    await start('REPEATED');
    await untilState('REPEATED', 'READY_TO_SHIP');
    const request = { ...departedNow(), requestId: randomUUID() };
    const first = await depart(desk.client, named('REPEATED'), request);
    const second = await depart(desk.client, named('REPEATED'), request).catch((error: unknown) => error);
    expect(first).toEqual({ state: 'CONFIRMING' });
    // Either the recorded answer, or the order ended in between and nothing is done twice.
    expect(JSON.stringify(second)).toMatch(/CONFIRMING|COMPLETED/);
    const { state } = await viewPurchaseOrder(desk.client, named('REPEATED'));
    expect(state.audit.filter(({ action }) => action === 'depart')).toHaveLength(1);
  });

  it('an answered item lets the order go on', async () => {
    await start('NOMODE1');
    await eventually(
      'an item',
      async () => (await queryView(desk.client, named('NOMODE1'))).attention.items.length > 0,
    );
    const [item] = (await queryView(desk.client, named('NOMODE1'))).attention.items;
    await resolve(desk.client, named('NOMODE1'), {
      attentionId: item?.attentionId ?? '',
      answer: 'retry',
      data: { labelMode: 'amazon' },
    });
    await untilState('NOMODE1', 'READY_TO_SHIP');
  });

  it('an order goes by the policy it was started with, and the history says which', async () => {
    const own = { ...policy, deadlines: { ...policy.deadlines, confirmMs: 12_345_678 } };
    await startPurchaseOrder(desk.client, { ...named('OWNPOLICY'), policy: own });
    await expect(policyOf(desk.client, named('OWNPOLICY'))).resolves.toEqual(own);
    await expect(policyOf(desk.client, named('NOBODY'))).resolves.toBeUndefined();
  });

  it('an order that waits for Amazon shows which step does, why, and when it tries again', async () => {
    await start('SLOW1');
    await eventually('the label was tried once', async () => {
      const { pending } = await viewPurchaseOrder(desk.client, named('SLOW1'));
      return pending[0]?.lastFailure !== undefined && pending[0].lastFailure !== null;
    });
    await expect(viewPurchaseOrder(desk.client, named('SLOW1'))).resolves.toMatchObject({
      pending: [
        {
          name: 'obtainLabel',
          attempt: 2,
          lastFailure: 'Transaction t-1 is Processing.',
          nextAttemptAt: expect.stringMatching(/Z$/),
        },
      ],
    });
  });

  it('a payload with faults does not travel', async () => {
    const faulty = depart(desk.client, named('NOBODY'), { departedAt: 'yesterday', carrier: '' });
    await expect(faulty).rejects.toBeInstanceOf(PayloadError);
    await expect(faulty).rejects.toMatchObject({
      faults: [expect.stringContaining('departedAt'), expect.stringContaining('carrier')],
    });
  });
});
