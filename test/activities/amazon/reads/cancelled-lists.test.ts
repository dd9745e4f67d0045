import { describe, expect, it } from 'vitest';
import { createCancelledLists } from '../../../../activities/amazon/reads/cancelled-lists.js';

const list = (createdAfter: number, createdBefore: number, at: number, ...numbers: string[]) => ({
  window: { createdAfter, createdBefore },
  at,
  numbers: new Set(numbers),
});

describe('an order that no list of cancelled orders names', () => {
  it.each([
    // what it is, lists, created from, not cancelled at
    ['was not cancelled when the list was asked for', [list(0, 1_000, 1_000)], 100, 1_000],
    ['counts from the end of a window that ended before', [list(0, 900, 1_000)], 100, 900],
    ['that came after the list is unknown to it', [list(0, 1_000, 1_000)], 2_000, undefined],
    ['may be older than the list', [list(200, 1_000, 1_000)], 200, undefined],
    ['is known until a gap between two lists', [list(0, 500, 990), list(500, 1_000, 1_000)], 100, 500],
    [
      'is known through lists that overlap, as of the older one',
      [list(0, 500, 990), list(499, 1_000, 1_000)],
      100,
      990,
    ],
    ['is known by the latest list', [list(0, 1_000, 1_000), list(0, 2_000, 2_000)], 100, 2_000],
    ['is known by the end of a list of old orders only', [list(0, 500, 990)], 100, 500],
    ['is unknown without lists', [], 100, undefined],
  ])('%s', (_name, lists, createdFrom, at) => {
    const cancelled = createCancelledLists();
    for (const each of lists) cancelled.add(each);
    expect(cancelled.notCancelledAt('PO1', createdFrom)).toBe(at);
  });

  it('is unlike one that is named', () => {
    const cancelled = createCancelledLists();
    cancelled.add(list(0, 1_000, 1_000, 'PO1'));
    expect([cancelled.notCancelledAt('PO1', 10), cancelled.notCancelledAt('PO2', 10)]).toEqual([undefined, 1_000]);
  });

  it('is forgotten with the oldest lists', () => {
    const cancelled = createCancelledLists();
    cancelled.add(list(0, 100, 100));
    for (let i = 1; i <= 30; i += 1) cancelled.add(list(1_000, 2_000, 2_000 + i));
    expect(cancelled.notCancelledAt('PO1', 10)).toBeUndefined();
  });
});
