import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rejectUpdate, viewQuery } from '../../../workflows/purchase-order/messages.js';
import type { AcknowledgementPolicy } from '../../../workflows/purchase-order/policy.js';
import type { LabelMode } from '../../../workflows/purchase-order/order.js';
import { defaultPolicy } from '../../support/default-policy.js';
import { startSkippedTime } from '../../support/skipped-time.js';
import type { OrderHandle, SkippedTime } from '../../support/skipped-time.js';
import { depart, endOf, resolve } from './hands.js';

const MINUTE = 60_000;

describe('a decision about an order', () => {
  let time: SkippedTime;
  const configured = new Map<string, LabelMode>([['WH01', { mode: 'amazon' }]]);
  beforeAll(async () => {
    time = await startSkippedTime({ labelModeFor: (warehouse) => configured.get(warehouse) });
  });
  afterAll(async () => {
    expect(time.amazon.violations()).toEqual([]);
    await time.stop();
  });

  const policy = (acknowledgement: Partial<AcknowledgementPolicy>) => ({
    acknowledgement: {
      ...defaultPolicy.acknowledgement,
      ...acknowledgement,
    } as AcknowledgementPolicy,
  });
  const start = async (acknowledgement: Partial<AcknowledgementPolicy>, warehouse = 'WH01') => {
    const { purchaseOrderNumber } = time.amazon.addOrder({
      warehouse,
      lines: [{ vendorProductIdentifier: 'SKU-OUT' }],
    });
    const handle = await time.start(purchaseOrderNumber, policy(acknowledgement));
    await time.until(handle, 'read', (order) => order.order !== undefined);
    return {
      handle,
      purchaseOrderNumber,
      answered: () => time.amazon.order(purchaseOrderNumber)?.acknowledgement?.code,
    };
  };
  const reject = (handle: OrderHandle, code = '02') =>
    handle.executeUpdate(rejectUpdate, { args: [{ code, actor: 'support' }] });

  it('is the policy’s rule for a SKU before its default: rejected with the code of the rule', async () => {
    const rule = { decide: 'reject', code: '03', vendorProductIdentifier: 'SKU-OUT' } as const;
    const { handle, answered } = await start({ rules: [rule] });
    expect(await endOf(time, handle)).toBe('REJECTED');
    expect(answered()).toBe('03');
  });

  it.each([
    ['accept', undefined, 'READY_TO_SHIP', '00'],
    ['reject', { code: '05' }, 'REJECTED', '05'],
  ] as const)('is a person’s when the policy asks: %s', async (answer, data, state, code) => {
    const { handle, answered } = await start({ decide: 'ask' });
    await time.skip(2 * 60 * MINUTE);
    expect(answered()).toBeUndefined();
    await resolve(handle, answer, data === undefined ? {} : { data });
    expect((await time.untilState(handle, state)).acknowledgement).toMatchObject({ code, actor: 'support' });
    expect(answered()).toBe(code);
  });

  it('goes to Amazon when acknowledgeAfter is over', async () => {
    const startedAt = await time.now();
    const { handle } = await start({ acknowledgeAfterMs: 30 * MINUTE });
    const { acknowledgement } = await time.untilState(handle, 'READY_TO_SHIP');
    const decidedAt = Date.parse(acknowledgement?.decidedAt ?? '');
    expect(decidedAt - startedAt).toBeGreaterThanOrEqual(30 * MINUTE);
    expect(decidedAt - startedAt).toBeLessThan(32 * MINUTE);
  });

  it('does not wait longer than the acknowledgement may take', async () => {
    const { handle, purchaseOrderNumber } = await start({ acknowledgeAfterMs: 100 * 60 * MINUTE });
    await time.skip(25 * 60 * MINUTE);
    await time.untilState(handle, 'READY_TO_SHIP');
    expect(time.amazon.order(purchaseOrderNumber)?.acknowledgement?.code).toBe('00');
  });

  it('closes the question when an operator rejects instead of answering', async () => {
    const { handle, answered } = await start({ decide: 'ask' });
    await time.untilAttention(handle);
    await reject(handle);
    expect((await handle.query(viewQuery)).attention.items).toEqual([]);
    expect(await endOf(time, handle)).toBe('REJECTED');
    expect(answered()).toBe('02');
  });

  it('about a missing label mode comes before any promise to Amazon, and takes the mode for this order', async () => {
    const { handle, answered } = await start({}, 'WH02');
    const { attention } = await time.untilAttention(handle);
    expect(attention.items).toMatchObject([{ reason: 'LabelModeMissing', answers: ['retry', 'abort'] }]);
    await time.skip(60 * MINUTE);
    expect(answered()).toBeUndefined();
    await resolve(handle, 'retry', { data: { labelMode: 'vendor-carrier', scacCode: 'UPSN' } });
    const order = await time.untilState(handle, 'READY_TO_SHIP');
    expect(order.labelMode).toEqual({ mode: 'vendor-carrier', scacCode: 'UPSN' });
    await depart(time, handle, { trackingNumber: 'T1' });
    await time.until(handle, 'sent', (seen) => seen.transactionIds.length > 0);
  });

  it('about a missing label mode is asked again until the table has it', async () => {
    const { handle } = await start({}, 'WH03');
    await time.untilAttention(handle);
    await resolve(handle, 'retry');
    const again = await time.until(handle, 'asked again', (order) => order.attention.raised === 2);
    expect(again.attention.items).toMatchObject([{ reason: 'LabelModeMissing' }]);
    configured.set('WH03', { mode: 'vendor-label' });
    await resolve(handle, 'retry');
    expect((await time.untilState(handle, 'READY_TO_SHIP')).labelMode).toEqual({ mode: 'vendor-label' });
  });

  it('to reject needs no label mode', async () => {
    const { handle, answered } = await start({}, 'WH04');
    await time.untilAttention(handle);
    await reject(handle);
    expect(await endOf(time, handle)).toBe('REJECTED');
    expect(answered()).toBe('02');
  });
});
