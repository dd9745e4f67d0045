import { createFirstPolls } from '../activities/amazon/first-poll.js';
import { POLLS_PER_TRANSACTION } from '../activities/amazon/idleness.js';
import { createLearned, createLearnedFile, learnedFileIn } from '../activities/amazon/learned.js';
import type { Learned } from '../activities/amazon/learned.js';
import { createLimiter } from '../activities/amazon/limiter.js';
import { operations } from '../activities/amazon/operations.js';
import type { Clock } from '../activities/clock.js';
import type { Policy } from '../temporal.config.js';

/** How fast Amazon takes an account's submissions: the quota, and the time until a submission is known to have worked. */
export interface AmazonPace {
  /** Reads of single orders. */
  read: CallPace;
  steps: Record<'acknowledgement' | 'label' | 'confirmation', StepPace>;
  /** Every transaction is asked for there, whatever it is about. */
  status: CallPace & {
    /** On the average. */
    pollsPerTransaction: number;
  };
}

/** Calls of one operation. */
export interface CallPace {
  operation: string;
  /** What the limiter lets go: the quota, less what its learned rate and its margin take off. */
  ratePerSecond: number;
  /** The quota: the account's own (`quotas`), or Amazon's published one. */
  quotaPerSecond: number;
}

export interface StepPace extends CallPace {
  /** From the submission until nine of ten transactions are done, ms. */
  latencyMs: number;
  /** Whether that was learned from earlier submissions; else it is the longest that Amazon names. */
  isLatencyLearned: boolean;
}

export interface AmazonPaceOptions {
  account: string;
  policy: Pick<Policy, 'quotas' | 'polling'>;
  /** Where the worker keeps what it has learned; absent: nothing is known of that. */
  ledgerDirectory?: string | undefined;
  clock: Clock;
}

const submissions = {
  acknowledgement: 'submitAcknowledgement',
  label: 'submitShippingLabelRequest',
  confirmation: 'submitShipmentConfirmations',
} as const;

/** The longest that Amazon names, ms. Source: performance notes, official latencies. */
const namedByAmazonMs = { acknowledgement: 600_000, label: 900_000, confirmation: 600_000 };

/** What the limiter and the polling of an account would go by now, with what its worker has learned. Nothing is written. */
export async function readAmazonPace({
  account,
  policy,
  ledgerDirectory,
  clock,
}: AmazonPaceOptions): Promise<AmazonPace> {
  const learned = await learnedOf({ account, ledgerDirectory, clock });
  const limiter = createLimiter({ stopping: new AbortController().signal, quotas: policy.quotas, learned });
  const callPace = (
    operation: (typeof submissions)[keyof typeof submissions] | 'getOrder' | 'getTransactionStatus',
  ): CallPace => ({
    operation,
    ratePerSecond: limiter.ratePerSecond(operations[operation]),
    quotaPerSecond: (policy.quotas[operation] ?? operations[operation]).ratePerSecond,
  });
  const stepPace = (step: keyof typeof submissions): StepPace => {
    let isLatencyLearned = false;
    const watched: Learned = {
      ...learned,
      get: (name, maxAgeMs) => {
        const value = learned.get(name, maxAgeMs);
        isLatencyLearned = value !== undefined;
        return value;
      },
    };
    const plan = { ...policy.polling.transaction, firstMs: namedByAmazonMs[step] };
    const latencyMs = createFirstPolls({ clock, learned: watched }).ms(submissions[step], plan, Infinity);
    return { ...callPace(submissions[step]), latencyMs, isLatencyLearned };
  };
  return {
    read: callPace('getOrder'),
    steps: {
      acknowledgement: stepPace('acknowledgement'),
      label: stepPace('label'),
      confirmation: stepPace('confirmation'),
    },
    status: { ...callPace('getTransactionStatus'), pollsPerTransaction: POLLS_PER_TRANSACTION },
  };
}

async function learnedOf({ account, ledgerDirectory, clock }: Omit<AmazonPaceOptions, 'policy'>): Promise<Learned> {
  if (ledgerDirectory === undefined) return createLearned(clock);
  // What cannot be read counts as not learned, as it does for the worker.
  const file = createLearnedFile({
    file: learnedFileIn(ledgerDirectory, account),
    clock,
    failed: () => undefined,
  });
  await file.load();
  return file;
}
