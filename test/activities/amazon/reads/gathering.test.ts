import { describe, expect, it } from 'vitest';
import { CallFailed } from '../../../../activities/amazon/amazon.js';
import type { ReadOptions } from '../../../../activities/amazon/amazon.js';
import { createGathering } from '../../../../activities/amazon/reads/gathering.js';
import { manualTime } from '../manual-time.js';

const MINUTE = 60_000;

function setUp(answer?: (numbers: string[]) => Map<string, string>) {
  const time = manualTime(MINUTE);
  const stopping = new AbortController();
  const asked: { numbers: string[]; options: ReadOptions }[] = [];
  const gathering = createGathering<string>({
    answer: async (asks, options) => {
      const numbers = asks.map(({ purchaseOrderNumber }) => purchaseOrderNumber);
      asked.push({ numbers, options });
      return answer?.(numbers) ?? new Map(numbers.map((number) => [number, 'NEW']));
    },
    clock: time.now,
    now: time.now,
    schedule: time.schedule,
    stopping: stopping.signal,
  });
  const ask = (purchaseOrderNumber: string, { deadline = 9e9, leftMs = 45_000 } = {}) => {
    const result: { value?: string | undefined; at?: number } = {};
    const attemptEndsAt = time.now() + leftMs;
    void gathering({ purchaseOrderNumber, orderedAt: 0, deadline, attemptEndsAt }).then((value) => {
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

  it.each([
    // what lists did, for how long they are left alone
    ['failed', new CallFailed('Unavailable', 'getOrders: status 500.'), MINUTE],
    ['failed by a fault of ours', new TypeError('fault'), MINUTE],
    ['found no permit', new CallFailed('Throttled', 'No permit.', { retryAfterMs: 3_000 }), 3_000],
    ['named few of the orders', new Map([['PO2', 'NEW']]), 10 * MINUTE],
  ])('go alone after lists that %s', async (_name, outcome, restMs) => {
    let isFirst = true;
    const { time, asked, ask } = setUp((numbers) => {
      const given = isFirst ? outcome : new Map(numbers.map((number) => [number, 'NEW']));
      isFirst = false;
      if (given instanceof Error) throw given;
      return given;
    });
    const together = async () => {
      const results = ['PO1', 'PO2', 'PO3', 'PO4'].map((number) => ask(number));
      await time.advance(1_000);
      return results.map(({ value }) => value);
    };
    const named = outcome instanceof Map ? 'NEW' : undefined;
    expect(await together()).toEqual([undefined, named, undefined, undefined]);
    await time.advance(restMs - 1_001);
    expect(await together()).toEqual([undefined, undefined, undefined, undefined]);
    await time.advance(2_000);
    expect(await together()).toEqual([undefined, 'NEW', 'NEW', 'NEW']);
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
