import { CallFailed } from '../amazon.js';
import type { ReadOptions } from '../amazon.js';
import type { MonotonicClock, Schedule } from '../limiter.js';
import type { Clock } from '../../clock.js';

/** Asks about an order together with others. @returns `undefined` when it has to be asked about alone. */
export type AskTogether<V> = (ask: TogetherAsk) => Promise<V | undefined>;

export interface TogetherAsk extends ReadOptions {
  purchaseOrderNumber: string;
  /** The order's own date, epoch ms. */
  orderedAt: number;
}

export interface GatheringOptions<V> {
  /** Answers about several orders; about those it leaves out nothing is known. */
  answer: (asks: readonly TogetherAsk[], options: ReadOptions) => Promise<ReadonlyMap<string, V>>;
  clock: Clock;
  /** Passing ms. */
  now: MonotonicClock;
  schedule: Schedule;
  /** Ends gathering. */
  stopping: AbortSignal;
}

/** How long orders are gathered, ms; who comes with no other within this time before does not wait. */
const gatherMs = 1_000;
/** Fewer are asked about alone. */
const fewest = 3;
/** What is left of an attempt for lists, and then for a call of its own, ms. */
const neededMs = { lists: 8_000, alone: 5_000 };
/** After lists that failed, and after lists that answered for less than half of the orders, ms. */
const restMs = { failed: 60_000, useless: 10 * 60_000 };

/**
 * Gathers questions about orders that come at about the same time, so that lists may answer them.
 *
 * A lone question goes at once: only one that follows another's within a second waits for more, for as long again.
 */
export function createGathering<V>({ answer, clock, now, schedule, stopping }: GatheringOptions<V>): AskTogether<V> {
  type Gathered = TogetherAsk & { settle: (value: V | undefined) => void };
  let gathered: Gathered[] = [];
  let callOff: (() => void) | undefined;
  let restUntil = Number.NEGATIVE_INFINITY;
  /** When each order was asked about, passing ms; of the last second only. */
  const recent = new Map<string, number>();

  const hasCompany = (number: string): boolean => {
    for (const [other, at] of recent) if (now() - at >= gatherMs) recent.delete(other);
    const others = recent.size - (recent.has(number) ? 1 : 0);
    recent.set(number, now());
    return others > 0;
  };
  const dismiss = (asks: readonly Gathered[]): void => {
    for (const { settle } of asks) settle(undefined);
  };
  const flush = async (): Promise<void> => {
    const asks = gathered;
    gathered = [];
    callOff = undefined;
    const orders = new Set(asks.map(({ purchaseOrderNumber }) => purchaseOrderNumber));
    if (orders.size < fewest) {
      dismiss(asks);
      return;
    }
    try {
      const known = await answer(asks, {
        deadline: Math.min(...asks.map(({ deadline }) => deadline)),
        attemptEndsAt: Math.min(...asks.map(({ attemptEndsAt }) => attemptEndsAt)) - neededMs.alone,
      });
      if (known.size < orders.size / 2) restUntil = now() + restMs.useless;
      for (const { purchaseOrderNumber, settle } of asks) settle(known.get(purchaseOrderNumber));
    } catch (error) {
      const isThrottled = error instanceof CallFailed && error.kind === 'Throttled';
      restUntil = now() + (isThrottled ? (error.facts.retryAfterMs ?? restMs.failed) : restMs.failed);
      // Who is asked about alone meets whatever is wrong there as well.
      dismiss(asks);
    }
  };
  stopping.addEventListener('abort', () => {
    callOff?.();
    dismiss(gathered.splice(0));
  });

  return (ask) => {
    const isHurried = ask.attemptEndsAt - clock() < gatherMs + neededMs.lists + neededMs.alone;
    if (!hasCompany(ask.purchaseOrderNumber) || isHurried || now() < restUntil || stopping.aborted) {
      return Promise.resolve(undefined);
    }
    return new Promise((settle) => {
      gathered.push({ ...ask, settle });
      callOff ??= schedule(() => void flush(), gatherMs);
    });
  };
}
