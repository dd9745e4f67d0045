import { resolve } from 'node:path';
import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { Worker } from '@temporalio/worker';
import type { Logger } from 'pino';
import { systemClock } from '../activities/clock.js';
import { createNotifications } from '../activities/notifications/create-notifications.js';
import { product } from '../temporal.config.js';
import type { Config, temporalConnection } from '../temporal.config.js';
import { workerChecks } from './checks.js';
import { measureClientSecrets } from './client-secrets.js';
import { createWorkers } from './create-workers.js';
import { openObservation } from './observation.js';
import type { Observation } from './observation.js';
import { repeatCensus, takeCensus } from './order-census.js';
import { startAccounts } from './start-accounts.js';
import { openStores } from './stores.js';

/** What the workers need of the configuration. */
export type WorkerConfig = Pick<
  Config,
  | 'accountNames'
  | 'dryRunAccounts'
  | 'policy'
  | 'labelModes'
  | 'warehouses'
  | 'inventoryHook'
  | 'addressHook'
  | 'amazon'
  | 'amazonPay'
  | 'documents'
  | 'ledger'
  | 'notify'
  | 'workerServer'
>;

export interface RunWorkersOptions {
  config: WorkerConfig;
  temporal: ReturnType<typeof temporalConnection>;
  logger: Logger;
}

/**
 * Runs the workflow worker and one Amazon worker per account in this process, until SIGINT or SIGTERM.
 *
 * On a signal nothing new is begun: what only waits for a permit ends at once, requests in flight are finished. The
 * HTTP server says so from the first moment on and closes last.
 *
 * @throws when Temporal cannot be reached at start, when the server's port is taken, when a worker fails, or when calls
 * in flight outlast the grace time.
 */
export async function runWorkers({ config, temporal, logger }: RunWorkersOptions): Promise<void> {
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const observation = await openObservation({
    ...config.workerServer,
    accounts: config.accountNames,
    logger,
    stopping: stopping.signal,
  });
  try {
    await work({ config, temporal, logger, stopping, observation });
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    await observation.close();
  }
}

interface WorkOptions extends RunWorkersOptions {
  stopping: AbortController;
  observation: Observation;
}

async function work({ config, temporal, logger, stopping, observation }: WorkOptions): Promise<void> {
  const { readiness, metrics } = observation;
  const { namespace } = temporal;
  const connection = await NativeConnection.connect(temporal.connectionOptions);
  try {
    const client = new Client({ connection, namespace });
    const stores = await openStores(config);
    const notifications = createNotifications({
      ...config.notify,
      logger,
      clock: systemClock,
      product,
      counters: {
        onSent: metrics.noticesSent,
        onFailed: metrics.noticeFailed,
        onWaiting: metrics.noticesWaiting,
      },
    });
    const workers = await createWorkers({
      config,
      connection,
      client,
      namespace,
      stores,
      metrics,
      notices: notifications.activities,
      logger,
      stopping: stopping.signal,
    });
    await startAccounts(client, config);
    measureClientSecrets(config.amazon.accounts, metrics);
    const directories = { ledger: resolve(config.ledger.directory), documents: resolve(config.documents.directory) };
    const { accountNames: accounts, dryRunAccounts: dryRun } = config;
    logger.info({ accounts, dryRun, namespace, ...directories }, 'worker is running');
    if (dryRun.length > 0) logger.warn({ accounts: dryRun }, 'dry run: nothing is sent to Amazon for these accounts');
    const running = runAll(workers).finally(() => stopping.abort());
    readiness.begin(
      () => workers.map((worker) => ({ taskQueue: worker.options.taskQueue, state: worker.getState() })),
      workerChecks(client, config),
    );
    const counting = observation.isOpen
      ? repeatCensus({
          take: () => takeCensus(client, systemClock),
          keep: metrics.census,
          logger,
          stopping: stopping.signal,
        })
      : Promise.resolve();
    notifications.start();
    await running.finally(() => Promise.all([counting, notifications.stop()]));
    logger.info('worker has stopped');
  } finally {
    stopping.abort();
    await connection.close();
  }
}

/** Runs the workers until all have stopped; when one fails, the others stop as well, and its failure is thrown. */
async function runAll(workers: readonly Worker[]): Promise<void> {
  const ends = await Promise.allSettled(
    workers.map((worker) =>
      worker.run().finally(() => {
        for (const other of workers) if (other.getState() === 'RUNNING') other.shutdown();
      }),
    ),
  );
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
