import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Worker } from '@temporalio/worker';
import { workflowBundlePath } from '../../workers/workflow-bundle.js';
import { eventually } from '../support/eventually.js';
import { openFloor } from '../support/floor.js';
import type { Floor } from '../support/floor.js';
import { installQuietRuntime } from '../support/quiet-runtime.js';
import { viewQuery } from '../../workflows/purchase-order/messages.js';
import type { OrderHandle } from '../support/skipped-time.js';

const ORDERS = 16;
const KILLS = 4;

/** Decision 7: otherwise a query between an event and its task leaves a history that no worker can replay. */
describe('a worker that dies while people look at its orders', () => {
  let floor: Floor;
  beforeAll(async () => {
    installQuietRuntime();
    floor = await openFloor();
  }, 60_000);
  afterAll(async () => floor.close(), 30_000);

  it('leaves histories that can be replayed', async () => {
    // No order gets a label, so that all wait in the same state while their timers fire one after the other.
    floor.amazon.addFault({ operation: 'getShippingLabel', fault: { kind: 'empty-payload' }, times: 'always' });
    let worker = await floor.startWorker();
    const numbers = floor.amazon.addOrders(Array.from({ length: ORDERS }, () => ({ labelMode: 'amazon' as const })));
    const handles = await Promise.all(
      numbers.map(({ purchaseOrderNumber }, index) =>
        floor.start(purchaseOrderNumber, {
          deadlines: {
            ...floor.deadlines,
            evidenceWarningMs: 3_000 + 311 * index,
            evidenceMs: 6_000 + 733 * index,
          },
        }),
      ),
    );
    const told = new Map<OrderHandle, number>();
    const toldInAll = (): number => [...told.values()].reduce((sum, count) => sum + count, 0);
    let isOver = false;
    const looks = handles.map(async (handle) => {
      while (!isOver) {
        // Nobody answers while no worker runs, and nobody asks again: whoever looks, looks again.
        const look = floor.client.withDeadline(Date.now() + 2_000, () => handle.query(viewQuery));
        await look.then((order) => told.set(handle, order.told.length)).catch(() => undefined);
      }
    });
    for (let kill = 1; kill <= KILLS; kill += 1) {
      await eventually('people were told more', () => Promise.resolve(toldInAll() >= kill * 4), 60_000);
      worker.kill('SIGKILL');
      await once(worker, 'exit');
      worker = await floor.startWorker();
    }
    await eventually('everybody was told everything', () => Promise.resolve(toldInAll() >= 2 * ORDERS), 90_000);
    isOver = true;
    await Promise.all(looks);

    const refused: string[] = [];
    for (const handle of handles) {
      const history = await handle.fetchHistory();
      await Worker.runReplayHistory(
        { workflowBundle: { codePath: workflowBundlePath } },
        history,
        handle.workflowId,
      ).catch((error: unknown) => refused.push(String(error)));
    }
    expect(refused).toEqual([]);
  }, 240_000);
});
