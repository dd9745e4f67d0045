import { resolve } from 'node:path';
import { Client } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';
import { systemClock } from '../activities/clock.js';
import { createNotifications } from '../activities/notifications/create-notifications.js';
import { product } from '../temporal.config.js';
import type { Config, temporalConnection } from '../temporal.config.js';
import { takeCensus } from './census.js';
import { workerChecks } from './checks.js';
import { measureClientSecrets } from './client-secrets.js';
import { createWorkers } from './create-workers.js';
import type { Workers } from './create-workers.js';
import { openObservation } from './observation.js';
import type { Observation } from './observation.js';
import { repeatCensus } from './repeat-census.js';
import { startAccounts } from './start-accounts.js';
import { keepSpeakersStarted, startSpeakers } from './start-speakers.js';
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
 * Runs the workflow worker in this process and, for each account, speaks to Amazon or stands by, until SIGINT or
 * SIGTERM.
 *
 * On a signal nothing new is begun: what only waits for a permit ends at once, requests in flight are finished, then
 * another process speaks. The HTTP server says so from the first moment on and closes last.
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
  const { readiness, metrics, roles } = observation;
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
    const failure = new AbortController();
    const workers = await createWorkers({
      config,
      connection,
      client,
      namespace,
      stores,
      metrics,
      notices: notifications.activities,
      roles,
      logger,
      stopping: stopping.signal,
      onFailure: (error) => failure.abort(error),
    });
    await startAccounts(client, config);
    await startSpeakers(client, config);
    measureClientSecrets(config.amazon.accounts, metrics);
    const directories = { ledger: resolve(config.ledger.directory), documents: resolve(config.documents.directory) };
    const { accountNames: accounts, dryRunAccounts: dryRun } = config;
    logger.info({ accounts, dryRun, namespace, ...directories }, 'worker is running');
    if (dryRun.length > 0) logger.warn({ accounts: dryRun }, 'dry run: nothing is sent to Amazon for these accounts');
    const running = runAll(workers, { stopping, failure: failure.signal });
    readiness.begin(workers.states, workerChecks(client, config));
    const starting = keepSpeakersStarted({ client, config, logger, stopping: stopping.signal });
    const counting = observation.isOpen
      ? repeatCensus({
          take: () => takeCensus(client, systemClock),
          keep: metrics.census,
          logger,
          stopping: stopping.signal,
        })
      : Promise.resolve();
    notifications.start();
    await running.finally(() => Promise.all([counting, starting, notifications.stop()]));
    logger.info('worker has stopped');
  } finally {
    stopping.abort();
    await connection.close();
  }
}

/**
 * Runs the workers until all have stopped; when one fails, or an Amazon queue could not be served, the others stop as
 * well, and that failure is thrown.
 */
async function runAll(
  { lasting }: Pick<Workers, 'lasting'>,
  { stopping, failure }: { stopping: AbortController; failure: AbortSignal },
): Promise<void> {
  const stopAll = (): void => {
    // A lease is given back when its holder hears of it, and its worker waits for that.
    stopping.abort();
    for (const worker of lasting) if (worker.getState() === 'RUNNING') worker.shutdown();
  };
  failure.addEventListener('abort', stopAll, { once: true });
  const ends = await Promise.allSettled(lasting.map((worker) => worker.run().finally(stopAll)));
  failure.throwIfAborted();
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}
