import { describe, expect, it } from 'vitest';
import { begin, toldBefore, wantedOf, withFailure, withPage } from '../../../workflows/account/rounds.js';
import { nextJob } from '../../../workflows/account/state.js';
import type { AccountState } from '../../../workflows/account/state.js';
import { anAccount, DAY, HOUR, instantOf, MINUTE, NOW, page, roundOf } from './accounts.js';

const listedUpTo = (state: AccountState, cursor: number): AccountState => ({ ...state, from: 0, cursor });

describe('a sweep', () => {
  it.each([
    ['without goLiveAt looks back a day at the first start', {}, NOW, [['2026-03-01T12:00:00.000Z', instantOf(NOW)]]],
    [
      'with goLiveAt begins there, in slices of 7 days',
      { goLiveAt: '2026-02-20T00:00:00Z' },
      NOW,
      [
        ['2026-02-20T00:00:00.000Z', '2026-02-27T00:00:00.000Z'],
        ['2026-02-26T23:00:00.000Z', instantOf(NOW)],
      ],
    ],
    ['lists nothing before goLiveAt', { goLiveAt: '2026-03-03T00:00:00Z' }, NOW, []],
  ])('%s', (_rule, settings, now, expected) => {
    expect(roundOf(anAccount(settings), 'sweep', now).windows).toEqual(expected);
  });

  it('overlaps what was listed before', () => {
    const state = listedUpTo(anAccount(), NOW - 15 * MINUTE);
    expect(roundOf(state, 'sweep', NOW).windows).toEqual([[instantOf(NOW - 75 * MINUTE), instantOf(NOW)]]);
  });

  it('does not reach before goLiveAt with its overlap', () => {
    const goLiveAt = instantOf(NOW - 10 * MINUTE);
    expect(roundOf(anAccount({ goLiveAt }), 'sweep', NOW).windows).toEqual([[goLiveAt, instantOf(NOW)]]);
  });

  it('catches up with an outage of three weeks in slices of 7 days', () => {
    const { windows, after } = roundOf(listedUpTo(anAccount(), NOW - 21 * DAY), 'sweep', NOW);
    const at = (days: number, hours = 0) => instantOf(NOW - days * DAY - hours * HOUR);
    expect(windows).toEqual([
      [at(21, 1), at(14, 1)],
      [at(14, 2), at(7, 2)],
      [at(7, 3), at(0, 3)],
      [at(0, 4), at(0)],
    ]);
    expect(after.cursor).toBe(NOW);
  });

  it('asks for no more than Amazon keeps', () => {
    const [first] = roundOf(listedUpTo(anAccount(), NOW - 400 * DAY), 'sweep', NOW).windows;
    expect(first?.[0]).toBe(instantOf(NOW - 180 * DAY));
  });

  it('moves the cursor with the last page of a window only', () => {
    let state = begin(listedUpTo(anAccount(), NOW - 10 * DAY), 'sweep', NOW);
    const firstEnd = state.rounds.sweep!.window.createdBefore;
    state = withPage(state, 'sweep', page({ nextToken: 'a', listed: 100 }), NOW);
    expect([state.cursor, state.rounds.sweep?.nextToken]).toEqual([NOW - 10 * DAY, 'a']);
    state = withFailure(state, 'sweep', { kind: 'Unavailable', message: 'no answer', details: {} }, NOW);
    expect([state.cursor, state.rounds.sweep?.nextToken]).toEqual([NOW - 10 * DAY, 'a']);
    state = withPage(state, 'sweep', page({ listed: 7 }), NOW);
    expect([state.cursor, state.rounds.sweep?.nextToken]).toEqual([firstEnd, undefined]);
  });

  it('begins a window again when Amazon does not take its token, and keeps the cursor', () => {
    let state = begin(anAccount(), 'sweep', NOW);
    const { cursor } = state;
    const { window } = state.rounds.sweep!;
    state = withPage(state, 'sweep', page({ nextToken: 'a' }), NOW);
    state = withPage(state, 'sweep', page({ isTokenRefused: true }), NOW);
    expect(state.rounds.sweep).toMatchObject({ window, restarts: 1 });
    expect([state.rounds.sweep?.nextToken, state.cursor, state.troubles.sweep]).toEqual([undefined, cursor, undefined]);
  });

  it('becomes a trouble when a window begins again for the fourth time, and when pages lead to themselves', () => {
    let state = begin(anAccount(), 'sweep', NOW);
    for (let times = 0; times < 4; times += 1) {
      expect(state.troubles.sweep).toBeUndefined();
      state = withPage(state, 'sweep', page({ nextToken: 'a' }), NOW);
      state = withPage(state, 'sweep', page({ nextToken: 'a' }), NOW);
    }
    expect(state.troubles.sweep).toMatchObject({ kind: 'Rejected', since: NOW });
    expect(state.rounds.sweep).toMatchObject({ restarts: 0 });
    expect(state.nextAt.sweep).toBe(NOW + 5 * MINUTE);
  });

  it('stays where it is while it cannot get on, remembers since when, and is tried again', () => {
    const failure = { kind: 'Unavailable', message: 'no answer', details: {} } as const;
    let state = withFailure(begin(anAccount(), 'sweep', NOW), 'sweep', failure, NOW);
    state = { ...state, troubles: { sweep: { ...state.troubles.sweep!, isTold: true } } };
    state = withFailure(state, 'sweep', failure, NOW + HOUR);
    expect(state.troubles.sweep).toMatchObject({ since: NOW, isTold: true });
    expect(state.nextAt.sweep).toBe(NOW + HOUR + 5 * MINUTE);
    const done = withPage(state, 'sweep', page(), NOW + 2 * HOUR);
    expect(done.troubles).toEqual({});
  });

  it.each([
    // age of the window's begin, days; wanted
    [1, 'all'],
    [7, 'all'],
    [7.5, 'new'],
    [21, 'new'],
  ] as const)('starts of a window %d days ago: %s', (days, wanted) => {
    const state = begin(listedUpTo(anAccount(), NOW - days * DAY + HOUR), 'sweep', NOW);
    expect(wantedOf(state, state.rounds.sweep!)).toBe(wanted);
  });
});

describe('the time of the next round', () => {
  it('is an interval after the begin of the last one, or at once when that took longer', () => {
    const state = begin(anAccount(), 'sweep', NOW);
    expect(withPage(state, 'sweep', page(), NOW + MINUTE).nextAt.sweep).toBe(NOW + 15 * MINUTE);
    expect(withPage(state, 'sweep', page(), NOW + HOUR).nextAt.sweep).toBe(NOW + HOUR);
  });

  it('is now when somebody asked during the round', () => {
    const state = begin(anAccount(), 'sweep', NOW);
    const asked = { ...state, asked: { ...state.asked, sweep: 1 } };
    const after = withPage(asked, 'sweep', page(), NOW + MINUTE);
    expect([after.nextAt.sweep, after.last.sweep?.ticket]).toEqual([NOW + MINUTE, 0]);
    expect(roundOf(after, 'sweep', NOW + MINUTE).after.last.sweep?.ticket).toBe(1);
  });

  it('goes to the job that has waited longest, and to none while paused', () => {
    const nextAt = { sweep: NOW, cancellations: NOW - 1, gap: NOW + 1 };
    expect(nextJob({ ...anAccount(), nextAt })).toEqual({ job: 'cancellations', at: NOW - 1 });
    expect(nextJob({ ...anAccount(), pause: { actor: 'ann', at: instantOf(NOW) } })).toBeUndefined();
  });
});

describe('a gap sweep', () => {
  it('looks back 7 days in one window, and comes again at its hour', () => {
    const state = listedUpTo(anAccount(), NOW);
    const { windows, after } = roundOf(state, 'gap', NOW);
    expect(windows).toEqual([[instantOf(NOW - 7 * DAY), instantOf(NOW)]]);
    expect(instantOf(after.nextAt.gap)).toBe('2026-03-03T03:00:00.000Z');
    expect(after.cursor).toBe(NOW);
  });

  it('does not reach before goLiveAt', () => {
    const goLiveAt = instantOf(NOW - 2 * DAY);
    expect(roundOf(anAccount({ goLiveAt }), 'gap', NOW).windows).toEqual([[goLiveAt, instantOf(NOW)]]);
  });
});

describe('a look for cancelled orders', () => {
  it('is over at once when no order is open', () => {
    const { windows, after } = roundOf(anAccount(), 'cancellations', NOW);
    expect(windows).toEqual([]);
    expect(after.last.cancellations?.counts.pages).toBe(0);
    expect(after.nextAt.cancellations).toBe(NOW + 15 * MINUTE);
  });

  it('covers what became available a day before the oldest open order was started, whatever goLiveAt says', () => {
    const state = anAccount({ goLiveAt: instantOf(NOW - HOUR) });
    expect(roundOf(state, 'cancellations', NOW, NOW - 8 * DAY).windows).toEqual([
      [instantOf(NOW - 9 * DAY), instantOf(NOW - 2 * DAY)],
      [instantOf(NOW - 2 * DAY - HOUR), instantOf(NOW)],
    ]);
  });

  it('reaches back to orders that were started long after they became available, while one of that time is open', () => {
    let state = begin(listedUpTo(anAccount(), NOW - 14 * DAY + HOUR), 'sweep', NOW);
    state = withPage(state, 'sweep', page({ listed: 3, started: 3 }), NOW);
    const openSince = (startedAt: number) => roundOf(state, 'cancellations', NOW, startedAt);
    expect(openSince(NOW - MINUTE).windows[0]?.[0]).toBe(instantOf(NOW - 14 * DAY));
    expect(openSince(NOW + MINUTE).windows[0]?.[0]).toBe(instantOf(NOW + MINUTE - DAY));
    expect(openSince(NOW + MINUTE).after.lateStarts).toEqual([]);
  });

  it('tells an order once, and forgets those that run no longer', () => {
    let state = begin({ ...anAccount(), told: ['A', 'B'] }, 'cancellations', NOW, NOW - HOUR);
    expect(toldBefore(state, state.rounds.cancellations!)).toEqual(['A', 'B']);
    state = withPage(state, 'cancellations', { listed: 3, running: ['B', 'C'], signalled: 1, nextToken: 'a' }, NOW);
    expect(toldBefore(state, state.rounds.cancellations!)).toEqual(['A', 'B', 'C']);
    state = withPage(state, 'cancellations', { listed: 1, running: ['D'], signalled: 1 }, NOW);
    expect(state.told).toEqual(['B', 'C', 'D']);
    expect(state.last.cancellations?.counts).toMatchObject({ pages: 2, listed: 4, running: 3, signalled: 2 });
  });

  it('remembers a bounded number', () => {
    const many = Array.from({ length: 600 }, (_, index) => `PO${index}`);
    let state = begin(anAccount(), 'cancellations', NOW, NOW - HOUR);
    state = withPage(state, 'cancellations', { listed: 600, running: many, signalled: 600 }, NOW);
    expect([state.told.length, state.told.at(-1)]).toEqual([500, 'PO599']);
  });
});
