import type { Clock } from '../../clock.js';
import type { Reads, TransactionOutcome } from '../amazon.js';
import { codesOf, errorsOf } from '../envelope.js';
import type { FirstPolls } from '../first-poll.js';
import type { MonotonicClock } from '../limiter.js';
import { operations } from '../operations.js';
import { isAbsent, parse } from './read.js';
import type { Read } from './read.js';
import type { Share } from './sharing.js';
import { createTransactionMemory, isFinal } from './transaction-memory.js';

const { getTransactionStatus } = operations;

export interface TransactionReadOptions {
  read: Read;
  share: Share;
  firstPolls: Pick<FirstPolls, 'learn' | 'processingMs'>;
  clock: Clock;
  /** Passing ms. */
  now: MonotonicClock;
}

/**
 * Reads of transactions, one for all the orders that wait for the same one: a final outcome is remembered for minutes,
 * `Processing` for seconds.
 */
export function createTransactionRead({
  read,
  share,
  firstPolls,
  clock,
  now,
}: TransactionReadOptions): Pick<Reads, 'transaction'> {
  const memory = createTransactionMemory(now);
  return {
    transaction: async (transactionId, { operation, sentAt, ...ask }) => {
      const known = memory.recall(transactionId);
      if (known) return known;
      return share(`getTransactionStatus ${transactionId}`, ask, async () => {
        const askedAt = clock();
        const outcome = outcomeOf(await read(getTransactionStatus, { params: { transactionId } }, ask));
        memory.remember(transactionId, outcome, firstPolls.processingMs(operation));
        if (operation !== undefined && sentAt !== undefined) {
          firstPolls.learn(transactionId, { operation, afterMs: askedAt - sentAt, isFinal: isFinal(outcome) });
        }
        return outcome;
      });
    },
  };
}

function outcomeOf(answer: Awaited<ReturnType<Read>>): TransactionOutcome {
  // "Invalid transmission ID.": it takes a moment until a new transaction is known.
  if (isAbsent(answer)) return { status: 'Processing', codes: [] };
  const { transactionStatus } = parse(getTransactionStatus, answer);
  const errors = errorsOf(transactionStatus.errors);
  return {
    status: capitalised(transactionStatus.status),
    codes: codesOf(errors),
    ...(errors.length > 0 && { errors: JSON.stringify(transactionStatus.errors) }),
  };
}

/** `Processing` for `PROCESSING`, as the newer version spells it. */
const capitalised = (status: string): string => status.charAt(0).toUpperCase() + status.slice(1).toLowerCase();
