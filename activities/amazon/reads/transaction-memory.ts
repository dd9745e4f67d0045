import type { TransactionOutcome } from '../amazon.js';
import type { MonotonicClock } from '../limiter.js';

/** What was read of transactions, for all the orders that wait for the same one. */
export interface TransactionMemory {
  recall(transactionId: string): TransactionOutcome | undefined;
  /** @param processingMs How long an outcome that is not final counts. */
  remember(transactionId: string, outcome: TransactionOutcome, processingMs: number): void;
}

/** Long enough for all orders of a batch, however long their attempts wait for a slot. */
const finalMs = 10 * 60_000;
/** Transactions remembered; the oldest go first. */
const mostTransactions = 2_000;

/** Whether an outcome stays. A status that Amazon has added since may be one on the way. */
export const isFinal = ({ status }: TransactionOutcome): boolean => status === 'Success' || status === 'Failure';

/** @param now Passing ms. */
export function createTransactionMemory(now: MonotonicClock): TransactionMemory {
  const known = new Map<string, { outcome: TransactionOutcome; until: number }>();
  const recall = (transactionId: string): TransactionOutcome | undefined => {
    const found = known.get(transactionId);
    return found !== undefined && now() < found.until ? found.outcome : undefined;
  };
  return {
    recall,
    remember: (transactionId, outcome, processingMs) => {
      const before = recall(transactionId);
      // An answer that was overtaken on its way.
      if (before !== undefined && isFinal(before)) return;
      known.delete(transactionId);
      known.set(transactionId, { outcome, until: now() + (isFinal(outcome) ? finalMs : processingMs) });
      const oldest = known.keys().next();
      if (known.size > mostTransactions && !oldest.done) known.delete(oldest.value);
    },
  };
}
