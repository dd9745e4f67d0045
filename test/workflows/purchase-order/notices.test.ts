import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { viewQuery } from '../../../workflows/purchase-order/messages.js';
import type { Notice } from '../../../workflows/steps/notices.js';
import { ATTENTION_MEMO } from '../../../workflows/search-attributes.js';
import { startSkippedTime } from '../../support/skipped-time.js';
import type { OrderHandle, SkippedTime } from '../../support/skipped-time.js';
import { endOf, readyToShip, resolve } from './hands.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('the notices of an order', () => {
  let time: SkippedTime;
  let isTaken = true;
  beforeAll(async () => {
    time = await startSkippedTime({
      isForgetful: true,
      notify: () => {
        if (!isTaken) throw new Error('the disk is full');
      },
    });
  });
  afterEach(() => {
    time.amazon.clearFaults();
    isTaken = true;
  });
  afterAll(async () => {
    expect(time.amazon.violations()).toEqual([]);
    await time.stop();
  });

  /** An order whose acknowledgement Amazon refuses: it waits for a person. */
  async function stuck(): Promise<{ handle: OrderHandle; orderedAt: number; raisedAt: number }> {
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon' });
    const fault = { kind: 'transaction-failure', code: 'INVALID_ORDER_ID' } as const;
    time.amazon.addFault({ operation: 'submitAcknowledgement', purchaseOrderNumber, fault });
    const handle = await time.start(purchaseOrderNumber);
    const { attention, order } = await time.untilAttention(handle);
    const [item] = attention.items;
    return { handle, orderedAt: Date.parse(order?.orderDate ?? ''), raisedAt: Date.parse(item?.raisedAt ?? '') };
  }
  const noticesOf = ({ workflowId }: OrderHandle) => time.notices.filter((notice) => notice.workflowId === workflowId);
  const kindOf = ({ type, reason }: Notice): string => `${type} ${reason}`;
  const everything = [
    'attention.raised Rejected',
    'deadline.warning evidence of the acknowledgement',
    'deadline.breach evidence of the acknowledgement',
    'attention.reminder Rejected',
    'deadline.warning acknowledge',
    'attention.reminder Rejected',
    'deadline.breach acknowledge',
  ];

  it('that is stuck for two days come once each, at their minute, though every task is a restart', async () => {
    const { handle, orderedAt, raisedAt } = await stuck();
    const since = Date.parse((await handle.query(viewQuery)).since ?? '');
    await time.skip(48 * HOUR);
    const notices = noticesOf(handle);
    expect(notices.map(kindOf)).toEqual(everything);
    const dueAt = orderedAt + 24 * HOUR;
    const planned = [
      raisedAt,
      since + 15 * MINUTE,
      since + 30 * MINUTE,
      raisedAt + (dueAt - raisedAt) / 2,
      orderedAt + 20 * HOUR,
      raisedAt + (dueAt - raisedAt) * 0.9,
      dueAt,
    ];
    for (const [index, { at, toldAt }] of notices.entries()) {
      expect(Math.abs(Date.parse(at) - (planned[index] ?? 0))).toBeLessThan(2);
      expect(toldAt - Date.parse(at)).toBeGreaterThanOrEqual(0);
      expect(toldAt - Date.parse(at)).toBeLessThan(MINUTE);
    }
    expect(new Set(notices.map(({ id }) => id)).size).toBe(notices.length);
    const { breaches } = await handle.query(viewQuery);
    expect(breaches.map(({ deadline }) => deadline)).toEqual(['evidence of the acknowledgement', 'acknowledge']);
    await resolve(handle, 'abort');
    await endOf(time, handle);
  });

  it('that cannot be handed over for hours are all told later, once, and hold up nothing', async () => {
    isTaken = false;
    const { handle } = await stuck();
    await time.skip(3 * HOUR);
    expect(noticesOf(handle)).toEqual([]);
    await resolve(handle, 'retry');
    await time.untilState(handle, 'READY_TO_SHIP');
    isTaken = true;
    await time.skip(2 * MINUTE);
    const told = noticesOf(handle).map(kindOf);
    expect([...told].sort()).toEqual(everything.slice(0, 3).sort());
  });

  it('keep an order that ends from ending for a minute at most', async () => {
    isTaken = false;
    const { handle } = await stuck();
    await resolve(handle, 'abort');
    await time.skip(30_000);
    expect(await handle.query(viewQuery)).toMatchObject({ state: 'CLOSED_BY_PERSON' });
    await time.skip(MINUTE);
    expect(await endOf(time, handle)).toBe('CLOSED_BY_PERSON');
  });

  it('name the order, what happened and what to do, and nothing undefined', async () => {
    const { handle } = await stuck();
    await time.skip(MINUTE);
    const [notice] = noticesOf(handle);
    expect(notice).toMatchObject({
      type: 'attention.raised',
      account: time.account,
      businessId: (await handle.query(viewQuery)).purchaseOrderNumber,
      attentionId: 'acknowledge-1',
      answers: ['retry', 'done-elsewhere', 'abort'],
      happened: expect.stringMatching(
        /^Amazon refused what was sent, or would refuse it\. .*INVALID_ORDER_ID/,
      ) as unknown,
      nextStep: expect.stringContaining('Correct what the codes name') as unknown,
    });
    expect(JSON.stringify(notice)).not.toMatch(/undefined|NaN/);
    await resolve(handle, 'abort');
  });

  it('are about what is open: the memo lists it, and nothing after the answer', async () => {
    const { handle } = await stuck();
    await time.skip(MINUTE);
    expect((await handle.describe()).memo).toMatchObject({
      [ATTENTION_MEMO]: [{ attentionId: 'acknowledge-1', reason: 'Rejected' }],
    });
    await resolve(handle, 'retry');
    await time.untilState(handle, 'READY_TO_SHIP');
    expect((await handle.describe()).memo?.[ATTENTION_MEMO] ?? []).toEqual([]);
  });

  it('are none of an order without trouble', async () => {
    const { handle } = await readyToShip(time);
    await time.skip(HOUR);
    expect(noticesOf(handle)).toEqual([]);
    expect((await handle.describe()).memo?.[ATTENTION_MEMO]).toBeUndefined();
  });
});
