import { describe, expect, it } from 'vitest';
import { act } from '../../../workflows/account/actions.js';
import type { AccountAction } from '../../../workflows/account/actions.js';
import type { AccountState } from '../../../workflows/account/state.js';
import { accountPolicy, anAccount, DAY, HOUR, instantOf, MINUTE, NOW } from './accounts.js';

function after(state: AccountState, action: AccountAction, now = NOW): AccountState {
  const acted = act(state, action, now, 'request');
  if ('refusal' in acted) throw new Error(acted.refusal);
  return acted.state;
}
const by = (actor: string, reason?: string) => ({ actor, ...(reason === undefined ? {} : { reason }) });
const resting = (): AccountState => ({
  ...anAccount(),
  cursor: NOW,
  nextAt: { sweep: NOW + 10 * MINUTE, cancellations: NOW + 10 * MINUTE, gap: NOW + 15 * HOUR },
});

describe('an operator', () => {
  it('brings a job forward, and no other one', () => {
    const state = after(resting(), { action: 'sweepNow', job: 'gap', origin: by('ann') });
    expect(state.nextAt).toEqual({ ...resting().nextAt, gap: NOW });
    expect(state.asked).toEqual({ sweep: 0, cancellations: 0, gap: 1 });
    expect(state.audit).toEqual([
      { at: instantOf(NOW), action: 'sweepNow', actor: 'ann', requestId: 'request', said: 'gap' },
    ]);
  });

  it('never puts a job off by asking for it', () => {
    const overdue = { ...resting(), nextAt: { ...resting().nextAt, sweep: NOW - HOUR } };
    expect(after(overdue, { action: 'sweepNow', job: 'sweep', origin: {} }).nextAt.sweep).toBe(NOW - HOUR);
  });

  it('pauses and resumes; cursor and windows stay where they are', () => {
    const paused = after(resting(), { action: 'pause', origin: by('ann', 'moving house') });
    expect(paused.pause).toEqual({ actor: 'ann', at: instantOf(NOW), reason: 'moving house' });
    const { pause, audit, ...resumed } = after(paused, { action: 'resume', origin: by('bob') }, NOW + DAY);
    const { audit: _none, ...before } = resting();
    expect(resumed).toEqual(before);
    expect(audit.map(({ action, actor }) => [action, actor])).toEqual([
      ['pause', 'ann'],
      ['resume', 'bob'],
    ]);
  });

  it('finds the first pause, not the second; and resuming twice changes nothing', () => {
    const paused = after(resting(), { action: 'pause', origin: by('ann') });
    expect(after(paused, { action: 'pause', origin: by('bob') }, NOW + HOUR)).toEqual(paused);
    expect(after(resting(), { action: 'resume', origin: by('bob') })).toEqual(resting());
  });

  it('is refused a sweep while paused, and told by whom', () => {
    const paused = after(resting(), { action: 'pause', origin: by('ann') });
    expect(act(paused, { action: 'sweepNow', job: 'sweep', origin: {} }, NOW, 'request')).toEqual({
      refusal: `The account is paused by ann since ${instantOf(NOW)}; resume it first.`,
    });
  });
});

describe('new settings', () => {
  it.each([
    // goLiveAt before and after, days from now; from and cursor after, days from now
    ['an earlier goLiveAt sends the cursor back', -5, -9, -9, -9],
    ['a later one is where sweeps begin from now on', -5, -2, -2, 0],
    ['one in the future lets nothing be listed until then', -5, 3, 3, 3],
    ['none leaves everything where it is', -5, undefined, -5, 0],
  ])('%s', (_rule, before, goLive, from, cursor) => {
    const state = { ...resting(), from: NOW + before * DAY };
    const goLiveAt = goLive === undefined ? {} : { goLiveAt: instantOf(NOW + goLive * DAY) };
    const configured = after(state, { action: 'configure', settings: { policy: accountPolicy, ...goLiveAt } });
    expect([configured.from, configured.cursor]).toEqual([NOW + from * DAY, NOW + cursor * DAY]);
  });

  it('that are the same change nothing', () => {
    const state = resting();
    expect(after(state, { action: 'configure', settings: state.settings })).toEqual(state);
  });

  it('bring jobs forward where the interval is shorter, and move the gap sweep to its new hour', () => {
    const policy = { ...accountPolicy, sweepIntervalMs: MINUTE, gap: { ...accountPolicy.gap, hourUtc: 13 } };
    const { nextAt } = after(resting(), { action: 'configure', settings: { policy } });
    expect(nextAt).toEqual({ sweep: NOW + MINUTE, cancellations: NOW + 10 * MINUTE, gap: NOW + HOUR });
  });
});
