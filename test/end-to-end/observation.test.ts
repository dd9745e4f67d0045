import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.js';
import { openFloor } from '../support/floor.js';
import type { Floor } from '../support/floor.js';

describe('a worker process, seen from outside', () => {
  let floor: Floor;
  let worker: ChildProcess;
  let url: string;
  beforeAll(async () => {
    floor = await openFloor();
    Object.assign(floor.environment, { WORKER_PORT: '0' });
    worker = await floor.startWorker();
    url = /"url":"([^"]+)"/.exec(floor.log())?.[1] ?? '';
  }, 60_000);
  afterAll(async () => floor.close(), 30_000);

  const get = async (path: string) => {
    const response = await fetch(`${url}${path}`);
    return { status: response.status, text: await response.text() };
  };
  const untilShown = (pattern: RegExp): Promise<void> =>
    eventually(String(pattern), async () => pattern.test((await get('/metrics')).text), 20_000);
  const logged = (): Record<string, unknown>[] =>
    floor
      .log()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it("shows the SDK's metrics and ours together, and names no order in them", async () => {
    const { purchaseOrderNumber } = floor.amazon.addOrder({ labelMode: 'amazon' });
    const handle = await floor.start(purchaseOrderNumber);
    await floor.untilState(handle, 'READY_TO_SHIP');
    await floor.depart(handle);
    await handle.result();
    await untilShown(/^temporal_activity_execution_latency_seconds_count\{/m);
    await untilShown(/^fulfillment_calls_total\{account="default",answer="ok",operation="submitAcknowledgement"\} 1$/m);
    await untilShown(/^fulfillment_breaker_open\{account="default",operation="getOrder"\} 0$/m);
    await untilShown(/^fulfillment_speaker\{account="default"\} 1$/m);
    await untilShown(/^fulfillment_confirmation_seconds_count\{account="default"\} 1$/m);
    await untilShown(/^fulfillment_late_confirmations_total\{account="default"\} 0$/m);
    await untilShown(/^fulfillment_orders\{state="RECEIVED"\} \d+$/m);
    const { text } = await get('/metrics');
    expect(text).not.toContain(purchaseOrderNumber);
    expect(text).not.toContain('po/');
  }, 60_000);

  it('names order, workflow, account and request in the line of every call for an order', () => {
    const [order] = floor.amazon.received({ operation: 'submitAcknowledgement' });
    // Sweeps are about no one order.
    const calls = logged().filter(({ msg, workflowId }) => msg === 'called Amazon' && workflowId !== 'account/default');
    expect(calls).toContainEqual(expect.objectContaining({ requestId: order?.requestId }));
    expect(calls.length).toBeGreaterThan(5);
    for (const call of calls) {
      expect(call).toMatchObject({
        account: 'default',
        workflowId: `po/default/${String(call['businessId'])}`,
        activity: expect.any(String),
        requestId: expect.any(String),
      });
    }
  });

  it('lives and is ready', async () => {
    expect([(await get('/healthz')).status, await get('/readyz')]).toEqual([
      200,
      { status: 200, text: '{"status":"ready","speaksFor":["default"],"standsByFor":[]}' },
    ]);
  });

  it('is not ready from SIGTERM on, answers while calls are finished, and ends with exit code 0', async () => {
    const { purchaseOrderNumber } = floor.amazon.addOrder({ labelMode: 'amazon' });
    floor.amazon.addFault({ operation: 'getOrder', fault: { kind: 'slow', delayMs: 1_200 } });
    const reads = floor.amazon.received({ operation: 'getOrder' }).length;
    await floor.start(purchaseOrderNumber);
    await eventually('a call is under way', () => floor.amazon.received({ operation: 'getOrder' }).length > reads);
    worker.kill('SIGTERM');
    await eventually(
      'it is stopping',
      async () => (await get('/readyz')).text.includes('The worker is stopping.'),
      1_000,
    );
    expect([(await get('/readyz')).status, (await get('/healthz')).status]).toEqual([503, 200]);
    await expect(once(worker, 'exit')).resolves.toEqual([0, null]);
    expect(logged().at(-1)).toMatchObject({ msg: 'worker has stopped' });
  }, 30_000);
});
