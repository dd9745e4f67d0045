import { describe, expect, it } from 'vitest';
import { createLearned } from '../../../activities/amazon/learned.js';
import { createLimiter } from '../../../activities/amazon/limiter.js';
import type { Limiter, Quotas } from '../../../activities/amazon/limiter.js';
import { manualTime } from './manual-time.js';
import type { ManualTime } from './manual-time.js';

const ten = { name: 'getOrder', ratePerSecond: 10, burst: 10 };
const one = { name: 'createRestrictedDataToken', ratePerSecond: 1, burst: 10 };

function setUp(quotas: Quotas = {}) {
  const time = manualTime();
  const stopping = new AbortController();
  const limiter = createLimiter({ stopping: stopping.signal, quotas, monotonic: time.now, schedule: time.schedule });
  return { time, stopping, limiter };
}

/** Asks for a permit and writes down when it came, or what came instead. */
function ask(limiter: Limiter, time: ManualTime, { deadline = 0, maxWaitMs = 2_000, plan = ten } = {}) {
  const asked: { at?: number; failure?: unknown } = {};
  limiter.permit(plan, { deadline, maxWaitMs }).then(
    () => (asked.at = time.now()),
    (failure: unknown) => (asked.failure = failure),
  );
  return asked;
}

/** How many of many impatient callers are let through within a time. */
async function throughput(limiter: Limiter, time: ManualTime, ms: number, plan = ten): Promise<number> {
  let passed = 0;
  for (let elapsed = 0; elapsed < ms; elapsed += 10) {
    const asked = ask(limiter, time, { maxWaitMs: 0, plan });
    await time.advance(10);
    if (asked.at !== undefined) passed += 1;
  }
  return passed;
}

describe('limiter', () => {
  it.each([
    // rate 1/s, calls in 60 s at 0.98 of it
    [10, 588],
    [5, 294],
    [1, 59],
  ])('stays just below a plan of %p/s', async (ratePerSecond, calls) => {
    const { limiter, time } = setUp();
    const passed = await throughput(limiter, time, 60_000, { name: 'any', ratePerSecond, burst: 2 });
    expect(passed).toBeGreaterThan(calls * 0.9);
    expect(passed).toBeLessThanOrEqual(calls + 1);
  });

  it.each([
    ['10/s', ten, undefined],
    ['1/s', one, undefined],
    ['10/s, where a header has told of 20/s and of no larger bucket,', ten, 20],
    ['10/s, where a header has told of 100/s and of no larger bucket,', ten, 100],
  ])('lets half the burst of %s go at once after a rest, and one at the start', async (_name, plan, ratePerSecond) => {
    const { limiter, time } = setUp();
    if (ratePerSecond !== undefined) limiter.learn(plan, { status: 200, ratePerSecond });
    const atOnce = async (): Promise<number> => {
      const asked = Array.from({ length: 20 }, () => ask(limiter, time, { maxWaitMs: 0, plan }));
      await time.advance(0);
      return asked.filter(({ at }) => at !== undefined).length;
    };
    expect(await atOnce()).toBe(1);
    await time.advance(60_000);
    expect(await atOnce()).toBe(5);
  });

  it('lets the nearest deadline go first', async () => {
    const { limiter, time } = setUp();
    const [first, late, soon] = [0, 300, 100].map((deadline) => ask(limiter, time, { deadline }));
    await time.advance(1_000);
    expect([first?.at, soon?.at, late?.at]).toEqual([0, 103, 205]);
  });

  it('makes room for a near deadline by turning away the farthest', async () => {
    const { limiter, time } = setUp();
    const queue = Array.from({ length: 20 }, (_, index) => ask(limiter, time, { deadline: 1_000 + index }));
    await time.advance(0);
    const urgent = ask(limiter, time, { deadline: 1 });
    await time.advance(2_000);
    expect(urgent.at).toBe(103);
    expect(queue.filter(({ failure }) => failure !== undefined)).toHaveLength(1);
    expect(queue.at(-1)?.failure).toMatchObject({ kind: 'Throttled' });
  });

  it('turns away at once who cannot go within 2 s, each with its own next time', async () => {
    const { limiter, time } = setUp();
    const asked = Array.from({ length: 23 }, () => ask(limiter, time, { maxWaitMs: 60_000 }));
    await time.advance(0);
    const retryAfterMs = asked.flatMap(({ failure }) =>
      failure === undefined ? [] : [(failure as { facts: { retryAfterMs: number } }).facts.retryAfterMs],
    );
    expect(retryAfterMs).toEqual([2041, 2143, 2245]);
  });

  it('does not let a caller wait longer than it can', async () => {
    const { limiter, time } = setUp();
    const [, patient, hurried] = [0, 500, 100].map((maxWaitMs) => ask(limiter, time, { maxWaitMs }));
    await time.advance(500);
    expect(patient?.at).toBe(103);
    expect(hurried?.failure).toMatchObject({ kind: 'Throttled', message: 'No permit for getOrder in time.' });
  });

  it('follows the quota of the account where it has its own', async () => {
    const { limiter, time } = setUp({ getOrder: { ratePerSecond: 20, burst: 2 } });
    expect(await throughput(limiter, time, 10_000)).toBeGreaterThan(160);
  });

  it('gives a permit at once at any time of the clock, fractions included', async () => {
    const { time } = setUp();
    for (const start of [0.1, 1234.5678, 98765.4321, 1e7 / 3]) {
      const limiter = createLimiter({
        stopping: new AbortController().signal,
        monotonic: () => start,
        schedule: time.schedule,
      });
      await limiter.permit(ten, { deadline: 0, maxWaitMs: 0 });
    }
  });

  it('paces each operation by itself', async () => {
    const { limiter, time } = setUp();
    const asked = [ten, one].map((plan) => ask(limiter, time, { plan }));
    await time.advance(0);
    expect(asked.map(({ at }) => at)).toEqual([0, 0]);
  });
});

describe('limiter, learning', () => {
  it.each([
    // header 1/s, interval ms
    [undefined, 1_000 / 9.8],
    [20, 1_000 / 19.6],
    [2, 1_000 / 1.96],
    [100, 1_000 / 98],
    [1.9, 1_000 / 9.8],
    [101, 1_000 / 9.8],
    [0, 1_000 / 9.8],
  ])('after a header of %p/s keeps %p ms between calls', async (ratePerSecond, intervalMs) => {
    const { limiter, time } = setUp({ getOrder: { ratePerSecond: 10, burst: 2 } });
    limiter.learn(ten, { status: 200, ...(ratePerSecond !== undefined && { ratePerSecond }) });
    const asked = [0, 1].map(() => ask(limiter, time));
    await time.advance(2_000);
    expect(asked[1]?.at).toBe(Math.ceil(intervalMs));
  });

  it('slows down by 15 % after a 429, at most once a second', async () => {
    const { limiter, time } = setUp();
    for (let count = 0; count < 5; count += 1) limiter.learn(ten, { status: 429 });
    await time.advance(500);
    const passed = await throughput(limiter, time, 10_000);
    expect(passed).toBeGreaterThan(74);
    expect(passed).toBeLessThan(90);
  });

  it('gains the rate back slowly with successes', async () => {
    const { limiter, time } = setUp();
    limiter.learn(ten, { status: 429 });
    for (let count = 0; count < 400; count += 1) limiter.learn(ten, { status: 200 });
    await time.advance(5_000);
    expect(await throughput(limiter, time, 10_000)).toBeGreaterThanOrEqual(90);
  });

  it('has no stored burst after a 429', async () => {
    const { limiter, time } = setUp();
    await time.advance(10_000);
    limiter.learn(ten, { status: 429 });
    const asked = ask(limiter, time, { maxWaitMs: 0 });
    await time.advance(0);
    expect(asked.failure).toMatchObject({ kind: 'Throttled' });
  });

  it.each([
    // Retry-After ms, ms until the next permit
    [1_500, 1_500],
    [0, 121],
  ])('honours Retry-After of %p ms', async (retryAfterMs, waitMs) => {
    const { limiter, time } = setUp();
    limiter.learn(ten, { status: 429, retryAfterMs });
    const asked = ask(limiter, time);
    await time.advance(2_000);
    expect(asked.at).toBe(waitMs);
  });

  it('sends a refused call back after a second at least', () => {
    const { limiter } = setUp();
    limiter.learn(ten, { status: 429 });
    expect(limiter.retryAfterMs(ten)).toBe(1_000);
  });
});

/** The retry delay that a refused caller was given. */
const delayOf = (failure: unknown): number => (failure as { facts: { retryAfterMs: number } }).facts.retryAfterMs;

describe('limiter, with a backlog that comes back when it is told to', () => {
  /** Callers that ask again after the delay they were given, until each has its permit. */
  function backlog(limiter: Limiter, time: ManualTime, callers: number) {
    const state = { passed: 0, asked: 0 };
    const come = (): void => {
      state.asked += 1;
      limiter.permit(ten, { deadline: 0 }).then(
        () => (state.passed += 1),
        (failure: unknown) => void time.schedule(come, delayOf(failure)),
      );
    };
    for (let caller = 0; caller < callers; caller += 1) come();
    return state;
  }

  it.each([
    // header 1/s before and after, calls in the 10 s after the step at least
    [6, 20, 190],
    [6, 10, 96],
    [10, 20, 190],
    [10, 6, 58],
  ])('uses at once what a step from %p/s to %p/s gives', async (before, after, calls) => {
    const { limiter, time } = setUp();
    limiter.learn(ten, { status: 200, ratePerSecond: before });
    const state = backlog(limiter, time, 500);
    await time.advance(20_000);
    limiter.learn(ten, { status: 200, ratePerSecond: after });
    const passed = state.passed;
    await time.advance(10_000);
    expect(state.passed - passed).toBeGreaterThanOrEqual(calls);
  });

  it('lets each go in the end, at the full rate and after few attempts', async () => {
    const { limiter, time } = setUp();
    const state = backlog(limiter, time, 500);
    await time.advance(52_000);
    expect(state.passed).toBe(500);
    expect(state.asked).toBeLessThan(4 * 500);
  });
});

describe('limiter of a new process', () => {
  const DAY = 86_400_000;

  /** What a process learns by these answers, and the rate of the next one, so much later. */
  function rateAfter(answers: Parameters<Limiter['learn']>[1][], ageMs = 0, plan = ten): number {
    const time = manualTime();
    let now = 0;
    const learned = createLearned(() => now);
    const open = () =>
      createLimiter({
        stopping: new AbortController().signal,
        learned,
        monotonic: time.now,
        schedule: time.schedule,
      });
    const before = open();
    for (const answer of answers) before.learn(ten, answer);
    now += ageMs;
    return open().ratePerSecond(plan);
  }
  const header = { status: 200, ratePerSecond: 20 };

  it.each([
    // answers before, ms ago, calls per second
    ['nothing', [], 0, 9.8],
    ['a header', [header], DAY - 1, 19.6],
    ['a header of yesterday', [header], DAY, 9.8],
    ['a 429', [{ status: 429 }], DAY - 1, 9.8 * 0.85],
    ['a 429 and a header', [header, { status: 429 }], 0, 19.6 * 0.85],
  ])('goes on with the rate that was learned from %s, %p ms ago', (_name, answers, ageMs, ratePerSecond) => {
    expect(rateAfter(answers as never, ageMs)).toBeCloseTo(ratePerSecond, 5);
  });

  it('does not believe what is out of all proportion to its plan', () => {
    expect(rateAfter([header], 0, { ...ten, ratePerSecond: 1 })).toBeCloseTo(0.98, 5);
  });

  it('has no burst stored', async () => {
    const time = manualTime();
    const learned = createLearned(() => 0);
    learned.set('limiter/getOrder/ceiling', 19.6);
    const limiter = createLimiter({
      stopping: new AbortController().signal,
      learned,
      monotonic: time.now,
      schedule: time.schedule,
    });
    const asked = Array.from({ length: 5 }, () => ask(limiter, time, { maxWaitMs: 0 }));
    await time.advance(0);
    expect(asked.filter(({ at }) => at !== undefined)).toHaveLength(1);
  });
});

describe('limiter of a stopping worker', () => {
  it('ends all waiting and gives no permit any more', async () => {
    const { limiter, time, stopping } = setUp();
    const [gone, waiting] = [0, 1].map(() => ask(limiter, time));
    await time.advance(0);
    stopping.abort();
    const later = ask(limiter, time);
    await time.advance(5_000);
    expect(gone?.at).toBe(0);
    const failure = { kind: 'Throttled', message: 'The worker is stopping; getOrder was not sent.' };
    expect(waiting?.failure).toMatchObject(failure);
    expect(later.failure).toMatchObject(failure);
  });
});
