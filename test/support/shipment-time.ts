import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { createAmazon } from '../../activities/amazon/create-amazon.js';
import { createCipher } from '../../activities/cipher.js';
import { createDirectoryStore } from '../../activities/documents/directory-store.js';
import type { DocumentStore } from '../../activities/documents/document-store.js';
import { createDirectoryLedger } from '../../activities/ledger/directory-ledger.js';
import type { Ledger } from '../../activities/ledger/ledger.js';
import type { ShipmentDependencies } from '../../activities/shipment/dependencies.js';
import { createShipmentActivities } from '../../activities/shipment/index.js';
import { createPackageStates } from '../../activities/shipment/package-states.js';
import { startLocalAmazon } from '../../sandbox/amazon/local-amazon.js';
import type { LocalAmazon } from '../../sandbox/amazon/local-amazon.js';
import type { LocalAmazonOptions } from '../../sandbox/amazon/options.js';
import { workflowBundlePath } from '../../workers/workflow-bundle.js';
import { amazonTaskQueue, WORKFLOW_TASK_QUEUE } from '../../workflows/purchase-order/messages.js';
import type { StartDeliveryNoticeInput } from '../../workflows/shipment/activities.js';
import { resolveUpdate, viewQuery } from '../../workflows/shipment/messages.js';
import type { ResolveInput, ShipmentInput } from '../../workflows/shipment/messages.js';
import type { ShipmentPolicy } from '../../workflows/shipment/policy.js';
import { shipmentStart } from '../../workflows/shipment/start.js';
import type { ShipmentState, ShipmentStateName } from '../../workflows/shipment/state.js';
import type { shipment } from '../../workflows/shipment/workflow.js';
import type { Notice, NotifyInput } from '../../workflows/steps/notices.js';
import { installQuietRuntime } from './quiet-runtime.js';
import { timeSkippingServer } from './servers.js';
import { detailsOf, policyOf, requestOf } from './shipments.js';
import type { DetailsChanges, RequestChanges } from './shipments.js';

const MINUTE = 60_000;
/** What is waited for comes within this, by the clock on the wall, ms. */
const PATIENCE_MS = 15_000;
/** A question is answered within this, ms. */
const UNANSWERED_MS = 8_000;

export type ShipmentHandle = WorkflowHandle<typeof shipment>;

/** The product's shipments on a server that skips time, with a local Amazon that keeps the same time. */
export interface ShipmentTime {
  account: string;
  amazon: LocalAmazon;
  ledger: Ledger;
  documents: DocumentStore;
  /** What people were told, oldest first. */
  notices: Notice[];
  /** Delivery notices that were begun, oldest first. */
  begun: StartDeliveryNoticeInput[];
  /** The skipped clock, epoch ms. */
  now(): Promise<number>;
  start(shipmentReference: string, changes?: StartChanges): Promise<ShipmentHandle>;
  view(handle: ShipmentHandle): Promise<ShipmentState>;
  /** Skips time step by step until the shipment is as wanted. @param stepMs default: a minute. */
  until(
    handle: ShipmentHandle,
    what: string,
    holds: (shipment: ShipmentState) => boolean,
    stepMs?: number,
  ): Promise<ShipmentState>;
  untilState(handle: ShipmentHandle, state: ShipmentStateName, stepMs?: number): Promise<ShipmentState>;
  /** Until something waits for a person. */
  untilItem(handle: ShipmentHandle, reason: string, stepMs?: number): Promise<ShipmentState>;
  /** Answers the oldest item. */
  answer(handle: ShipmentHandle, answer: string, more?: Partial<ResolveInput>): Promise<void>;
  put(document: unknown): Promise<string>;
  skip(ms: number): Promise<void>;
  /** How often an operation was called about a parcel. */
  calls(operation: string, parcel?: string): number;
  stop(): Promise<void>;
}

export interface StartChanges {
  request?: RequestChanges;
  details?: DetailsChanges;
  policy?: Partial<ShipmentPolicy>;
  notice?: ShipmentInput['notice'];
  packages?: number;
}

export interface ShipmentTimeOptions {
  amazon?: Omit<LocalAmazonOptions, 'clock'>;
  isDryRun?: boolean;
  directPurchase?: boolean;
  /** Workflows are carried on from their history at every task, as after a restart of the worker. */
  isForgetful?: boolean;
  /** Stands between the steps and what they stand on. */
  disturbed?: (dependencies: ShipmentDependencies) => ShipmentDependencies;
  startNotice?: ShipmentDependencies['startNotice'];
}

export async function startShipmentTime(options: ShipmentTimeOptions = {}): Promise<ShipmentTime> {
  installQuietRuntime();
  const env = await timeSkippingServer();
  const directory = mkdtempSync(join(tmpdir(), 'shipment-time-'));
  let now = await env.currentTimeMs();
  const clock = (): number => now;
  const keepTime = async (): Promise<number> => (now = await env.currentTimeMs());
  const amazon = await startLocalAmazon({ region: 'EU', ...options.amazon, clock });
  const cipher = createCipher([{ id: 'test', key: randomBytes(32) }]);
  const ledger = createDirectoryLedger({ directory: join(directory, 'ledger'), cipher });
  const documents = createDirectoryStore({ directory: join(directory, 'documents'), cipher });
  const account = 'test-account';
  const isDryRun = options.isDryRun ?? false;
  const { environment } = amazon;
  const begun: StartDeliveryNoticeInput[] = [];
  const dependencies: ShipmentDependencies = {
    ...createAmazon({
      account: {
        account,
        endpoint: environment.SP_API_ENDPOINT,
        lwaEndpoint: environment.LWA_ENDPOINT,
        clientId: environment.LWA_CLIENT_ID,
        clientSecret: environment.LWA_CLIENT_SECRET,
        refreshToken: environment.LWA_REFRESH_TOKEN,
        invoices: false,
        dryRun: isDryRun,
      },
      ledger,
      clock,
      logger: pino({ level: 'silent' }),
      product: { name: 'amazon-fulfillment-worker', version: '0.0.0' },
      stopping: new AbortController().signal,
      directPurchase: options.directPurchase,
    }),
    ledger,
    documents,
    clock,
    isDryRun,
    packageStates: createPackageStates(env.client),
    startNotice: async (notice) => {
      const outcome = await (options.startNotice?.(notice) ?? Promise.resolve('started' as const));
      begun.push(notice);
      return outcome;
    },
  };
  const notices: Notice[] = [];
  const notify = async ({ notices: given }: NotifyInput): Promise<void> => void notices.push(...given);
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
      activities: { ...createShipmentActivities(options.disturbed?.(dependencies) ?? dependencies), notify },
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

  /** A workflow whose task fails answers no question: what it failed with is in its history. */
  const view = async (handle: ShipmentHandle): Promise<ShipmentState> => {
    let timer: NodeJS.Timeout | undefined;
    const unanswered = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), UNANSWERED_MS);
    });
    const asked = handle.query(viewQuery);
    const found = await Promise.race([asked, unanswered]);
    clearTimeout(timer);
    if (found !== undefined) return found;
    asked.catch(() => undefined);
    const { events } = await handle.fetchHistory();
    const failed = events?.findLast(({ workflowTaskFailedEventAttributes }) => workflowTaskFailedEventAttributes);
    const failure = failed?.workflowTaskFailedEventAttributes?.failure;
    throw new Error(
      `No answer; the last task failed with: ${failure?.message ?? 'nothing'} ${failure?.stackTrace ?? ''}`,
    );
  };
  const until: ShipmentTime['until'] = async (handle, what, holds, stepMs = MINUTE) => {
    for (const began = performance.now(); performance.now() - began < PATIENCE_MS;) {
      const found = await view(handle);
      if (holds(found)) return found;
      // The worker shares this machine: it gets its turn before the clock moves on.
      await new Promise((resolve) => setTimeout(resolve, 5));
      await env.sleep(stepMs);
      await keepTime();
    }
    throw new Error(`Never came: ${what}; the shipment is ${JSON.stringify(await view(handle))}`);
  };
  const put = async (document: unknown): Promise<string> =>
    (await documents.put(Buffer.from(JSON.stringify(document)), 'application/json')).documentId;
  return {
    account,
    amazon,
    ledger,
    documents,
    notices,
    begun,
    now: keepTime,
    view,
    until,
    put,
    start: async (shipmentReference, { request = {}, details = {}, policy = {}, notice, packages } = {}) =>
      env.client.workflow.start<typeof shipment>(
        'shipment',
        shipmentStart({
          account,
          shipmentReference,
          request: { ...requestOf(request), detailsDocumentId: await put(detailsOf(details)) },
          policy: { ...policyOf(), ...policy },
          ...(notice === undefined ? {} : { notice }),
          ...(packages === undefined ? {} : { packages }),
        }),
      ),
    untilState: (handle, state, stepMs) => until(handle, state, (found) => found.state === state, stepMs),
    untilItem: (handle, reason, stepMs) =>
      until(handle, reason, ({ attention }) => attention.items.some((item) => item.reason === reason), stepMs),
    answer: async (handle, answer, more = {}) => {
      const [item] = (await view(handle)).attention.items;
      const attentionId = item?.attentionId ?? '';
      await handle.executeUpdate(resolveUpdate, { args: [{ attentionId, answer, actor: 'ann', ...more }] });
    },
    skip: async (ms) => {
      await env.sleep(ms);
      await keepTime();
    },
    // A token of the process's clock is too old for a clock that skips: such calls are made again.
    calls: (operation, parcel) =>
      amazon
        .received({ operation: operation as 'getTracking', ...(parcel === undefined ? {} : { parcel }) })
        .filter(({ tokenKind }) => tokenKind !== 'expired').length,
    stop: async () => {
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
      await amazon.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
