import type { CreatedWindow, OrdersQuery, ReadOptions, Reads } from '../amazon.js';
import { longestWindowMs } from '../schemas/index.js';
import type { DatedAsk, Tell } from './gathering.js';
import { canPay, createPageBudget, readPages } from './list-pages.js';
import type { PageBudget } from './list-pages.js';
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
  statuses(asks: readonly DatedAsk[], options: ReadOptions, tell: Tell<string>): Promise<void>;
  /** Of which orders it is known whether Amazon has cancelled them. */
  cancelled(asks: readonly DatedAsk[], options: ReadOptions, tell: Tell<boolean>): Promise<void>;
}

/**
 * Orders become available after their date, by how much is not written anywhere. Most are taken to be there within a
 * minute: with a longer window the lists of a busy account name more other orders than these.
 */
const availableWithinMs = 60_000;
/** The clocks of those who write an order's date and of those who list it may differ, ms. */
export const dateDoubtMs = 5 * 60_000;
/** Pages that may be read for an order before one of them names any. */
const pagesPerOrder = 0.25;

/**
 * Reads numbers only, by status: to be named in a list of the accepted ones is proof of it, and a page is a few
 * kilobytes. Not to be named proves nothing, but for the list of the cancelled ones that was read to its end.
 */
export function createOrderLists({ orders, statuses, clock }: OrderListsOptions): OrderLists {
  /** @returns whether the list was read to its end. */
  const readNumbers = (
    { window, status, budget }: { window: CreatedWindow; status: Filter; budget: PageBudget },
    options: ReadOptions,
    wantsMore: (numbers: readonly string[]) => boolean,
  ): Promise<boolean> =>
    readPages(
      (nextToken) =>
        orders(window, { status, includeDetails: false, ...(nextToken !== undefined && { nextToken }), ...options }),
      budget,
      (listed) => wantsMore(listed.map(({ purchaseOrderNumber }) => purchaseOrderNumber)),
    );

  return {
    statuses: async (asks, options, tell) => {
      const wanted = new Set(asks.map(({ purchaseOrderNumber }) => purchaseOrderNumber));
      const budget = budgetFor(wanted.size);
      const dates = asks.map(({ orderedAt }) => orderedAt);
      const window = {
        createdAfter: Math.min(...dates) - 1_000,
        createdBefore: Math.min(Math.max(...dates) + availableWithinMs, clock()),
      };
      if (!isWindow(window)) return;
      const wasNew = [...wanted].filter((number) => (statuses.last(number) ?? 'NEW') === 'NEW').length;
      const filters: Filter[] = ['ACCEPTED', wasNew * 2 >= wanted.size ? 'NEW' : 'SHIPPED'];
      for (const status of filters) {
        if (!canPay(wanted.size)) break;
        await readNumbers({ window, status, budget }, options, (numbers) => {
          const named = numbers.filter((number) => wanted.delete(number));
          for (const number of named) tell(number, status);
          budget.paid(named.length);
          return canPay(wanted.size);
        });
      }
    },

    cancelled: async (asks, options, tell) => {
      const wanted = new Set(asks.map(({ purchaseOrderNumber }) => purchaseOrderNumber));
      const budget = budgetFor(wanted.size);
      const until = clock();
      let from = Math.min(...asks.map(({ orderedAt }) => orderedAt)) - dateDoubtMs;
      const named = new Set<string>();
      while (from < until) {
        const window = { createdAfter: from, createdBefore: Math.min(from + longestWindowMs, until) };
        const isWhole = await readNumbers({ window, status: 'CANCELLED', budget }, options, (numbers) => {
          for (const number of numbers) named.add(number);
          return true;
        });
        if (!isWhole) return;
        if (window.createdBefore >= until) break;
        // Whether Amazon counts the instants at the ends in is not written anywhere.
        from = window.createdBefore - 1_000;
      }
      for (const number of wanted) tell(number, named.has(number));
    },
  };
}

const budgetFor = (orders: number): PageBudget => createPageBudget(Math.max(1, Math.floor(orders * pagesPerOrder)));

const isWindow = ({ createdAfter, createdBefore }: CreatedWindow): boolean =>
  createdAfter < createdBefore && createdBefore - createdAfter <= longestWindowMs;
