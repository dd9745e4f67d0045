import type { Clock } from '../clock.js';
import type { PollPlan } from '../polling.js';
import type { WriteOperation } from './amazon.js';
import type { Learned } from './learned.js';

/** When the transactions of each operation are worth a first poll: learned from those before. */
export interface FirstPolls {
  /**
   * From a submission to its first poll, ms: the time within which nine of ten are done, never later than a quarter of
   * what is left to the deadline.
   *
   * @param plan Its `firstMs` counts until something is learned.
   * @param deadline Epoch ms.
   */
  ms(operation: WriteOperation, plan: PollPlan, deadline: number): number;
  /** Learns from a poll; of each transaction once. */
  learn(transactionId: string, poll: Poll & { operation: WriteOperation }): void;
  /** How long `Processing` stays true enough for the others that wait for the same transaction, ms. */
  processingMs(operation: WriteOperation | undefined): number;
}

/** What one poll has shown. */
export interface Poll {
  /** After the submission, ms. */
  afterMs: number;
  isFinal: boolean;
}

/** Source: poll policy of the performance notes, 85th to 90th percentile. */
const percentile = 0.9;
/** Of the logarithm, for each transaction that was done: 2 %. One that was not takes nine times as much back. */
const step = 0.02;
const steps = { done: step, notDone: (step * percentile) / (1 - percentile) };
/** A poll this much later than planned is as good as one in time: queues and permits take their share. */
const timely = { factor: 1.25, ms: 2_000 };

const leastMs = 5_000;
/** Amazon's own time for the slowest operations; then evidence is read as well. */
const mostMs = 15 * 60_000;
/** Amazon's pace changes slowly. */
const believedForMs = 7 * 24 * 3_600_000;
/** Where no policy has named another. */
const usualFirstMs = 60_000;
/** Attempts of one batch come within some seconds of each other; a third of the first poll leaves the next one its own. */
const processing = { mostMs: 10_000, share: 1 / 3, unknownMs: 1_000 };
/** Transactions that have taught are remembered up to this number. */
const mostTaught = 5_000;

/**
 * The first poll's time after one more transaction; `undefined` when the poll says nothing of it.
 *
 * Stochastic approximation of a quantile: it needs no list of latencies, and follows them when they change. A poll that
 * came much too late and found it done, or too early and did not, could be either side of it.
 */
export function nextFirstPollMs(currentMs: number, { afterMs, isFinal }: Poll): number | undefined {
  if (isFinal) {
    return afterMs <= currentMs * timely.factor + timely.ms ? currentMs * Math.exp(-steps.done) : undefined;
  }
  return afterMs >= currentMs * 0.99 ? currentMs * Math.exp(steps.notDone) : undefined;
}

export function createFirstPolls({ clock, learned }: { clock: Clock; learned: Learned }): FirstPolls {
  const starts = new Map<WriteOperation, number>();
  const taught = new Set<string>();
  const bounded = (operation: WriteOperation, ms: number): number => {
    // A policy that is faster, or slower, than anything usual means it.
    const firstMs = starts.get(operation) ?? usualFirstMs;
    return Math.min(Math.max(mostMs, firstMs), Math.max(Math.min(leastMs, firstMs), ms));
  };
  const current = (operation: WriteOperation): number =>
    bounded(operation, learned.get(nameOf(operation), believedForMs) ?? starts.get(operation) ?? usualFirstMs);

  return {
    ms: (operation, plan, deadline) => {
      starts.set(operation, plan.firstMs);
      // The label itself is looked for, in lists that cost next to nothing; whoever waits for it should not wait longer.
      const isLabel = operation === 'submitShippingLabelRequest';
      const wantedMs = isLabel ? Math.min(current(operation), plan.firstMs) : current(operation);
      return bounded(operation, Math.min(wantedMs, (deadline - clock()) / 4));
    },
    learn: (transactionId, { operation, ...poll }) => {
      if (poll.afterMs < 0 || taught.has(transactionId)) return;
      const next = nextFirstPollMs(current(operation), poll);
      if (next !== undefined) learned.set(nameOf(operation), bounded(operation, next));
      if (next === undefined && !poll.isFinal) return;
      taught.add(transactionId);
      const [oldest] = taught;
      if (taught.size > mostTaught && oldest !== undefined) taught.delete(oldest);
    },
    processingMs: (operation) =>
      operation === undefined
        ? processing.unknownMs
        : Math.min(processing.mostMs, current(operation) * processing.share),
  };
}

const nameOf = (operation: WriteOperation): string => `first-poll/${operation}`;
