import Long from 'long';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rejectUpdate } from '../../workflows/purchase-order/messages.js';
import { eventually } from '../support/eventually.js';
import { openFloor } from '../support/floor.js';
import type { Floor } from '../support/floor.js';
import type { OrderHandle } from '../support/skipped-time.js';

const once = { acknowledgements: 1, labelRequests: 1, confirmations: 1 };
const completionsOf = async (handle: OrderHandle): Promise<number[]> => {
  const { events } = await handle.fetchHistory();
  return (events ?? [])
    .filter((event) => event.workflowTaskCompletedEventAttributes != null)
    .map((event) => Number(event.eventId));
};

describe('what people do in the Temporal UI', () => {
  let floor: Floor;
  beforeAll(async () => {
    floor = await openFloor();
    await floor.startWorker();
  }, 60_000);
  afterAll(async () => floor.close(), 30_000);

  const ship = async (handle: OrderHandle): Promise<void> => {
    await eventually(
      'ready or done',
      async () => ['READY_TO_SHIP', 'COMPLETED'].includes((await floor.view(handle)).state),
      30_000,
    );
    if ((await floor.view(handle)).state === 'READY_TO_SHIP') await floor.depart(handle);
    await expect(handle.result()).resolves.toMatchObject({ state: 'COMPLETED' });
  };

  it('a reset to any earlier point of an ended order sends nothing a second time', async () => {
    const { purchaseOrderNumber } = floor.amazon.addOrder({ labelMode: 'amazon' });
    const first = await floor.start(purchaseOrderNumber);
    await ship(first);
    const { runId } = await first.describe();
    const original = floor.client.workflow.getHandle(first.workflowId, runId);
    for (const workflowTaskFinishEventId of await completionsOf(original)) {
      await floor.client.workflowService.resetWorkflowExecution({
        namespace: floor.client.options.namespace,
        workflowExecution: { workflowId: first.workflowId, runId },
        workflowTaskFinishEventId: Long.fromNumber(workflowTaskFinishEventId),
        requestId: `reset-${workflowTaskFinishEventId}`,
        reason: 'test',
      });
      await ship(floor.handle(purchaseOrderNumber));
    }
    expect(floor.amazon.order(purchaseOrderNumber)?.accepted).toMatchObject(once);
    expect(floor.amazon.violations()).toEqual([]);
  }, 120_000);

  it.each(['ACKNOWLEDGING', 'LABELLING', 'READY_TO_SHIP', 'CONFIRMING'] as const)(
    'terminated while %s and started again, an order goes on where Amazon is',
    async (state) => {
      const { purchaseOrderNumber } = floor.amazon.addOrder({ labelMode: 'amazon' });
      const handle = await floor.start(purchaseOrderNumber);
      if (state === 'CONFIRMING') {
        await floor.untilState(handle, 'READY_TO_SHIP');
        await floor.depart(handle);
      }
      await floor.untilState(handle, state);
      await handle.terminate('test');
      const again = await floor.start(purchaseOrderNumber);
      await ship(again);
      expect(floor.amazon.order(purchaseOrderNumber)?.accepted).toMatchObject(once);
      expect(floor.amazon.violations()).toEqual([]);
    },
    60_000,
  );

  it('an order can be rejected while acknowledgeAfter runs, and not afterwards', async () => {
    const { purchaseOrderNumber } = floor.amazon.addOrder({ labelMode: 'amazon' });
    const handle = await floor.start(purchaseOrderNumber, {
      acknowledgement: {
        decide: 'accept',
        acknowledgeAfterMs: 600_000,
        rules: [],
        codes: { '02': 'bad SKU', '03': 'out of stock' },
        hookGiveUpMs: 72_000_000,
      },
    });
    await eventually('read', async () => (await floor.view(handle)).order !== undefined, 30_000);
    const reject = () => handle.executeUpdate(rejectUpdate, { args: [{ code: '02', actor: 'support' }] });
    await expect(reject()).resolves.toEqual({ state: 'ACKNOWLEDGING' });
    await expect(reject()).rejects.toMatchObject({
      cause: { message: expect.stringContaining('while RECEIVED') as unknown },
    });
    await expect(handle.result()).resolves.toMatchObject({ state: 'REJECTED' });
    expect(floor.amazon.order(purchaseOrderNumber)?.acknowledgement?.code).toBe('02');
  }, 60_000);

  it('a signal that nobody can read is refused into the audit list, and the order goes on', async () => {
    const { purchaseOrderNumber } = floor.amazon.addOrder({ labelMode: 'amazon' });
    const handle = await floor.start(purchaseOrderNumber);
    const text = (value: string) => new TextEncoder().encode(value);
    for (const encoding of ['json/plain', 'binary/of-another-language']) {
      await floor.client.workflowService.signalWorkflowExecution({
        namespace: floor.client.options.namespace,
        workflowExecution: { workflowId: handle.workflowId },
        signalName: 'depart',
        input: { payloads: [{ metadata: { encoding: text(encoding) }, data: text('{bad') }] },
        requestId: encoding,
      });
    }
    await ship(handle);
    expect((await floor.view(handle)).audit.filter(({ refused }) => refused !== undefined)).toHaveLength(2);
  }, 60_000);

  it('histories, search attributes, details and logs hold no personal data', async () => {
    const orders = floor.amazon.addOrders([
      { labelMode: 'amazon' },
      { labelMode: 'vendor-carrier' },
      { labelMode: 'vendor-label' },
    ]);
    const { purchaseOrderNumber } = orders[0]!;
    const handle = await floor.start(purchaseOrderNumber);
    await ship(handle);
    for (const { purchaseOrderNumber: number } of orders.slice(1)) {
      const other = await floor.start(number);
      await eventually('read', async () => (await floor.view(other)).order !== undefined, 30_000);
    }
    const planted = floor.amazon.personalData();
    expect(planted.length).toBeGreaterThan(0);
    const seen = [floor.log()];
    for (const { purchaseOrderNumber: number } of orders) {
      seen.push(JSON.stringify(await floor.handle(number).fetchHistory()));
      seen.push(JSON.stringify(await floor.handle(number).describe()));
      seen.push(JSON.stringify(await floor.view(floor.handle(number))));
    }
    const decoded = seen.map((text) => text + decodePayloads(text));
    for (const secret of [
      ...planted,
      floor.amazon.environment.LWA_CLIENT_SECRET,
      floor.amazon.environment.LWA_REFRESH_TOKEN,
    ]) {
      for (const text of decoded) expect(text).not.toContain(secret);
    }
  }, 60_000);

  it('a plain order stays within 60 events', async () => {
    const { purchaseOrderNumber } = floor.amazon.addOrder({ labelMode: 'amazon' });
    const handle = await floor.start(purchaseOrderNumber);
    await ship(handle);
    const { events } = await handle.fetchHistory();
    expect(events?.length).toBeLessThanOrEqual(60);
  }, 60_000);
});

/** Payload bytes are base64 or byte lists in JSON: personal data would hide there. */
function decodePayloads(json: string): string {
  return [...json.matchAll(/"data":"([A-Za-z0-9+/=]+)"/g)]
    .map(([, data]) => Buffer.from(data ?? '', 'base64').toString())
    .join('\n');
}
