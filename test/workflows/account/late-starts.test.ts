import { describe, expect, it } from 'vitest';
import { oldestCreation, withLateStart } from '../../../workflows/account/late-starts.js';
import type { LateStart } from '../../../workflows/account/state.js';
import { DAY, HOUR, NOW } from './accounts.js';

describe('late starts', () => {
  it('do not count within a day', () => {
    expect(withLateStart([], NOW - DAY, NOW)).toEqual([]);
  });

  it('are put together by day, with the earliest that became available', () => {
    let late = withLateStart([], NOW - 9 * DAY, NOW);
    late = withLateStart(late, NOW - 5 * DAY, NOW + HOUR);
    late = withLateStart(late, NOW - 4 * DAY, NOW + DAY);
    expect(late).toEqual([
      { createdAfter: NOW - 9 * DAY, startedAt: NOW + HOUR },
      { createdAfter: NOW - 4 * DAY, startedAt: NOW + DAY },
    ]);
  });

  it('are bounded, and nothing is forgotten by that', () => {
    let late: LateStart[] = [];
    for (let day = 0; day < 200; day += 1) late = withLateStart(late, NOW - 30 * DAY, NOW + day * DAY);
    expect(late.length).toBe(60);
    expect(oldestCreation(late, NOW)).toBe(NOW - 30 * DAY);
  });

  it('matter only for orders that may be among them', () => {
    const late = [{ createdAfter: NOW - 30 * DAY, startedAt: NOW }];
    expect(oldestCreation(late, NOW - HOUR)).toBe(NOW - 30 * DAY);
    expect(oldestCreation(late, NOW + HOUR)).toBe(NOW + HOUR - DAY);
  });
});
