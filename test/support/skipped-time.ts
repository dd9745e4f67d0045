import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { createAmazon } from '../../activities/amazon/create-amazon.js';
import { createCipher } from '../../activities/cipher.js';
import { createDirectoryStore } from '../../activities/documents/directory-store.js';
import type { DocumentStore } from '../../activities/documents/document-store.js';
import { createDirectoryLedger } from '../../activities/ledger/directory-ledger.js';
import type { Ledger } from '../../activities/ledger/ledger.js';
import type { StepDependencies } from '../../activities/purchase-order/dependencies.js';
import { createPurchaseOrderActivities } from '../../activities/purchase-order/index.js';
import type { WarehouseCalendar } from '../../activities/purchase-order/ship-plan.js';
import { startLocalAmazon } from '../../sandbox/amazon/local-amazon.js';
import type { LocalAmazon } from '../../sandbox/amazon/local-amazon.js';
import type { LocalAmazonOptions } from '../../sandbox/amazon/options.js';
import { workflowBundlePath } from '../../workers/workflow-bundle.js';
import { amazonTaskQueue, viewQuery, WORKFLOW_TASK_QUEUE } from '../../workflows/purchase-order/messages.js';
import type { PurchaseOrderResult } from '../../workflows/purchase-order/messages.js';
import { orderStart } from '../../workflows/purchase-order/start.js';
import type { PurchaseOrderPolicy } from '../../workflows/purchase-order/policy.js';
import { isEnd } from '../../workflows/purchase-order/state.js';
import type { FulfillmentState, PurchaseOrderState } from '../../workflows/purchase-order/state.js';
import type { LabelMode } from '../../workflows/purchase-order/order.js';
import type { purchaseOrder } from '../../workflows/purchase-order/workflow.js';
import type { Notice, NotifyInput } from '../../workflows/steps/notices.js';
import { defaultPolicy } from './default-policy.js';
import { installQuietRuntime } from './quiet-runtime.js';
import { timeSkippingServer } from './servers.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export type OrderHandle = WorkflowHandle<typeof purchaseOrder>;

/** The product on a server that skips time, with a local Amazon that keeps the same time. */
export interface SkippedTime {
  account: string;
  amazon: LocalAmazon;
  ledger: Ledger;
  documents: DocumentStore;
  /** What people were told, oldest first, and when, epoch ms. */
  notices: (Notice & { toldAt: number })[];
  /** The skipped clock, epoch ms. */
  now(): Promise<number>;
  start(
    purchaseOrderNumber: string,
    policy?: Partial<PurchaseOrderPolicy>,
    more?: { adopted?: boolean },
  ): Promise<OrderHandle>;
  /** Skips time minute by minute until the order is as wanted. */
  until(handle: OrderHandle, what: string, holds: (order: PurchaseOrderState) => boolean): Promise<PurchaseOrderState>;
  untilState(handle: OrderHandle, state: FulfillmentState): Promise<PurchaseOrderState>;
  untilAttention(handle: OrderHandle): Promise<PurchaseOrderState>;
  skip(ms: number): Promise<void>;
  result(handle: OrderHandle): Promise<PurchaseOrderResult>;
  stop(): Promise<void>;
}

export interface SkippedTimeOptions {
  amazon?: Omit<LocalAmazonOptions, 'clock'>;
  labelModeFor?: (warehouse: string, shipMethod: string) => LabelMode | undefined;
  warehouseOf?: (warehouse: string) => WarehouseCalendar | undefined;
  carrierOf?: StepDependencies['carrierOf'];
  inventoryHook?: StepDependencies['inventoryHook'];
  /** Default false. */
  invoices?: boolean;
  /** Default false. */
  isDryRun?: boolean;
  /** Workflows are carried on from their history at every task, as after a restart of the worker. */
  isForgetful?: boolean;
  /** Takes notices; default: everything. */
  notify?: (notices: readonly Notice[]) => void;
}

export async function startSkippedTime(options: SkippedTimeOptions = {}): Promise<SkippedTime> {
  installQuietRuntime();
  const env = await timeSkippingServer();
  const directory = mkdtempSync(join(tmpdir(), 'skipped-time-'));
  let now = await env.currentTimeMs();
  const clock = () => now;
  const keepTime = async (): Promise<number> => (now = await env.currentTimeMs());
  const amazon = await startLocalAmazon({
    latency: { default: { minMs: 30_000, medianMs: 45_000, maxMs: 55_000 } },
    ...options.amazon,
    clock,
  });
  const cipher = createCipher([{ id: 'test', key: randomBytes(32) }]);
  const ledger = createDirectoryLedger({ directory: join(directory, 'ledger'), cipher });
  const documents = createDirectoryStore({ directory: join(directory, 'documents'), cipher });
  const account = 'test-account';
  const { environment } = amazon;
  const activities = createPurchaseOrderActivities({
    amazon: createAmazon({
      account: {
        account,
        endpoint: environment.SP_API_ENDPOINT,
        lwaEndpoint: environment.LWA_ENDPOINT,
        clientId: environment.LWA_CLIENT_ID,
        clientSecret: environment.LWA_CLIENT_SECRET,
        refreshToken: environment.LWA_REFRESH_TOKEN,
        invoices: options.invoices ?? false,
        dryRun: options.isDryRun ?? false,
      },
      ledger,
      clock,
      logger: pino({ level: 'silent' }),
      product: { name: 'amazon-fulfillment-worker', version: '0.0.0' },
      stopping: new AbortController().signal,
    }),
    ledger,
    documents,
    clock,
    isDryRun: options.isDryRun ?? false,
    invoices: options.invoices ?? false,
    labels: { leadMs: HOUR },
    ...(options.carrierOf === undefined ? {} : { carrierOf: options.carrierOf }),
    inventoryHook: options.inventoryHook,
    windows: { windowMs: 30 * MINUTE, evidenceAfterMs: 15 * MINUTE, maxFailures: 3 },
    polling: {
      transaction: { firstMs: MINUTE, factor: 1.5, maxMs: 5 * MINUTE },
      // Time does not skip while an attempt stays.
      label: { firstMs: MINUTE, factor: 1.5, maxMs: 5 * MINUTE, stayMs: 0 },
      paper: { firstMs: MINUTE, factor: 1.5, maxMs: 15 * MINUTE },
    },
    region: 'NA',
    labelModeFor: options.labelModeFor ?? (() => ({ mode: 'amazon' })),
    warehouseOf: options.warehouseOf ?? (() => undefined),
  });
  const notices: SkippedTime['notices'] = [];
  const notify = async ({ notices: given }: NotifyInput): Promise<void> => {
    options.notify?.(given);
    notices.push(...given.map((notice) => ({ ...notice, toldAt: now })));
  };
  const common = { connection: env.nativeConnection, namespace: env.namespace };
  const workers = [
    await Worker.create({
      ...common,
      taskQueue: WORKFLOW_TASK_QUEUE,
      workflowBundle: { codePath: workflowBundlePath },
      ...(options.isForgetful === true ? { maxCachedWorkflows: 0 } : {}),
    }),
    await Worker.create({
      ...common,
      taskQueue: amazonTaskQueue(account),
      activities: { ...activities, notify },
      interceptors: {
        activity: [
          () => ({
            inbound: {
              // The server's clock skips; the activities' and Amazon's follow it.
              async execute(input, next) {
                await keepTime();
                return next(input);
              },
            },
          }),
        ],
      },
    }),
  ];
  const running = workers.map((worker) => worker.run());

  const view = async (handle: OrderHandle): Promise<PurchaseOrderState> => handle.query(viewQuery);
  const until: SkippedTime['until'] = async (handle, what, holds) => {
    for (let minutes = 0; minutes < 4_000; minutes += 1) {
      const order = await view(handle);
      if (holds(order)) return order;
      // The worker shares this machine: it gets its turn before the clock moves on.
      await new Promise((resolve) => setTimeout(resolve, 5));
      await env.sleep(MINUTE);
      await keepTime();
    }
    throw new Error(`Not within days: ${what}; the order is ${JSON.stringify(await view(handle))}`);
  };
  return {
    account,
    amazon,
    ledger,
    documents,
    notices,
    now: keepTime,
    start: (purchaseOrderNumber, policy = {}, more = {}) =>
      env.client.workflow.start<typeof purchaseOrder>(
        'purchaseOrder',
        orderStart({ account, purchaseOrderNumber, policy: { ...defaultPolicy, ...policy }, ...more }),
      ),
    until,
    untilState: (handle, state) => until(handle, state, (order) => order.state === state),
    untilAttention: (handle) => until(handle, 'an item', (order) => order.attention.items.length > 0),
    skip: async (ms) => {
      await env.sleep(ms);
      await keepTime();
    },
    // Not the handle's own `result()`: while that waits, the server skips past the end, by years, for the other orders.
    result: async (handle) => {
      const { state, transactionIds } = await until(handle, 'an end', (order) => isEnd(order.state));
      return { state, transactionIds };
    },
    stop: async () => {
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
      await amazon.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
