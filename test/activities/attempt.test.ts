import { describe, expect, it } from 'vitest';
import { ApplicationFailureCategory } from '@temporalio/common';
import type { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { CallFailed } from '../../activities/amazon/amazon.js';
import { asApplicationFailure, attempted, currentAttempt, StepNotDone, traceOf } from '../../activities/attempt.js';
import type { Attempt } from '../../activities/attempt.js';
import { failures } from '../../workflows/failures.js';
import type { FailureKind } from '../../workflows/failures.js';

const MINUTE = 60_000;
const kinds = Object.keys(failures) as FailureKind[];
const retried: FailureKind[] = ['NotReady', 'Throttled', 'Paused', 'Unavailable', 'InventoryHookFailed'];
const benign: FailureKind[] = ['NotReady', 'Throttled', 'Paused'];

const failureOf = (error: unknown, budgetLeftMs = 30 * MINUTE, attempt = 1): ApplicationFailure =>
  asApplicationFailure(error, budgetLeftMs, attempt);

describe('an attempt that is not done', () => {
  it.each(kinds)(
    'as %s is retried, or a person’s, as the catalogue says, and only the normal course is benign',
    (kind) => {
      for (const error of [new StepNotDone(kind, 'Ours.'), new CallFailed(kind, 'Ours.')]) {
        // Credentials that Amazon refuses are mended once for all orders.
        const expected = error instanceof CallFailed && kind === 'NotPermitted' ? 'Paused' : kind;
        const failure = failureOf(error);
        expect(failure.type).toBe(expected);
        expect(failure.nonRetryable).toBe(!retried.includes(expected));
        expect(failure.category === ApplicationFailureCategory.BENIGN).toBe(benign.includes(expected));
        expect(failure.message).toBe('Ours.');
      }
    },
  );

  it.each<[number, number, number | undefined]>([
    // retry after (ms), left of the budget (ms), delay of the retry (ms)
    [MINUTE, 30 * MINUTE, MINUTE],
    [MINUTE, MINUTE + 5_000, MINUTE],
    [MINUTE, MINUTE, MINUTE - 5_000],
    [MINUTE, 10_000, 5_000],
    [MINUTE, 6_001, 1_001],
    [0, 30 * MINUTE, 1],
    [-5, 30 * MINUTE, 1],
    [MINUTE, 6_000, undefined],
    [MINUTE, 0, undefined],
    [MINUTE, -MINUTE, undefined],
  ])('and wants to be called after %d ms with %d ms left is retried after %s ms', (retryAfterMs, left, delay) => {
    const failure = failureOf(new StepNotDone('NotReady', 'Not yet.', { retryAfterMs }), left);
    expect(failure.nextRetryDelay).toBe(delay);
    // Nothing useful is left: the failure goes to a person as it is.
    expect(failure.nonRetryable).toBe(delay === undefined);
  });

  it.each([
    // attempt, delay of the retry (ms)
    [1, 2_000],
    [2, 4_000],
    [5, 32_000],
    [8, 256_000],
    [9, 300_000],
    [5_000, 300_000],
  ])('and names no time backs off: attempt %d is followed after %d ms', (attempt, delay) => {
    expect(failureOf(new StepNotDone('Unavailable', 'Down.'), 30 * MINUTE, attempt).nextRetryDelay).toBe(delay);
  });

  it('tells the workflow ids and codes, and nothing that Amazon wrote', () => {
    const details = { send: 2, transactionIds: ['t'], requestIds: ['r'], codes: ['C'] };
    expect(failureOf(new StepNotDone('Rejected', 'Refused: C.', { details })).details).toEqual([details]);
    const call = new CallFailed('Rejected', 'Refused: C.', { requestId: 'r', codes: ['C'] });
    expect(failureOf(call).details).toEqual([{ requestIds: ['r'], codes: ['C'] }]);
    const withCause = new StepNotDone('Unexpected', 'Ours.');
    withCause.cause = new Error('Jane Doe lives here');
    expect(failureOf(withCause).cause).toBeUndefined();
  });

  it.each([
    [
      Object.assign(new Error('ENOSPC: no space left, write for Jane Doe'), { code: 'ENOSPC' }),
      'Unavailable',
      'ENOSPC',
    ],
    [new TypeError("Cannot read properties of undefined (reading 'Jane Doe')"), 'Unexpected', 'TypeError'],
    ['Jane Doe', 'Unexpected', 'an unknown error'],
  ])('for a reason that nobody foresaw tells its name only (%s)', (error, kind, name) => {
    const failure = failureOf(error);
    expect(failure).toMatchObject({ type: kind, message: `The worker failed with ${name}; its log has the rest.` });
    expect(failure.nonRetryable).toBe(kind === 'Unexpected');
    expect(failure.stack).toBe('');
    expect(failure.cause).toBeUndefined();
  });

  it('for a reason that nobody foresaw leaves a trace in the log, and nothing of what it was working on', () => {
    const ofJson = (() => {
      try {
        return JSON.parse('Jane Doe') as unknown;
      } catch (error) {
        return error;
      }
    })();
    const trace = traceOf(ofJson);
    expect(trace).toMatchObject({ name: 'SyntaxError' });
    expect(trace.at.length).toBeGreaterThan(0);
    expect(JSON.stringify(trace)).not.toContain('Jane');
    const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    expect(traceOf(full).says).toBe('ENOSPC: no space left on device');
    expect(traceOf(undefined)).toEqual({ name: 'undefined', at: [] });
    expect(failureOf(undefined).type).toBe('Unexpected');
  });

  it('counts what is left of the budget when it ends, not when it began', async () => {
    let now = 0;
    const attempt = { number: 1, endsAt: 45_000, budgetEndsAt: MINUTE };
    const ran = attempted(
      () => now,
      attempt,
      async () => {
        now = 20_000;
        throw new StepNotDone('NotReady', 'Not yet.', { retryAfterMs: 10 * MINUTE });
      },
    );
    await expect(ran).rejects.toMatchObject({ nextRetryDelay: 35_000 });
    await expect(
      attempted(
        () => 0,
        attempt,
        async () => 'done',
      ),
    ).resolves.toBe('done');
  });
});

describe('the time of an attempt', () => {
  it('ends with the attempt, less what the dispatch may have cost; the budget counts from the first attempt', async () => {
    const env = new MockActivityEnvironment({
      attempt: 3,
      startToCloseTimeoutMs: 45_000,
      scheduledTimestampMs: 1_000,
      scheduleToCloseTimeoutMs: 30 * MINUTE,
    });
    const attempt = await env.run(async () => currentAttempt(() => 10 * MINUTE));
    expect(attempt).toEqual({ number: 3, endsAt: 10 * MINUTE + 44_500, budgetEndsAt: 1_000 + 30 * MINUTE });
    const last = await env.run<[], Attempt, () => Promise<Attempt>>(async () =>
      currentAttempt(() => 30 * MINUTE - 4_000),
    );
    expect(last.endsAt).toBe(30 * MINUTE + 500);
  });
});
