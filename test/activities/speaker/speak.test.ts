import { describe, expect, it } from 'vitest';
import { CompleteAsyncError } from '@temporalio/activity';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { LeaseAttempt } from '../../../activities/speaker/attempt.js';
import type { Answer } from '../../../activities/speaker/lease.js';
import { createSpeak } from '../../../activities/speaker/speak.js';
import { eventually } from '../../support/eventually.js';

/** One attempt of the lease with a made-up server, whose answers and tenure the test decides. */
function attempt({ openFails = false, isStopping = false, answers = [] as Answer[] } = {}) {
  const log: string[] = [];
  const stopping = new AbortController();
  if (isStopping) stopping.abort();
  let now = 0;
  let endTenure: { drained: () => void; failed: (error: Error) => void } | undefined;
  const server: LeaseAttempt = {
    heartbeat: async () => answers.shift() ?? 'held',
    giveBack: async ({ isCancelled, why, nextAfterMs }) => {
      log.push(`given back${isCancelled ? ' as cancelled' : ''}: ${why}, next after ${nextAfterMs} ms`);
      return true;
    },
  };
  const speak = createSpeak({
    attempt: () => server,
    open: async () => {
      if (openFails) throw new Error('no connection');
      log.push('opened');
      return {
        over: new Promise<void>((drained, failed) => (endTenure = { drained, failed })),
        stop: () => log.push('stopped'),
      };
    },
    stopping: stopping.signal,
    onChange: ({ isSpeaking, why }) => log.push(isSpeaking ? 'speaks' : `speaks no more: ${why}`),
    monotonic: () => now,
    // Time jumps to what is next.
    schedule: (run, delayMs) => {
      const at = now + delayMs;
      const timer = setTimeout(() => {
        now = Math.max(now, at);
        run();
      }, 1);
      return () => clearTimeout(timer);
    },
  });
  const environment = new MockActivityEnvironment({ heartbeatTimeoutMs: 10_000 });
  const ended = environment.run(speak, { account: 'acme' }).catch((error: unknown) => error);
  return {
    log,
    stopping,
    ended,
    until: (entry: string) => eventually(entry, () => log.includes(entry)),
    drained: () => endTenure?.drained(),
    failed: () => endTenure?.failed(new Error('refused')),
  };
}

describe('speaking for an account', () => {
  it('is given back after the queue is drained, not before, when the worker stops', async () => {
    const { log, stopping, ended, until, drained } = attempt();
    await until('speaks');
    stopping.abort();
    await until('stopped');
    expect(log).toEqual(['opened', 'speaks', 'stopped', 'speaks no more: stopping']);
    drained();
    await expect(ended).resolves.toBeInstanceOf(CompleteAsyncError);
    expect(log.at(-1)).toBe('given back: the worker stops, next after 100 ms');
  });

  it.each<[Answer, string | undefined]>([
    // the server's answer, how the lease is given back
    ['cancelled', 'given back as cancelled: the lease was called back, next after 100 ms'],
    ['paused', 'given back: the activity was paused, next after 100 ms'],
    ['reset', 'given back: the activity was reset, next after 100 ms'],
    ['gone', undefined],
  ])('takes nothing new once the answer is: %s', async (answer, givenBack) => {
    const answers: Answer[] = [];
    const { log, ended, until, drained } = attempt({ answers });
    await until('speaks');
    answers.push(answer);
    await until('stopped');
    drained();
    await expect(ended).resolves.toBeInstanceOf(CompleteAsyncError);
    expect(log).toEqual([
      'opened',
      'speaks',
      'stopped',
      `speaks no more: ${answer}`,
      ...(givenBack === undefined ? [] : [givenBack]),
    ]);
  });

  it('does not begin when the server knows the lease no more', async () => {
    const { log, ended } = attempt({ answers: ['gone'] });
    await expect(ended).resolves.toBeInstanceOf(CompleteAsyncError);
    expect(log).toEqual([]);
  });

  it('leaves the next attempt some time when the queue cannot be served', async () => {
    const { log, ended } = attempt({ openFails: true });
    await ended;
    expect(log).toEqual(['given back: the queue could not be served, next after 2000 ms']);
  });

  it('is given back when serving the queue has failed', async () => {
    const { log, ended, until, failed } = attempt();
    await until('speaks');
    failed();
    await ended;
    expect(log.at(-1)).toBe('given back: the queue could not be served, next after 2000 ms');
  });

  it('is not begun by a worker that stops', async () => {
    const { log, ended } = attempt({ isStopping: true });
    await ended;
    expect(log).toEqual(['given back: the worker stops, next after 100 ms']);
  });
});
