import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { OperationName } from '../../../sandbox/amazon/options.js';
import { rejectUpdate } from '../../../workflows/purchase-order/messages.js';
import type { AcknowledgementPolicy } from '../../../workflows/purchase-order/policy.js';
import type { FulfillmentState } from '../../../workflows/purchase-order/state.js';
import type { LabelMode } from '../../../workflows/purchase-order/order.js';
import { startSkippedTime } from '../../support/skipped-time.js';
import type { SkippedTime } from '../../support/skipped-time.js';
import { depart, endOf, readyToShip } from './hands.js';

const table: Record<string, LabelMode> = {
  WH01: { mode: 'amazon' },
  WH02: { mode: 'vendor-carrier', scacCode: 'UPSN', carrier: 'UPS' },
};
const after = (ms: number) => ({
  acknowledgement: { decide: 'accept', acknowledgeAfterMs: ms, rules: [] } as AcknowledgementPolicy,
});

describe('an order whose workflow was terminated and started again', () => {
  let time: SkippedTime;
  beforeAll(async () => {
    time = await startSkippedTime({ labelModeFor: (warehouse) => table[warehouse] });
  });
  afterEach(() => {
    time.amazon.clearFaults();
  });
  afterAll(async () => {
    expect(time.amazon.violations()).toEqual([]);
    await time.stop();
  });

  /** An order whose write of this state is with Amazon and stays without an answer for a while. */
  async function terminatedIn(state: FulfillmentState, warehouse: 'WH01' | 'WH02') {
    const labelMode = table[warehouse]!.mode;
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode, warehouse });
    const hold = (operation: OperationName) =>
      time.amazon.addFault({ operation, purchaseOrderNumber, fault: { kind: 'never-success', effect: true } });
    if (state === 'ACKNOWLEDGING') hold('submitAcknowledgement');
    if (state === 'LABELLING') hold('submitShippingLabelRequest');
    if (state === 'CONFIRMING') hold('submitShipmentConfirmations');
    const handle = await time.start(purchaseOrderNumber, state === 'RECEIVED' ? after(600_000) : {});
    if (state === 'CONFIRMING') {
      await time.untilState(handle, 'READY_TO_SHIP');
      await depart(time, handle, labelMode === 'amazon' ? {} : { trackingNumber: 'T1', manifestId: 'M1' });
    }
    const order = await time.until(handle, state, (seen) => seen.state === state && seen.order !== undefined);
    if (['ACKNOWLEDGING', 'CONFIRMING'].includes(state)) {
      const operation = state === 'CONFIRMING' ? 'submitShipmentConfirmations' : 'submitAcknowledgement';
      await time.until(handle, 'sent', () => time.amazon.received({ operation, purchaseOrderNumber }).length > 0);
    }
    await time.terminate(handle);
    return { purchaseOrderNumber, order };
  }

  it.each(
    (['RECEIVED', 'ACKNOWLEDGING', 'LABELLING', 'READY_TO_SHIP', 'CONFIRMING'] as const).flatMap((state) => [
      [state, 'WH01'] as const,
      ...(state === 'LABELLING' ? [] : [[state, 'WH02'] as const]),
    ]),
  )('while %s (%s) goes on where it was, and nothing is accepted twice', async (state, warehouse) => {
    const { purchaseOrderNumber, order } = await terminatedIn(state, warehouse);
    const handle = await time.start(purchaseOrderNumber);
    if (state !== 'CONFIRMING') {
      await time.untilState(handle, 'READY_TO_SHIP');
      await depart(time, handle, warehouse === 'WH01' ? {} : { trackingNumber: 'T1' });
    }
    expect(await endOf(time, handle)).toBe('COMPLETED');
    const amazon = time.amazon.order(purchaseOrderNumber);
    const labelRequests = warehouse === 'WH01' ? 1 : 0;
    expect(amazon?.accepted).toEqual({ acknowledgements: 1, labelRequests, confirmations: 1 });
    if (state === 'CONFIRMING') expect(amazon?.confirmation?.shippedDate).toBe(order.departure?.departedAt);
  });

  it('carries a person’s rejection on, although the policy would accept', async () => {
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon', warehouse: 'WH01' });
    const fault = { kind: 'reply-lost' } as const;
    time.amazon.addFault({ operation: 'submitAcknowledgement', purchaseOrderNumber, fault });
    const first = await time.start(purchaseOrderNumber, after(600_000));
    await time.until(first, 'read', (order) => order.order !== undefined);
    await first.executeUpdate(rejectUpdate, { args: [{ code: '03', description: 'gone', actor: 'support' }] });
    const operation = 'submitAcknowledgement';
    await time.until(first, 'sent', () => time.amazon.received({ operation, purchaseOrderNumber }).length > 0);
    await time.terminate(first);
    const second = await time.start(purchaseOrderNumber);
    const order = await time.until(second, 'carried on', (seen) => seen.acknowledgement !== undefined);
    expect(order.acknowledgement).toMatchObject({ code: '03', description: 'gone', actor: 'ledger' });
    // A rejection has no evidence of its own, so its unknown outcome is a person's; nothing is sent again by itself.
    const { attention } = await time.untilAttention(second);
    expect(attention.items).toMatchObject([{ reason: 'Unproven' }]);
    expect(time.amazon.order(purchaseOrderNumber)?.accepted.acknowledgements).toBe(1);
  });

  it('is not asked about its age again once its answer is with Amazon', async () => {
    const orderDate = (await time.now()) - 23.9 * 3_600_000;
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon', warehouse: 'WH01', orderDate });
    const fault = { kind: 'never-success', effect: true } as const;
    time.amazon.addFault({ operation: 'submitAcknowledgement', purchaseOrderNumber, fault });
    time.amazon.addFault({
      operation: 'getOrder',
      purchaseOrderNumber,
      fault: { kind: 'unknown-enum', value: 'NEW' },
      after: 1,
    });
    const first = await time.start(purchaseOrderNumber);
    const operation = 'submitAcknowledgement';
    await time.until(first, 'sent', () => time.amazon.received({ operation, purchaseOrderNumber }).length > 0);
    await time.terminate(first);
    await time.skip(10 * 60_000);
    const second = await time.start(purchaseOrderNumber);
    const order = await time.untilState(second, 'READY_TO_SHIP');
    expect(order.attention.raised).toBe(0);
    expect(time.amazon.order(purchaseOrderNumber)?.accepted.acknowledgements).toBe(1);
  });

  it('cannot be started again once it has completed', async () => {
    const { made, handle } = await readyToShip(time, { labelMode: 'amazon', warehouse: 'WH01' });
    await depart(time, handle);
    expect(await endOf(time, handle)).toBe('COMPLETED');
    await expect(time.start(made.purchaseOrderNumber)).rejects.toThrow(WorkflowExecutionAlreadyStartedError);
  });
});
