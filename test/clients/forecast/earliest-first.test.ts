import { describe, expect, it } from 'vitest';
import { earliestFirst } from '../../../clients/forecast/earliest-first.js';

const drained = (keys: number[]): (number | undefined)[] => {
  const queue = earliestFirst((key: number) => key);
  for (const key of keys) queue.add(key);
  return Array.from({ length: keys.length + 1 }, () => queue.take());
};

describe('a queue with the earliest first', () => {
  it.each([
    [[], [undefined]],
    [[3], [3, undefined]],
    [
      [3, 1, 2],
      [1, 2, 3, undefined],
    ],
    [
      [2, 1, 2, 1],
      [1, 1, 2, 2, undefined],
    ],
    [
      [Infinity, 5],
      [5, Infinity, undefined],
    ],
  ])('gives out %j as %j', (keys, expected) => {
    expect(drained(keys)).toEqual(expected);
  });

  it('is sorted for any order of coming, also of what comes in between', () => {
    // A linear congruence: the same numbers at every run.
    let seed = 1;
    const next = (): number => (seed = (seed * 48_271) % 2_147_483_647);
    const queue = earliestFirst((key: number) => key);
    const inside: number[] = [];
    for (let step = 0; step < 2_000; step += 1) {
      if (next() % 3 === 0) {
        inside.sort((a, b) => a - b);
        expect(queue.take()).toBe(inside.shift());
      } else {
        const key = next() % 100;
        inside.push(key);
        queue.add(key);
      }
    }
    expect(inside.length).toBeGreaterThan(100);
  });
});
