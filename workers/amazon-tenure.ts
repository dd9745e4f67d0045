import { Worker } from '@temporalio/worker';
import type { NativeConnection } from '@temporalio/worker';
import { createLearnedFile, learnedFileIn } from '../activities/amazon/learned.js';
import { systemClock } from '../activities/clock.js';
import type { Tenure } from '../activities/speaker/speak.js';
import type { AmazonAccount } from '../temporal.config.js';
import { amazonTaskQueue } from '../workflows/purchase-order/messages.js';
import { amazonActivities } from './amazon-activities.js';
import type { AmazonActivitiesOptions } from './amazon-activities.js';
import { ofTenure } from './tenure-metrics.js';

export interface AmazonTenureOptions extends Omit<AmazonActivitiesOptions, 'learned'> {
  connection: NativeConnection;
  namespace: string;
}

/**
 * Begins to serve an account's Amazon queue, with a worker and a limiter of its own: a worker runs once, and what an
 * earlier tenure knew of the quota was another process's to use since.
 *
 * Its end is of two kinds: what only waits ends at once, requests in flight are finished.
 */
export async function openAmazonTenure(
  account: AmazonAccount,
  { connection, namespace, ...options }: AmazonTenureOptions,
): Promise<Tenure & { worker: Worker }> {
  const { worker: policy } = options.config.policy;
  const ending = new AbortController();
  const { metrics, forget } = ofTenure(options.metrics);
  const learned = createLearnedFile({
    file: learnedFileIn(options.config.ledger.directory, account.account),
    clock: systemClock,
    failed: (code) =>
      options.logger.warn({ account: account.account, code }, 'what was learned of Amazon cannot be kept'),
  });
  await learned.load();
  const worker = await Worker.create({
    connection,
    namespace,
    taskQueue: amazonTaskQueue(account.account),
    shutdownGraceTime: policy.shutdownGraceMs,
    maxConcurrentActivityTaskExecutions: policy.maxConcurrentActivities,
    activities: amazonActivities(account, {
      ...options,
      learned,
      metrics,
      stopping: AbortSignal.any([options.stopping, ending.signal]),
    }),
  });
  return {
    worker,
    over: worker.run().finally(async () => {
      forget();
      await learned.save();
    }),
    stop: () => {
      ending.abort();
      if (worker.getState() === 'RUNNING') worker.shutdown();
    },
  };
}
