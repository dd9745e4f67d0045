import type { Command } from 'commander';
import { createLogger } from '../logger.js';
import { requireSearchAttributes } from '../search-attributes.js';
import { withTemporal } from '../temporal.js';
import { allOf } from './checked-input.js';
import type { Session } from './session.js';

/** `worker`: the process that carries orders on. */
export function workerCommand(program: Command, session: Session): void {
  program
    .command('worker')
    .description('Runs the worker: carries orders on and speaks to Amazon, until SIGINT or SIGTERM.')
    .addHelpText(
      'after',
      `
Needs the variables of Temporal, of the Amazon account, DOCUMENTS_KEY, and a namespace after "fulfillment setup".
Logs go to stderr as JSON lines. On a signal, calls in flight are finished first.

With NOTIFY_URL and NOTIFY_KEY it tells what waits for a person, and deadlines. With WORKER_PORT (and WORKER_HOST, 127.0.0.1) it answers GET /healthz, GET /readyz and GET /metrics.

Example:
  fulfillment worker`,
    )
    .action(async () => {
      const { config, temporal } = allOf({
        config: session.config([
          'amazon',
          'amazonPay',
          'documents',
          'ledger',
          'notify',
          'inventoryHook',
          'addressHook',
          'workerServer',
        ]),
        temporal: session.temporal(),
      });
      await withTemporal(temporal, requireSearchAttributes);
      // Loaded here only: the other commands start faster without the worker's native library.
      const { runWorkers } = await import('../../workers/run-workers.js');
      const { activityFields } = await import('../../workers/activity-fields.js');
      const logger = createLogger(config.logLevel, { fields: activityFields });
      await runWorkers({ config, temporal, logger });
    });
}
