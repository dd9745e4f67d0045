import { describe, expect, it } from 'vitest';
import type { ListedOrder, OrdersQuery, WholeOrder } from '../../../../activities/amazon/amazon.js';
import { CallFailed } from '../../../../activities/amazon/amazon.js';
import { createWholeOrders } from '../../../../activities/amazon/reads/whole-orders.js';
import type { Order } from '../../../../activities/amazon/schemas/index.js';
import { manualTime } from '../manual-time.js';

const DAY = 24 * 3_600_000;
const NOW = 100 * DAY;
const options = { deadline: 1, attemptEndsAt: 9e15 };

const numbers = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, index) => `PO${from + index + 1}`);
const listed = (purchaseOrderNumber: string, orderStatus = 'NEW'): ListedOrder => ({
  purchaseOrderNumber,
  order: { purchaseOrderNumber, orderDetails: { orderStatus } } as Order,
  raw: Buffer.from(purchaseOrderNumber),
});

/** Lists of orders in pages of a hundred, the latest first; a page that is an error fails. */
function setUp(all: ListedOrder[] = [], failing?: number) {
  const time = manualTime(NOW);
  const stopping = new AbortController();
  const calls: object[] = [];
  const timers = new Set<object>();
  let latestFirst = all;
  const wholeOrders = createWholeOrders({
    orders: async (window, { nextToken, ...query }) => {
      calls.push({ window, query });
      const page = Number(nextToken ?? '1');
      if (page === failing) throw new CallFailed('Unavailable', 'getOrders: status 500.');
      const orders = latestFirst.slice((page - 1) * 100, page * 100);
      return { orders, ...(page * 100 < latestFirst.length && { nextToken: String(page + 1) }) };
    },
    clock: time.now,
    now: time.now,
    schedule: (run, delayMs) => {
      const timer = {};
      timers.add(timer);
      const callOff = time.schedule(() => {
        timers.delete(timer);
        run();
      }, delayMs);
      return () => {
        timers.delete(timer);
        callOff();
      };
    },
    stopping: stopping.signal,
  });
  const ask = (purchaseOrderNumber: string, maxAgeMs = 60_000) => ({
    purchaseOrderNumber,
    maxAgeMs,
    ...options,
  });
  const answer = async (wanted: string[]): Promise<Map<string, WholeOrder>> => {
    const told = new Map<string, WholeOrder>();
    for (const number of wanted) wholeOrders.forget(number);
    const asks = wanted.map((number) => ask(number));
    await wholeOrders.answer(asks, options, (number, whole) => void told.set(number, whole)).catch(() => undefined);
    return told;
  };
  return {
    time,
    stopping,
    calls,
    timers,
    answer,
    list: (orders: ListedOrder[]) => {
      latestFirst = orders;
    },
    forget: (number: string) => wholeOrders.forget(number),
    known: (number: string, maxAgeMs?: number) => wholeOrders.known(ask(number, maxAgeMs)),
  };
}

describe('whole orders of many', () => {
  it('are looked for among the new ones of a day, with details, the latest first', async () => {
    const { calls, answer } = setUp(numbers(3).map((number) => listed(number)));
    const told = await answer(numbers(3));
    expect([...told]).toEqual(
      numbers(3).map((number) => [number, { order: listed(number).order, raw: Buffer.from(number) }]),
    );
    expect(calls).toEqual([
      {
        window: { createdAfter: NOW - DAY, createdBefore: NOW },
        query: { status: 'NEW', includeDetails: true, sortOrder: 'DESC', ...options } satisfies Partial<OrdersQuery>,
      },
    ]);
  });

  it.each([
    // what is listed in the place of one order
    ['that cannot be understood', { purchaseOrderNumber: 'PO2', raw: Buffer.from('PO2') }],
    ['in another status than was asked for', listed('PO2', 'CANCELLED')],
    ['in a status that was added since', listed('PO2', 'ON_HOLD')],
    ['of another number', listed('PO2-A')],
  ])('leave out one %s', async (_name, odd) => {
    const { answer } = setUp([listed('PO1'), odd, listed('PO3')]);
    expect([...(await answer(numbers(3))).keys()]).toEqual(['PO1', 'PO3']);
  });

  it.each([
    // orders that are wanted, new ones that nobody asks for, pages that one list may cost for nothing
    [3, 0, 1],
    [8, 900, 2],
    [500, 4_000, 5],
  ])('%i that are not among %i cost few pages', async (wanted, others, pages) => {
    const { calls, answer } = setUp(numbers(others, 1_000).map((number) => listed(number)));
    // The first list expects those that nobody asks for: their events may be on their way.
    await answer(numbers(wanted));
    expect(calls.length).toBeLessThanOrEqual(10 + pages);
    const before = calls.length;
    expect((await answer(numbers(wanted))).size).toBe(0);
    expect(calls.length - before).toBeLessThanOrEqual(pages);
  });

  it('are read on as long as pages show some of them', async () => {
    const wanted = numbers(100);
    const others = numbers(1_900, 1_000);
    // Five of a hundred on each page.
    const all = wanted.flatMap((number, index) => [number, ...others.slice(index * 19, (index + 1) * 19)]);
    const { calls, answer, forget } = setUp(all.map((number) => listed(number)));
    others.forEach(forget);
    expect((await answer(wanted)).size).toBe(100);
    expect(calls).toHaveLength(20);
  });

  it('that were shown before a page failed count', async () => {
    const { answer } = setUp(
      numbers(300).map((number) => listed(number)),
      3,
    );
    expect((await answer(numbers(300))).size).toBe(200);
  });

  it('that come in over some seconds cost no more pages than those that come at once', async () => {
    const all = numbers(500).reverse();
    const { time, calls, answer, known } = setUp(all.map((number) => listed(number)));
    expect((await answer(numbers(3))).size).toBe(3);
    expect(calls).toHaveLength(5);
    await time.advance(20_000);
    expect(numbers(497, 3).filter((number) => known(number) === undefined)).toEqual([]);
  });
});

describe('an order that a list has shown to nobody', () => {
  const shown = async (number = 'PO9') => {
    const here = setUp([listed(number), ...numbers(3).map((each) => listed(each))]);
    await here.answer(numbers(3));
    return here;
  };

  it('is handed over once', async () => {
    const { known } = await shown();
    expect(known('PO9')).toEqual({ order: listed('PO9').order, raw: Buffer.from('PO9') });
    expect(known('PO9')).toBeUndefined();
  });

  it.each([
    // ms later, greatest age, whether it counts
    [29_999, 60_000, true],
    [30_000, 60_000, false],
    [4_999, 5_000, true],
    [5_000, 5_000, false],
  ])('%i ms later, for one who takes it up to %i ms old, counts: %s', async (laterMs, maxAgeMs, counts) => {
    const { time, known } = await shown();
    await time.advance(laterMs);
    expect(known('PO9', maxAgeMs) !== undefined).toBe(counts);
  });

  it('is not kept longer than half a minute', async () => {
    const { time, timers } = await shown();
    expect(timers.size).toBe(1);
    await time.advance(30_000);
    expect(timers.size).toBe(0);
  });

  it('is not kept when it was asked for meanwhile, nor after', async () => {
    const { answer, forget, known } = await shown();
    forget('PO9');
    expect(known('PO9')).toBeUndefined();
    await answer(numbers(3));
    expect(known('PO9')).toBeUndefined();
  });

  it('is not kept any more when nobody has asked for two minutes', async () => {
    const { time, answer, known } = await shown();
    await time.advance(119_999);
    await answer(numbers(3));
    expect(known('PO9')).toBeDefined();
    await time.advance(1);
    await answer(numbers(3));
    expect(known('PO9')).toBeUndefined();
  });

  it('is one of a thousand at most', async () => {
    const { answer, known } = setUp(numbers(1_500, 3).map((number) => listed(number)));
    await answer(numbers(3));
    expect(numbers(1_500, 3).filter((number) => known(number) !== undefined)).toHaveLength(1_000);
  });

  it('is not kept by a worker that stops', async () => {
    const { stopping, answer, known, timers } = await shown();
    stopping.abort();
    await answer(numbers(3));
    expect(known('PO9')).toBeUndefined();
    expect(timers.size).toBe(0);
  });
});
