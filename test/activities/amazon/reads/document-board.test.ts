import { describe, expect, it } from 'vitest';
import { createDocumentBoard } from '../../../../activities/amazon/reads/document-board.js';

const MINUTE = 60_000;

/** A board of texts of so many bytes as they have letters, at a time that is business and passing time alike. */
function setUp(mostBytes = 1_000) {
  let now = 60 * MINUTE;
  const board = createDocumentBoard<string>({ now: () => now, sizeOf: ({ length }) => length, mostBytes });
  return {
    board,
    now: () => now,
    skip: (ms: number) => (now += ms),
    /** Reads a list in which these numbers are. */
    list: (...shown: string[]) => {
      const round = board.begin(now);
      for (const number of shown) board.show(number, `label of ${number}`);
      board.complete(round);
      return round;
    },
  };
}

describe('a document that an order waits for', () => {
  it('is kept when a list shows it, and handed over once', () => {
    const { board, now, list } = setUp();
    board.await('PO1', now());
    list('PO1');
    expect(board.ask('PO1')).toEqual({ kind: 'found', value: 'label of PO1' });
    expect(board.ask('PO1')).toEqual({ kind: 'unknown' });
  });

  it('is not kept when nobody waits for it', () => {
    const { board, list } = setUp();
    list('PO1');
    expect(board.ask('PO1')).toEqual({ kind: 'unknown' });
  });

  it('has to be read when it could not be understood', () => {
    const { board, now } = setUp();
    board.await('PO1', now());
    board.show('PO1', undefined);
    expect(board.ask('PO1')).toEqual({ kind: 'dropped' });
  });

  it('has to be read when it had to make room for others', () => {
    const { board, now, list } = setUp(25);
    for (const number of ['PO1', 'PO2', 'PO3']) board.await(number, now());
    list('PO1', 'PO2', 'PO3');
    expect(['PO1', 'PO2', 'PO3'].map((number) => board.ask(number).kind)).toEqual(['dropped', 'found', 'found']);
  });

  it('stays found, whatever is read of it alone meanwhile', () => {
    const { board, now, list } = setUp();
    board.await('PO1', now());
    list('PO1');
    board.sawAbsent('PO1', now());
    expect(board.ask('PO1').kind).toBe('found');
  });
});

describe('a document that a list does not show', () => {
  it('is absent until the end of that list, for an order that waited before it was begun', () => {
    const { board, now, skip, list } = setUp();
    board.await('PO1', now());
    const since = now();
    skip(MINUTE);
    const { until } = list();
    skip(1_000);
    expect(board.ask('PO1')).toEqual({ kind: 'absent', since, until, readAgoMs: 1_000, askedAgoMs: MINUTE + 1_000 });
  });

  it('is not known to be absent for an order that came while the list was read: it may have been on an earlier page', () => {
    const { board, now } = setUp();
    const round = board.begin(now());
    board.await('PO1', now());
    board.complete(round);
    expect(board.ask('PO1')).not.toHaveProperty('readAgoMs');
  });

  it('is not known to be absent for an order that waits longer than lists go back', () => {
    const { board, now, skip, list } = setUp();
    board.await('PO1', now());
    skip(10 * MINUTE + 1);
    list();
    expect(board.ask('PO1')).not.toHaveProperty('readAgoMs');
  });

  it('is absent by a read of its own as well, and lists go on from there', () => {
    const { board, now, skip, list } = setUp();
    board.sawAbsent('PO1', now());
    skip(10 * MINUTE);
    board.sawAbsent('PO1', now());
    const readAt = now();
    skip(MINUTE);
    expect(list().from).toBe(readAt - 30_000);
    expect(board.ask('PO1')).toMatchObject({ kind: 'absent', until: now() });
  });
});

describe('a list', () => {
  it.each([
    // absent until, minutes ago; where the list begins, ms ago
    [[1], 90_000],
    [[1, 3, 2], 210_000],
    [[1, 10], 630_000],
    [[1, 11], 90_000], // who waits longer is read alone
    [[], 30_000],
  ])('for orders without a document until %j minutes ago begins %p ms ago', (ages, agoMs) => {
    const { board, now } = setUp();
    for (const age of ages) board.await(`PO${age}`, now() - age * MINUTE);
    expect(now() - board.begin(now()).from).toBe(agoMs);
  });

  it('leaves out who got a document, and who was not asked for in 15 minutes', () => {
    const { board, now, skip, list } = setUp();
    board.await('PO1', now());
    list('PO1');
    board.await('PO2', now());
    expect(board.isAwaitedBy(1)).toBe(true);
    skip(15 * MINUTE);
    board.begin(now());
    expect(board.isAwaitedBy(1)).toBe(false);
    expect(board.ask('PO2')).toEqual({ kind: 'unknown' });
  });

  it('is worth its call for several orders', () => {
    const { board, now } = setUp();
    for (const number of ['PO1', 'PO2', 'PO3']) board.await(number, now());
    expect([1, 3, 4].map((orders) => board.isAwaitedBy(orders))).toEqual([true, true, false]);
  });
});
