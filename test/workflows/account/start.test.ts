import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NativeConnection, Worker } from '@temporalio/worker';
import { workflowBundlePath } from '../../../workers/workflow-bundle.js';
import type { AccountActivities, BreakerSign } from '../../../workflows/account/activities.js';
import { ACCOUNT_WORKFLOW, breakerSignal, viewQuery } from '../../../workflows/account/messages.js';
import { accountStart } from '../../../workflows/account/start.js';
import { amazonTaskQueue, WORKFLOW_TASK_QUEUE } from '../../../workflows/purchase-order/messages.js';
import { openShownOrders } from '../../clients/stand-in/shown-orders.js';
import type { ShownOrders } from '../../clients/stand-in/shown-orders.js';
import { eventually } from '../../support/eventually.js';
import { installQuietRuntime } from '../../support/quiet-runtime.js';
import { mutated, randomJson, seededDice } from '../../support/random-json.js';
import { accountPolicy, HOUR } from './accounts.js';

const nothing = { listed: 0, started: 0, running: 0, ended: 0, skipped: 0 };
const activities: AccountActivities = {
  sweepPage: async () => nothing,
  gapPage: async () => nothing,
  cancellationPage: async () => ({ listed: 0, running: [], signalled: 0 }),
  oldestOpenOrder: async () => ({}),
  letProbe: async () => ({ at: Date.now() }),
  missedPickups: async () => ({ missed: [], until: new Date().toISOString() }),
};

/** On a real server: signal with start is its own rule. */
describe('the start of an account', () => {
  let shown: ShownOrders;
  let connection: NativeConnection;
  let workers: Worker[];
  let running: Promise<unknown>;
  beforeAll(async () => {
    installQuietRuntime();
    shown = await openShownOrders();
    const { TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE } = shown.environment;
    connection = await NativeConnection.connect({ address: TEMPORAL_ADDRESS! });
    const common = { connection, namespace: TEMPORAL_NAMESPACE! };
    workers = await Promise.all([
      Worker.create({ ...common, taskQueue: WORKFLOW_TASK_QUEUE, workflowBundle: { codePath: workflowBundlePath } }),
      Worker.create({ ...common, taskQueue: amazonTaskQueue('acme'), activities }),
    ]);
    running = Promise.all(workers.map((worker) => worker.run()));
  }, 60_000);
  afterAll(async () => {
    for (const worker of workers) worker.shutdown();
    await running;
    await connection.close();
  }, 30_000);

  const start = (policy = accountPolicy) =>
    shown.client.workflow.signalWithStart(ACCOUNT_WORKFLOW, accountStart('acme', { policy }));

  it('by several workers makes one account, with the settings of the last', async () => {
    const first = await start();
    const [second, third] = await Promise.all([start(), start()]);
    expect([second.signaledRunId, third.signaledRunId]).toEqual([first.signaledRunId, first.signaledRunId]);
    const { cursor } = await first.query(viewQuery);
    await start({ ...accountPolicy, sweepIntervalMs: HOUR });
    await eventually('the settings', async () => {
      const { settings } = await first.query(viewQuery);
      return settings.policy.sweepIntervalMs === HOUR;
    });
    expect((await first.query(viewQuery)).cursor).toBeGreaterThanOrEqual(cursor);
  });

  it('brings an account back that somebody has terminated', async () => {
    const handle = await start();
    await shown.client.workflow.getHandle(handle.workflowId).terminate();
    const again = await start();
    expect(again.signaledRunId).not.toBe(handle.signaledRunId);
    await eventually('a sweep', async () => {
      const { last } = await shown.client.workflow.getHandle(handle.workflowId).query(viewQuery);
      return last.sweep !== undefined;
    });
  });

  it('survives signs of any form', async () => {
    const handle = await start();
    const at = Date.now();
    const paused = { cause: 'refusals', codes: [], failed: 3, nextProbeAt: at, quietMs: HOUR } as const;
    const whole: BreakerSign = { operation: 'getOrder', at, paused: { ...paused, codes: [] } };
    const names = Object.keys({ ...whole, ...paused });
    const dice = seededDice(7);
    for (let turn = 0; turn < 200; turn += 1) {
      const payload =
        turn === 0 ? undefined : dice.below(2) === 0 ? randomJson(dice, names) : mutated(dice, whole, names);
      await handle.signal('breaker', payload);
    }
    await handle.signal(breakerSignal, { ...whole, operation: 'getOrders' });
    await eventually(
      'the incident',
      async () => (await handle.query(viewQuery)).incidents.open['getOrders'] !== undefined,
    );
    expect((await handle.describe()).status.name).toBe('RUNNING');
  }, 30_000);
});
