import type { WriteOperation } from './amazon.js';
import { createDemand } from './demand.js';
import type { Demand } from './demand.js';
import type { Limiter, MonotonicClock } from './limiter.js';
import { operations } from './operations.js';

/** Whether Amazon's quota has room for a call for each order. */
export interface Idleness {
  /** An item has come in that is to be sent. */
  count(operation: WriteOperation): void;
  /** Calls of their own for all that comes in would use less than half of the quota, and so would their polls. */
  isIdle(operation: WriteOperation): boolean;
}

const IDLE_SHARE = 0.5;
/** Polls of a transaction when the first one comes at the learned time. Source: performance notes, 1.1 to 1.2. */
export const POLLS_PER_TRANSACTION = 1.2;

/**
 * Judges by what comes in, not by what goes out: calls of full batches are few, and would make a scarce quota look idle.
 */
export function createIdleness({
  limiter,
  monotonic,
}: {
  limiter: Pick<Limiter, 'ratePerSecond'>;
  monotonic: MonotonicClock;
}): Idleness {
  const demands = new Map<WriteOperation, Demand>();
  const demandOf = (operation: WriteOperation): Demand => {
    const known = demands.get(operation) ?? createDemand(monotonic);
    demands.set(operation, known);
    return known;
  };
  const isBelowHalf = (perSecond: number, operation: keyof typeof operations): boolean =>
    perSecond < IDLE_SHARE * limiter.ratePerSecond(operations[operation]);
  return {
    count: (operation) => {
      demandOf(operation).count();
    },
    isIdle: (operation) => {
      const all = [...demands.values()].reduce((sum, demand) => sum + demand.perSecond(), 0);
      return (
        isBelowHalf(demandOf(operation).perSecond(), operation) &&
        isBelowHalf(all * POLLS_PER_TRANSACTION, 'getTransactionStatus')
      );
    },
  };
}
