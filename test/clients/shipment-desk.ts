import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { NativeConnection, Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { createAmazon } from '../../activities/amazon/create-amazon.js';
import { createCipher } from '../../activities/cipher.js';
import { createDirectoryStore } from '../../activities/documents/directory-store.js';
import type { DocumentStore } from '../../activities/documents/document-store.js';
import { createDirectoryLedger } from '../../activities/ledger/directory-ledger.js';
import { createShipmentActivities } from '../../activities/shipment/index.js';
import { createPackageStates } from '../../activities/shipment/package-states.js';
import { registerSearchAttributes } from '../../clients/search-attributes.js';
import { startLocalAmazon } from '../../sandbox/amazon/local-amazon.js';
import type { LocalAmazon } from '../../sandbox/amazon/local-amazon.js';
import { workflowBundlePath } from '../../workers/workflow-bundle.js';
import { amazonTaskQueue, WORKFLOW_TASK_QUEUE } from '../../workflows/purchase-order/messages.js';
import { shipmentWorkflowId, viewQuery } from '../../workflows/shipment/messages.js';
import type { ShipmentActivities } from '../../workflows/shipment/activities.js';
import type { ShipmentState } from '../../workflows/shipment/state.js';
import { eventually } from '../support/eventually.js';
import { installQuietRuntime } from '../support/quiet-runtime.js';
import { devServer } from '../support/servers.js';

export const account = 'acme';

/** Shipments in a namespace of their own, with a worker and a local Amazon in this process. */
export interface ShipmentDesk {
  client: Client;
  amazon: LocalAmazon;
  documents: DocumentStore;
  /** What a command needs to reach it; directories and keys are the worker's. */
  environment: Record<string, string>;
  /** Switches the account's dry run. */
  dryRun(on: boolean): void;
  view(shipmentReference: string): Promise<ShipmentState>;
  /** Resolves when the shipment is as wanted. */
  until(shipmentReference: string, holds: (shipment: ShipmentState) => boolean): Promise<ShipmentState>;
  /** Until something waits for a person. */
  untilItem(shipmentReference: string, reason: string): Promise<ShipmentState>;
  close(): Promise<void>;
}

const LIMIT_MS = 45_000;

export async function openShipmentDesk(): Promise<ShipmentDesk> {
  installQuietRuntime();
  const { address } = devServer();
  const namespace = `shipments-${randomUUID()}`;
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace });
  await client.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs('1 day') });
  await eventually('the namespace can be used', () =>
    client.workflow.count().then(
      () => true,
      () => false,
    ),
  );
  await registerSearchAttributes(client);

  const directory = mkdtempSync(join(tmpdir(), 'shipment-desk-'));
  const key = randomBytes(32);
  const cipher = createCipher([{ id: 'k1', key }]);
  const ledger = createDirectoryLedger({ directory: join(directory, 'ledger'), cipher });
  const documents = createDirectoryStore({ directory: join(directory, 'documents'), cipher });
  const amazon = await startLocalAmazon({ region: 'EU' });
  const { environment } = amazon;
  const steps = (dryRun: boolean): ShipmentActivities =>
    createShipmentActivities({
      ...createAmazon({
        account: {
          account,
          endpoint: environment.SP_API_ENDPOINT,
          lwaEndpoint: environment.LWA_ENDPOINT,
          clientId: environment.LWA_CLIENT_ID,
          clientSecret: environment.LWA_CLIENT_SECRET,
          refreshToken: environment.LWA_REFRESH_TOKEN,
          invoices: false,
          dryRun,
        },
        ledger,
        clock: Date.now,
        logger: pino({ level: 'silent' }),
        product: { name: 'amazon-fulfillment-worker', version: '0.0.0' },
        stopping: new AbortController().signal,
      }),
      ledger,
      documents,
      clock: Date.now,
      isDryRun: dryRun,
      packageStates: createPackageStates(client),
      startNotice: () => Promise.resolve('started'),
    });
  const [live, dry] = [steps(false), steps(true)];
  let isDryRun = false;
  const eitherWay = Object.fromEntries(
    (Object.keys(live) as (keyof ShipmentActivities)[]).map((name) => [
      name,
      (input: never): Promise<unknown> => (isDryRun ? dry : live)[name](input),
    ]),
  );
  const native = await NativeConnection.connect({ address });
  const common = { connection: native, namespace };
  const workers = await Promise.all([
    Worker.create({
      ...common,
      taskQueue: WORKFLOW_TASK_QUEUE,
      workflowBundle: { codePath: workflowBundlePath },
      maxCachedWorkflows: 0,
    }),
    Worker.create({
      ...common,
      taskQueue: amazonTaskQueue(account),
      activities: {
        notify: () => Promise.resolve(),
        ...eitherWay,
      },
    }),
  ]);
  const running = workers.map((worker) => worker.run());
  const view = (reference: string): Promise<ShipmentState> =>
    client.workflow.getHandle(shipmentWorkflowId(account, reference)).query(viewQuery);
  const until: ShipmentDesk['until'] = async (reference, holds) => {
    let found = await view(reference);
    await eventually(
      `${reference} is as wanted`,
      async () => {
        found = await view(reference);
        return holds(found);
      },
      LIMIT_MS,
    ).catch((error: unknown) => {
      throw new Error(`${String(error)}; it is ${JSON.stringify(found)}`);
    });
    return found;
  };
  return {
    client,
    amazon,
    documents,
    environment: {
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: namespace,
      SP_API_ACCOUNT: account,
      DOCUMENTS_DIR: join(directory, 'documents'),
      LEDGER_DIR: join(directory, 'ledger'),
      DOCUMENTS_KEY: `k1:${key.toString('base64')}`,
    },
    view,
    until,
    dryRun: (on) => {
      isDryRun = on;
    },
    untilItem: (reference, reason) =>
      until(reference, ({ attention }) => attention.items.some((item) => item.reason === reason)),
    close: async () => {
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
      await native.close();
      await amazon.stop();
      rmSync(directory, { recursive: true });
    },
  };
}
