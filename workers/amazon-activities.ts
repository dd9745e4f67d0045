import type { Client } from '@temporalio/client';
import type { Logger } from 'pino';
import { createIncidentReports } from '../activities/account/incident-reports.js';
import { createAccountActivities } from '../activities/account/index.js';
import { createTemporalOrders } from '../activities/account/temporal-orders.js';
import { createAmazon } from '../activities/amazon/create-amazon.js';
import type { Learned } from '../activities/amazon/learned.js';
import { systemClock } from '../activities/clock.js';
import { createStartDeliveryNotice } from '../activities/delivery-notification/start-notice.js';
import { createInventoryHook } from '../activities/inventory-hook.js';
import type { Metrics } from '../activities/metrics.js';
import { createAddressHook } from '../activities/ndr-case/address-hook.js';
import type { NdrDependencies } from '../activities/ndr-case/dependencies.js';
import { createNdrCaseActivities } from '../activities/ndr-case/index.js';
import type { StepDependencies } from '../activities/purchase-order/dependencies.js';
import { createPurchaseOrderActivities } from '../activities/purchase-order/index.js';
import { createReadResult } from '../activities/purchase-order/read-order.js';
import { createShipmentActivities } from '../activities/shipment/index.js';
import { createPackageStates } from '../activities/shipment/package-states.js';
import {
  carrierFor,
  labelModeFor,
  product,
  toDeliveryNotificationPolicy,
  toPurchaseOrderPolicy,
  warehouseOf,
} from '../temporal.config.js';
import type { AmazonAccount, Config } from '../temporal.config.js';
import type { NoticeActivities } from '../workflows/steps/notices.js';
import { tellAccount } from './start-accounts.js';
import type { Stores } from './stores.js';

export interface AmazonActivitiesOptions {
  config: Pick<Config, 'addressHook' | 'amazon' | 'amazonPay' | 'labelModes' | 'ledger' | 'policy' | 'warehouses'>;
  client: Client;
  stores: Stores;
  metrics: Metrics;
  notices: NoticeActivities;
  /** See {@link inventoryHookOf}. */
  inventoryHook: StepDependencies['inventoryHook'];
  logger: Logger;
  /** What earlier calls have taught of Amazon's rates and latencies. */
  learned: Learned;
  /** Ends all waiting. */
  stopping: AbortSignal;
}

/** The steps that speak to Amazon for one account. */
export function amazonActivities(account: AmazonAccount, options: AmazonActivitiesOptions): object {
  const { config, client, stores, metrics, notices, logger, learned, stopping, inventoryHook } = options;
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
    batching: policy.batching,
    learned,
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
      packageStates: createPackageStates(client),
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

/** The vendor's own system that knows the stock, one for all accounts: they share its limit of open questions. */
export function inventoryHookOf({
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
