import { resolve } from 'node:path';
import { NativeConnection, Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { createAmazon } from '../activities/amazon/create-amazon.js';
import { CipherError, createCipher } from '../activities/cipher.js';
import { systemClock } from '../activities/clock.js';
import { createDirectoryStore } from '../activities/documents/directory-store.js';
import type { DocumentStore } from '../activities/documents/document-store.js';
import { createDirectoryLedger } from '../activities/ledger/directory-ledger.js';
import type { Ledger } from '../activities/ledger/ledger.js';
import { createPurchaseOrderActivities } from '../activities/purchase-order/index.js';
import { ConfigError, labelModeFor, product } from '../temporal.config.js';
import type { Config, Fault, temporalConnection } from '../temporal.config.js';
import { amazonTaskQueue, WORKFLOW_TASK_QUEUE } from '../workflows/purchase-order/messages.js';
import { installRuntime } from './runtime.js';
import { workflowBundlePath } from './workflow-bundle.js';

/** What the workers need of the configuration. */
export type WorkerConfig = Omit<Config, 'intake'>;

export interface RunWorkersOptions {
  config: WorkerConfig;
  temporal: ReturnType<typeof temporalConnection>;
  logger: Logger;
}

/**
 * Runs the workflow worker and one Amazon worker per account in this process, until SIGINT or SIGTERM.
 *
 * On a signal nothing new is begun: what only waits for a permit ends at once, requests in flight are finished.
 *
 * @throws when Temporal cannot be reached at start, or when calls in flight outlast the grace time.
 */
export async function runWorkers({ config, temporal, logger }: RunWorkersOptions): Promise<void> {
  installRuntime(logger);
  const connection = await NativeConnection.connect(temporal.connectionOptions);
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    const workers = await createWorkers({
      config,
      connection,
      namespace: temporal.namespace,
      logger,
      stopping: stopping.signal,
    });
    const directories = { ledger: resolve(config.ledger.directory), documents: resolve(config.documents.directory) };
    logger.info({ accounts: config.accountNames, namespace: temporal.namespace, ...directories }, 'worker is running');
    await Promise.all(workers.map((worker) => worker.run()));
    logger.info('worker has stopped');
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    await connection.close();
  }
}

interface CreateWorkersOptions {
  config: WorkerConfig;
  connection: NativeConnection;
  namespace: string;
  logger: Logger;
  stopping: AbortSignal;
}

async function createWorkers({
  config,
  connection,
  namespace,
  logger,
  stopping,
}: CreateWorkersOptions): Promise<Worker[]> {
  const { policy } = config;
  const common = { connection, namespace, shutdownGraceTime: policy.worker.shutdownGraceMs };
  const { ledger, documents } = await openStores(config);
  const workflows = await Worker.create({
    ...common,
    taskQueue: WORKFLOW_TASK_QUEUE,
    workflowBundle: { codePath: workflowBundlePath },
    maxCachedWorkflows: policy.worker.maxCachedWorkflows,
    stickyQueueScheduleToStartTimeout: policy.worker.stickyTimeoutMs,
  });
  const amazonWorkers = config.amazon.accounts.map((account) =>
    Worker.create({
      ...common,
      taskQueue: amazonTaskQueue(account.account),
      maxConcurrentActivityTaskExecutions: policy.worker.maxConcurrentActivities,
      activities: {
        ...createPurchaseOrderActivities({
          amazon: createAmazon({
            account,
            ledger,
            clock: systemClock,
            logger: logger.child({ account: account.account }),
            httpTimeoutMs: policy.attempts.httpTimeoutMs,
            quotas: policy.quotas,
            probeEveryMs: policy.breaker.probeEveryMs,
            product,
            stopping,
          }),
          ledger,
          documents,
          clock: systemClock,
          windows: policy.proof,
          polling: policy.polling,
          region: account.region,
          labelModeFor: (warehouse, shipMethod) =>
            labelModeFor(config, { account: account.account, warehouse, shipMethod }),
        }),
      },
    }),
  );
  return [workflows, ...(await Promise.all(amazonWorkers))];
}

/**
 * Opens ledger and documents, and proves that both can be written and read with the configured keys.
 *
 * @throws {ConfigError} naming what cannot be used: found out now, not at the first order.
 */
async function openStores(config: WorkerConfig): Promise<{ ledger: Ledger; documents: DocumentStore }> {
  const ledger = createDirectoryLedger({
    directory: config.ledger.directory,
    cipher: createCipher(config.ledger.keys),
  });
  const documents = createDirectoryStore({
    directory: config.documents.directory,
    cipher: createCipher(config.documents.keys),
  });
  const probes = [
    { where: 'LEDGER_DIR', directory: config.ledger.directory, probe: () => ledger.identity() },
    {
      where: 'DOCUMENTS_DIR',
      directory: config.documents.directory,
      probe: async () => documents.get((await documents.put(Buffer.from('probe'), 'text/plain')).documentId),
    },
  ];
  const faults: Fault[] = [];
  for (const { where, directory, probe } of probes) {
    try {
      await probe();
    } catch (error) {
      const why = error instanceof CipherError ? error.message : String((error as NodeJS.ErrnoException).code);
      faults.push({ where, what: `${resolve(directory)} cannot be used: ${why}` });
    }
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return { ledger, documents };
}
