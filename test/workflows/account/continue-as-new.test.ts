import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NativeConnection, Worker } from '@temporalio/worker';
import { workflowBundlePath } from '../../../workers/workflow-bundle.js';
import type { AccountActivities, BreakerSign } from '../../../workflows/account/activities.js';
import { ACCOUNT_WORKFLOW, breakerSignal, sweepNowUpdate, viewQuery } from '../../../workflows/account/messages.js';
import type { AccountPolicy } from '../../../workflows/account/policy.js';
import { accountStart } from '../../../workflows/account/start.js';
import { amazonTaskQueue, WORKFLOW_TASK_QUEUE } from '../../../workflows/purchase-order/messages.js';
import type { Notice, NoticeActivities } from '../../../workflows/steps/notices.js';
import { openShownOrders } from '../../clients/stand-in/shown-orders.js';
import type { ShownOrders } from '../../clients/stand-in/shown-orders.js';
import { eventually } from '../../support/eventually.js';
import { installQuietRuntime } from '../../support/quiet-runtime.js';
import { activitiesOf } from './account-time.js';
import type { OrderList } from './account-time.js';
import { accountPolicy, HOUR, MINUTE } from './accounts.js';

/** The server starts a run at most once in a second, and this takes many. */
const PATIENCE_MS = 30_000;

/** On a real server: the one that skips time loses tasks of runs that are left while they are asked. */
describe('an account that leaves its history behind', () => {
  const list: OrderList = { orders: new Map(), started: [], asked: [], failure: undefined };
  const notices: Notice[] = [];
  const activities: AccountActivities & NoticeActivities = {
    ...activitiesOf(list),
    letProbe: async () => ({ at: Date.now() }),
    missedPickups: async () => ({ missed: [], until: new Date().toISOString() }),
    notify: async ({ notices: given }) => void notices.push(...given),
  };
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
    const workflowBundle = { codePath: workflowBundlePath };
    workers = await Promise.all([
      Worker.create({ ...common, taskQueue: WORKFLOW_TASK_QUEUE, workflowBundle, maxCachedWorkflows: 0 }),
      ...['pages', 'refused'].map((name) => Worker.create({ ...common, taskQueue: amazonTaskQueue(name), activities })),
    ]);
    running = Promise.all(workers.map((worker) => worker.run()));
  }, 60_000);
  afterAll(async () => {
    for (const worker of workers) worker.shutdown();
    await running;
    await connection.close();
  }, 30_000);

  const start = async (name: string, policy: Partial<AccountPolicy>) => {
    const settings = { policy: { ...accountPolicy, ...policy } };
    const { workflowId } = await shown.client.workflow.signalWithStart(ACCOUNT_WORKFLOW, accountStart(name, settings));
    return shown.client.workflow.getHandle(workflowId);
  };

  it('takes everything along: cursor, token, requests', async () => {
    const begun = Date.now();
    const numbers = Array.from({ length: 11 }, (_, index) => `PO${index}`);
    numbers.forEach((number, index) => list.orders.set(number, begun - (index + 1) * MINUTE));
    const handle = await start('pages', { pagesPerRun: 2 });
    const firstRun = (await handle.describe()).runId;
    await eventually('the first hop', async () => (await handle.describe()).runId !== firstRun, PATIENCE_MS);
    const asked = await handle.executeUpdate(sweepNowUpdate, { args: [{}] });
    await eventually('all orders', () => list.started.length === numbers.length, PATIENCE_MS);
    const isAnswered = async (): Promise<boolean> =>
      ((await handle.query(viewQuery)).last.sweep?.ticket ?? 0) >= asked.ticket;
    await eventually('the request', isAnswered, PATIENCE_MS);
    const sweeps = list.asked.filter(({ job }) => job === 'sweep');
    const firstRound = sweeps.filter(({ createdBefore }) => createdBefore === sweeps[0]?.createdBefore);
    expect(firstRound.map(({ nextToken }) => nextToken)).toEqual([undefined, '2', '4', '6', '8', '10']);
    const { events } = await handle.fetchHistory();
    expect(events!.length).toBeLessThan(100);
  }, 60_000);

  it('tells of an incident once, however many runs it lasts', async () => {
    const handle = await start('refused', { pagesPerRun: 1, sweepIntervalMs: 200 });
    const paused = { cause: 'refusals', codes: [], failed: 3, nextProbeAt: Date.now(), quietMs: HOUR } as const;
    const sign = (): BreakerSign => ({ operation: 'getOrder', at: Date.now(), paused: { ...paused, codes: [] } });
    const runs = new Set<string>();
    for (let times = 1; times <= 3; times += 1) {
      await handle.signal(breakerSignal, sign());
      const known = runs.size;
      const isAnother = async (): Promise<boolean> => runs.add((await handle.describe()).runId).size > known;
      await eventually('another run', isAnother, PATIENCE_MS);
    }
    const isCounted = async (): Promise<boolean> =>
      (await handle.query(viewQuery)).incidents.open['getOrder']?.count === 9;
    await eventually('the count', isCounted, PATIENCE_MS);
    await handle.signal(breakerSignal, { operation: 'getOrder', at: Date.now() });
    await eventually('the end', () => notices.length === 2, PATIENCE_MS);
    expect(notices.map(({ type }) => type)).toEqual(['incident.opened', 'incident.closed']);
  }, 60_000);
});
