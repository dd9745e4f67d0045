import { CallFailed } from '../amazon.js';
import type { ReadOptions } from '../amazon.js';
import type { MonotonicClock, Schedule } from '../limiter.js';
import type { Clock } from '../../clock.js';

/** Asks about an order together with others. @returns `undefined` when it has to be asked about alone. */
export type AskTogether<V, A extends TogetherAsk> = (ask: A) => Promise<V | undefined>;

export interface TogetherAsk extends ReadOptions {
  purchaseOrderNumber: string;
}

export interface DatedAsk extends TogetherAsk {
  /** The order's own date, epoch ms. */
  orderedAt: number;
}

/** Says what a list shows of an order. */
export type Tell<V> = (purchaseOrderNumber: string, value: V) => void;

export interface GatheringOptions<V, A extends TogetherAsk> {
  /** Answers about several orders, page by page; about those it leaves out nothing is known. */
  answer: (asks: readonly A[], options: ReadOptions, tell: Tell<V>) => Promise<void>;
  /** What earlier lists have shown of an order that comes with others. Default: nothing is kept. */
  known?: (ask: A) => V | undefined;
  /** How long orders are gathered, ms; who comes with no other within this time before does not wait. Default: 1 s. */
  gatherMs?: number;
  clock: Clock;
  /** Passing ms. */
  now: MonotonicClock;
  schedule: Schedule;
  /** Ends gathering. */
  stopping: AbortSignal;
}

const usualGatherMs = 1_000;
/** Fewer are asked about alone. */
const fewest = 3;
/** What is left of an attempt for lists, and then for a call of its own, ms. */
const neededMs = { lists: 8_000, alone: 5_000 };
/** An order waits for lists no longer than this, ms. */
const longestWaitMs = 15_000;
/** After lists that failed, and after lists that were of little use, ms. */
const restMs = { failed: 60_000, useless: 60_000 };
/** Lists that answer for a smaller share of the orders are of little use. */
const leastShare = 0.25;

/**
 * Gathers questions about orders that come at about the same time, so that lists may answer them.
 *
 * 1. A lone question goes at once: only one that follows another's within the gathering time waits for more, for as long
 *    again.
 * 2. Lists are read for one gathering at a time; who comes meanwhile is gathered for the next.
 * 3. Whoever waits is left enough of its attempt to ask alone.
 */
export function createGathering<V, A extends TogetherAsk>({
  answer,
  known = () => undefined,
  gatherMs = usualGatherMs,
  clock,
  now,
  schedule,
  stopping,
}: GatheringOptions<V, A>): AskTogether<V, A> {
  interface Asker {
    ask: A;
    settle: (value: V | undefined) => void;
  }
  const gathered = new Set<Asker>();
  let callOff: (() => void) | undefined;
  let isListing = false;
  /** Others were gathered while lists were read. */
  let isDue = false;
  let restUntil = Number.NEGATIVE_INFINITY;
  /** When each order was asked about, passing ms, the oldest first; of the gathering time only. */
  const recent = new Map<string, number>();

  const hasCompany = (number: string): boolean => {
    const askedAt = now();
    for (const [other, at] of recent) {
      if (askedAt - at < gatherMs) break;
      recent.delete(other);
    }
    recent.delete(number);
    const others = recent.size;
    recent.set(number, askedAt);
    return others > 0;
  };
  const dismiss = (askers: readonly Asker[]): void => {
    for (const { settle } of askers) settle(undefined);
  };

  const takeUnknown = (): Asker[] => {
    const askers = [...gathered];
    gathered.clear();
    return askers.filter(({ ask, settle }) => {
      const value = known(ask);
      if (value !== undefined) settle(value);
      return value === undefined;
    });
  };
  const readLists = async (askers: readonly Asker[], byOrder: Map<string, Asker[]>): Promise<void> => {
    const orders = byOrder.size;
    let told = 0;
    const asks = askers.map(({ ask }) => ask);
    const options = {
      deadline: Math.min(...asks.map(({ deadline }) => deadline)),
      attemptEndsAt: Math.min(
        ...asks.map(({ attemptEndsAt }) => attemptEndsAt - neededMs.alone),
        clock() + longestWaitMs,
      ),
    };
    try {
      await answer(asks, options, (number, value) => {
        const served = byOrder.get(number) ?? [];
        if (byOrder.delete(number)) told += 1;
        for (const { settle } of served) settle(value);
      });
      if (told < orders * leastShare) restUntil = now() + restMs.useless;
    } catch (error) {
      const isThrottled = error instanceof CallFailed && error.kind === 'Throttled';
      restUntil = now() + (isThrottled ? (error.facts.retryAfterMs ?? restMs.failed) : restMs.failed);
      // Who is asked about alone meets whatever is wrong there as well.
    }
  };
  const flush = async (): Promise<void> => {
    callOff = undefined;
    isDue = isListing;
    if (isListing) return;
    const askers = takeUnknown();
    const byOrder = new Map<string, Asker[]>();
    for (const asker of askers) {
      const number = asker.ask.purchaseOrderNumber;
      byOrder.set(number, [...(byOrder.get(number) ?? []), asker]);
    }
    if (byOrder.size >= fewest && now() >= restUntil) {
      isListing = true;
      await readLists(askers, byOrder);
      isListing = false;
    }
    dismiss(askers);
    if (isDue) void flush();
  };
  stopping.addEventListener('abort', () => {
    callOff?.();
    dismiss([...gathered]);
  });

  return (ask) => {
    if (!hasCompany(ask.purchaseOrderNumber) || stopping.aborted) return Promise.resolve(undefined);
    const value = known(ask);
    const leftMs = ask.attemptEndsAt - clock() - neededMs.alone;
    const isHurried = leftMs < gatherMs + neededMs.lists;
    if (value !== undefined || isHurried || now() < restUntil) return Promise.resolve(value);
    return new Promise((resolve) => {
      const asker: Asker = {
        ask,
        settle: (found) => {
          giveUp();
          gathered.delete(asker);
          resolve(found);
        },
      };
      const giveUp = schedule(() => asker.settle(undefined), Math.min(longestWaitMs + gatherMs, leftMs));
      gathered.add(asker);
      callOff ??= schedule(() => void flush(), gatherMs);
    });
  };
}
