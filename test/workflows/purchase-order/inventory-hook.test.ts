import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HookReply } from '../../../activities/inventory-hook.js';
import { rejectUpdate } from '../../../workflows/purchase-order/messages.js';
import { defaultPolicy } from '../../support/default-policy.js';
import { startSkippedTime } from '../../support/skipped-time.js';
import type { SkippedTime } from '../../support/skipped-time.js';
import { endOf, resolve } from './hands.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const failed: HookReply = { kind: 'failed', because: 'it answers with status 503' };

describe('an order on which the inventory hook decides', () => {
  let time: SkippedTime;
  /** What the hook says of an order; asked once per attempt. */
  const replies = new Map<string, () => HookReply>();
  beforeAll(async () => {
    time = await startSkippedTime({
      inventoryHook: {
        ask: ({ purchaseOrderNumber }) => Promise.resolve(replies.get(purchaseOrderNumber)?.() ?? failed),
        retry: { firstMs: 5_000, factor: 2, maxMs: 5 * MINUTE },
      },
    });
  });
  afterAll(async () => {
    expect(time.amazon.violations()).toEqual([]);
    await time.stop();
  });
  const start = async (reply: () => HookReply) => {
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon' });
    replies.set(purchaseOrderNumber, reply);
    const handle = await time.start(purchaseOrderNumber, {
      acknowledgement: { ...defaultPolicy.acknowledgement, decide: 'hook', hookGiveUpMs: 2 * HOUR },
    });
    return { handle, answered: () => time.amazon.order(purchaseOrderNumber)?.acknowledgement?.code };
  };

  it('is accepted when the hook accepts', async () => {
    const { handle, answered } = await start(() => ({ kind: 'decided', decision: { decide: 'accept' } }));
    await time.untilState(handle, 'READY_TO_SHIP');
    expect(answered()).toBe('00');
  });

  it('is rejected when the hook rejects, with its code', async () => {
    const decision = { decide: 'reject', code: '03', description: 'out of stock' } as const;
    const { handle, answered } = await start(() => ({ kind: 'decided', decision }));
    expect(await endOf(time, handle)).toBe('REJECTED');
    expect(answered()).toBe('03');
  });

  it('is a person’s when the hook says so, with its reason', async () => {
    const decision = { decide: 'ask', because: 'Two left of three.' } as const;
    const { handle, answered } = await start(() => ({ kind: 'decided', decision }));
    const { attention } = await time.untilAttention(handle);
    expect(attention.items).toMatchObject([{ reason: 'DecisionNeeded', message: 'Two left of three.' }]);
    expect(answered()).toBeUndefined();
    await resolve(handle, 'accept');
    await time.untilState(handle, 'READY_TO_SHIP');
  });

  it('waits while the hook fails, and goes on by itself when it answers', async () => {
    let asked = 0;
    const { handle, answered } = await start(() => {
      asked += 1;
      return asked < 5 ? failed : { kind: 'decided', decision: { decide: 'accept' } };
    });
    const { attention } = await time.untilState(handle, 'READY_TO_SHIP');
    expect([asked, attention.items, answered()]).toEqual([5, [], '00']);
  });

  it('is a person’s in the end when the hook never answers, and never rejected by itself', async () => {
    const startedAt = await time.now();
    const { handle, answered } = await start(() => failed);
    const { attention, state } = await time.untilAttention(handle);
    const waitedMs = (await time.now()) - startedAt;
    expect(waitedMs).toBeGreaterThan(2 * HOUR - 2 * MINUTE);
    expect(waitedMs).toBeLessThan(2 * HOUR + 5 * MINUTE);
    expect([state, answered()]).toEqual(['RECEIVED', undefined]);
    expect(attention.items).toMatchObject([{ reason: 'InventoryHookFailed' }]);
    expect(attention.items[0]?.message).toContain('it answers with status 503');
    await time.skip(HOUR);
    expect(answered()).toBeUndefined();
    await resolve(handle, 'reject', { data: { code: '03' } });
    expect(await endOf(time, handle)).toBe('REJECTED');
  });

  it('can be rejected by a person while the hook is asked', async () => {
    const { handle, answered } = await start(() => failed);
    await time.until(handle, 'read', (order) => order.order !== undefined);
    await handle.executeUpdate(rejectUpdate, { args: [{ code: '02', actor: 'support' }] });
    expect(await endOf(time, handle)).toBe('REJECTED');
    expect(answered()).toBe('02');
  });
});
