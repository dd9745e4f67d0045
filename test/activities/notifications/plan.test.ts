import { describe, expect, it } from 'vitest';
import { afterDelivery, groupOf, plan } from '../../../activities/notifications/plan.js';
import type { Waiting, Window } from '../../../activities/notifications/plan.js';
import type { Notice } from '../../../workflows/steps/notices.js';
import { noticeOf } from './support.js';

const second = 1_000;
const minute = 60 * second;
const now = 100 * minute;
const group = groupOf(noticeOf(1));

/** Notices that came into the outbox so many ms ago, oldest first. */
const waitingSince = (ages: readonly number[], changes: Partial<Notice> = {}): Waiting[] =>
  ages.map((age, index) => ({
    key: `${changes.reason ?? ''}${String(index).padStart(5, '0')}`,
    addedAt: now - age,
    notice: noticeOf(index, changes),
  }));
const times = (count: number, age: number): number[] => Array.from({ length: count }, () => age);

describe('what goes now', () => {
  it.each<
    [
      rule: string,
      ages: number[],
      window: [ageMs: number, singles: number] | undefined,
      due: number[],
      nextIn: number | 'never',
    ]
  >([
    // rule; ages of what waits, ms; window: age in ms, singles so far; sizes of the messages; next look in ms
    ['nothing waits: nothing goes', [], undefined, [], 'never'],
    ['a notice waits for others', [second], undefined, [], 4 * second],
    ['others do not make the first one wait longer', [5 * second, 1], undefined, [1, 1], 'never'],
    ['a lone notice goes after 5 s', [5 * second], undefined, [1], 'never'],
    ['ten go one by one', times(10, 5 * second), undefined, times(10, 1), 'never'],
    ['eleven are one digest', times(11, 5 * second), undefined, [11], 'never'],
    ['thousands are one digest', times(5_000, 5 * second), undefined, [5_000], 'never'],
    ['a begun window has room for the rest of ten', times(3, 5 * second), [minute, 7], [1, 1, 1], 'never'],
    ['what comes on top waits for the end of the window', times(5, 5 * second), [minute, 8], [1, 1], 9 * minute],
    ['a full window holds everything back', times(3, minute), [4 * minute, 10], [], 6 * minute],
    ['a full window holds thousands back, too', times(5_000, minute), [4 * minute, 10], [], 6 * minute],
    ['more than ten at once are a digest in a begun window', times(11, 5 * second), [minute, 3], [11], 'never'],
    ['what a full window held back is one digest at its end', times(3, minute), [10 * minute, 10], [3], 'never'],
    ['a digest of what was held back takes the newest with it', [minute, 1], [10 * minute, 10], [2], 'never'],
    ['one alone is no digest', [minute], [10 * minute, 10], [1], 'never'],
    [
      'what came after the end of a full window starts anew',
      times(3, 5 * second),
      [11 * minute, 10],
      [1, 1, 1],
      'never',
    ],
    ['a window with room ends without a digest', times(4, 7 * minute), [10 * minute, 8], [1, 1, 1, 1], 'never'],
    ['a notice from the future goes at once', [-minute], undefined, [1], 'never'],
    ['a window from the future holds nothing back', [5 * second], [-minute, 10], [1], 'never'],
  ])('%s', (_rule, ages, window, due, nextIn) => {
    const windows: Record<string, Window> =
      window === undefined ? {} : { [group]: { startedAt: now - window[0], singles: window[1] } };
    const planned = plan({ waiting: waitingSince(ages), windows, now, gatherMs: 5 * second });
    expect(planned.due.map(({ notices }) => notices.length)).toEqual(due);
    expect(planned.nextAt).toBe(nextIn === 'never' ? undefined : now + nextIn);
  });

  it('puts the oldest first, within a group and among groups', () => {
    const rejected = waitingSince([9 * second, 6 * second]);
    const unproven = waitingSince([8 * second], { reason: 'Unproven' });
    const { due } = plan({ waiting: [...unproven, ...rejected.toReversed()], windows: {}, now, gatherMs: 0 });
    expect(due.flatMap(({ notices }) => notices)).toEqual([rejected[0], unproven[0], rejected[1]]);
  });

  it.each<[string, Partial<Notice>]>([
    ['reason', { reason: 'Unproven' }],
    ['type', { type: 'attention.reminder' }],
  ])('never mixes notices of another %s into a digest', (_field, changes) => {
    const waiting = [...waitingSince(times(11, minute)), ...waitingSince(times(2, minute), changes)];
    const { due } = plan({ waiting, windows: {}, now, gatherMs: 0 });
    expect(due.map(({ notices }) => notices.length).sort()).toEqual([1, 1, 11]);
  });
});

describe('the window of a group', () => {
  const other = { other: { startedAt: 1, singles: 4 } };
  it.each<[rule: string, before: Window | undefined, count: number, after: Window]>([
    // startedAt in epoch ms
    ['begins with its first notice', undefined, 1, { startedAt: now, singles: 1 }],
    ['counts on', { startedAt: now - minute, singles: 4 }, 1, { startedAt: now - minute, singles: 5 }],
    ['begins anew after ten minutes', { startedAt: now - 10 * minute, singles: 4 }, 1, { startedAt: now, singles: 1 }],
    [
      'is used up by a digest, from then on',
      { startedAt: now - minute, singles: 4 },
      11,
      { startedAt: now, singles: 10 },
    ],
    ['begins anew when it lies in the future', { startedAt: now + 1, singles: 4 }, 1, { startedAt: now, singles: 1 }],
  ])('%s', (_rule, before, count, after) => {
    const windows = before === undefined ? other : { ...other, [group]: before };
    expect(afterDelivery(windows, { group, count, now })).toEqual({ ...other, [group]: after });
  });
});
