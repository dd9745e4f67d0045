import { describe, expect, it } from 'vitest';
import {
  accountOfWorkflowId,
  accountWorkflowId,
  checkConfigure,
  checkPause,
  checkSweepNow,
} from '../../../workflows/account/messages.js';
import { accountPolicy } from './accounts.js';

describe('the workflow id of an account', () => {
  it('leads back to the account', () => {
    expect(accountWorkflowId('acme-us')).toBe('account/acme-us');
    expect(accountOfWorkflowId('account/acme-us')).toBe('acme-us');
  });

  it.each(['account/', 'account/a/b', 'po/acme/1', 'my account/acme'])('%s is none', (id) => {
    expect(accountOfWorkflowId(id)).toBeUndefined();
  });
});

describe('payloads', () => {
  it.each([
    [checkSweepNow, {}, { value: {} }],
    [checkSweepNow, { job: 'gap', actor: 'ann' }, { value: { job: 'gap', actor: 'ann' } }],
    [checkSweepNow, { job: 'all' }, { faults: ['job must be one of sweep, cancellations, gap'] }],
    [checkPause, { reason: 'why', by: 'ann' }, { faults: ['by is not known; known are requestId, actor, reason'] }],
    [checkPause, 'now', { faults: ['must be an object'] }],
  ])('%#: %j', (check, payload, expected) => {
    expect(check(payload)).toEqual(expected);
  });

  it('of a configuration are the whole of it', () => {
    const settings = { policy: accountPolicy, goLiveAt: '2026-01-01T00:00:00Z' };
    expect(checkConfigure(settings)).toEqual({ value: { ...settings, goLiveAt: '2026-01-01T00:00:00.000Z' } });
    expect(checkConfigure({ policy: { ...accountPolicy, pagesPerRun: 0 } })).toEqual({
      faults: ['policy.pagesPerRun must be a whole number of at least 1'],
    });
  });

  it('with windows that would not move on are refused', () => {
    expect(checkConfigure({ policy: { ...accountPolicy, overlapMs: 5, sliceMs: 5 } })).toEqual({
      faults: ['policy.overlapMs must be less than sliceMs'],
    });
  });
});
