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
  /** Learns from a poll. */
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
/** Transactions that count: enough for a percentile, few enough to follow Amazon's pace. */
const window = { least: 10, most: 40 };
/** What a poll tells of a latency: done at the first one is somewhat less, and still not done is more. */
const guess = { doneAtOnce: 0.8, notDone: 1.5 };
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

/**
 * The latency that the polls of a transaction tell of, ms; `undefined` when they say nothing.
 *
 * 1. Not done yet: it takes longer than that.
 * 2. Done between two polls: their geometric mean.
 * 3. Done at the first poll: somewhat less, so that the first poll comes earlier until one in ten is not done. A poll that
 *    came much later than planned says nothing: it may have been done long before.
 *
 * @param plannedMs When the first poll was to be made.
 * @param notDoneMs When the last poll before has found it not done.
 */
export function latencyOf({ afterMs, isFinal }: Poll, plannedMs: number, notDoneMs?: number): number | undefined {
  if (!isFinal) return afterMs * guess.notDone;
  if (notDoneMs !== undefined) return Math.sqrt(notDoneMs * afterMs);
  return afterMs <= plannedMs * timely.factor + timely.ms ? afterMs * guess.doneAtOnce : undefined;
}

/** What was seen of one transaction. */
interface Sample {
  latencyMs: number;
  /** Absent when it is done. */
  notDoneMs?: number;
}

/** The latest transactions of one operation. */
function createSamples() {
  const samples = new Map<string, Sample>();
  return {
    add: (transactionId: string, poll: Poll, plannedMs: number): void => {
      const before = samples.get(transactionId);
      if (before !== undefined && before.notDoneMs === undefined) return;
      const latencyMs = latencyOf(poll, plannedMs, before?.notDoneMs);
      if (latencyMs === undefined) return;
      samples.set(transactionId, { latencyMs, ...(!poll.isFinal && { notDoneMs: poll.afterMs }) });
      const oldest = samples.keys().next();
      if (samples.size > window.most && !oldest.done) samples.delete(oldest.value);
    },
    percentileMs: (): number | undefined => {
      if (samples.size < window.least) return undefined;
      const sorted = [...samples.values()].map(({ latencyMs }) => latencyMs).sort((one, other) => one - other);
      return sorted[Math.ceil(sorted.length * percentile) - 1];
    },
  };
}

export function createFirstPolls({ clock, learned }: { clock: Clock; learned: Learned }): FirstPolls {
  const starts = new Map<WriteOperation, number>();
  const samples = new Map<WriteOperation, ReturnType<typeof createSamples>>();
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
      if (poll.afterMs < 0) return;
      const known = samples.get(operation) ?? createSamples();
      samples.set(operation, known);
      known.add(transactionId, poll, current(operation));
      const ms = known.percentileMs();
      if (ms !== undefined) learned.set(nameOf(operation), bounded(operation, ms));
    },
    processingMs: (operation) =>
      operation === undefined
        ? processing.unknownMs
        : Math.min(processing.mostMs, current(operation) * processing.share),
  };
}

const nameOf = (operation: WriteOperation): string => `first-poll/${operation}`;
