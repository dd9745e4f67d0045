import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { startLocalAmazon } from '../../sandbox/amazon/local-amazon.js';
import type { LocalAmazon } from '../../sandbox/amazon/local-amazon.js';
import type { LocalAmazonOptions } from '../../sandbox/amazon/options.js';
import { startDevServer } from '../../sandbox/temporal/dev-server.js';
import { askView } from '../../clients/ask-view.js';
import { departUpdate, purchaseOrderWorkflowId, viewQuery } from '../../workflows/purchase-order/messages.js';
import type { DepartInput } from '../../workflows/purchase-order/messages.js';
import type { DeadlinePolicy, PurchaseOrderPolicy } from '../../workflows/purchase-order/policy.js';
import { orderStart } from '../../workflows/purchase-order/start.js';
import type { FulfillmentState, PurchaseOrderState } from '../../workflows/purchase-order/state.js';
import type { purchaseOrder } from '../../workflows/purchase-order/workflow.js';
import { searchAttributes } from '../../workflows/search-attributes.js';
import { eventually } from './eventually.js';
import type { OrderHandle } from './skipped-time.js';
import { defaultPolicy } from './default-policy.js';

const COMMAND = fileURLToPath(new URL('../../clients/main.js', import.meta.url));

/** Durations of a floor: Amazon's latency, poll plans and proof windows are short, clocks are real. */
const quickPolicy = {
  proof: { windowMs: 4_000, evidenceAfterMs: 2_000 },
  polling: {
    transaction: { firstMs: 300, factor: 1.5, maxMs: 1_000 },
    label: { firstMs: 300, factor: 1.5, maxMs: 1_000 },
  },
  attempts: { startToCloseMs: 5_000, httpTimeoutMs: 1_500, minimumBudgetMs: 600_000 },
  worker: { stickyTimeoutMs: 1_000, shutdownGraceMs: 3_000 },
  speaker: { heartbeatTimeoutMs: 2_500 },
  // The tests start their orders themselves, each with a policy of its own.
  sweep: { enabled: false },
};

/** A real Temporal server, a local Amazon, and the product's own commands as processes. */
export interface Floor {
  client: Client;
  amazon: LocalAmazon;
  account: string;
  /** The deadlines of orders that name none of their own. */
  deadlines: DeadlinePolicy;
  /** What a command needs to run on this floor. */
  environment: NodeJS.ProcessEnv;
  /** Everything that workers wrote to stdout and stderr. */
  log(): string;
  startWorker(): Promise<ChildProcess>;
  start(purchaseOrderNumber: string, policy?: Partial<PurchaseOrderPolicy>): Promise<OrderHandle>;
  handle(purchaseOrderNumber: string): OrderHandle;
  untilState(handle: OrderHandle, state: FulfillmentState, limitMs?: number): Promise<void>;
  view(handle: OrderHandle): Promise<PurchaseOrderState>;
  depart(handle: OrderHandle, more?: Partial<DepartInput>): Promise<void>;
  close(): Promise<void>;
}

export async function openFloor(
  options: { amazon?: LocalAmazonOptions; policy?: object; environment?: Record<string, string> } = {},
): Promise<Floor> {
  const directory = mkdtempSync(join(tmpdir(), 'floor-'));
  const server = await startDevServer({ ui: false, searchAttributes: Object.values(searchAttributes) });
  const amazon = await startLocalAmazon({
    latency: { default: { minMs: 100, medianMs: 300, maxMs: 800 } },
    ...options.amazon,
  });
  const policyFile = join(directory, 'policy.json');
  writeFileSync(policyFile, JSON.stringify({ ...quickPolicy, ...options.policy }));
  const environment: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    HOME: directory,
    ...amazon.environment,
    TEMPORAL_ADDRESS: server.address,
    TEMPORAL_NAMESPACE: server.namespace,
    LABEL_MODE: 'amazon',
    DOCUMENTS_DIR: join(directory, 'documents'),
    LEDGER_DIR: join(directory, 'ledger'),
    DOCUMENTS_KEY: `test:${randomBytes(32).toString('base64')}`,
    INTAKE_TOKEN: 'made-up-intake-token',
    INTAKE_PORT: '0',
    POLICY_FILE: policyFile,
    NOTIFY_DIR: join(directory, 'notices'),
    ...options.environment,
  };
  const connection = await Connection.connect({ address: server.address });
  const client = new Client({ connection, namespace: server.namespace });
  const account = 'default';
  const processes = new Set<ChildProcess>();
  let log = '';

  const startWorker = async (): Promise<ChildProcess> => {
    const worker = spawn(process.execPath, [COMMAND, 'worker'], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    processes.add(worker);
    let own = '';
    const keep = (chunk: Buffer): void => {
      own += chunk.toString();
      log += chunk.toString();
    };
    worker.stdout.on('data', keep);
    worker.stderr.on('data', keep);
    await eventually(
      'the worker runs',
      () => {
        if (worker.exitCode !== null) throw new Error(`The worker ended: ${own}`);
        return own.includes('worker is running');
      },
      30_000,
    );
    return worker;
  };
  const handle = (purchaseOrderNumber: string): OrderHandle =>
    client.workflow.getHandle<typeof purchaseOrder>(purchaseOrderWorkflowId(account, purchaseOrderNumber));
  const view = (of: OrderHandle): Promise<PurchaseOrderState> => askView(client, of.workflowId, viewQuery);

  return {
    client,
    amazon,
    account,
    deadlines: defaultPolicy.deadlines,
    environment,
    log: () => log,
    startWorker,
    handle,
    view,
    start: (purchaseOrderNumber, policy = {}) =>
      client.workflow.start<typeof purchaseOrder>('purchaseOrder', {
        ...orderStart({
          account,
          purchaseOrderNumber,
          policy: { ...defaultPolicy, attempts: { startToCloseMs: 5_000, minimumBudgetMs: 600_000 }, ...policy },
        }),
        workflowIdConflictPolicy: 'USE_EXISTING',
      }),
    untilState: (of, state, limitMs = 60_000) =>
      eventually(`${of.workflowId} is ${state}`, async () => (await view(of)).state === state, limitMs),
    depart: async (of, more = {}) => {
      await of.executeUpdate(departUpdate, {
        args: [{ departedAt: new Date().toISOString(), actor: 'warehouse', ...more }],
      });
    },
    close: async () => {
      for (const child of processes) {
        if (child.exitCode === null && child.signalCode === null) {
          child.kill('SIGKILL');
          await once(child, 'exit');
        }
      }
      // The connection is not closed: a repetition that the SDK has scheduled would throw, with nobody to catch it.
      await server.stop();
      await amazon.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
