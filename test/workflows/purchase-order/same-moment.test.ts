import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { workflowBundlePath } from '../../../workers/workflow-bundle.js';
import type { PurchaseOrderActivities, WriteStepResult } from '../../../workflows/purchase-order/activities.js';
import { amazonTaskQueue, purchaseOrderWorkflowId, viewQuery } from '../../../workflows/purchase-order/messages.js';
import type { purchaseOrder } from '../../../workflows/purchase-order/workflow.js';
import { eventually } from '../../support/eventually.js';
import { installQuietRuntime } from '../../support/quiet-runtime.js';
import { devServer } from '../../support/servers.js';
import { defaultPolicy } from '../../support/default-policy.js';
import { facts, instantOf, label } from './orders.js';
import { sideRoads } from './side-roads.js';

/** Messages that arrive together are one workflow task; on a real server, because their order in history matters. */
describe('two operators in the same moment', () => {
  const account = 'same-moment';
  let client: Client;
  let connections: [NativeConnection, Connection];
  let workers: Worker[];
  let running: Promise<unknown>;
  beforeAll(async () => {
    installQuietRuntime();
    const { address, namespace } = devServer();
    const native = await NativeConnection.connect({ address });
    const connection = await Connection.connect({ address });
    connections = [native, connection];
    client = new Client({ connection, namespace });
    const proven: WriteStepResult = { outcome: 'proven', transactionIds: [], requestIds: [] };
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
      acknowledge: async () => proven,
      obtainLabel: async () => ({ ...proven, label }),
      confirmShipment: async () => proven,
      denyShipment: async () => proven,
    };
    const common = { connection: native, namespace };
    workers = [
      await Worker.create({ ...common, taskQueue: account, workflowBundle: { codePath: workflowBundlePath } }),
      await Worker.create({
        ...common,
        taskQueue: amazonTaskQueue(account),
        activities: { ...activities, notify: async () => undefined },
      }),
    ];
    running = Promise.all(workers.map((worker) => worker.run()));
  });
  afterAll(async () => {
    for (const worker of workers) worker.shutdown();
    await running;
    for (const connection of connections) await connection.close();
  });

  it('one accepts and one rejects: one of them decides, and the order goes on', async () => {
    for (let times = 0; times < 10; times += 1) {
      const handle = await client.workflow.start<typeof purchaseOrder>('purchaseOrder', {
        workflowId: purchaseOrderWorkflowId(account, String(times)),
        taskQueue: account,
        args: [
          {
            account,
            purchaseOrderNumber: String(times),
            policy: {
              ...defaultPolicy,
              acknowledgement: {
                decide: 'ask',
                acknowledgeAfterMs: 0,
                rules: [],
                codes: { '02': 'bad SKU', '03': 'out of stock' },
                hookGiveUpMs: 72_000_000,
              },
            },
          },
        ],
      });
      let attentionId: string | undefined;
      await eventually('a question', async () => {
        attentionId = (await handle.query(viewQuery)).attention.items[0]?.attentionId;
        return attentionId !== undefined;
      });
      const [accepted] = await Promise.allSettled([
        handle.signal('resolve', { attentionId, answer: 'accept', actor: 'ann' }),
        handle.executeUpdate('reject', { args: [{ code: '02', actor: 'bob' }] }),
      ]);
      expect(accepted.status).toBe('fulfilled');
      await eventually('a decision', async () => {
        const { state } = await handle.query(viewQuery);
        return state === 'READY_TO_SHIP' || state === 'REJECTED';
      });
      await Worker.runReplayHistory(
        { workflowBundle: { codePath: workflowBundlePath } },
        await handle.fetchHistory(),
        handle.workflowId,
      );
      const { status } = await handle.describe();
      if (status.name === 'RUNNING') await handle.terminate();
    }
  });
});
