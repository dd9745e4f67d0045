import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { NativeConnection, Worker } from '@temporalio/worker';
import { registerSearchAttributes } from '../../../clients/search-attributes.js';
import {
  PURCHASE_ORDER_WORKFLOW,
  purchaseOrderWorkflowId,
  WORKFLOW_TASK_QUEUE,
} from '../../../workflows/purchase-order/messages.js';
import type { Departure } from '../../../workflows/purchase-order/departure.js';
import { searchAttributes } from '../../../workflows/search-attributes.js';
import { eventually } from '../../support/eventually.js';
import { installQuietRuntime } from '../../support/quiet-runtime.js';
import { devServer } from '../../support/servers.js';
import { reachedQuery } from './reached-workflow.js';

/** Orders in a namespace of their own that keep what reaches them. */
export interface ReachedOrders {
  client: Client;
  /** What a command needs to reach them. */
  environment: Record<string, string>;
  /** Puts an order there; resolves when lists show it. */
  put(purchaseOrderNumber: string, order?: StandIn): Promise<void>;
  /** What has reached it. */
  reached(purchaseOrderNumber: string, account?: string): Promise<unknown[]>;
  startWorker(): Promise<void>;
  stopWorker(): Promise<void>;
}

export interface StandIn {
  account?: string;
  references?: string[];
  /** The state in which it has ended. */
  ended?: string;
  /** Why it refuses every update. */
  refuses?: string;
  /** The departure that it has on record. */
  departure?: Departure;
}

export async function openReachedOrders(): Promise<ReachedOrders> {
  const { address } = devServer();
  const namespace = `reached-${randomUUID()}`;
  const client = new Client({ connection: await Connection.connect({ address }), namespace });
  await client.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs('1 day') });
  await eventually('the namespace can be used', () =>
    client.workflow.count().then(
      () => true,
      () => false,
    ),
  );
  await registerSearchAttributes(client);
  let stop: (() => Promise<void>) | undefined;
  return {
    client,
    environment: { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace },
    put: (purchaseOrderNumber, order = {}) => put(client, purchaseOrderNumber, order),
    reached: (purchaseOrderNumber, account = 'default') =>
      client.workflow.getHandle(purchaseOrderWorkflowId(account, purchaseOrderNumber)).query(reachedQuery),
    startWorker: async () => {
      stop = await startWorker(address, namespace);
    },
    stopWorker: async () => {
      await stop?.();
      stop = undefined;
    },
  };
}

async function put(
  client: Client,
  purchaseOrderNumber: string,
  { account = 'default', references = [], ended, refuses, departure }: StandIn,
): Promise<void> {
  const workflowId = purchaseOrderWorkflowId(account, purchaseOrderNumber);
  await client.workflow.start(PURCHASE_ORDER_WORKFLOW, {
    workflowId,
    taskQueue: WORKFLOW_TASK_QUEUE,
    args: [{ refuses, hasEnded: ended !== undefined, departure }],
    typedSearchAttributes: [
      { key: searchAttributes.FulfillmentState, value: ended ?? 'IN_TRANSIT' },
      { key: searchAttributes.Account, value: account },
      ...(references.length === 0 ? [] : [{ key: searchAttributes.References, value: references }]),
    ],
  });
  const status = ended === undefined ? 'Running' : 'Completed';
  await eventually(`${workflowId} is listed`, async () => {
    const query = `WorkflowId = '${workflowId}' AND ExecutionStatus = '${status}'`;
    return (await client.workflow.count(query)).count === 1;
  });
}

let isRuntimeInstalled = false;

async function startWorker(address: string, namespace: string): Promise<() => Promise<void>> {
  if (!isRuntimeInstalled) installQuietRuntime();
  isRuntimeInstalled = true;
  const connection = await NativeConnection.connect({ address });
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: WORKFLOW_TASK_QUEUE,
    workflowsPath: fileURLToPath(new URL('./reached-workflow.js', import.meta.url)),
  });
  const running = worker.run();
  return async () => {
    worker.shutdown();
    await running;
    await connection.close();
  };
}
