import { describe, expect, it } from 'vitest';
import { CallFailed } from '../../../../activities/amazon/amazon.js';
import type { ReadOptions } from '../../../../activities/amazon/amazon.js';
import type { Answer } from '../../../../activities/amazon/caller.js';
import { operations } from '../../../../activities/amazon/operations.js';
import { createSharedDocuments } from '../../../../activities/amazon/reads/document-lists.js';
import { manualTime } from '../manual-time.js';

const MINUTE = 60_000;

/** Documents of orders PO1, PO2…, whose lists take a while and show what they are told to. */
function setUp({
  pages = [[]],
  takesMs = 0,
  fails,
  hasNone = false,
}: { pages?: string[][]; takesMs?: number; fails?: Error; hasNone?: boolean } = {}) {
  const time = manualTime(60 * MINUTE);
  const stopping = new AbortController();
  const lists: { at: number; query: Record<string, string>; ask: ReadOptions }[] = [];
  const alone: string[] = [];
  const documents = createSharedDocuments<string>({
    operation: operations.getShippingLabels,
    list: 'shippingLabels',
    read: async (_operation, { query = {} }, ask) => {
      lists.push({ at: time.now(), query, ask });
      await new Promise<void>((resolve) => time.schedule(resolve, takesMs));
      if (fails) throw fails;
      const page = Number(query['nextToken'] ?? 0);
      const data = {
        shippingLabels: pages[page]?.map((purchaseOrderNumber) => ({ purchaseOrderNumber })),
        ...(page + 1 < pages.length && { pagination: { nextToken: String(page + 1) } }),
      };
      return {
        classification: 'ok',
        reason: 'status 200',
        codes: [],
        envelope: { readable: true, data, errors: [] },
        body: new Uint8Array(),
      } satisfies Answer;
    },
    alone: async (number) => {
      alone.push(number);
      return hasNone ? undefined : `label of ${number}`;
    },
    understood: (element) => `label of ${(element as { purchaseOrderNumber: string }).purchaseOrderNumber}`,
    sizeOf: ({ length }) => length,
    clock: time.now,
    now: time.now,
    schedule: time.schedule,
    stopping: stopping.signal,
  });
  const ask = (number: string, { deadline = 9e9, leftMs = 45_000, lingerMs = 0 } = {}) => {
    const asked: { value?: string | undefined; at?: number; failure?: unknown } = {};
    documents.read(number, { deadline, attemptEndsAt: time.now() + leftMs, lingerMs }).then(
      (value) => Object.assign(asked, { value, at: time.now() }),
      (failure: unknown) => (asked.failure = failure),
    );
    return asked;
  };
  const expectAll = (...numbers: string[]) => {
    for (const number of numbers) documents.expect(number, time.now());
  };
  return { time, stopping, lists, alone, documents, ask, expectAll };
}

const three = ['PO1', 'PO2', 'PO3'];

describe('a list of documents', () => {
  it('begins with what the orders wait for, and is asked for with their nearest deadline', async () => {
    const { time, lists, ask, expectAll } = setUp();
    expectAll(...three);
    const since = time.now();
    await time.advance(MINUTE);
    ask('PO1', { deadline: 900 });
    ask('PO2', { deadline: 300 });
    await time.advance(1_000);
    expect(lists).toHaveLength(1);
    expect(lists[0]).toMatchObject({
      query: {
        createdAfter: new Date(since - 30_000).toISOString(),
        createdBefore: new Date(lists[0]?.at ?? 0).toISOString(),
        sortOrder: 'ASC',
        limit: '100',
      },
      ask: { deadline: 300 },
    });
  });

  it('is read page by page; who is shown on one does not wait for the others', async () => {
    const { time, lists, alone, ask, expectAll } = setUp({ pages: [['PO1', 'XX'], ['PO2']], takesMs: 2_000 });
    expectAll(...three);
    await time.advance(MINUTE);
    const [first, second, third] = three.map((number) => ask(number));
    await time.advance(5_000);
    expect(lists.map(({ query }) => query['nextToken'])).toEqual([undefined, '1']);
    expect([first?.value, second?.value, third?.value]).toEqual(['label of PO1', 'label of PO2', undefined]);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBe(2_000);
    expect(third?.at).toBe(second?.at);
    expect(alone).toEqual([]);
  });

  it.each([
    // how long a list takes, how often an order asks, ms; ms between two lists at least
    [100, 60_000, 10_000],
    [100, 1_000, 1_000],
    [2_000, 1_000, 20_000],
    [9_000, 1_000, 60_000],
  ])('of %p ms, for orders that ask every %p ms, is read every %p ms', async (takesMs, pauseMs, everyMs) => {
    const { time, lists, ask, expectAll } = setUp({ takesMs, hasNone: true });
    const numbers = Array.from({ length: pauseMs === 1_000 ? 3 : 60 }, (_, index) => `PO${index}`);
    expectAll(...numbers);
    await time.advance(MINUTE);
    for (let second = 0; second < 300; second += 1) {
      if (pauseMs === 1_000) for (const number of numbers) ask(number);
      else ask(numbers[second % 60] ?? '');
      await time.advance(1_000);
    }
    const gaps = lists.slice(1).map(({ at }, index) => at - (lists[index]?.at ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(everyMs);
    expect(lists.length).toBeGreaterThanOrEqual(3);
  });

  it('that fails is left alone for a minute, and orders are read alone', async () => {
    const failure = new CallFailed('Unavailable', 'getShippingLabels: status 500.');
    const { time, lists, alone, ask, expectAll } = setUp({ fails: failure });
    expectAll(...three, 'PO4', 'PO5', 'PO6');
    await time.advance(MINUTE);
    const first = ask('PO1');
    await time.advance(1_000);
    expect(first.value).toBe('label of PO1');
    await time.advance(58_000);
    ask('PO2');
    await time.advance(1_000);
    expect([lists.length, alone]).toEqual([1, ['PO1', 'PO2']]);
    await time.advance(1_000);
    ask('PO3');
    await time.advance(1_000);
    expect(lists).toHaveLength(2);
  });

  it('that would come too late for an attempt is not waited for', async () => {
    const { time, lists, alone, ask, expectAll } = setUp({ takesMs: 60_000 });
    expectAll(...three, 'PO4');
    await time.advance(MINUTE);
    const hurried = ask('PO1', { leftMs: 5_400 });
    await time.advance(0);
    expect([hurried.value, lists.length]).toEqual(['label of PO1', 0]);
    const patient = ask('PO2', { leftMs: 45_000 });
    await time.advance(24_000);
    expect(patient.at).toBeUndefined();
    await time.advance(2_000);
    expect(patient.value).toBe('label of PO2');
    expect(alone).toEqual(['PO1', 'PO2']);
  });

  it('without an end is given up', async () => {
    const { time, lists, alone, ask, expectAll } = setUp({ pages: Array.from({ length: 60 }, () => ['XX']) });
    expectAll(...three);
    await time.advance(MINUTE);
    ask('PO1');
    await time.advance(5_000);
    expect([lists.length, alone]).toEqual([50, ['PO1']]);
  });

  it('is not waited for by a worker that stops', async () => {
    const { time, stopping, lists, alone, ask, expectAll } = setUp();
    expectAll(...three);
    await time.advance(MINUTE);
    ask('PO1');
    stopping.abort();
    await time.advance(0);
    ask('PO2');
    await time.advance(5_000);
    expect([lists.length, alone]).toEqual([0, ['PO1', 'PO2']]);
  });
});

describe('an order that lingers', () => {
  const lingerMs = 36_000;

  it('while others wait as well sees the next lists, nine seconds apart, and what they show', async () => {
    const page: string[] = [];
    const { time, lists, alone, ask, expectAll } = setUp({ pages: [page] });
    expectAll(...three);
    await time.advance(MINUTE);
    const asked = ask('PO1', { lingerMs });
    await time.advance(20_000);
    expect([asked.at, lists.length]).toEqual([undefined, 3]);
    page.push('PO1');
    await time.advance(9_000);
    expect(asked.value).toBe('label of PO1');
    expect(lists.slice(1).map(({ at }, index) => at - (lists[index]?.at ?? 0))).toEqual([9_000, 9_000, 9_000]);
    expect(alone).toEqual([]);
  });

  it.each([
    // waits in company; left of its attempt, ms; reads alone, lists
    [true, 45_000, 0, 4],
    [true, 20_000, 0, 2],
    [false, 45_000, 2, 0],
    [false, 18_000, 1, 0],
  ])(
    'in company: %p, with %p ms left, reads %p times alone and sees %p lists',
    async (inCompany, leftMs, reads, seen) => {
      const { time, lists, alone, ask, expectAll } = setUp({ hasNone: true });
      expectAll(...(inCompany ? three : ['PO1']));
      await time.advance(MINUTE);
      const asked = ask('PO1', { leftMs, lingerMs });
      await time.advance(leftMs - 5_000);
      expect(asked).toEqual({ value: undefined, at: asked.at });
      expect(asked.at).toBeDefined();
      expect([alone.length, lists.length]).toEqual([reads, seen]);
    },
  );

  it('ends with its worker, and reads nothing then', async () => {
    const { time, stopping, lists, alone, ask, expectAll } = setUp({ hasNone: true });
    expectAll(...three);
    await time.advance(MINUTE);
    const asked = [ask('PO1', { lingerMs }), ask('PO2', { lingerMs })];
    await time.advance(5_000);
    stopping.abort();
    await time.advance(0);
    expect(asked.map(({ at }) => at)).toEqual([time.now(), time.now()]);
    expect([alone.length, lists.length]).toEqual([0, 1]);
  });
});
