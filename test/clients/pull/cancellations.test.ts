import { describe, expect, it } from 'vitest';
import type { Client } from '@temporalio/client';
import { lookForCancellations } from '../../../clients/pull/cancellations.js';
import { initialState } from '../../../workflows/account/state.js';
import type { AccountState, RoundResult } from '../../../workflows/account/state.js';
import { accountPolicy } from '../../workflows/account/accounts.js';

const MINUTE = 60_000;
const NOW = Date.parse('2026-01-09T15:00:00.000Z');
const TICKET = 1;

const round = (startedAt: number, ticket = 0): RoundResult => ({
  ticket,
  startedAt,
  finishedAt: startedAt + 1_000,
  from: 0,
  until: startedAt,
  counts: { pages: 1, listed: 0, started: 0, running: 0, ended: 0, skipped: 0, signalled: 0 },
});

/** An account that answers with one state before it is asked to sweep, and another one after it. */
function open(before: Partial<AccountState>, after: Partial<AccountState> = {}) {
  const swept: unknown[] = [];
  const initial = initialState('acme', { policy: accountPolicy }, NOW);
  const handle = {
    describe: () =>
      Promise.resolve({ workflowId: 'account/acme', status: { name: 'RUNNING' }, raw: { pendingActivities: [] } }),
    query: () => Promise.resolve({ ...initial, ...(swept.length === 0 ? before : after) }),
    executeUpdate: (_update: unknown, { args }: { args: unknown[] }) => {
      swept.push(args[0]);
      return Promise.resolve({ job: 'cancellations', ticket: TICKET });
    },
  };
  const client = {
    workflow: { getHandle: () => handle },
    withDeadline: (_deadline: number, work: () => unknown) => work(),
    withAbortSignal: (_signal: AbortSignal, work: () => unknown) => work(),
  } as unknown as Client;
  let now = NOW;
  const look = () =>
    lookForCancellations(client, 'acme', {
      actor: 'dock-1',
      now: () => (now += 100),
      signal: new AbortController().signal,
      patienceMs: 1_000,
    });
  return { swept, look };
}

describe('before anything is printed, Amazon was asked for cancelled orders', () => {
  it('in the last 15 minutes: then it is not asked again', async () => {
    const { swept, look } = open({ last: { cancellations: round(NOW - 14 * MINUTE) } });
    expect(await look()).toEqual({ at: NOW - 14 * MINUTE });
    expect(swept).toEqual([]);
  });

  it.each([
    ['longer ago', { last: { cancellations: round(NOW - 16 * MINUTE) } }],
    ['never', {}],
  ])('%s: then it is asked now', async (_when, before) => {
    const { swept, look } = open(before, { last: { cancellations: round(NOW + 1_000, TICKET) } });
    expect(await look()).toEqual({ at: NOW + 1_000 });
    expect(swept).toEqual([expect.objectContaining({ job: 'cancellations', actor: 'dock-1' })]);
  });

  it('or it is said that sweeps are switched off, and nobody is asked', async () => {
    const settings = { policy: { ...accountPolicy, sweeps: false } };
    const { swept, look } = open({ settings });
    expect(await look()).toEqual({ why: 'Sweeps are switched off in POLICY_FILE (sweep.enabled).' });
    expect(swept).toEqual([]);
  });

  it.each<[string, Partial<AccountState>, RegExp]>([
    // why not, account after the question, words
    ['the sweeps are paused', { pause: { actor: 'ann', at: '2026-01-09T14:00:00.000Z' } }, /paused by ann/],
    [
      'Amazon refuses',
      {
        troubles: { cancellations: { kind: 'NotPermitted', message: 'No role.', since: NOW, ticket: 1, isTold: true } },
      },
      /No role/,
    ],
    ['Amazon does not answer in time', {}, /did not answer in time/],
  ])('or it is said why not: %s', async (_why, after, words) => {
    const last = { cancellations: round(NOW - 16 * MINUTE) };
    const { look } = open({ last }, { last, ...after });
    expect(await look()).toEqual({ at: NOW - 16 * MINUTE, why: expect.stringMatching(words) });
  });
});
