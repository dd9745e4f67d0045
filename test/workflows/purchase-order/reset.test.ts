import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { floorDenialUpdate, relabelUpdate, resolveUpdate } from '../../../workflows/purchase-order/messages.js';
import { eventually } from '../../support/eventually.js';
import { openFloor } from '../../support/floor.js';
import type { Floor } from '../../support/floor.js';
import type { OrderHandle } from '../../support/skipped-time.js';

/** On a real server: the one that skips time knows no reset. */
describe('an order that is reset to its begin', () => {
  let floor: Floor;
  beforeAll(async () => {
    floor = await openFloor();
    await floor.startWorker();
  }, 60_000);
  afterAll(async () => {
    expect(floor.amazon.violations()).toEqual([]);
    await floor.close();
  }, 30_000);

  /** Everything after the first workflow task is forgotten; what operators did since is offered to the new run again. */
  async function reset(handle: OrderHandle): Promise<void> {
    const { events } = await handle.fetchHistory();
    const first = events?.find((event) => event.workflowTaskCompletedEventAttributes);
    const { runId } = await handle.describe();
    await floor.client.workflowService.resetWorkflowExecution({
      namespace: floor.client.options.namespace,
      workflowExecution: { workflowId: handle.workflowId, runId },
      reason: 'a test',
      requestId: runId,
      workflowTaskFinishEventId: first?.eventId ?? null,
    });
  }
  async function readyToShip(): Promise<{ handle: OrderHandle; purchaseOrderNumber: string }> {
    const { purchaseOrderNumber } = floor.amazon.addOrder({ labelMode: 'amazon' });
    const handle = await floor.start(purchaseOrderNumber);
    await floor.untilState(handle, 'READY_TO_SHIP');
    return { handle: floor.handle(purchaseOrderNumber), purchaseOrderNumber };
  }
  it('after a second label has that one, asks Amazon for none, and a person whether the print before is gone', async () => {
    const { handle, purchaseOrderNumber } = await readyToShip();
    floor.amazon.allowRelabel(purchaseOrderNumber);
    await handle.executeUpdate(relabelUpdate, { args: [{ isDestroyed: true, actor: 'ann' }] });
    await floor.untilState(handle, 'READY_TO_SHIP');
    const { label } = await floor.view(handle);
    await reset(handle);
    await eventually('asked', async () => (await floor.view(handle)).attention.items.length > 0, 30_000);
    const [item] = (await floor.view(handle)).attention.items;
    expect(item).toMatchObject({ reason: 'LabelReplaced', message: expect.stringContaining('not known') as unknown });
    const answer = { attentionId: item!.attentionId, answer: 'destroyed', actor: 'ann' };
    await handle.executeUpdate(resolveUpdate, { args: [answer] });
    await floor.untilState(handle, 'READY_TO_SHIP');
    const after = await floor.view(handle);
    expect(after).toMatchObject({ label, labelOccurrence: 2 });
    expect(floor.amazon.order(purchaseOrderNumber)?.accepted).toMatchObject({ acknowledgements: 1, labelRequests: 2 });
    await floor.depart(handle);
    await floor.untilState(handle, 'COMPLETED');
  }, 60_000);

  it('after a floor denial that is not proven yet carries that on: it is sent once, and no label is asked for', async () => {
    const { handle, purchaseOrderNumber } = await readyToShip();
    const operation = 'submitShipmentConfirmations';
    const fault = { kind: 'never-success', effect: false } as const;
    floor.amazon.addFault({ operation, purchaseOrderNumber, fault });
    await handle.executeUpdate(floorDenialUpdate, { args: [{ actor: 'ann' }] });
    const sends = (): number => floor.amazon.order(purchaseOrderNumber)?.accepted.confirmations ?? 0;
    await eventually('sent', () => sends() > 0, 30_000);
    const { denial } = await floor.view(handle);
    await reset(handle);
    await eventually('read again', async () => (await floor.view(handle)).joined, 30_000);
    await eventually('asked', async () => (await floor.view(handle)).attention.items.length > 0, 30_000);
    const after = await floor.view(handle);
    expect(after).toMatchObject({
      state: 'CONFIRMING',
      denial: { decidedAt: denial?.decidedAt },
      attention: { items: [{ step: 'denyShipment', reason: 'Unproven' }] },
    });
    expect(sends()).toBe(1);
    expect(floor.amazon.order(purchaseOrderNumber)?.accepted.labelRequests).toBe(1);
    const { attentionId } = after.attention.items[0]!;
    const answer = { attentionId, answer: 'done-elsewhere', reference: 'portal', actor: 'ann' };
    await handle.executeUpdate(resolveUpdate, { args: [answer] });
    await floor.untilState(handle, 'FLOOR_DENIED');
  }, 60_000);
});
