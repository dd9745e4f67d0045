import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { workflowBundlePath } from '../../../workers/workflow-bundle.js';
import type { PurchaseOrderActivities, WriteStepResult } from '../../../workflows/purchase-order/activities.js';
import { amazonTaskQueue, purchaseOrderWorkflowId } from '../../../workflows/purchase-order/messages.js';
import type { PurchaseOrderPolicy } from '../../../workflows/purchase-order/policy.js';
import type { FulfillmentState } from '../../../workflows/purchase-order/state.js';
import type { purchaseOrder } from '../../../workflows/purchase-order/workflow.js';
import { eventually } from '../../support/eventually.js';
import { installQuietRuntime } from '../../support/quiet-runtime.js';
import { devServer } from '../../support/servers.js';
import { defaultPolicy } from '../../support/default-policy.js';
import type { OrderHandle } from '../../support/skipped-time.js';
import { facts, instantOf, label } from './orders.js';
import { sideRoads } from './side-roads.js';

type Gated = 'acknowledge' | 'obtainLabel' | 'confirmShipment';

/** What an operator does, and what a step or timer brings, while no workflow worker runs: one workflow task has both. */
describe('an action in the same workflow task', () => {
  const account = 'same-task';
  const proven: WriteStepResult = { outcome: 'proven', transactionIds: [], requestIds: [] };
  let client: Client;
  let connections: [NativeConnection, Connection];
  let activityWorker: Worker;
  let activitiesRunning: Promise<void>;
  let workflowWorker: Worker | undefined;
  let workflowsRunning: Promise<void> | undefined;
  /** The step that waits until it is let go. */
  let gate: { step: Gated; reached: boolean; open: () => void; opened: Promise<void> } | undefined;

  const through = async <T>(step: Gated, result: T): Promise<T> => {
    if (gate?.step === step) {
      gate.reached = true;
      await gate.opened;
    }
    return result;
  };
  function close(step: Gated): void {
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    gate = { step, reached: false, open, opened };
  }

  beforeAll(async () => {
    installQuietRuntime();
    const { address, namespace } = devServer();
    const native = await NativeConnection.connect({ address });
    const connection = await Connection.connect({ address });
    connections = [native, connection];
    client = new Client({ connection, namespace });
    const activities: PurchaseOrderActivities = {
      ...sideRoads,
      readOrder: async () => ({
        status: 'NEW',
        order: { ...facts, orderDate: instantOf(Date.now()), requiredShipDate: instantOf(Date.now() + 3_600_000) },
        labelMode: { mode: 'amazon' },
        documentId: 'document',
        ledgerId: 'made-up',
        prior: {},
      }),
      acknowledge: () => through('acknowledge', proven),
      obtainLabel: () => through('obtainLabel', { ...proven, label }),
      confirmShipment: () => through('confirmShipment', proven),
      denyShipment: async () => proven,
    };
    activityWorker = await Worker.create({
      connection: native,
      namespace,
      taskQueue: amazonTaskQueue(account),
      activities: { ...activities, notify: async () => undefined },
    });
    activitiesRunning = activityWorker.run();
  });
  afterEach(async () => {
    gate?.open();
    gate = undefined;
    await stopWorkflows();
  });
  afterAll(async () => {
    activityWorker.shutdown();
    await activitiesRunning;
    for (const connection of connections) await connection.close();
  });

  async function runWorkflows(): Promise<void> {
    workflowWorker = await Worker.create({
      connection: connections[0],
      namespace: devServer().namespace,
      taskQueue: account,
      workflowBundle: { codePath: workflowBundlePath },
      // Tasks must not wait for a worker that is gone.
      maxCachedWorkflows: 0,
    });
    workflowsRunning = workflowWorker.run();
  }
  async function stopWorkflows(): Promise<void> {
    workflowWorker?.shutdown();
    await workflowsRunning;
    workflowWorker = undefined;
    workflowsRunning = undefined;
  }

  const start = (purchaseOrderNumber: string, policy: Partial<PurchaseOrderPolicy> = {}): Promise<OrderHandle> =>
    client.workflow.start<typeof purchaseOrder>('purchaseOrder', {
      workflowId: purchaseOrderWorkflowId(account, purchaseOrderNumber),
      taskQueue: account,
      // A task that went to a worker which is stopping comes back after this.
      workflowTaskTimeout: '1 second',
      args: [{ account, purchaseOrderNumber, policy: { ...defaultPolicy, ...policy } }],
    });
  const eventsOf = async (handle: OrderHandle) => (await handle.fetchHistory()).events ?? [];
  const countOf = async (
    handle: OrderHandle,
    isSuch: (event: Awaited<ReturnType<typeof eventsOf>>[number]) => unknown,
  ) => (await eventsOf(handle)).filter(isSuch).length;
  const completions = (handle: OrderHandle): Promise<number> =>
    countOf(handle, (event) => event.activityTaskCompletedEventAttributes);
  const stateOf = async (handle: OrderHandle): Promise<FulfillmentState> =>
    (await handle.query<{ state: FulfillmentState }>('view')).state;

  /** What came first in history. */
  type First = 'the action' | 'the step';
  const openItem = 'cancel-1';
  const abort = ['resolve', { attentionId: openItem, answer: 'abort', actor: 'support' }] as const;
  const deny = ['cancel', { actor: 'support' }] as const;
  const cases: [string, Gated, readonly [string, object], First, 'signal' | 'update', FulfillmentState][] = [];
  // An update is accepted by a worker only: in history it comes after what was there before.
  for (const [first, by] of [
    ['the action', 'signal'],
    ['the step', 'update'],
  ] as const) {
    cases.push(
      ['that closes the order', 'acknowledge', abort, first, by, 'CLOSED_BY_PERSON'],
      ['that closes the order', 'confirmShipment', abort, first, by, 'CLOSED_BY_PERSON'],
      ['that denies the order on the floor', 'obtainLabel', deny, first, by, 'FLOOR_DENIED'],
    );
  }
  let count = 0;
  // what it does, step that ends, message, which came first, how it came, end of the order
  it.each(cases)(
    '%s as the end of %s stands (%j; first came %s; %s): the order is %s, and no workflow task fails',
    async (_what, step, [name, payload], first, by, end) => {
      close(step);
      await runWorkflows();
      const handle = await start(`step${(count += 1)}`);
      if (step === 'confirmShipment') {
        await eventually('ready', async () => (await stateOf(handle)) === 'READY_TO_SHIP');
        const departedAt = instantOf(Date.now());
        await handle.executeUpdate('depart', { args: [{ departedAt }] });
      }
      await eventually('the step waits', () => gate?.reached === true);
      if (name === 'resolve') {
        await handle.cancel();
        await eventually('an item', async () => {
          const { attention } = await handle.query<{ attention: { items: unknown[] } }>('view');
          return attention.items.length > 0;
        });
        // Its notice is out of the way.
        await eventually('told', async () => {
          const scheduled = await countOf(handle, (event) => event.activityTaskScheduledEventAttributes);
          return (await completions(handle)) === scheduled - 1;
        });
      }
      await stopWorkflows();

      const act = (): Promise<unknown> =>
        by === 'signal' ? handle.signal(name, payload) : handle.executeUpdate(name, { args: [payload] });
      const before = await completions(handle);
      let acted: Promise<unknown> | undefined;
      if (first === 'the action') await act();
      gate?.open();
      await eventually('the step is over', async () => (await completions(handle)) > before);
      if (first === 'the step') {
        acted = act();
        if (by === 'signal') await acted;
      }
      await runWorkflows();
      await acted?.catch(() => undefined);
      await eventually('an end', async () => (await stateOf(handle)) === end);
      await handle.result();
      const failed = await countOf(handle, (event) => event.workflowTaskFailedEventAttributes);
      expect(failed).toBe(0);
    },
  );

  it('as the end of acknowledgeAfter: a rejection that comes with it stands, and the workflow goes on', async () => {
    await runWorkflows();
    const handle = await start('timer', {
      acknowledgement: {
        decide: 'accept',
        acknowledgeAfterMs: 2_000,
        rules: [],
        codes: { '02': 'bad SKU', '03': 'out of stock' },
        hookGiveUpMs: 72_000_000,
      },
    });
    await eventually(
      'the timer runs',
      async () => (await countOf(handle, (event) => event.timerStartedEventAttributes)) > 1,
    );
    await stopWorkflows();
    await eventually(
      'the timer is over',
      async () => (await countOf(handle, (event) => event.timerFiredEventAttributes)) > 0,
    );
    await handle.signal('cancel', { code: '03', actor: 'support' });
    await runWorkflows();
    await expect(handle.result()).resolves.toMatchObject({ state: 'REJECTED' });
    expect(await countOf(handle, (event) => event.workflowTaskFailedEventAttributes)).toBe(0);
  });
});
