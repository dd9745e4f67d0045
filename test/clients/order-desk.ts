import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { msToTs } from '@temporalio/common/lib/time.js';
import { NativeConnection, Worker } from '@temporalio/worker';
import { registerSearchAttributes } from '../../clients/search-attributes.js';
import { workflowBundlePath } from '../../workers/workflow-bundle.js';
import type { PurchaseOrderActivities } from '../../workflows/purchase-order/activities.js';
import { amazonTaskQueue, WORKFLOW_TASK_QUEUE } from '../../workflows/purchase-order/messages.js';
import type { PurchaseOrderPolicy } from '../../workflows/purchase-order/policy.js';
import type { LabelMode, OrderFacts } from '../../workflows/purchase-order/order.js';
import type { NoticeActivities } from '../../workflows/steps/notices.js';
import { eventually } from '../support/eventually.js';
import { installQuietRuntime } from '../support/quiet-runtime.js';
import { devServer } from '../support/servers.js';
import { sideRoads } from '../workflows/purchase-order/side-roads.js';

const HOUR_MS = 3_600_000;

export const policy: PurchaseOrderPolicy = {
  acknowledgement: {
    decide: 'accept',
    acknowledgeAfterMs: 0,
    rules: [],
    codes: { '02': 'bad SKU', '03': 'out of stock' },
    hookGiveUpMs: 72_000_000,
  },
  deadlines: {
    acknowledgeMs: 24 * HOUR_MS,
    acknowledgeWarningMs: 12 * HOUR_MS,
    evidenceMs: HOUR_MS / 2,
    evidenceWarningMs: HOUR_MS / 4,
    shipWarningMs: 4 * HOUR_MS,
    confirmMs: 4 * HOUR_MS,
    confirmWarningMs: HOUR_MS / 2,
    labelMs: 90 * 24 * HOUR_MS,
    labelWarningMs: 7 * 24 * HOUR_MS,
    paperMs: HOUR_MS,
    firstScanMs: 24 * HOUR_MS,
    carrierSilenceMs: 72 * HOUR_MS,
  },
  attempts: { startToCloseMs: 5_000, minimumBudgetMs: HOUR_MS },
};

/** A namespace of its own on the run's server: task queues and visibility are nobody else's. */
export interface OrderDesk {
  client: Client;
  /** What a command needs to reach it. */
  environment: Record<string, string>;
  /** Amazon as these tests need it: it takes everything, except where a number says otherwise (see {@link stubSteps}). */
  startWorker(): Promise<void>;
  stopWorker(): Promise<void>;
  close(): Promise<void>;
}

export async function openOrderDesk({ isSetUp = true } = {}): Promise<OrderDesk> {
  const { address } = devServer();
  const namespace = `clients-${randomUUID()}`;
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace });
  await makeNamespace(client);
  if (isSetUp) await registerSearchAttributes(client);
  const doNothing = (): Promise<void> => Promise.resolve();
  let stop = doNothing;
  const stopWorker = (): Promise<void> => {
    const stopping = stop();
    stop = doNothing;
    return stopping;
  };
  return {
    client,
    environment: { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace },
    startWorker: async () => {
      stop = await startStubWorker(address, namespace);
    },
    stopWorker,
    close: async () => {
      // Not closed: a repetition that the SDK has scheduled would throw on a closed channel, with nobody to catch it.
      await stopWorker();
    },
  };
}

async function makeNamespace(client: Client): Promise<void> {
  const { namespace } = client.options;
  await client.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: msToTs('1 day'),
  });
  await eventually('the namespace can be used', async () => {
    try {
      await client.workflow.count();
      return true;
    } catch {
      return false;
    }
  });
}

async function startStubWorker(address: string, namespace: string): Promise<() => Promise<void>> {
  installQuietRuntimeOnce();
  const connection = await NativeConnection.connect({ address });
  const common = { connection, namespace };
  const workers = await Promise.all([
    Worker.create({ ...common, taskQueue: WORKFLOW_TASK_QUEUE, workflowBundle: { codePath: workflowBundlePath } }),
    Worker.create({ ...common, taskQueue: amazonTaskQueue('default'), activities: { ...stubSteps, ...stubNotices } }),
  ]);
  const running = workers.map((worker) => worker.run());
  return async () => {
    for (const worker of workers) worker.shutdown();
    await Promise.all(running);
    await connection.close();
  };
}

let isRuntimeInstalled = false;
function installQuietRuntimeOnce(): void {
  if (!isRuntimeInstalled) installQuietRuntime();
  isRuntimeInstalled = true;
}

/**
 * `NOMODE…` has no label mode, `VOC…` the vendor's carrier; `REFUSED…` is not acknowledged; `PACK…` waits to be packed;
 * `SLOW…` has no label yet; the rest goes through.
 */
export const stubSteps: PurchaseOrderActivities = {
  ...sideRoads,
  readOrder: ({ purchaseOrderNumber }) => {
    const labelMode = labelModeOf(purchaseOrderNumber);
    return Promise.resolve({
      status: 'NEW',
      order: factsOf(purchaseOrderNumber),
      ...(labelMode === undefined ? {} : { labelMode }),
      documentId: `order-${purchaseOrderNumber}`,
      ledgerId: 'made-up',
      prior: {},
      ...(purchaseOrderNumber.startsWith('PACK')
        ? { shipPlan: { shipBy: new Date(Date.now() + 24 * HOUR_MS).toISOString(), waitForPacking: true } }
        : {}),
    });
  },
  acknowledge: ({ purchaseOrderNumber }) => {
    if (purchaseOrderNumber.startsWith('REFUSED')) {
      throw ApplicationFailure.create({ type: 'Rejected', message: 'Code 40 from Amazon.', nonRetryable: true });
    }
    return Promise.resolve({ outcome: 'proven', transactionIds: [`t-${purchaseOrderNumber}`], requestIds: [] });
  },
  obtainLabel: ({ purchaseOrderNumber, occurrence }) => {
    if (purchaseOrderNumber.startsWith('SLOW')) {
      throw ApplicationFailure.create({
        type: 'NotReady',
        message: 'Transaction t-1 is Processing.',
        nextRetryDelay: '5 minutes',
      });
    }
    const number = `1Z${purchaseOrderNumber}${occurrence === 1 ? '' : `N${occurrence}`}`;
    return Promise.resolve({
      outcome: 'proven',
      transactionIds: [],
      requestIds: [],
      label: {
        format: 'PNG',
        packages: [{ trackingNumber: number, documentId: `label-${occurrence}`, sha256: '00', mediaType: 'image/png' }],
      },
    });
  },
  confirmShipment: () => Promise.resolve({ outcome: 'proven', transactionIds: [], requestIds: [] }),
  denyShipment: () => Promise.resolve({ outcome: 'proven', transactionIds: ['t-denied'], requestIds: [] }),
};

const stubNotices: NoticeActivities = { notify: () => Promise.resolve() };

function labelModeOf(purchaseOrderNumber: string): LabelMode | undefined {
  if (purchaseOrderNumber.startsWith('NOMODE')) return undefined;
  return purchaseOrderNumber.startsWith('VOC') ? { mode: 'vendor-carrier', scacCode: 'UPSN' } : { mode: 'amazon' };
}

const factsOf = (purchaseOrderNumber: string): OrderFacts => ({
  customerOrderNumber: `C${purchaseOrderNumber}`,
  orderDate: new Date(Date.now() - HOUR_MS).toISOString(),
  requiredShipDate: new Date(Date.now() + 48 * HOUR_MS).toISOString(),
  shipMethod: 'UPS_GROUND',
  isPriorityShipment: false,
  isPslipRequired: false,
  isGift: false,
  sellingParty: 'ACME',
  shipFromParty: purchaseOrderNumber.endsWith('W2') ? 'WH02' : 'WH01',
  lines: [{ itemSequenceNumber: '1', vendorProductIdentifier: 'SKU-1', quantity: 2 }],
});
