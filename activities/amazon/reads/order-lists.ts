import { CallFailed } from '../amazon.js';
import type { CreatedWindow, OrdersQuery, ReadOptions, Reads } from '../amazon.js';
import { longestWindowMs } from '../schemas/index.js';
import type { TogetherAsk } from './gathering.js';
import type { OrderStatuses } from './order-statuses.js';

type Filter = NonNullable<OrdersQuery['status']>;

export interface OrderListsOptions {
  orders: Reads['orders'];
  statuses: Pick<OrderStatuses, 'last'>;
  clock: () => number;
}

/** What lists of orders say of many at once. */
export interface OrderLists {
  /** The statuses of those orders that a list names. */
  statuses(asks: readonly TogetherAsk[], options: ReadOptions): Promise<ReadonlyMap<string, string>>;
  /** Of which orders it is known whether Amazon has cancelled them. */
  cancelled(asks: readonly TogetherAsk[], options: ReadOptions): Promise<ReadonlyMap<string, boolean>>;
}

/**
 * Orders become available after their date, by how much is not written anywhere. Most are taken to be there within a
 * minute: with a longer window the lists of a busy account name more other orders than these.
 */
const availableWithinMs = 60_000;
/** The clocks of those who write an order's date and of those who list it may differ, ms. */
export const dateDoubtMs = 5 * 60_000;
/** Lists cost a quarter, at most, of what a call for each order costs. */
const pagesPerOrder = 0.25;

/**
 * Reads numbers only, by status: to be named in a list of the accepted ones is proof of it, and a page is a few
 * kilobytes. Not to be named proves nothing, but for the list of the cancelled ones that was read to its end.
 */
export function createOrderLists({ orders, statuses, clock }: OrderListsOptions): OrderLists {
  /** Reads a list, page by page, until nobody is left to look for. */
  async function* numbersOf(
    window: CreatedWindow,
    status: Filter,
    options: ReadOptions,
    pages: Budget,
  ): AsyncGenerator<string[]> {
    let nextToken: string | undefined;
    do {
      if (pages.left <= 0) throw new CallFailed('Unavailable', 'getOrders: more pages than single reads are worth.');
      pages.left -= 1;
      const query = { status, includeDetails: false, ...(nextToken !== undefined && { nextToken }) };
      const page = await orders(window, { ...query, ...options });
      yield page.orders.map(({ purchaseOrderNumber }) => purchaseOrderNumber);
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }

  return {
    statuses: async (asks, options) => {
      const found = new Map<string, string>();
      const wanted = new Set(asks.map(({ purchaseOrderNumber }) => purchaseOrderNumber));
      const pages = budgetFor(wanted.size);
      const dates = asks.map(({ orderedAt }) => orderedAt);
      const window = {
        createdAfter: Math.min(...dates) - 1_000,
        createdBefore: Math.min(Math.max(...dates) + availableWithinMs, clock()),
      };
      if (!isWindow(window)) return found;
      const wasNew = [...wanted].filter((number) => (statuses.last(number) ?? 'NEW') === 'NEW').length;
      const filters: Filter[] = ['ACCEPTED', wasNew * 2 >= wanted.size ? 'NEW' : 'SHIPPED'];
      for (const status of filters) {
        if (wanted.size * pagesPerOrder < 1 && found.size > 0) break;
        if (pages.left <= 0 || wanted.size === 0) break;
        try {
          for await (const numbers of numbersOf(window, status, options, pages)) {
            for (const number of numbers) if (wanted.delete(number)) found.set(number, status);
            if (wanted.size === 0) break;
          }
        } catch (error) {
          // What was named before counts all the same.
          if (found.size === 0 || !(error instanceof CallFailed)) throw error;
          break;
        }
      }
      return found;
    },

    cancelled: async (asks, options) => {
      const wanted = new Set(asks.map(({ purchaseOrderNumber }) => purchaseOrderNumber));
      const pages = budgetFor(wanted.size);
      const until = clock();
      let from = Math.min(...asks.map(({ orderedAt }) => orderedAt)) - dateDoubtMs;
      const named = new Set<string>();
      while (from < until) {
        const window = { createdAfter: from, createdBefore: Math.min(from + longestWindowMs, until) };
        for await (const numbers of numbersOf(window, 'CANCELLED', options, pages)) {
          for (const number of numbers) named.add(number);
        }
        if (window.createdBefore >= until) break;
        // Whether Amazon counts the instants at the ends in is not written anywhere.
        from = window.createdBefore - 1_000;
      }
      return new Map([...wanted].map((number) => [number, named.has(number)]));
    },
  };
}

interface Budget {
  left: number;
}

const budgetFor = (orders: number): Budget => ({ left: Math.max(1, Math.floor(orders * pagesPerOrder)) });

const isWindow = ({ createdAfter, createdBefore }: CreatedWindow): boolean =>
  createdAfter < createdBefore && createdBefore - createdAfter <= longestWindowMs;
