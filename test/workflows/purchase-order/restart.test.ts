import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { OperationName } from '../../../sandbox/amazon/options.js';
import { rejectUpdate } from '../../../workflows/purchase-order/messages.js';
import type { FulfillmentState } from '../../../workflows/purchase-order/state.js';
import { eventually } from '../../support/eventually.js';
import { openFloor } from '../../support/floor.js';
import type { Floor } from '../../support/floor.js';
import type { OrderHandle } from '../../support/skipped-time.js';

const ownLabel = { trackingNumber: 'T1', manifestId: 'M1' };

/** On a real server: the one that skips time stops skipping once a workflow was terminated. */
describe('an order with the vendor’s own label whose workflow was terminated and started again', () => {
  let floor: Floor;
  beforeAll(async () => {
    floor = await openFloor();
    floor.environment['LABEL_MODE'] = 'vendor-label';
    await floor.startWorker();
  }, 60_000);
  afterAll(async () => {
    await floor.close();
  }, 30_000);

  const start = (purchaseOrderNumber: string, isUndecided = false): Promise<OrderHandle> =>
    floor.start(
      purchaseOrderNumber,
      isUndecided
        ? {
            acknowledgement: {
              decide: 'accept',
              acknowledgeAfterMs: 600_000,
              rules: [],
              codes: { '02': 'bad SKU', '03': 'out of stock' },
              hookGiveUpMs: 72_000_000,
            },
          }
        : {},
    );
  const sent = (operation: OperationName, purchaseOrderNumber: string): Promise<void> =>
    eventually(operation, () => floor.amazon.received({ operation, purchaseOrderNumber }).length > 0, 30_000);

  async function terminateIn(state: FulfillmentState): Promise<void> {
    const { purchaseOrderNumber } = floor.amazon.addOrder({ labelMode: 'vendor-label' });
    const held = { ACKNOWLEDGING: 'submitAcknowledgement', CONFIRMING: 'submitShipmentConfirmations' } as const;
    const operation = state === 'ACKNOWLEDGING' || state === 'CONFIRMING' ? held[state] : undefined;
    const fault = { kind: 'never-success', effect: true } as const;
    if (operation !== undefined) floor.amazon.addFault({ operation, purchaseOrderNumber, fault });
    const first = await start(purchaseOrderNumber, state === 'RECEIVED');
    if (state === 'CONFIRMING') {
      await floor.untilState(first, 'READY_TO_SHIP');
      await floor.depart(first, ownLabel);
    }
    await floor.untilState(first, state);
    if (operation !== undefined) await sent(operation, purchaseOrderNumber);
    const { departure } = await floor.view(first);
    await first.terminate('a test');

    const second = await start(purchaseOrderNumber);
    if (state !== 'CONFIRMING') {
      await floor.untilState(second, 'READY_TO_SHIP');
      await floor.depart(second, ownLabel);
    }
    await expect(second.result()).resolves.toMatchObject({ state: 'COMPLETED' });
    const amazon = floor.amazon.order(purchaseOrderNumber);
    expect(amazon?.accepted).toEqual({ acknowledgements: 1, labelRequests: 0, confirmations: 1 });
    // The departure of the first run, with all that the warehouse said of it.
    if (departure !== undefined) expect(amazon?.confirmation?.shippedDate).toBe(departure.departedAt);
    expect((await floor.view(second)).attention.raised).toBe(0);
  }

  it('while RECEIVED, ACKNOWLEDGING, READY_TO_SHIP or CONFIRMING goes on where it was; nothing is accepted twice', async () => {
    await Promise.all((['RECEIVED', 'ACKNOWLEDGING', 'READY_TO_SHIP', 'CONFIRMING'] as const).map(terminateIn));
    expect(floor.amazon.violations()).toEqual([]);
  }, 60_000);

  it('carries a person’s rejection on, although the policy would accept', async () => {
    const { purchaseOrderNumber } = floor.amazon.addOrder({ labelMode: 'vendor-label' });
    const operation = 'submitAcknowledgement';
    floor.amazon.addFault({ operation, purchaseOrderNumber, fault: { kind: 'never-success', effect: true } });
    const first = await start(purchaseOrderNumber, true);
    await eventually('read', async () => (await floor.view(first)).order !== undefined);
    await first.executeUpdate(rejectUpdate, { args: [{ code: '03', description: 'gone', actor: 'support' }] });
    await sent(operation, purchaseOrderNumber);
    await first.terminate('a test');
    const second = await start(purchaseOrderNumber);
    await eventually('carried on', async () => (await floor.view(second)).acknowledgement !== undefined);
    // A rejection has no evidence of its own, so its unknown outcome is a person's; nothing is sent again by itself.
    await eventually('a question', async () => (await floor.view(second)).attention.items.length > 0, 30_000);
    const { acknowledgement, attention } = await floor.view(second);
    expect(acknowledgement).toMatchObject({ code: '03', description: 'gone' });
    expect(attention.items).toMatchObject([{ step: 'acknowledge', reason: 'Unproven' }]);
    expect(floor.amazon.order(purchaseOrderNumber)?.accepted.acknowledgements).toBe(1);
  }, 60_000);

  it('cannot be started again once it has completed', async () => {
    const { purchaseOrderNumber } = floor.amazon.addOrder({ labelMode: 'vendor-label' });
    const handle = await start(purchaseOrderNumber);
    await floor.untilState(handle, 'READY_TO_SHIP');
    await floor.depart(handle, ownLabel);
    await expect(handle.result()).resolves.toMatchObject({ state: 'COMPLETED' });
    await expect(start(purchaseOrderNumber)).rejects.toThrow(WorkflowExecutionAlreadyStartedError);
  }, 60_000);
});
