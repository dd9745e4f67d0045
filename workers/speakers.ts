import { AsyncResource } from 'node:async_hooks';
import { Worker } from '@temporalio/worker';
import { leaseAttempt } from '../activities/speaker/attempt.js';
import { createSpeakerActivities } from '../activities/speaker/index.js';
import type { Ending, SpeakDependencies, Tenure } from '../activities/speaker/speak.js';
import type { AmazonAccount, Config } from '../temporal.config.js';
import { speakerTaskQueue } from '../workflows/speaker/messages.js';
import { inventoryHookOf } from './amazon-activities.js';
import { openAmazonTenure } from './amazon-tenure.js';
import type { AmazonTenureOptions } from './amazon-tenure.js';
import type { Roles } from './roles.js';

export interface SpeakersOptions extends Omit<AmazonTenureOptions, 'inventoryHook'> {
  config: AmazonTenureOptions['config'] & Pick<Config, 'amazon' | 'inventoryHook'>;
  roles: Pick<Roles, 'set'>;
  /** Told when an Amazon queue could not be served to the end: the process stops. */
  onFailure: (error: unknown) => void;
}

export interface Speakers {
  /** One per account: each polls for the account's lease. */
  workers: Worker[];
  /** Those that serve an account's Amazon queue now. */
  serving(): Worker[];
}

/** Longer than what the tenure's own worker takes: the lease is given back after it. */
const MORE_GRACE_MS = 10_000;

/** The part of every process in "one speaks, the others stand by", for each account; none of the workers polls yet. */
export async function createSpeakers(options: SpeakersOptions): Promise<Speakers> {
  const { config, connection, namespace } = options;
  const inventoryHook = inventoryHookOf(config);
  const serving = new Map<string, Worker>();
  const workers = config.amazon.accounts.map((account) =>
    Worker.create({
      connection,
      namespace,
      taskQueue: speakerTaskQueue(account.account),
      shutdownGraceTime: config.policy.worker.shutdownGraceMs + MORE_GRACE_MS,
      // One lease, and never a second one of the same account before the first has drained.
      maxConcurrentActivityTaskExecutions: 1,
      activities: createSpeakerActivities(leaseOf(account, { ...options, inventoryHook }, serving)),
    }),
  );
  return { workers: await Promise.all(workers), serving: () => [...serving.values()] };
}

function leaseOf(
  account: AmazonAccount,
  { roles, onFailure, ...options }: SpeakersOptions & AmazonTenureOptions,
  serving: Map<string, Worker>,
): SpeakDependencies {
  const { client, logger, stopping } = options;
  const ofAccount = logger.child({ account: account.account });
  const { identity } = client.options;
  const change = ({ isSpeaking, why }: { isSpeaking: boolean; why?: Ending }): void => {
    if (!isSpeaking) serving.delete(account.account);
    roles.set(account.account, isSpeaking);
    if (isSpeaking) ofAccount.info({ process: identity }, `speaks for account ${account.account}`);
    else if (why !== 'stopping') ofAccount.warn({ process: identity, why }, standsBy(account));
    else ofAccount.info({ process: identity }, `speaks no longer for account ${account.account}`);
  };
  const open = async (): Promise<Tenure> => {
    try {
      const { worker, ...tenure } = await openAmazonTenure(account, options);
      tenure.over.catch(onFailure);
      serving.set(account.account, worker);
      return tenure;
    } catch (error) {
      ofAccount.warn(
        { error: error instanceof Error ? error.name : typeof error },
        'the Amazon queue cannot be served',
      );
      throw error;
    }
  };
  ofAccount.info({ process: identity }, standsBy(account));
  return {
    // The tenure's timers and log lines are not the lease's.
    open: AsyncResource.bind(open),
    attempt: (taskToken) => leaseAttempt(client, taskToken),
    stopping,
    onChange: change,
    monotonic: () => performance.now(),
    schedule: (run, delayMs) => {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
  };
}

const standsBy = ({ account }: AmazonAccount): string => `stands by for account ${account}`;
