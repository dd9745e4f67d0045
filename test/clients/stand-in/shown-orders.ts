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
import { initialState, isEnd } from '../../../workflows/purchase-order/state.js';
import type { PurchaseOrderState } from '../../../workflows/purchase-order/state.js';
import { searchAttributes } from '../../../workflows/search-attributes.js';
import { eventually } from '../../support/eventually.js';
import { installQuietRuntime } from '../../support/quiet-runtime.js';
import { devServer } from '../../support/servers.js';

/** Orders in a namespace of their own, each in the state that a test gives it. */
export interface ShownOrders {
  client: Client;
  /** What a command needs to reach it. */
  environment: Record<string, string>;
  /** Puts an order there; resolves when lists show it. */
  show(
    purchaseOrderNumber: string,
    state?: Partial<PurchaseOrderState> & { references?: string[] },
    account?: string,
  ): Promise<void>;
  startWorker(): Promise<void>;
  stopWorker(): Promise<void>;
}

/** @param retention of the namespace, such as `1 day`. */
export async function openShownOrders({ isSetUp = true, retention = '1 day' as const } = {}): Promise<ShownOrders> {
  const { address } = devServer();
  const namespace = `shown-${randomUUID()}`;
  const client = new Client({ connection: await Connection.connect({ address }), namespace });
  await client.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs(retention) });
  await eventually('the namespace can be used', () =>
    client.workflow.count().then(
      () => true,
      () => false,
    ),
  );
  if (isSetUp) await registerSearchAttributes(client);
  let stop: (() => Promise<void>) | undefined;
  return {
    client,
    environment: { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace },
    show: (purchaseOrderNumber, state = {}, account = 'default') =>
      show(client, { account, purchaseOrderNumber }, state),
    startWorker: async () => {
      stop = await startWorker(address, namespace);
    },
    stopWorker: async () => {
      await stop?.();
      stop = undefined;
    },
  };
}

async function show(
  client: Client,
  { account, purchaseOrderNumber }: { account: string; purchaseOrderNumber: string },
  { references = [], ...state }: Partial<PurchaseOrderState> & { references?: string[] },
): Promise<void> {
  const shown = { ...initialState(account, purchaseOrderNumber), ...state };
  const workflowId = purchaseOrderWorkflowId(account, purchaseOrderNumber);
  await client.workflow.start(PURCHASE_ORDER_WORKFLOW, {
    workflowId,
    taskQueue: WORKFLOW_TASK_QUEUE,
    args: [shown],
    typedSearchAttributes: [
      { key: searchAttributes.FulfillmentState, value: shown.state },
      { key: searchAttributes.Account, value: account },
      ...(references.length === 0 ? [] : [{ key: searchAttributes.References, value: references }]),
    ],
  });
  const status = isEnd(shown.state) ? 'Completed' : 'Running';
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
    workflowsPath: fileURLToPath(new URL('./workflow.js', import.meta.url)),
  });
  const running = worker.run();
  return async () => {
    worker.shutdown();
    await running;
    await connection.close();
  };
}
