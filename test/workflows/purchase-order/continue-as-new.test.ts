import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client, Connection } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { NativeConnection, Worker } from '@temporalio/worker';
import { startDevServer } from '../../../sandbox/temporal/dev-server.js';
import type { DevServer } from '../../../sandbox/temporal/dev-server.js';
import { workflowBundlePath } from '../../../workers/workflow-bundle.js';
import type { PurchaseOrderActivities, WriteStepResult } from '../../../workflows/purchase-order/activities.js';
import { amazonTaskQueue, purchaseOrderWorkflowId, viewQuery } from '../../../workflows/purchase-order/messages.js';
import type { PurchaseOrderState } from '../../../workflows/purchase-order/state.js';
import type { purchaseOrder } from '../../../workflows/purchase-order/workflow.js';
import { searchAttributes } from '../../../workflows/search-attributes.js';
import type { Notice } from '../../../workflows/steps/notices.js';
import { eventually } from '../../support/eventually.js';
import { installQuietRuntime } from '../../support/quiet-runtime.js';
import { defaultPolicy } from '../../support/default-policy.js';
import type { OrderHandle } from '../../support/skipped-time.js';
import { facts, instantOf, label } from './orders.js';
import { sideRoads } from './side-roads.js';

const HOUR = 3_600_000;
/** Events after which this server suggests to continue as new. */
const SUGGESTED_AFTER = 60;

/** A server of its own: its histories are short. */
describe('an order whose history has grown', () => {
  const account = 'grown';
  let server: DevServer;
  let client: Client;
  let connections: [NativeConnection, Connection];
  let workers: Worker[];
  let running: Promise<unknown>;
  let isNotified = true;
  let isAcknowledged = true;
  const told: Notice[] = [];
  beforeAll(async () => {
    installQuietRuntime();
    server = await startDevServer({
      searchAttributes: Object.values(searchAttributes),
      dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': SUGGESTED_AFTER },
    });
    const { address, namespace } = server;
    const native = await NativeConnection.connect({ address });
    const connection = await Connection.connect({ address });
    connections = [native, connection];
    client = new Client({ connection, namespace });
    const proven: WriteStepResult = { outcome: 'proven', transactionIds: ['t1'], requestIds: ['r1'] };
    const activities: PurchaseOrderActivities = {
      ...sideRoads,
      readOrder: async () => ({
        status: 'NEW',
        order: { ...facts, orderDate: instantOf(Date.now()), requiredShipDate: instantOf(Date.now() + 3 * HOUR) },
        labelMode: { mode: 'amazon' },
        documentId: 'document',
        ledgerId: 'made-up',
        prior: {},
      }),
      acknowledge: async () => {
        if (isAcknowledged) return proven;
        throw ApplicationFailure.create({
          type: 'Rejected',
          message: 'no',
          nonRetryable: true,
          details: [{ send: 1 }],
        });
      },
      obtainLabel: async () => ({ ...proven, label }),
      confirmShipment: async () => proven,
      denyShipment: async () => proven,
    };
    const notify = async ({ notices }: { notices: Notice[] }): Promise<void> => {
      if (!isNotified) throw new Error('the disk is full');
      told.push(...notices);
    };
    const common = { connection: native, namespace };
    workers = [
      await Worker.create({ ...common, taskQueue: account, workflowBundle: { codePath: workflowBundlePath } }),
      await Worker.create({ ...common, taskQueue: amazonTaskQueue(account), activities: { ...activities, notify } }),
    ];
    running = Promise.all(workers.map((worker) => worker.run()));
  }, 60_000);
  afterAll(async () => {
    for (const worker of workers) worker.shutdown();
    await running;
    for (const connection of connections) await connection.close();
    await server.stop();
  });

  const start = (purchaseOrderNumber: string): Promise<OrderHandle> =>
    client.workflow.start<typeof purchaseOrder>('purchaseOrder', {
      workflowId: purchaseOrderWorkflowId(account, purchaseOrderNumber),
      taskQueue: account,
      args: [
        {
          account,
          purchaseOrderNumber,
          policy: {
            ...defaultPolicy,
            // Time to hold it; the ship date's warning comes at once.
            acknowledgement: {
              decide: 'accept',
              acknowledgeAfterMs: 500,
              rules: [],
              codes: { '02': 'bad SKU', '03': 'out of stock' },
              hookGiveUpMs: 72_000_000,
            },
          },
        },
      ],
    });
  const view = (handle: OrderHandle): Promise<PurchaseOrderState> => handle.query(viewQuery);
  const runOf = async (handle: OrderHandle): Promise<string> => (await handle.describe()).runId;
  /** Refused signals make its history longer, until it runs on as another run. */
  async function grow(handle: OrderHandle): Promise<void> {
    const before = await runOf(handle);
    await eventually('another run', async () => {
      await handle.signal('depart', { departedAt: instantOf(Date.now()) });
      return (await runOf(handle)) !== before;
    });
  }
  const idsOf = (handle: OrderHandle): string[] =>
    told.filter(({ workflowId }) => workflowId === handle.workflowId).map(({ id }) => id);

  it('goes on as a new run while its notices cannot be handed over; that run tells them, each once', async () => {
    isNotified = false;
    const handle = await start('1');
    await eventually('read', async () => (await view(handle)).order !== undefined);
    await handle.signal('hold', { actor: 'ann' });
    await eventually('held', async () => (await view(handle)).state === 'ACKNOWLEDGED');
    const before = await view(handle);
    await grow(handle);
    const { audit, told: remembered, ...after } = await view(handle);
    const { audit: had, told: hadTold, ...was } = before;
    expect(after).toEqual(was);
    expect(had.length).toBeGreaterThan(0);
    expect(audit.length).toBeGreaterThan(had.length);
    expect(remembered).toEqual(hadTold);
    isNotified = true;
    await eventually('told', () => idsOf(handle).length > 0);
    await handle.executeUpdate('release', { args: [{ actor: 'ann' }] });
    await eventually('ready', async () => (await view(handle)).state === 'READY_TO_SHIP');
    expect(new Set(idsOf(handle)).size).toBe(idsOf(handle).length);
    await handle.executeUpdate('depart', { args: [{ departedAt: instantOf(Date.now()) }] });
    await expect(handle.result()).resolves.toEqual({ state: 'COMPLETED', transactionIds: ['t1'] });
  });

  it('asks its open question anew: answers to the old one are refused as stale, the new one is told and carries on', async () => {
    isAcknowledged = false;
    const handle = await start('2');
    await eventually('asked', async () => (await view(handle)).attention.items.length > 0);
    await handle.cancel();
    await eventually('asked twice', async () => (await view(handle)).attention.items.length > 1);
    await eventually('both told', () => idsOf(handle).length === 2);
    await grow(handle);
    await eventually('asked anew', async () => (await view(handle)).attention.items.length > 1);
    const { items } = (await view(handle)).attention;
    expect(items.map(({ attentionId }) => attentionId)).toEqual(['cancel-2', 'acknowledge-3']);
    await eventually('told anew', () => idsOf(handle).length === 3);
    const answer = (attentionId: string, given: string) =>
      handle.executeUpdate('resolve', { args: [{ attentionId, answer: given, actor: 'ann' }] });
    await expect(answer('acknowledge-1', 'retry')).rejects.toThrow();
    await answer('cancel-2', 'resume');
    isAcknowledged = true;
    await answer('acknowledge-3', 'retry');
    await eventually('ready', async () => (await view(handle)).state === 'READY_TO_SHIP');
    expect(idsOf(handle).filter((id) => id.includes('acknowledge-') || id.includes('cancel-'))).toHaveLength(3);
    await handle.terminate();
  });
});
