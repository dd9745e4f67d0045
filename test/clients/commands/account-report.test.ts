import { describe, expect, it } from 'vitest';
import { accountReport, reportText } from '../../../clients/commands/account-report.js';
import { plainPaint } from '../../../clients/commands/paint.js';
import { initialState } from '../../../workflows/account/state.js';
import { accountPolicy } from '../../workflows/account/accounts.js';

const NOW = Date.parse('2026-01-05T16:00:00Z');

describe('the report of an account', () => {
  const report = (sweeps: boolean) => {
    const state = initialState('acme', { policy: { ...accountPolicy, sweeps } }, NOW);
    return accountReport({ workflowId: 'account/acme', state, pending: [] }, NOW);
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
});
