import type { AmazonAccount } from './configuration/accounts.js';
import { readAccounts } from './configuration/accounts.js';
import type { AmazonPayConfig, PayMerchantConfig } from './configuration/amazon-pay.js';
import { readAmazonPay, readPayEnvironment } from './configuration/amazon-pay.js';
import type { LogLevel } from './configuration/common.js';
import { commonSchema } from './configuration/common.js';
import { ConfigError } from './configuration/faults.js';
import type { IntakeConfig } from './configuration/intake.js';
import { readIntake } from './configuration/intake.js';
import type { InventoryHookConfig } from './configuration/inventory-hook.js';
import { readInventoryHook } from './configuration/inventory-hook.js';
import type { LabelModes } from './configuration/label-modes.js';
import type { AddressHookConfig, NdrConfig, NdrReceiverConfig } from './configuration/ndr.js';
import { readNdr } from './configuration/ndr.js';
import type { NotifyConfig } from './configuration/notify.js';
import { readNotify } from './configuration/notify.js';
import type { Policy } from './configuration/policy.js';
import { readPolicy } from './configuration/policy.js';
import { Source } from './configuration/source.js';
import type { EncryptedDirectory } from './configuration/stores.js';
import { readStores } from './configuration/stores.js';
import type { Environment } from './configuration/variables.js';
import type { Warehouse } from './configuration/warehouses.js';
import { readWarehouses } from './configuration/warehouses.js';
import type { WorkerServerConfig } from './configuration/worker-server.js';
import { readWorkerServer } from './configuration/worker-server.js';

export type { AmazonAccount, Region } from './configuration/accounts.js';
export type { AmazonPayConfig, PayMerchantConfig } from './configuration/amazon-pay.js';
export type { LogLevel } from './configuration/common.js';
export type { Fault } from './configuration/faults.js';
export { ConfigError } from './configuration/faults.js';
export type { IntakeConfig } from './configuration/intake.js';
export type { InventoryHookConfig } from './configuration/inventory-hook.js';
export type { LabelModeRow, LabelModes } from './configuration/label-modes.js';
export { carrierFor, labelModeFor } from './configuration/label-modes.js';
export type {
  AddressHookConfig,
  NdrAuthentication,
  NdrConfig,
  NdrReceiverConfig,
  Shipper,
} from './configuration/ndr.js';
export type { NotifyConfig } from './configuration/notify.js';
export type {
  AmazonPayPolicy,
  BreakerPolicy,
  InventoryHookPolicy,
  Policy,
  PollPlan,
  ProofPolicy,
  SweepPolicy,
  WorkerPolicy,
} from './configuration/policy.js';
export {
  toAccountPolicy,
  toDeliveryNotificationPolicy,
  toPurchaseOrderPolicy,
  toShipmentPolicy,
} from './configuration/policy.js';
export { toNdrPolicy } from './configuration/ndr-policy.js';
export type { Quota, QuotaOperation } from './configuration/quotas.js';
export { quotaOperations } from './configuration/quotas.js';
export type { EncryptedDirectory } from './configuration/stores.js';
export { temporalConnection } from './configuration/temporal-connection.js';
export type { Environment, VariableName } from './configuration/variables.js';
export { secretVariables, temporalVariables, variables, whichAreSet } from './configuration/variables.js';
export type { Warehouse } from './configuration/warehouses.js';
export { warehouseOf } from './configuration/warehouses.js';
export type { WorkerServerConfig } from './configuration/worker-server.js';

/** Name and version, as user agents and `--version` show them. */
export const product = { name: 'amazon-fulfillment-worker', version: '0.1.0' } as const;

/**
 * Reads the whole configuration, once, at start.
 *
 * @param env the environment; empty variables count as absent.
 * @param needs the parts this command requires. What the others lack is not asked for, and their secrets are not read.
 * @param now epoch ms, to which dates of issue are compared.
 * @throws {ConfigError} with every fault at once.
 */
export function loadConfig<const Need extends ConfigNeed = never>(
  env: Environment,
  needs: readonly Need[] = [],
  now: number = Date.now(),
): Pick<Config, Need | AlwaysLoaded> {
  const source = new Source(env);
  const isNeeded = (need: ConfigNeed): boolean => (needs as readonly ConfigNeed[]).includes(need);
  const common = source.variables(commonSchema);
  const accounts = readAccounts(source, {
    common,
    withSecrets: isNeeded('amazon'),
    withNotifyUrls: isNeeded('notify'),
    now,
  });
  // An event may bring an address: where there is a place to keep it, the intake takes it.
  const keepsLocations = isNeeded('intake') && source.has('DOCUMENTS_KEY');
  const stores = isNeeded('documents') || isNeeded('ledger') || keepsLocations ? readStores(source) : undefined;
  const amazonPay = isNeeded('amazonPay') ? readAmazonPay(source) : undefined;
  const payEnvironment = isNeeded('amazonPay') ? amazonPay?.merchant?.environment : readPayEnvironment(source);
  const intake = isNeeded('intake') ? readIntake(source) : undefined;
  const notify = isNeeded('notify') ? readNotify(source, accounts) : undefined;
  const workerServer = isNeeded('workerServer') ? readWorkerServer(source) : undefined;
  const policy = readPolicy(source);
  const inventoryHook = isNeeded('inventoryHook') ? readInventoryHook(source, policy.acknowledgement) : undefined;
  const { ndr, hookGiveUpMs, receiver, addressHook } = readNdr(source, {
    accounts,
    withReceiver: isNeeded('ndrReceiver'),
    withHook: isNeeded('addressHook'),
  });
  const places = readWarehouses(source, { everywhere: common?.LABEL_MODE, accounts: accounts.names });
  if (source.faults.length > 0) throw new ConfigError(source.faults);

  const config: Partial<Config> = {
    logLevel: common?.LOG_LEVEL ?? 'info',
    accountNames: accounts.names,
    dryRunAccounts: accounts.dryRun,
    policy,
    ...places,
  };
  if (accounts.withSecrets) config.amazon = { accounts: accounts.withSecrets };
  if (payEnvironment !== undefined) config.payEnvironment = payEnvironment;
  if (amazonPay) config.amazonPay = amazonPay;
  if (stores && (isNeeded('documents') || keepsLocations)) config.documents = stores.documents;
  if (stores && isNeeded('ledger')) config.ledger = stores.ledger;
  if (intake) config.intake = intake;
  if (notify) config.notify = notify;
  if (inventoryHook) config.inventoryHook = inventoryHook;
  if (ndr) config.ndr = { ...ndr, hookGiveUpMs };
  if (receiver) config.ndrReceiver = receiver;
  if (addressHook) config.addressHook = addressHook;
  if (workerServer) config.workerServer = workerServer;
  return Object.freeze(config as Config);
}

/** A part of the configuration that only some commands require. */
export type ConfigNeed =
  | 'amazon'
  | 'amazonPay'
  | 'documents'
  | 'ledger'
  | 'intake'
  | 'notify'
  | 'inventoryHook'
  | 'workerServer'
  | 'ndrReceiver'
  | 'addressHook';

type AlwaysLoaded = Exclude<keyof Config, ConfigNeed>;

export interface Config {
  /** @default 'info' */
  logLevel: LogLevel;
  /** Names of all accounts, also where their secrets are not read. The first is meant when none is named. */
  accountNames: string[];
  /** Names of the accounts for which nothing is sent to Amazon. */
  dryRunAccounts: string[];
  policy: Policy;
  /** Where notices of deliveries go; absent when Amazon Pay is not configured. */
  payEnvironment?: PayMerchantConfig['environment'];
  labelModes: LabelModes;
  /** The rows of WAREHOUSES_FILE, for {@link warehouseOf}; empty without one. */
  warehouses: Warehouse[];
  /** Needs `amazon`. */
  amazon: { accounts: AmazonAccount[] };
  /** Needs `amazonPay`. */
  amazonPay: AmazonPayConfig;
  /** Needs `documents`. */
  documents: EncryptedDirectory;
  /** Needs `ledger`. */
  ledger: EncryptedDirectory;
  /** Needs `intake`. */
  intake: IntakeConfig;
  /** Needs `notify`. */
  notify: NotifyConfig;
  /** Needs `inventoryHook`; absent where there is none. */
  inventoryHook?: InventoryHookConfig;
  /** The desk for non-delivery reports; absent where there is none. */
  ndr?: NdrConfig & { hookGiveUpMs: number };
  /** Needs `ndrReceiver`. */
  ndrReceiver: NdrReceiverConfig;
  /** Needs `addressHook`; absent where there is none. */
  addressHook?: AddressHookConfig;
  /** Needs `workerServer`. */
  workerServer: WorkerServerConfig;
}
