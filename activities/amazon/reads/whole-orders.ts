import type { Clock } from '../../clock.js';
import type { ListedOrder, ReadOptions, Reads, WholeOrder } from '../amazon.js';
import type { MonotonicClock, Schedule } from '../limiter.js';
import type { Tell, TogetherAsk } from './gathering.js';
import { canPay, createPageBudget, readPages } from './list-pages.js';

export interface WholeOrderAsk extends TogetherAsk {
  /** How old a list may be that shows the order, ms. */
  maxAgeMs: number;
}

export interface WholeOrdersOptions {
  orders: Reads['orders'];
  clock: Clock;
  /** Passing ms. */
  now: MonotonicClock;
  schedule: Schedule;
  /** Ends keeping. */
  stopping: AbortSignal;
}

/** Whole orders of many at once, as lists show them. */
export interface WholeOrders {
  /** The orders of those that a list of new ones shows, and shows beyond doubt. */
  answer(asks: readonly WholeOrderAsk[], options: ReadOptions, tell: Tell<WholeOrder>): Promise<void>;
  /** An order that an earlier list has shown; it is handed over, and not kept any longer. */
  known(ask: WholeOrderAsk): WholeOrder | undefined;
  /** The order was asked for: it is not expected any more. */
  forget(purchaseOrderNumber: string): void;
}

/** Orders come in right after Amazon has made them; older ones than this are read alone, ms. */
const lookBackMs = 24 * 3_600_000;
/** Pages that may show nobody who is wanted or expected: a quarter of the orders, and no more than these. */
const pagesInAdvance = { perOrder: 0.25, most: 5 };
/** What a list shows of orders that are expected is kept so long, ms. It holds personal data. */
const keptMs = 30_000;
const mostKept = 1_000;
/** New orders that nobody has asked for are expected, from the first list that shows them, for so long, ms. */
const expectedMs = 2 * 60_000;
/** Orders of which it is remembered until when they are expected; the oldest go first. */
const mostRemembered = 20_000;

/**
 * Reads the new orders of a day, the latest first, with their details, until those that are wanted were shown.
 *
 * 1. A burst of orders comes in over some seconds, while a list shows it whole: new orders that nobody has asked for yet
 *    are kept for some seconds, so that their pages are not read once more for each of them.
 * 2. An order that cannot be understood, or is shown in another status than was asked for, counts as not shown.
 */
export function createWholeOrders({ orders, clock, now, schedule, stopping }: WholeOrdersOptions): WholeOrders {
  /** The oldest first. */
  const kept = new Map<string, { whole: WholeOrder; listedAt: number }>();
  /** Until when orders are expected to be asked for, passing ms. */
  const expected = new Map<string, number>();
  let callOff: (() => void) | undefined;

  const remember = (number: string, until: number): void => {
    expected.delete(number);
    expected.set(number, until);
    const oldest = expected.keys().next();
    if (expected.size > mostRemembered && !oldest.done) expected.delete(oldest.value);
  };
  const dropOld = (): void => {
    callOff = undefined;
    for (const [number, { listedAt }] of kept) {
      const leftMs = listedAt + keptMs - now();
      if (leftMs > 0) {
        callOff = schedule(dropOld, Math.ceil(leftMs));
        return;
      }
      kept.delete(number);
    }
  };
  /** @returns whether the order is one more that is expected. */
  const keep = (number: string, whole: WholeOrder, listedAt: number): boolean => {
    const isFirst = !expected.has(number);
    if (isFirst) remember(number, now() + expectedMs);
    const isExpected = now() < (expected.get(number) ?? 0);
    if (!isExpected || stopping.aborted || (kept.size >= mostKept && !kept.has(number))) return false;
    kept.delete(number);
    kept.set(number, { whole, listedAt });
    callOff ??= schedule(dropOld, keptMs);
    return isFirst;
  };
  stopping.addEventListener('abort', () => {
    callOff?.();
    kept.clear();
  });

  return {
    answer: async (asks, options, tell) => {
      const wanted = new Set(asks.map(({ purchaseOrderNumber }) => purchaseOrderNumber));
      const { perOrder, most } = pagesInAdvance;
      const budget = createPageBudget(Math.min(most, Math.max(1, Math.floor(wanted.size * perOrder))));
      const until = clock();
      const window = { createdAfter: until - lookBackMs, createdBefore: until };
      const query = { status: 'NEW', includeDetails: true, sortOrder: 'DESC', ...options } as const;
      let listedAt = now();
      await readPages(
        (nextToken) => {
          listedAt = now();
          return orders(window, { ...query, ...(nextToken !== undefined && { nextToken }) });
        },
        budget,
        (page) => {
          let paid = 0;
          for (const each of page) {
            const { purchaseOrderNumber } = each;
            const whole = beyondDoubt(each);
            if (wanted.delete(purchaseOrderNumber)) {
              if (whole === undefined) continue;
              tell(purchaseOrderNumber, whole);
              paid += 1;
            } else if (whole !== undefined && keep(purchaseOrderNumber, whole, listedAt)) paid += 1;
          }
          budget.paid(paid);
          return canPay(wanted.size);
        },
      );
    },
    known: ({ purchaseOrderNumber, maxAgeMs }) => {
      const found = kept.get(purchaseOrderNumber);
      kept.delete(purchaseOrderNumber);
      return found !== undefined && now() - found.listedAt < Math.min(maxAgeMs, keptMs) ? found.whole : undefined;
    },
    forget: (purchaseOrderNumber) => {
      kept.delete(purchaseOrderNumber);
      remember(purchaseOrderNumber, Number.NEGATIVE_INFINITY);
    },
  };
}

const beyondDoubt = ({ order, raw }: ListedOrder): WholeOrder | undefined =>
  order?.orderDetails.orderStatus === 'NEW' ? { order, raw } : undefined;
