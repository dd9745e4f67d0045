import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveUpdate } from '../../workflows/purchase-order/messages.js';
import type { PurchaseOrderState } from '../../workflows/purchase-order/state.js';
import { eventually } from '../support/eventually.js';
import { openFloor } from '../support/floor.js';
import type { Floor } from '../support/floor.js';
import type { OrderHandle } from '../support/skipped-time.js';

const ORDERS = 30;
const KILLS = 6;
const writes = ['submitAcknowledgement', 'submitShippingLabelRequest', 'submitShipmentConfirmations'] as const;

describe('kill -9 of the worker at any point', () => {
  let floor: Floor;
  beforeAll(async () => {
    floor = await openFloor();
  }, 60_000);
  afterAll(async () => floor.close(), 30_000);

  it('loses no order and makes Amazon accept nothing twice, also when replies are lost', async () => {
    const { amazon } = floor;
    const orders = amazon.addOrders(Array.from({ length: ORDERS }, () => ({ labelMode: 'amazon' as const })));
    // Every third order has the reply of one of its writes lost.
    orders.forEach(({ purchaseOrderNumber }, index) => {
      const operation = writes[(index / 3) % 3];
      if (operation !== undefined) amazon.addFault({ operation, purchaseOrderNumber, fault: { kind: 'reply-lost' } });
    });
    const handles: OrderHandle[] = [];
    for (const { purchaseOrderNumber } of orders) {
      handles.push(await floor.start(purchaseOrderNumber));
    }

    let worker = await floor.startWorker();
    const warehouse = shipAll(floor, handles);
    for (let kill = 0; kill < KILLS; kill += 1) {
      // Killed on Amazon's own progress, so that each kill falls into another phase on a machine of any speed.
      const before = amazon.received().length;
      await eventually(
        'Amazon hears more',
        () => amazon.received().length >= before + 7 + 5 * kill || isDone(floor),
        60_000,
      );
      worker.kill('SIGKILL');
      await once(worker, 'exit');
      worker = await floor.startWorker();
    }
    await warehouse;
    const results = await Promise.all(handles.map((handle) => handle.result()));

    expect(results.map(({ state }) => state)).toEqual(orders.map(() => 'COMPLETED'));
    expect(amazon.violations()).toEqual([]);
    for (const { purchaseOrderNumber } of orders) {
      expect(amazon.order(purchaseOrderNumber)).toMatchObject({
        orderStatus: 'SHIPPED',
        accepted: { acknowledgements: 1, labelRequests: 1, confirmations: 1 },
      });
    }
  }, 180_000);
});

const isDone = (floor: Floor): boolean => floor.amazon.orders().every((order) => order.orderStatus === 'SHIPPED');

/** The warehouse and support: ship whatever is ready, answer what is asked, and try again when nobody is there. */
async function shipAll(floor: Floor, handles: OrderHandle[]): Promise<void> {
  const open = new Set(handles);
  const carry = async (handle: OrderHandle): Promise<void> => {
    const order = await floor.view(handle);
    await answer(handle, order);
    if (order.state === 'READY_TO_SHIP') await floor.depart(handle);
    if (order.state === 'COMPLETED') open.delete(handle);
  };
  const round = async (): Promise<boolean> => {
    // Whoever does not answer, because the worker has just been killed, is asked again in the next round.
    await Promise.allSettled([...open].map(carry));
    return open.size === 0;
  };
  await eventually('every order is completed', round, 150_000);
}

/**
 * Support: an order that was killed twice right before its POST has been sent twice without evidence, and asks. Amazon
 * has neither, so it is sent again; a send that Amazon has would be found out by the counts.
 */
async function answer(handle: OrderHandle, { attention }: PurchaseOrderState): Promise<void> {
  const [item] = attention.items;
  if (item === undefined) return;
  if (item.reason !== 'Unproven') throw new Error(`Nobody should have to decide about ${item.reason}`);
  await handle.executeUpdate(resolveUpdate, { args: [{ attentionId: item.attentionId, answer: 'retry' }] });
}
