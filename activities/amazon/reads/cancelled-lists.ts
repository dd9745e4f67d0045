import type { CreatedWindow } from '../amazon.js';

/** What complete lists of cancelled orders say of the orders that are not in them. */
export interface CancelledLists {
  /** A list was read to its end. @param at When its first page was asked for, epoch ms. */
  add(list: CancelledList): void;
  /**
   * An instant, epoch ms, at which an order is known not to have been cancelled; `undefined` when no list reaches its
   * creation, or one names it.
   *
   * @param createdFrom The order became available at this instant, epoch ms, or later.
   */
  notCancelledAt(purchaseOrderNumber: string, createdFrom: number): number | undefined;
}

export interface CancelledList {
  window: CreatedWindow;
  at: number;
  numbers: ReadonlySet<string>;
}

/** Lists remembered: a sweep of six months, in slices of a week. */
const mostLists = 30;

/**
 * Lists that continue each other count as one, as of the oldest of them. An order that became available after all of
 * them had not been cancelled by their end.
 */
export function createCancelledLists(): CancelledLists {
  let lists: CancelledList[] = [];
  return {
    add: (list) => {
      lists = [...lists, list].sort((a, b) => b.at - a.at).slice(0, mostLists);
    },
    notCancelledAt: (number, createdFrom) => {
      let reached = createdFrom;
      let at = Number.POSITIVE_INFINITY;
      while (reached < at) {
        // The latest one first: they are sorted.
        const next = lists.find(({ window }) => window.createdAfter < reached && window.createdBefore > reached);
        if (next === undefined) break;
        if (next.numbers.has(number)) return undefined;
        at = Math.min(at, next.at);
        reached = next.window.createdBefore;
      }
      return at === Number.POSITIVE_INFINITY ? undefined : Math.min(at, reached);
    },
  };
}
