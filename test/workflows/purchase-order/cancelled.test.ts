import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OperationName } from '../../../sandbox/amazon/options.js';
import { viewQuery } from '../../../workflows/purchase-order/messages.js';
import { startSkippedTime } from '../../support/skipped-time.js';
import type { SkippedTime } from '../../support/skipped-time.js';
import { depart, endOf, readyToShip } from './hands.js';

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

  it('after its departure is a person’s: the parcel is on its way', async () => {
    const { made, handle } = await readyToShip(time);
    time.amazon.cancelOrder(made.purchaseOrderNumber);
    await depart(time, handle);
    const { attention, state } = await time.untilAttention(handle);
    expect(state).toBe('CONFIRMING');
    expect(attention.items).toMatchObject([
      { step: 'confirmShipment', reason: 'Rejected', details: { codes: ['ORDER_CANCELLED'] } },
    ]);
  });
});
