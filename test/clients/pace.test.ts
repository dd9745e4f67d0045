import { describe, expect, it } from 'vitest';
import { createPace } from '../../clients/pace.js';

/** A clock that only waiting moves on. */
function clockedPace(ratePerSecond?: number) {
  let now = 0;
  const pace = createPace({
    ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
    now: () => now,
    wait: async (ms) => {
      now += ms;
    },
  });
  return { pace, at: () => now, pass: (ms: number) => (now += ms) };
}

const never = new AbortController().signal;

describe('a pace', () => {
  it.each([
    // per second, when five calls begin (ms)
    [10, [0, 100, 200, 300, 400]],
    [4, [0, 250, 500, 750, 1_000]],
    [undefined, [0, 0, 0, 0, 0]],
  ])('of %p per second lets calls begin at %j ms', async (ratePerSecond, begins) => {
    const { pace, at } = clockedPace(ratePerSecond);
    const begun: number[] = [];
    while (begun.length < begins.length) {
      await pace.turn(never);
      begun.push(at());
    }
    expect(begun).toEqual(begins);
  });

  it('gives turns asked for at the same moment one after another', async () => {
    const waits: number[] = [];
    const pace = createPace({
      ratePerSecond: 10,
      now: () => 0,
      wait: async (ms) => {
        waits.push(ms);
      },
    });
    await Promise.all([pace.turn(never), pace.turn(never), pace.turn(never)]);
    expect(waits).toEqual([100, 200]);
  });

  it('does not save up what nobody used', async () => {
    const { pace, at, pass } = clockedPace(10);
    await pace.turn(never);
    pass(10_000);
    await pace.turn(never);
    await pace.turn(never);
    expect(at()).toBe(10_100);
  });

  it('gives no turn once it is stopped, not even to those that wait', async () => {
    const stop = new AbortController();
    const pace = createPace({ ratePerSecond: 0.001 });
    await expect(pace.turn(stop.signal)).resolves.toBe(true);
    const waiting = pace.turn(stop.signal);
    stop.abort();
    await expect(waiting).resolves.toBe(false);
    await expect(pace.turn(stop.signal)).resolves.toBe(false);
  });
});
