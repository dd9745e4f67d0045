import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../../sandbox/amazon/faults.js';
import { departUpdate, resolveUpdate } from '../../../workflows/purchase-order/messages.js';
import type { PurchaseOrderState } from '../../../workflows/purchase-order/state.js';
import { startSkippedTime } from '../../support/skipped-time.js';
import type { OrderHandle, SkippedTime } from '../../support/skipped-time.js';

const writes = ['submitAcknowledgement', 'submitShippingLabelRequest', 'submitShipmentConfirmations'] as const;
const once = { acknowledgements: 1, labelRequests: 1, confirmations: 1 };

describe('a write whose outcome is unknown', () => {
  let time: SkippedTime;
  beforeAll(async () => {
    time = await startSkippedTime();
  });
  afterEach(() => time.amazon.clearFaults());
  afterAll(async () => time.stop());

  const depart = async (handle: OrderHandle): Promise<void> => {
    await handle.executeUpdate(departUpdate, {
      args: [{ departedAt: new Date(await time.now()).toISOString(), actor: 'warehouse' }],
    });
  };

  /** Starts an order under a fault and carries it on until it has ended or somebody is asked. */
  const carry = async (operation: (typeof writes)[number], fault: Fault, times = 1) => {
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon' });
    time.amazon.addFault({ operation, purchaseOrderNumber, fault, times });
    const handle = await time.start(purchaseOrderNumber);
    const isSettled = (order: PurchaseOrderState) => order.attention.items.length > 0 || order.state === 'COMPLETED';
    let order = await time.until(handle, 'ready', (seen) => seen.state === 'READY_TO_SHIP' || isSettled(seen));
    if (order.state === 'READY_TO_SHIP') {
      await depart(handle);
      order = await time.until(handle, 'an end', isSettled);
    }
    return { order, handle, seenByAmazon: () => time.amazon.order(purchaseOrderNumber) };
  };

  const lost: [string, Fault][] = [
    ['the reply is lost after it was processed', { kind: 'reply-lost' }],
    ['Amazon answers 503 after it was processed', { kind: 'status', status: 503, processed: true }],
    [
      'Amazon answers 500 as a page after it was processed',
      { kind: 'status', status: 500, html: true, processed: true },
    ],
    ['its transaction stays Processing for ever, with its effect', { kind: 'never-success', effect: true }],
  ];
  for (const operation of writes) {
    it.each(lost)(`${operation} is proven and not sent again when %s`, async (_what, fault) => {
      const { order, seenByAmazon } = await carry(operation, fault);
      expect(order.state).toBe('COMPLETED');
      expect(seenByAmazon()?.accepted).toMatchObject(once);
      expect(time.amazon.violations()).toEqual([]);
    });

    it.each<[string, Fault, number]>([
      ['the connection was reset before it was processed', { kind: 'reset-before' }, 1],
      ['Amazon answered 503 without processing it', { kind: 'status', status: 503 }, 1],
      ['its transaction stays Processing for ever, without effect', { kind: 'never-success', effect: false }, 2],
    ])(`${operation} is sent once more after 30 min without evidence when %s`, async (_what, fault, accepted) => {
      const startedAt = await time.now();
      const { order, seenByAmazon } = await carry(operation, fault);
      expect(order.state).toBe('COMPLETED');
      expect((await time.now()) - startedAt).toBeGreaterThanOrEqual(30 * 60_000);
      const counts = Object.values(seenByAmazon()?.accepted ?? {});
      expect(Math.max(...counts)).toBe(accepted);
    });

    it(`${operation} is a person's when it was sent twice without evidence, and goes on when the person sends again`, async () => {
      const { order, handle } = await carry(operation, { kind: 'reset-before' }, 2);
      expect(order.attention.items).toMatchObject([
        { reason: 'Unproven', answers: ['wait', 'retry', 'done-elsewhere', 'abort'] },
      ]);
      await handle.executeUpdate(resolveUpdate, {
        args: [{ attentionId: order.attention.items[0]!.attentionId, answer: 'retry', actor: 'support' }],
      });
      const ready = await time.until(
        handle,
        'on',
        (seen) => seen.state === 'READY_TO_SHIP' || seen.state === 'COMPLETED',
      );
      if (ready.state === 'READY_TO_SHIP') await depart(handle);
      await expect(time.result(handle)).resolves.toMatchObject({ state: 'COMPLETED' });
      expect(time.amazon.violations()).toEqual([]);
    });

    it(`${operation} is sent again by itself after INTERNAL_SERVER_ERROR`, async () => {
      const { order } = await carry(operation, { kind: 'transaction-failure', code: 'INTERNAL_SERVER_ERROR' }, 2);
      expect(order.state).toBe('COMPLETED');
      expect(time.amazon.violations()).toEqual([]);
    });

    it(`${operation} waits for a person after any other failure, with Amazon's code and nothing of its text`, async () => {
      const { order } = await carry(operation, {
        kind: 'transaction-failure',
        code: 'INVALID_ORDER_ID',
        message: 'Planted text about Jane Doe',
      });
      expect(order.attention.items).toMatchObject([{ reason: 'Rejected', details: { codes: ['INVALID_ORDER_ID'] } }]);
      expect(JSON.stringify(order)).not.toContain('Jane Doe');
    });

    it(`${operation} is not sent again while it is throttled, and goes out afterwards`, async () => {
      const { order, seenByAmazon } = await carry(operation, { kind: 'status', status: 429 }, 3);
      expect(order.state).toBe('COMPLETED');
      expect(seenByAmazon()?.accepted).toMatchObject(once);
    });
  }
});
