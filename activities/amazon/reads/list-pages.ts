import type { ListedOrder, OrdersPage } from '../amazon.js';

/** The pages of lists that may be read on behalf of some orders, in place of a call for each of them. */
export interface PageBudget {
  /** Takes a page out of the budget. @returns whether there was one. */
  take(): boolean;
  /** A page named so many orders that need no call of their own. */
  paid(orders: number): void;
}

/** A page that names two orders has paid for itself, and saved one call. */
const pagesPerOrder = 0.5;
/** The last order that is looked for costs no more alone than by another page. */
const fewestPerPage = 2;

/**
 * @param advance Pages that may name nobody, one after the other: what a page names fills the budget up again, and no
 * further.
 */
export function createPageBudget(advance: number): PageBudget {
  let left = advance;
  return {
    take: () => {
      if (left < 1) return false;
      left -= 1;
      return true;
    },
    paid: (orders) => {
      left = Math.min(advance, left + orders * pagesPerOrder);
    },
  };
}

/** Whether another page can pay for itself while so many orders are looked for. */
export const canPay = (wanted: number): boolean => wanted >= fewestPerPage;

/**
 * Reads a list, page by page, as far as the budget goes and as long as the reader wants more.
 *
 * @returns whether it was read to its end.
 */
export async function readPages(
  page: (nextToken: string | undefined) => Promise<OrdersPage>,
  budget: Pick<PageBudget, 'take'>,
  wantsMore: (orders: readonly ListedOrder[]) => boolean,
): Promise<boolean> {
  let nextToken: string | undefined;
  do {
    if (!budget.take()) return false;
    const read = await page(nextToken);
    nextToken = read.nextToken;
    if (!wantsMore(read.orders)) break;
  } while (nextToken !== undefined);
  return nextToken === undefined;
}
