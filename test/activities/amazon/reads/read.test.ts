import { describe, expect, it } from 'vitest';
import { createBreaker } from '../../../../activities/amazon/breaker.js';
import type { Answer } from '../../../../activities/amazon/caller.js';
import { createLimiter } from '../../../../activities/amazon/limiter.js';
import { operations } from '../../../../activities/amazon/operations.js';
import { createRead } from '../../../../activities/amazon/reads/read.js';
import { manualTime } from '../manual-time.js';

describe('reads that wait for a new token', () => {
  it('do not go out at once when it is there', async () => {
    const time = manualTime();
    const sentAt: number[] = [];
    let grant: (token: string) => void = () => undefined;
    const token = new Promise<string>((resolve) => (grant = resolve));
    const tokens = { get: () => token, refused: () => undefined, forgetRefusals: () => undefined };
    const answer: Answer = {
      classification: 'ok',
      reason: 'status 200',
      codes: [],
      envelope: { data: {}, errors: [], readable: true },
      body: new Uint8Array(),
    };
    const read = createRead({
      call: () => {
        sentAt.push(time.now());
        return Promise.resolve(answer);
      },
      limiter: createLimiter({
        stopping: new AbortController().signal,
        monotonic: time.now,
        schedule: time.schedule,
      }),
      breaker: createBreaker({ clock: time.now }),
      accessTokens: tokens,
      restrictedTokens: tokens,
      clock: time.now,
    });
    const ask = { deadline: 0, attemptEndsAt: 40_000 };
    const reads = Array.from({ length: 15 }, (_, index) =>
      read(operations.getOrder, { params: { purchaseOrderNumber: `PO${index}` } }, ask),
    );
    await time.advance(1_800);
    grant('token');
    await time.advance(10_000);
    await Promise.all(reads);
    // Half a second's burst, and one.
    expect(sentAt.filter((at) => at === 1_800).length).toBeLessThanOrEqual(6);
  });
});
