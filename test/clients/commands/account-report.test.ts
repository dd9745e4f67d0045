import { describe, expect, it } from 'vitest';
import { accountReport, reportText } from '../../../clients/commands/account-report.js';
import type { Speaker } from '../../../clients/speakers.js';
import { plainPaint } from '../../../clients/commands/paint.js';
import { initialState } from '../../../workflows/account/state.js';
import { accountPolicy } from '../../workflows/account/accounts.js';

const NOW = Date.parse('2026-01-05T16:00:00Z');

const nobody: Speaker = { process: null, since: null, standsBy: [], pausedActivity: null };

describe('the report of an account', () => {
  const report = (sweeps: boolean) => {
    const state = initialState('acme', { policy: { ...accountPolicy, sweeps } }, NOW);
    return accountReport({ workflowId: 'account/acme', state, pending: [] }, nobody, NOW);
  };
  const headOf = (sweeps: boolean): string => reportText(report(sweeps), NOW, plainPaint).split('\n')[0] ?? '';

  it('says whether orders are looked for at all', () => {
    expect([headOf(true), headOf(false)]).toEqual([
      'acme  sweeping',
      'acme  sweeps: off  POLICY_FILE says so (sweep.enabled)',
    ]);
  });

  it('names no next time where orders are not looked for', () => {
    expect(report(false)).toMatchObject({
      sweeps: false,
      jobs: [{ nextAt: null }, { nextAt: null }, { nextAt: null }],
    });
    expect(report(true).jobs.every(({ nextAt }) => nextAt !== null)).toBe(true);
  });

  it.each<[string, Partial<Speaker>]>([
    // what is shown, who speaks
    ['nobody at the moment', { standsBy: ['7@b'] }],
    ['nobody: the lease is paused', { pausedActivity: '1' }],
    ['4@a, since 2 h ago; nobody stands by', { process: '4@a', since: '2026-01-05T14:00:00Z' }],
    [
      '4@a, since 2 h ago; standing by: 5@a, 7@b',
      { process: '4@a', since: '2026-01-05T14:00:00Z', standsBy: ['5@a', '7@b'] },
    ],
  ])('says who speaks to Amazon: %s', (shown, speaker) => {
    const state = initialState('acme', { policy: accountPolicy }, NOW);
    const viewed = { workflowId: 'account/acme', state, pending: [] };
    const text = reportText(accountReport(viewed, { ...nobody, ...speaker }, NOW), NOW, plainPaint);
    expect(text).toContain(`\n  Speaks         ${shown}\n`);
  });
});
