import { describe, expect, it } from 'vitest';
import { CallFailed } from '../../../../activities/amazon/amazon.js';
import type { ReadOptions } from '../../../../activities/amazon/amazon.js';
import { createGathering } from '../../../../activities/amazon/reads/gathering.js';
import type { Tell, TogetherAsk } from '../../../../activities/amazon/reads/gathering.js';
import { manualTime } from '../manual-time.js';

const MINUTE = 60_000;

interface Lists {
  answer?: (numbers: string[], tell: Tell<string>) => Promise<void> | void;
  known?: (number: string) => string | undefined;
  gatherMs?: number;
}

function setUp({ answer, known, gatherMs }: Lists = {}) {
  const time = manualTime(MINUTE);
  const stopping = new AbortController();
  const asked: { numbers: string[]; options: ReadOptions }[] = [];
  const gathering = createGathering<string, TogetherAsk>({
    answer: async (asks, options, tell) => {
      const numbers = asks.map(({ purchaseOrderNumber }) => purchaseOrderNumber);
      asked.push({ numbers, options });
      if (answer) await answer(numbers, tell);
      else for (const number of numbers) tell(number, 'NEW');
    },
    ...(known && { known: ({ purchaseOrderNumber }) => known(purchaseOrderNumber) }),
    ...(gatherMs !== undefined && { gatherMs }),
    clock: time.now,
    now: time.now,
    schedule: time.schedule,
    stopping: stopping.signal,
  });
  const ask = (purchaseOrderNumber: string, { deadline = 9e9, leftMs = 45_000 } = {}) => {
    const result: { value?: string | undefined; at?: number } = {};
    const attemptEndsAt = time.now() + leftMs;
    void gathering({ purchaseOrderNumber, deadline, attemptEndsAt }).then((value) => {
      result.value = value;
      result.at = time.now();
    });
    return result;
  };
  return { time, stopping, asked, ask };
}

describe('questions about orders', () => {
  it('go alone, at once, when no other came within a second before', async () => {
    const { time, asked, ask } = setUp();
    for (const number of ['PO1', 'PO2', 'PO3', 'PO4']) {
      const result = ask(number);
      await time.advance(0);
      expect(result).toEqual({ value: undefined, at: time.now() });
      await time.advance(1_000);
    }
    expect(asked).toEqual([]);
  });

  it('are gathered for a second once they come together, and answered by lists', async () => {
    const { time, asked, ask } = setUp();
    const results = ['PO1', 'PO2', 'PO3', 'PO4'].map((number) => ask(number));
    await time.advance(1_000);
    expect(results.map(({ value }) => value)).toEqual([undefined, 'NEW', 'NEW', 'NEW']);
    expect(asked.map(({ numbers }) => numbers)).toEqual([['PO2', 'PO3', 'PO4']]);
  });

  it('of one order are no company for each other', async () => {
    const { time, asked, ask } = setUp();
    const results = [1, 2, 3, 4].map(() => ask('PO1'));
    await time.advance(0);
    expect(results.map(({ at }) => at)).toEqual(Array(4).fill(MINUTE));
    expect(asked).toEqual([]);
  });

  it('go alone when fewer than three orders came together', async () => {
    const { time, asked, ask } = setUp();
    const results = ['PO1', 'PO2', 'PO3'].map((number) => ask(number));
    await time.advance(1_000);
    expect(results.map(({ value }) => value)).toEqual([undefined, undefined, undefined]);
    expect(asked).toEqual([]);
  });

  it('go alone when little of the attempt is left', async () => {
    const { time, ask } = setUp();
    ask('PO1');
    const hurried = ask('PO2', { leftMs: 13_999 });
    await time.advance(0);
    expect(hurried.at).toBe(MINUTE);
  });

  it('hand on the nearest deadline, and leave time for calls of their own', async () => {
    const { time, asked, ask } = setUp();
    ask('PO1', { deadline: 1 });
    ask('PO2', { deadline: 500 });
    ask('PO3', { deadline: 400, leftMs: 20_000 });
    ask('PO4', { deadline: 600 });
    await time.advance(1_000);
    expect(asked[0]?.options).toEqual({ deadline: 400, attemptEndsAt: MINUTE + 15_000 });
  });

  it('are answered as soon as a list shows their order, the others once it was read', async () => {
    const { time, ask } = setUp({
      answer: async (_numbers, tell) => {
        tell('PO3', 'NEW');
        await new Promise<void>((resolve) => void time.schedule(resolve, 2_000));
        tell('PO4', 'ACCEPTED');
      },
    });
    const results = ['PO1', 'PO2', 'PO3', 'PO4'].map((number) => ask(number));
    await time.advance(4_000);
    expect(results.slice(1)).toEqual([
      { value: undefined, at: MINUTE + 3_000 },
      { value: 'NEW', at: MINUTE + 1_000 },
      { value: 'ACCEPTED', at: MINUTE + 3_000 },
    ]);
  });

  it('that come while lists are read wait for the next, which is read as soon as these end', async () => {
    const { time, asked, ask } = setUp({
      answer: async (numbers, tell) => {
        await new Promise<void>((resolve) => void time.schedule(resolve, 3_000));
        for (const number of numbers) tell(number, 'NEW');
      },
    });
    ['PO1', 'PO2', 'PO3', 'PO4'].map((number) => ask(number));
    await time.advance(1_500);
    const late = ['PO5', 'PO6', 'PO7', 'PO8'].map((number) => ask(number));
    await time.advance(2_400);
    expect(asked).toHaveLength(1);
    await time.advance(100);
    expect(asked.map(({ numbers }) => numbers)).toEqual([
      ['PO2', 'PO3', 'PO4'],
      ['PO6', 'PO7', 'PO8'],
    ]);
    await time.advance(3_000);
    expect(late.map(({ value }) => value)).toEqual([undefined, 'NEW', 'NEW', 'NEW']);
  });

  it('do not wait for lists that take long', async () => {
    const { time, ask } = setUp({ answer: () => new Promise(() => undefined) });
    ask('PO1');
    const results = [{}, {}, { leftMs: 15_000 }].map((left, index) => ask(`PO${index + 2}`, left));
    await time.advance(20_000);
    expect(results.map(({ at }) => at)).toEqual([MINUTE + 16_000, MINUTE + 16_000, MINUTE + 10_000]);
  });

  it('are answered at once, when they have company, by what earlier lists have shown', async () => {
    const { time, asked, ask } = setUp({ known: (number) => (number === 'PO9' ? undefined : `kept ${number}`) });
    const results = ['PO1', 'PO2', 'PO9', 'PO3'].map((number) => ask(number));
    await time.advance(0);
    expect(results.map(({ value, at }) => (at === undefined ? 'waits' : value))).toEqual([
      undefined,
      'kept PO2',
      'waits',
      'kept PO3',
    ]);
    await time.advance(1_000);
    expect(asked).toEqual([]);
  });

  it.each([
    // gathering time, ms between two orders, whether the second one waits
    [500, 499, true],
    [500, 500, false],
    [undefined, 999, true],
  ])('with a gathering time of %s ms, %i ms apart, are company: %s', async (gatherMs, apartMs, waits) => {
    const { time, ask } = setUp({ ...(gatherMs !== undefined && { gatherMs }) });
    ask('PO1');
    await time.advance(apartMs);
    const second = ask('PO2');
    await time.advance(0);
    expect(second.at === undefined).toBe(waits);
  });

  it.each([
    // what lists did, for how long they are left alone
    ['failed', new CallFailed('Unavailable', 'getOrders: status 500.'), MINUTE],
    ['failed by a fault of ours', new TypeError('fault'), MINUTE],
    ['found no permit', new CallFailed('Throttled', 'No permit.', { retryAfterMs: 3_000 }), 3_000],
    ['named fewer than a quarter of the orders', undefined, MINUTE],
  ])('go alone after lists that %s', async (_name, failure, restMs) => {
    let isFirst = true;
    const { time, asked, ask } = setUp({
      answer: (numbers, tell) => {
        tell('PO2', 'NEW');
        const isUseful = !isFirst;
        isFirst = false;
        if (isUseful) for (const number of numbers) tell(number, 'NEW');
        else if (failure) throw failure;
      },
    });
    const together = async () => {
      const results = ['PO1', 'PO2', 'PO3', 'PO4', 'PO5', 'PO6'].map((number) => ask(number));
      await time.advance(1_000);
      return results.map(({ value }) => value);
    };
    expect(await together()).toEqual([undefined, 'NEW', undefined, undefined, undefined, undefined]);
    await time.advance(restMs - 1_001);
    expect(await together()).toEqual(Array(6).fill(undefined));
    await time.advance(2_000);
    expect(await together()).toEqual([undefined, ...Array<string>(5).fill('NEW')]);
    expect(asked).toHaveLength(2);
  });

  it('are gathered on after lists that named a quarter of the orders', async () => {
    const { time, asked, ask } = setUp({ answer: (_numbers, tell) => tell('PO2', 'NEW') });
    for (let round = 0; round < 2; round += 1) {
      for (const number of ['PO1', 'PO2', 'PO3', 'PO4', 'PO5']) ask(number);
      await time.advance(3_000);
    }
    expect(asked).toHaveLength(2);
  });

  it('do not hold up a worker that stops', async () => {
    const { time, stopping, asked, ask } = setUp();
    const results = ['PO1', 'PO2', 'PO3', 'PO4'].map((number) => ask(number));
    stopping.abort();
    await time.advance(0);
    expect(results.map(({ at }) => at)).toEqual(Array(4).fill(MINUTE));
    await time.advance(5_000);
    expect(asked).toEqual([]);
  });
});
