import { describe, expect, it } from 'vitest';
import { examineClientSecret } from '../../workers/examine-client-secrets.js';

const ISSUED_AT = '2026-01-01';
/** 180 days later. */
const END = '2026-06-30T00:00:00.000Z';
const DAY_MS = 86_400_000;

const examine = (leftMs: number) =>
  examineClientSecret({ account: 'acme', secretIssuedAt: ISSUED_AT }, () => Date.parse(END) - leftMs);

describe('the age of a client secret', () => {
  it.each([
    // days left, status, what is said, how urgent
    [180, 'ok', '180 days left', null],
    [30.1, 'ok', '31 days left', null],
    [30, 'warning', '30 days left', 'this month'],
    [7.1, 'warning', '8 days left', 'this month'],
    [7, 'warning', '7 days left', 'this week'],
    [1.1, 'warning', '2 days left', 'this week'],
    [1, 'warning', '1 day left', 'today'],
    [0.01, 'warning', '1 day left', 'today'],
    [0, 'error', 'has stopped working', 'configure the new one'],
    [-100, 'error', 'lived until 2026-06-30', 'configure the new one'],
  ])('with %p days left is %s', (days, status, said, remedy) => {
    expect(examine(days * DAY_MS)).toMatchObject({
      status,
      check: 'client-secret',
      account: 'acme',
      what: expect.stringContaining(said),
      remedy: remedy === null ? null : expect.stringContaining(remedy),
    });
  });

  it('that is not known is a warning with the variable to set', () => {
    expect(examineClientSecret({ account: 'acme' }, () => 0)).toMatchObject({
      status: 'warning',
      remedy: expect.stringContaining('LWA_CLIENT_SECRET_ISSUED_AT'),
    });
  });
});
