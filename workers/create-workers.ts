import { Worker } from '@temporalio/worker';
import type { NativeConnection } from '@temporalio/worker';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { createAccountActivities } from '../activities/account/index.js';
import { createIncidentReports } from '../activities/account/incident-reports.js';
import { createTemporalOrders } from '../activities/account/temporal-orders.js';
import { createAmazon } from '../activities/amazon/create-amazon.js';
import { systemClock } from '../activities/clock.js';
import { createInventoryHook } from '../activities/inventory-hook.js';
import type { Metrics } from '../activities/metrics.js';
import { createPurchaseOrderActivities } from '../activities/purchase-order/index.js';
import { createReadResult } from '../activities/purchase-order/read-order.js';
import type { StepDependencies } from '../activities/purchase-order/dependencies.js';
import { carrierFor, labelModeFor, product, toPurchaseOrderPolicy, warehouseOf } from '../temporal.config.js';
import type { AmazonAccount, Config } from '../temporal.config.js';
import type { NoticeActivities } from '../workflows/steps/notices.js';
import { amazonTaskQueue, WORKFLOW_TASK_QUEUE } from '../workflows/purchase-order/messages.js';
import { tellAccount } from './start-accounts.js';
import type { Stores } from './stores.js';
import { workflowBundlePath } from './workflow-bundle.js';

export interface CreateWorkersOptions {
  config: Pick<Config, 'amazon' | 'inventoryHook' | 'labelModes' | 'policy' | 'warehouses'>;
  connection: NativeConnection;
  client: Client;
  namespace: string;
  stores: Stores;
  metrics: Metrics;
  notices: NoticeActivities;
  logger: Logger;
  stopping: AbortSignal;
}

/** The workflow worker and one Amazon worker per account; none of them polls yet. */
export async function createWorkers(options: CreateWorkersOptions): Promise<Worker[]> {
  const { config, connection, namespace } = options;
  const { worker } = config.policy;
  const common = { connection, namespace, shutdownGraceTime: worker.shutdownGraceMs };
  const workflows = Worker.create({
    ...common,
    taskQueue: WORKFLOW_TASK_QUEUE,
    workflowBundle: { codePath: workflowBundlePath },
    maxCachedWorkflows: worker.maxCachedWorkflows,
    stickyQueueScheduleToStartTimeout: worker.stickyTimeoutMs,
  });
  // One for all accounts: they share its limit of open questions.
  const inventoryHook = inventoryHookOf(config);
  const amazon = config.amazon.accounts.map((account) =>
    Worker.create({
      ...common,
      taskQueue: amazonTaskQueue(account.account),
      maxConcurrentActivityTaskExecutions: worker.maxConcurrentActivities,
      activities: amazonActivities(account, { ...options, inventoryHook }),
    }),
  );
  return Promise.all([workflows, ...amazon]);
}

function inventoryHookOf({
  inventoryHook,
  policy,
}: Pick<Config, 'inventoryHook' | 'policy'>): StepDependencies['inventoryHook'] {
  if (inventoryHook === undefined) return undefined;
  const { timeoutMs, retry } = policy.inventoryHook;
  const { ask } = createInventoryHook({
    ...inventoryHook,
    userAgent: `${product.name}/${product.version}`,
    timeoutMs,
    codes: policy.acknowledgement.codes,
    clock: systemClock,
  });
  return { ask, retry };
}

/** The steps that speak to Amazon for one account. */
function amazonActivities(
  account: AmazonAccount,
  options: CreateWorkersOptions & Pick<StepDependencies, 'inventoryHook'>,
): object {
  const { config, client, stores, metrics, notices, logger, stopping, inventoryHook } = options;
  const { policy } = config;
  const ofAccount = logger.child({ account: account.account });
  const amazon = createAmazon({
    account,
    ledger: stores.ledger,
    clock: systemClock,
    logger: ofAccount,
    metrics,
    httpTimeoutMs: policy.attempts.httpTimeoutMs,
    quotas: policy.quotas,
    probeEveryMs: policy.breaker.probeEveryMs,
    signed: createIncidentReports({ send: tellAccount(client, account.account), logger: ofAccount, stopping }),
    product,
    stopping,
  });
  const steps: StepDependencies = {
    amazon,
    ...stores,
    inventoryHook,
    clock: systemClock,
    isDryRun: account.dryRun,
    metrics,
    windows: policy.proof,
    polling: policy.polling,
    labels: policy.labels,
    invoices: account.invoices,
    region: account.region,
    labelModeFor: (warehouse, shipMethod) => labelModeFor(config, { account: account.account, warehouse, shipMethod }),
    carrierOf: (warehouse, shipMethod) => carrierFor(config, { account: account.account, warehouse, shipMethod }),
    warehouseOf: (warehouse) => warehouseOf(config, { account: account.account, warehouse }),
  };
  return {
    ...notices,
    ...createPurchaseOrderActivities(steps),
    ...createAccountActivities({
      amazon,
      warehouses: config.warehouses.filter((warehouse) => warehouse.account === account.account),
      workflows: createTemporalOrders({ client, clock: systemClock, policy: toPurchaseOrderPolicy(policy) }),
      snapshotOf: createReadResult(steps),
      clock: systemClock,
    }),
  };
}
