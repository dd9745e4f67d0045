import { describe, expect, it } from 'vitest';
import { untilAnOutage } from '../../../clients/commands/order-actions.js';
import { ClientError } from '../../../clients/errors.js';
import type { ClientErrorKind } from '../../../clients/errors.js';

const fails = (kind: ClientErrorKind) => () => Promise.reject(new ClientError(kind, kind));
const works = () => Promise.resolve('done');

/** What comes of each, and which of them were tried at all. */
async function tryAll(works: (() => Promise<string>)[], atOnce: number) {
  const attempt = untilAnOutage(atOnce);
  const tried: number[] = [];
  const outcomes: (string | undefined)[] = [];
  for (const [index, work] of works.entries()) {
    const outcome = await attempt(() => {
      tried.push(index);
      return work();
    });
    outcomes.push('value' in outcome ? outcome.value : outcome.problem.kind);
  }
  return { tried, outcomes };
}

describe('one thing after the other', () => {
  it.each([
    // what, works, how many are tried
    ['refusals stop nothing', [fails('refused'), fails('unknown-order'), works], 3],
    ['without Temporal the rest is not tried', [fails('temporal'), works, works], 1],
    ['one that no worker answers for stops nothing', [fails('no-worker'), works, fails('no-worker'), works], 4],
    [
      'as many unanswered in a row as are at work at once stop the rest',
      [fails('no-worker'), fails('no-worker'), works],
      2,
    ],
  ])('%s', async (_what, all, count) => {
    const { tried, outcomes } = await tryAll(all, 2);
    expect(tried).toHaveLength(count);
    expect(outcomes).toHaveLength(all.length);
  });

  it('what was not tried says so', async () => {
    const attempt = untilAnOutage(1);
    await attempt(fails('no-worker'));
    await expect(attempt(works)).resolves.toMatchObject({
      problem: { kind: 'no-worker', message: expect.stringMatching(/^Not tried: /) },
    });
  });

  it('an error that nobody expected is not swallowed', async () => {
    await expect(untilAnOutage(1)(() => Promise.reject(new TypeError('ours')))).rejects.toThrow('ours');
  });
});
