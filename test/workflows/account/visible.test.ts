import { describe, expect, it } from 'vitest';
import { act } from '../../../workflows/account/actions.js';
import { begin, withFailure, withPage } from '../../../workflows/account/rounds.js';
import type { AccountState } from '../../../workflows/account/state.js';
import { alarmsOf, visibleOf, withTold } from '../../../workflows/account/visible.js';
import { anAccount, instantOf, MINUTE, NOW, page } from './accounts.js';

const failed = (state: AccountState, job: 'sweep' | 'gap', now: number): AccountState =>
  withFailure(state, job, { kind: 'Unavailable', message: 'getOrders was not answered.', details: {} }, now);

describe('what people see of an account', () => {
  it('is how far it is, what the last time found, and what is next', () => {
    const swept = withPage(begin(anAccount(), 'sweep', NOW), 'sweep', page({ listed: 12, started: 3 }), NOW + MINUTE);
    const { details } = visibleOf(swept);
    expect(details).toContain(`**Sweeping**. Every order up to ${instantOf(NOW)} was listed.`);
    expect(details).toContain(
      `- Sweep for new orders: ${instantOf(NOW + MINUTE)}, 12 listed, 3 started; next ${instantOf(NOW + 15 * MINUTE)}`,
    );
  });

  it('is who has paused it, and why', () => {
    const paused = act(anAccount(), { action: 'pause', origin: { actor: 'ann', reason: 'moving house' } }, NOW, 'r');
    expect('state' in paused && visibleOf(paused.state).details).toContain(
      `Paused by ann since ${instantOf(NOW)}: moving house.`,
    );
  });

  it('is the kind of the oldest trouble, in the search attribute', () => {
    const attention = (state: AccountState) =>
      visibleOf(state).searchAttributes.find(({ key }) => key.name === 'Attention')?.value;
    expect(attention(anAccount())).toBeNull();
    const gap = failed(anAccount(), 'gap', NOW);
    const both = withFailure(gap, 'sweep', { kind: 'Rejected', message: 'Refused.', details: {} }, NOW + MINUTE);
    expect(attention(both)).toBe('Unavailable');
  });
});

describe('a job that cannot get on', () => {
  it('is told of once, from the moment on when its budget was over, with what to do', () => {
    const state = failed(anAccount(), 'sweep', NOW);
    const [alarm, ...others] = alarmsOf(state);
    expect(others).toEqual([]);
    expect(alarm).toMatchObject({
      at: NOW,
      notice: {
        type: 'attention.raised',
        account: 'acme',
        businessId: 'acme',
        reason: 'Unavailable',
        happened: expect.stringContaining('getOrders was not answered.') as unknown,
        nextStep: expect.stringContaining('orders adopt') as unknown,
      },
    });
    const told = withTold(state, [alarm!.id], true);
    expect(alarmsOf(told)).toEqual([]);
    expect(alarmsOf(failed(told, 'sweep', NOW + MINUTE))).toEqual([]);
    // A notice that could not be handed over before the history was left behind.
    expect(alarmsOf(withTold(told, [alarm!.id], false))).toEqual([alarm]);
  });
});
