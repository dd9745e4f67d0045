import { describe, expect, it } from 'vitest';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { HookReply, InventoryQuestion } from '../../../activities/inventory-hook.js';
import { createAskInventory } from '../../../activities/purchase-order/ask-inventory.js';
import type { AskInventoryResult } from '../../../workflows/purchase-order/activities.js';
import { facts } from '../../workflows/purchase-order/orders.js';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const BEGAN_AT = Date.parse('2026-01-05T08:00:00Z');
const BUDGET_MS = 20 * HOUR;
const retry = { firstMs: 5 * SECOND, factor: 2, maxMs: 300 * SECOND };

/** One attempt of the step, so long before its budget ends. */
async function asked(reply: HookReply | 'none', { attempt = 1, leftMs = BUDGET_MS } = {}) {
  const heard: { question: InventoryQuestion; withinMs: number }[] = [];
  const ask = (question: InventoryQuestion, withinMs: number): Promise<HookReply> => {
    heard.push({ question, withinMs });
    return Promise.resolve(reply as HookReply);
  };
  const step = createAskInventory({
    clock: () => BEGAN_AT + BUDGET_MS - leftMs,
    inventoryHook: reply === 'none' ? undefined : { ask, retry },
  });
  const environment = new MockActivityEnvironment(
    { attempt, scheduledTimestampMs: BEGAN_AT, scheduleToCloseTimeoutMs: BUDGET_MS, startToCloseTimeoutMs: 45_000 },
    { logger: new DefaultLogger('ERROR', () => undefined) },
  );
  try {
    const input = { account: 'acme-us', purchaseOrderNumber: 'PO1', order: facts };
    return { result: await environment.run(step, input), heard };
  } catch (error) {
    if (error instanceof ApplicationFailure) return { failure: error, heard };
    throw error;
  }
}

const failed: HookReply = { kind: 'failed', because: 'it answers with status 404' };

describe('asking the inventory', () => {
  it.each<AskInventoryResult>([
    { decide: 'accept' },
    { decide: 'reject', code: '03', description: 'out of stock' },
    { decide: 'ask', because: 'Two left.' },
  ])('hands the decision over as it is: %j', async (decision) => {
    expect((await asked({ kind: 'decided', decision })).result).toEqual(decision);
  });

  it('tells the order without anything of the customer', async () => {
    const { heard } = await asked({ kind: 'decided', decision: { decide: 'accept' } });
    expect(heard[0]?.question).toEqual({
      account: 'acme-us',
      purchaseOrderNumber: 'PO1',
      orderDate: facts.orderDate,
      requiredShipDate: facts.requiredShipDate,
      warehouse: 'WH01',
      shipMethod: 'UPS_2ND',
      lines: facts.lines,
    });
  });

  it.each([
    // attempt, pause in s
    [1, 5],
    [2, 10],
    [6, 160],
    [7, 300],
    [1_000, 300],
  ])('without an answer asks again by itself: after attempt %i in %i s', async (attempt, pauseS) => {
    const { failure } = await asked(failed, { attempt });
    expect(failure).toMatchObject({
      type: 'InventoryHookFailed',
      nonRetryable: false,
      nextRetryDelay: pauseS * SECOND,
      message: 'The inventory hook has not decided: it answers with status 404. It is asked again.',
    });
  });

  it('that could not be asked is no failure of the hook', async () => {
    const { failure } = await asked({ kind: 'busy' });
    expect(failure).toMatchObject({ type: 'Throttled', nonRetryable: false, category: 'BENIGN' });
  });

  it('with no hook configured any more waits for one', async () => {
    const { failure } = await asked('none');
    expect(failure).toMatchObject({ type: 'InventoryHookFailed', nonRetryable: false, nextRetryDelay: 300 * SECOND });
    expect(failure?.message).toContain('INVENTORY_HOOK_URL');
  });

  it('never lets the next attempt come after its budget', async () => {
    const { failure } = await asked(failed, { attempt: 100, leftMs: 20 * SECOND });
    expect(failure).toMatchObject({ type: 'InventoryHookFailed', nextRetryDelay: 15 * SECOND });
  });

  it.each<[string, HookReply | 'none']>([
    ['fails', failed],
    ['is busy', { kind: 'busy' }],
    ['is gone', 'none'],
  ])('has a person decide when the hook still %s at the end of its budget', async (_how, reply) => {
    const { failure, result, heard } = await asked(reply, { attempt: 300, leftMs: 5 * SECOND });
    expect(result).toBeUndefined();
    expect(failure).toMatchObject({ type: 'InventoryHookFailed', nonRetryable: true });
    expect(failure?.message).toMatch(/^The inventory hook has not decided in time: /);
    for (const { withinMs } of heard) expect(withinMs).toBeLessThan(5 * SECOND);
  });
});
