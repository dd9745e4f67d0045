import { describe, expect, it } from 'vitest';
import { failureOf } from '../../../activities/amazon/failure.js';
import { operations } from '../../../activities/amazon/operations.js';

const limiter = { retryAfterMs: () => 1_234 };

describe('failure of an answer', () => {
  it('says operation, status and codes in our own words, and keeps the request id', () => {
    const answer = { reason: 'status 400', codes: ['InvalidInput'], requestId: 'r-1' };
    expect(failureOf('Rejected', operations.getOrder, answer, limiter)).toMatchObject({
      kind: 'Rejected',
      message: 'getOrder: status 400, InvalidInput.',
      facts: { codes: ['InvalidInput'], requestId: 'r-1' },
    });
  });

  it.each([
    // classification, kind, retry after ms
    ['ok', 'Unexpected', undefined],
    ['not-found', 'NotFound', undefined],
    ['token-refused', 'NotPermitted', undefined],
    ['NotPermitted', 'NotPermitted', undefined],
    ['lost', 'Unproven', undefined],
    ['Unavailable', 'Unavailable', undefined],
    ['Throttled', 'Throttled', 1_234],
  ] as const)('%s is %s', (classification, kind, retryAfterMs) => {
    const failure = failureOf(classification, operations.getOrder, { reason: '', codes: [] }, limiter);
    expect([failure.kind, failure.facts.retryAfterMs]).toEqual([kind, retryAfterMs]);
  });
});
