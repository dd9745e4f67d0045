import { describe, expect, it } from 'vitest';
import type { OrdersPage } from '../../../../activities/amazon/amazon.js';
import { canPay, createPageBudget, readPages } from '../../../../activities/amazon/reads/list-pages.js';

describe('the budget of pages', () => {
  it.each([
    // pages in advance, orders that each page names, pages read
    [1, [0, 9], 1],
    [1, [1, 9], 1],
    [1, [2, 2, 0, 9], 3],
    [2, [0, 0, 9], 2],
    [2, [0, 2, 0, 9], 3],
    [2, [0, 4, 0, 0, 9], 4],
    [3, [50, 0, 0, 0, 9], 4],
  ])('with %i in advance and pages that name %j goes %i pages far', (advance, named, pages) => {
    const budget = createPageBudget(advance);
    let read = 0;
    for (const orders of named) {
      if (!budget.take()) break;
      read += 1;
      budget.paid(orders);
    }
    expect(read).toBe(pages);
  });

  it('has no page for a last order, which costs no more alone', () => {
    expect([0, 1, 2, 100].map(canPay)).toEqual([false, false, true, true]);
  });
});

describe('pages of a list', () => {
  /** So many pages, each with one order. */
  const list =
    (pages: number, asked: (string | undefined)[] = []) =>
    async (nextToken: string | undefined): Promise<OrdersPage> => {
      asked.push(nextToken);
      const number = Number(nextToken ?? '1');
      return {
        orders: [{ purchaseOrderNumber: `PO${number}`, raw: new Uint8Array() }],
        ...(number < pages && { nextToken: String(number + 1) }),
      };
    };

  it.each([
    // pages of the list, budget, pages wanted, pages read, whether to its end
    [3, 9, 9, 3, true],
    [3, 3, 9, 3, true],
    [3, 2, 9, 2, false],
    [3, 9, 2, 2, false],
    [3, 9, 3, 3, true],
    [1, 1, 1, 1, true],
    [1, 0, 1, 0, false],
  ])(
    'of %i, with a budget of %i and %i wanted: %i are read, to the end: %s',
    async (pages, most, wanted, read, end) => {
      const asked: (string | undefined)[] = [];
      let left = most;
      const budget = { take: () => (left -= 1) >= 0 };
      expect(await readPages(list(pages, asked), budget, () => asked.length < wanted)).toBe(end);
      expect(asked).toEqual([undefined, '2', '3'].slice(0, read));
    },
  );
});
