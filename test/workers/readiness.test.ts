import { describe, expect, it } from 'vitest';
import { createCheck, createReadiness } from '../../workers/readiness.js';
import type { Check, Problem } from '../../workers/readiness.js';

const disk = (why: string): Problem => ({ problem: `disk: ${why}`, remedy: 'make room' });

describe('a check', () => {
  /** A check whose probe ends as given, with a clock to set. */
  function checkOf(probe: () => Promise<unknown>, timeoutMs?: number) {
    const now = { at: 0 };
    let probes = 0;
    const check = createCheck({
      probe: () => {
        probes += 1;
        return probe();
      },
      problem: disk,
      maxAgeMs: 5_000,
      monotonic: () => now.at,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
    });
    return { check, now, probes: () => probes };
  }

  it.each<[string, () => Promise<unknown>, Problem | undefined]>([
    ['that succeeds', () => Promise.resolve('anything'), undefined],
    ['that a system refuses', () => Promise.reject(Object.assign(new Error('x'), { code: 'ENOSPC' })), disk('ENOSPC')],
    ['that a server refuses', () => Promise.reject(Object.assign(new Error('x'), { code: 7 })), disk('gRPC status 7')],
    ['that fails otherwise', () => Promise.reject(new TypeError('/home/jane')), disk('TypeError')],
    ['that is silent', () => new Promise(() => undefined), disk('no answer within 20 ms')],
  ])('of a probe %s finds that', async (_what, probe, found) => {
    await expect(checkOf(probe, 20).check()).resolves.toEqual(found);
  });

  it('probes once for all who ask within its time, and again afterwards', async () => {
    const { check, now, probes } = checkOf(() => Promise.resolve());
    await Promise.all([check(), check()]);
    now.at = 4_999;
    await check();
    expect(probes()).toBe(1);
    now.at = 5_000;
    await check();
    expect(probes()).toBe(2);
  });
});

describe('a worker', () => {
  const fine: Check = () => Promise.resolve(undefined);
  const faulty: Check = () => Promise.resolve(disk('full'));
  const running = { taskQueue: 'q', state: 'RUNNING' };

  it.each([
    // worker states, checks, problems
    ['is ready when all of its workers run and nothing is missing', [running], [fine, fine], []],
    [
      'is not ready while one of its workers does not run',
      [running, { taskQueue: 'p', state: 'FAILED' }],
      [fine],
      ['p is FAILED'],
    ],
    ['is not ready when something is missing', [running], [fine, faulty], ['disk: full']],
    [
      'names everything that is wrong',
      [{ taskQueue: 'q', state: 'STOPPED' }],
      [faulty],
      ['q is STOPPED', 'disk: full'],
    ],
  ])('%s', async (_rule, states, checks, wanted) => {
    const readiness = createReadiness({ stopping: new AbortController().signal });
    readiness.begin(() => states, checks);
    const found = await readiness.problems();
    expect(found).toHaveLength(wanted.length);
    wanted.forEach((what, index) => expect(found[index]?.problem).toContain(what));
    for (const { remedy } of found) expect(remedy).not.toBe('');
  });

  it('is not ready before its workers are created', async () => {
    const readiness = createReadiness({ stopping: new AbortController().signal });
    await expect(readiness.problems()).resolves.toMatchObject([{ problem: 'The worker is starting.' }]);
  });

  it('is not ready from the first sign of its end on, and asks nobody any more', async () => {
    const stopping = new AbortController();
    const readiness = createReadiness({ stopping: stopping.signal });
    readiness.begin(() => [running], [() => Promise.reject(new Error('asked'))]);
    stopping.abort();
    await expect(readiness.problems()).resolves.toMatchObject([{ problem: 'The worker is stopping.' }]);
  });
});
