import { Worker } from '@temporalio/worker';
import { createAmazonPay } from '../activities/amazon-pay/create-amazon-pay.js';
import { createLimiter } from '../activities/amazon/limiter.js';
import { systemClock } from '../activities/clock.js';
import { createDeliveryNotificationActivities } from '../activities/delivery-notification/index.js';
import { product } from '../temporal.config.js';
import type { Config, PayMerchantConfig } from '../temporal.config.js';
import { payTaskQueue } from '../workflows/delivery-notification/messages.js';
import { WORKFLOW_TASK_QUEUE } from '../workflows/purchase-order/messages.js';
import type { WorkerState } from './readiness.js';
import { createSpeakers } from './speakers.js';
import type { SpeakersOptions } from './speakers.js';
import { workflowBundlePath } from './workflow-bundle.js';

export interface CreateWorkersOptions extends SpeakersOptions {
  config: SpeakersOptions['config'] & Pick<Config, 'dryRunAccounts'>;
}

/** Everything in this process that polls Temporal. */
export interface Workers {
  /** Those that run from start to end; none of them polls yet. */
  lasting: Worker[];
  /** How all are, with those that serve an account's Amazon queue at the moment. */
  states(): WorkerState[];
}

/**
 * What Amazon Pay gives a merchant back per second. The server holds the whole queue to it, however many processes poll;
 * within one the limiter keeps the calls apart. Source: page on delivery notifications.
 */
const PAY_ATTEMPTS_PER_SECOND = 1;
/** Enough for calls that last as long as their deadline, at that pace. */
const PAY_CONCURRENT_ATTEMPTS = 20;

/** The workflow worker, one per account for its lease, and one for Amazon Pay. */
export async function createWorkers(options: CreateWorkersOptions): Promise<Workers> {
  const { config, connection, namespace } = options;
  const { worker } = config.policy;
  const common = { connection, namespace, shutdownGraceTime: worker.shutdownGraceMs };
  const workflows = Worker.create({
    ...common,
    taskQueue: WORKFLOW_TASK_QUEUE,
    workflowBundle: { codePath: workflowBundlePath },
    maxCachedWorkflows: worker.maxCachedWorkflows,
    stickyQueueScheduleToStartTimeout: worker.stickyTimeoutMs,
  });
  const { merchant } = config.amazonPay;
  const pay =
    merchant === undefined
      ? []
      : [
          Worker.create({
            ...common,
            taskQueue: payTaskQueue(merchant.environment),
            maxTaskQueueActivitiesPerSecond: PAY_ATTEMPTS_PER_SECOND,
            maxConcurrentActivityTaskExecutions: PAY_CONCURRENT_ATTEMPTS,
            activities: payActivities(merchant, options),
          }),
        ];
  const speakers = await createSpeakers(options);
  const lasting = [...(await Promise.all([workflows, ...pay])), ...speakers.workers];
  return { lasting, states: () => [...lasting, ...speakers.serving()].map(stateOf) };
}

const stateOf = (worker: Worker): WorkerState => ({ taskQueue: worker.options.taskQueue, state: worker.getState() });

/** The step that speaks to Amazon Pay, for the one merchant. */
function payActivities(
  merchant: PayMerchantConfig,
  { config, stores, logger, stopping }: CreateWorkersOptions,
): object {
  const { attempts, amazonPay } = config.policy;
  return createDeliveryNotificationActivities({
    pay: createAmazonPay({
      merchant,
      limiter: createLimiter({ stopping }),
      clock: systemClock,
      logger: logger.child({ payEnvironment: merchant.environment }),
      product,
      httpTimeoutMs: attempts.httpTimeoutMs,
    }),
    environment: merchant.environment,
    ledger: stores.ledger,
    clock: systemClock,
    isDryRun: (account) => config.dryRunAccounts.includes(account),
    carrierCodes: amazonPay.carrierCodes,
    retry: amazonPay.retry,
  });
}
