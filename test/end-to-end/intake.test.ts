import { afterEach, describe, expect, it } from 'vitest';
import { searchAttributes } from '../../workflows/search-attributes.js';
import { run } from '../clients/terminal.js';
import { eventually } from '../support/eventually.js';
import { openFloor } from '../support/floor.js';
import type { Floor } from '../support/floor.js';

/** The worker finds orders by itself: nobody sends an event. */
describe('intake without events', () => {
  let floor: Floor;
  afterEach(() => floor.close(), 30_000);

  const started = async (): Promise<number> =>
    (await floor.client.workflow.count(`WorkflowType = 'purchaseOrder'`)).count;

  it('takes on what Amazon lists, from the listing itself, up to the label', async () => {
    floor = await openFloor({ policy: { sweep: { enabled: true } } });
    const [order] = floor.amazon.addOrders(1);
    await floor.startWorker();
    const handle = floor.handle(order!.purchaseOrderNumber);
    await eventually('the order is started', async () => (await started()) === 1, 20_000);
    await floor.untilState(handle, 'READY_TO_SHIP');
    const { orderStatus, orderDocumentId, labelMode } = await floor.view(handle);
    expect([orderStatus, orderDocumentId !== undefined, labelMode?.mode]).toEqual(['NEW', true, 'amazon']);
    const history = await handle.fetchHistory();
    const steps = history.events?.flatMap(
      ({ activityTaskScheduledEventAttributes }) => activityTaskScheduledEventAttributes?.activityType?.name ?? [],
    );
    expect(steps).not.toContain('readOrder');
    const shown = await run(['account', 'show', '--json'], floor.environment as Record<string, string>);
    expect(shown.exitCode).toBe(0);
    expect(floor.amazon.violations()).toEqual([]);
  }, 90_000);

  it('misses nothing when the worker is killed again and again in the middle of a sweep', async () => {
    floor = await openFloor({ policy: { sweep: { enabled: true } } });
    const orders = floor.amazon.addOrders(150);
    for (const startedBefore of [1, 60]) {
      const worker = await floor.startWorker();
      await eventually('orders are started', async () => (await started()) >= startedBefore, 30_000);
      worker.kill('SIGKILL');
    }
    await floor.startWorker();
    await eventually('all are started', async () => (await started()) === orders.length, 60_000);
    const { count } = await floor.client.workflow.count(
      `WorkflowType = 'purchaseOrder' AND ${searchAttributes.Account.name} = 'default'`,
    );
    expect(count).toBe(150);
  }, 180_000);
});
