import { Worker } from '@temporalio/worker';
import type { NativeConnection } from '@temporalio/worker';
import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { createAmazonPay } from '../activities/amazon-pay/create-amazon-pay.js';
import { createIncidentReports } from '../activities/account/incident-reports.js';
import { createAccountActivities } from '../activities/account/index.js';
import { createTemporalOrders } from '../activities/account/temporal-orders.js';
import { createLimiter } from '../activities/amazon/limiter.js';
import { createAmazon } from '../activities/amazon/create-amazon.js';
import { systemClock } from '../activities/clock.js';
import { createDeliveryNotificationActivities } from '../activities/delivery-notification/index.js';
import { createStartDeliveryNotice } from '../activities/delivery-notification/start-notice.js';
import { createInventoryHook } from '../activities/inventory-hook.js';
import type { Metrics } from '../activities/metrics.js';
import { createAddressHook } from '../activities/ndr-case/address-hook.js';
import type { NdrDependencies } from '../activities/ndr-case/dependencies.js';
import { createNdrCaseActivities } from '../activities/ndr-case/index.js';
import { createPurchaseOrderActivities } from '../activities/purchase-order/index.js';
import { createReadResult } from '../activities/purchase-order/read-order.js';
import { createShipmentActivities } from '../activities/shipment/index.js';
import type { StepDependencies } from '../activities/purchase-order/dependencies.js';
import {
  carrierFor,
  labelModeFor,
  product,
  toDeliveryNotificationPolicy,
  toPurchaseOrderPolicy,
  warehouseOf,
} from '../temporal.config.js';
import type { AmazonAccount, Config, PayMerchantConfig } from '../temporal.config.js';
import { payTaskQueue } from '../workflows/delivery-notification/messages.js';
import type { NoticeActivities } from '../workflows/steps/notices.js';
import { amazonTaskQueue, WORKFLOW_TASK_QUEUE } from '../workflows/purchase-order/messages.js';
import { tellAccount } from './start-accounts.js';
import type { Stores } from './stores.js';
import { workflowBundlePath } from './workflow-bundle.js';

export interface CreateWorkersOptions {
  config: Pick<
    Config,
    'addressHook' | 'amazon' | 'amazonPay' | 'dryRunAccounts' | 'inventoryHook' | 'labelModes' | 'policy' | 'warehouses'
  >;
  connection: NativeConnection;
  client: Client;
  namespace: string;
  stores: Stores;
  metrics: Metrics;
  notices: NoticeActivities;
  logger: Logger;
  stopping: AbortSignal;
}

/**
 * What Amazon Pay gives a merchant back per second. The server holds the whole queue to it, however many processes poll;
 * within one the limiter keeps the calls apart. Source: page on delivery notifications.
 */
const PAY_ATTEMPTS_PER_SECOND = 1;
/** Enough for calls that last as long as their deadline, at that pace. */
const PAY_CONCURRENT_ATTEMPTS = 20;

/** The workflow worker, one Amazon worker per account, and one for Amazon Pay; none of them polls yet. */
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
  const { merchant } = config.amazonPay;
  const pay =
    merchant === undefined
      ? []
      : [
          Worker.create({
            ...common,
            taskQueue: payTaskQueue(merchant.environment),
            maxTaskQueueActivitiesPerSecond: PAY_ATTEMPTS_PER_SECOND,
            maxConcurrentActivityTaskExecutions: PAY_CONCURRENT_ATTEMPTS,
            activities: payActivities(merchant, options),
          }),
        ];
  return Promise.all([workflows, ...amazon, ...pay]);
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
    directPurchase: policy.shipments.directPurchase,
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
    ...createShipmentActivities({
      ...amazon,
      ...stores,
      clock: systemClock,
      isDryRun: account.dryRun,
      startNotice: createStartDeliveryNotice({
        client,
        environment: config.amazonPay.merchant?.environment,
        policy: toDeliveryNotificationPolicy(policy),
      }),
    }),
    ...createNdrCaseActivities({
      ...amazon,
      ...stores,
      clock: systemClock,
      isDryRun: account.dryRun,
      windows: policy.proof,
      polling: policy.polling.transaction,
      addressHook: addressHookOf(config),
    }),
    ...createAccountActivities({
      amazon,
      warehouses: config.warehouses.filter((warehouse) => warehouse.account === account.account),
      workflows: createTemporalOrders({ client, clock: systemClock, policy: toPurchaseOrderPolicy(policy) }),
      snapshotOf: createReadResult(steps),
      clock: systemClock,
    }),
  };
}

/** The shipper's own system that knows addresses, where one is configured. */
function addressHookOf({ addressHook }: Pick<Config, 'addressHook'>): NdrDependencies['addressHook'] {
  if (addressHook === undefined) return undefined;
  const userAgent = `${product.name}/${product.version}`;
  const { ask } = createAddressHook({ ...addressHook, userAgent, clock: systemClock });
  return { ask, retry: addressHook.retry };
}

/** The step that speaks to Amazon Pay, for the one merchant. */
function payActivities(
  merchant: PayMerchantConfig,
  { config, stores, logger, stopping }: CreateWorkersOptions,
): object {
  const { attempts, amazonPay } = config.policy;
  return createDeliveryNotificationActivities({
    pay: createAmazonPay({
      merchant,
      limiter: createLimiter({ stopping }),
      clock: systemClock,
      logger: logger.child({ payEnvironment: merchant.environment }),
      product,
      httpTimeoutMs: attempts.httpTimeoutMs,
    }),
    environment: merchant.environment,
    ledger: stores.ledger,
    clock: systemClock,
    isDryRun: (account) => config.dryRunAccounts.includes(account),
    carrierCodes: amazonPay.carrierCodes,
    retry: amazonPay.retry,
  });
}
