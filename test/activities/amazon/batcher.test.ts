import { describe, expect, it } from 'vitest';
import { CallFailed } from '../../../activities/amazon/amazon.js';
import type { Submission, SubmitResult } from '../../../activities/amazon/amazon.js';
import { createBatcher, defaultBatching } from '../../../activities/amazon/batcher.js';
import type { Batching, Lead } from '../../../activities/amazon/batcher.js';
import { manualTime } from './manual-time.js';

const HOUR = 60 * 60_000;
const NEEDED_MS = 16_000;

/** A batcher whose calls are answered by hand. */
function desk(options: Partial<Batching> & { isIdle?: boolean; attemptMs?: number } = {}) {
  const { isIdle = false, attemptMs = 45_000, ...batching } = options;
  const time = manualTime(1_000_000);
  const stopping = new AbortController();
  const calls: string[][] = [];
  const leads: Lead[] = [];
  let permit: (lead: Lead) => Promise<void> = () => Promise.resolve();
  let answer = (numbers: string[]): Promise<SubmitResult[]> =>
    Promise.resolve(numbers.map((number) => ({ kind: 'accepted', transactionId: `of-${number}` })));
  const state = { isIdle, atMost: Number.POSITIVE_INFINITY };
  const submit = createBatcher({
    send: async (lead, compose) => {
      leads.push(lead);
      await permit(lead);
      const numbers = compose({ atMost: state.atMost }).map(({ intent }) => intent.key.businessId);
      if (numbers.length === 0) return [];
      calls.push(numbers);
      return answer(numbers);
    },
    isIdle: () => state.isIdle,
    batching: { ...defaultBatching, ...batching },
    neededMs: NEEDED_MS,
    clock: time.now,
    monotonic: time.now,
    schedule: time.schedule,
    stopping: stopping.signal,
  });
  const submission = (number: string, more: Partial<Submission> = {}): Submission => {
    const operation = more.operation ?? 'submitAcknowledgement';
    return {
      operation,
      item: {},
      intent: {
        key: { account: 'a', operation, businessId: number, occurrence: 1 },
        send: 1,
        subject: '',
        body: '{}',
        actor: 'policy',
      },
      deadline: time.now() + 24 * HOUR,
      attemptEndsAt: time.now() + attemptMs,
      ...more,
    };
  };
  const outcomes = new Map<string, SubmitResult | string>();
  return {
    time,
    calls,
    leads,
    state,
    stopping,
    outcomes,
    permitBy: (given: typeof permit) => (permit = given),
    answerBy: (given: typeof answer) => (answer = given),
    come: (number: string, more?: Partial<Submission>) =>
      void submit(submission(number, more)).then(
        (result) => outcomes.set(number, result),
        (error: unknown) => outcomes.set(number, error instanceof CallFailed ? error.kind : 'unexpected'),
      ),
  };
}

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `PO${from + index}`);

describe('submissions of many orders', () => {
  it('go at once while quota is idle: only those that came together share a call', async () => {
    const { time, come, calls, outcomes } = desk({ isIdle: true });
    for (const number of numbers(1, 3)) come(number);
    await time.advance(25);
    come('PO4');
    await time.advance(25);
    expect(calls).toEqual([['PO1', 'PO2', 'PO3'], ['PO4']]);
    expect(outcomes.get('PO2')).toEqual({ kind: 'accepted', transactionId: 'of-PO2' });
  });

  it.each([
    ['submitShippingLabelRequest', 5_000],
    ['submitAcknowledgement', 14_500],
  ] as const)('wait for company while quota is scarce: %s for %d ms at most', async (operation, windowMs) => {
    const { time, come, calls } = desk();
    come('PO1', { operation });
    await time.advance(1_000);
    come('PO2', { operation });
    await time.advance(windowMs - 1_000 - 1);
    expect(calls).toEqual([]);
    await time.advance(1);
    expect(calls).toEqual([['PO1', 'PO2']]);
  });

  it('wait no longer once quota is idle', async () => {
    const { time, come, calls, state } = desk();
    come('PO1');
    await time.advance(5_000);
    state.isIdle = true;
    await time.advance(500);
    expect(calls).toEqual([['PO1']]);
  });

  it('go as soon as a call is full', async () => {
    const { time, come, calls } = desk({ size: 3 });
    for (const number of numbers(1, 7)) come(number);
    await time.advance(0);
    expect(calls).toEqual([numbers(1, 3), numbers(4, 6)]);
  });

  it('go nearest deadline first', async () => {
    const { time, come, calls } = desk({ size: 2 });
    come('LATE', { deadline: time.now() + 30 * HOUR });
    come('LATER', { deadline: time.now() + 40 * HOUR });
    come('SOON', { deadline: time.now() + 2 * HOUR });
    await time.advance(20_000);
    expect(calls).toEqual([['SOON', 'LATE'], ['LATER']]);
  });

  it('go alone, and at once, near their deadline', async () => {
    const { time, come, calls } = desk();
    come('PO1');
    come('URGENT', { deadline: time.now() + 89 * 60_000 });
    await time.advance(0);
    expect(calls).toEqual([['URGENT']]);
  });

  it('share with no more than the most careful of them may', async () => {
    const { time, come, calls } = desk();
    for (const number of numbers(1, 3)) come(number, { maxBatch: 2 });
    for (const number of numbers(4, 9)) come(number);
    await time.advance(45_000);
    expect(calls).toEqual([numbers(1, 2), ['PO3', 'PO4'], numbers(5, 9)]);
  });

  it('of the same order go in calls of their own', async () => {
    const { time, come, calls } = desk();
    for (const number of ['PO1', 'PO2', 'PO1', 'PO1']) come(number);
    await time.advance(45_000);
    expect(calls).toEqual([['PO1', 'PO2'], ['PO1'], ['PO1']]);
  });

  it('that come in while a call waits for its permit go along with it', async () => {
    const { time, come, calls, permitBy } = desk({ isIdle: true });
    permitBy(() => new Promise((go) => time.schedule(go, 2_000)));
    come('PO1');
    await time.advance(1_000);
    for (const number of numbers(2, 5)) come(number);
    await time.advance(1_100);
    expect(calls).toEqual([numbers(1, 5)]);
  });

  it('do not wait for the answer of the call before', async () => {
    const { time, come, calls, answerBy, outcomes } = desk({ size: 2 });
    answerBy(() => new Promise(() => undefined));
    for (const number of numbers(1, 4)) come(number);
    await time.advance(0);
    expect(calls).toEqual([numbers(1, 2), numbers(3, 4)]);
    expect(outcomes.size).toBe(0);
  });

  it('wait here for a permit as long as their attempts allow, then come back', async () => {
    const { time, come, calls, permitBy, outcomes } = desk({ isIdle: true });
    let refusals = 2;
    permitBy(() =>
      refusals-- > 0 ? Promise.reject(new CallFailed('Throttled', 'no', { retryAfterMs: 4_000 })) : Promise.resolve(),
    );
    come('PO1');
    come('PO2', { attemptEndsAt: time.now() + NEEDED_MS + 1_000 });
    await time.advance(9_000);
    expect(outcomes.get('PO2')).toBe('Throttled');
    expect(calls).toEqual([['PO1']]);
  });

  it('of a paused operation each learn it for themselves', async () => {
    const { time, come, leads, permitBy, outcomes } = desk({ isIdle: true });
    permitBy(() => Promise.reject(new CallFailed('Paused', 'no', { retryAfterMs: 60_000 })));
    for (const number of numbers(1, 3)) come(number);
    await time.advance(25);
    expect(leads).toHaveLength(3);
    expect([...outcomes.values()]).toEqual(['Paused', 'Paused', 'Paused']);
  });

  it('learn of an outage together', async () => {
    const { time, come, leads, permitBy, outcomes } = desk({ isIdle: true });
    permitBy(() => Promise.reject(new CallFailed('Unavailable', 'no token')));
    for (const number of numbers(1, 3)) come(number);
    await time.advance(25);
    expect(leads).toHaveLength(1);
    expect([...outcomes.values()]).toEqual(['Unavailable', 'Unavailable', 'Unavailable']);
  });

  it('probe a paused operation one by one', async () => {
    const { time, come, calls, state } = desk({ isIdle: true });
    state.atMost = 1;
    for (const number of numbers(1, 2)) come(number);
    await time.advance(25);
    expect(calls).toEqual([['PO1'], ['PO2']]);
  });

  it('of a call that was too large come in smaller ones from then on', async () => {
    const { time, come, calls, answerBy } = desk({ size: 8 });
    const refusedBatch = { status: 413, codes: [], isTooLarge: true as const };
    answerBy((sent) => Promise.resolve(sent.map(() => ({ kind: 'not-sent', reason: 'too large', refusedBatch }))));
    for (const number of numbers(1, 8)) come(number);
    await time.advance(0);
    answerBy((sent) => Promise.resolve(sent.map(() => ({ kind: 'accepted' }))));
    for (const number of numbers(1, 8)) come(number);
    await time.advance(0);
    expect(calls.map(({ length }) => length)).toEqual([8, 4, 4]);
  });

  it('of one order that is too large make calls small for ten minutes, not for ever', async () => {
    const { time, come, calls, answerBy } = desk({ size: 8 });
    const refusedBatch = { status: 413, codes: [], isTooLarge: true as const };
    answerBy((sent) =>
      Promise.resolve(
        sent.map(() =>
          sent.length > 1 && sent.includes('PO1')
            ? { kind: 'not-sent', reason: 'too large', refusedBatch }
            : { kind: 'accepted' },
        ),
      ),
    );
    const all = async (): Promise<void> => {
      for (const number of numbers(1, 8)) come(number);
      await time.advance(30_000);
    };
    for (let times = 0; times < 3; times += 1) await all();
    const small = calls.length;
    expect(calls.slice(0, small).map(({ length }) => length)).toEqual([8, 4, 4, 2, 2, 1, 1, 1, 1]);
    await time.advance(10 * 60_000);
    for (const number of numbers(11, 18)) come(number);
    await time.advance(30_000);
    expect(calls.slice(small).map(({ length }) => length)).toEqual([8]);
  });

  it('with too little left of their attempt come back', async () => {
    const { time, come, calls, outcomes } = desk({ isIdle: true });
    come('PO1', { attemptEndsAt: time.now() + NEEDED_MS - 1 });
    await time.advance(25);
    expect(outcomes.get('PO1')).toBe('Throttled');
    expect(calls).toEqual([]);
  });

  it('are all told when the worker stops, those that wait and those that come', async () => {
    const { time, come, stopping, outcomes } = desk();
    come('PO1');
    stopping.abort();
    come('PO2');
    await time.advance(0);
    expect(outcomes).toEqual(
      new Map([
        ['PO1', 'Throttled'],
        ['PO2', 'Throttled'],
      ]),
    );
  });

  it('whose call throws after they were chosen are told so, and others go on', async () => {
    const { time, come, answerBy, outcomes } = desk({ isIdle: true });
    answerBy(() => Promise.reject(new Error('disk')));
    come('PO1');
    await time.advance(25);
    answerBy((sent) => Promise.resolve(sent.map(() => ({ kind: 'accepted' }))));
    come('PO2');
    await time.advance(25);
    expect(outcomes.get('PO1')).toBe('unexpected');
    expect(outcomes.get('PO2')).toEqual({ kind: 'accepted' });
  });
});
