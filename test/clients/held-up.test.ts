import { describe, expect, it } from 'vitest';
import { grouped, isHeldUp } from '../../clients/held-up.js';
import type { ListedOrder } from '../../clients/visibility.js';

const listed = (purchaseOrderNumber: string, account: string, nextDeadline: string | null): ListedOrder => ({
  account,
  purchaseOrderNumber,
  workflowId: `po/${account}/${purchaseOrderNumber}`,
  status: 'RUNNING',
  state: 'LABELLING',
  warehouse: 'WH01',
  labelMode: 'amazon',
  nextDeadline,
  attention: null,
  isDryRun: false,
  startedAt: '2026-01-05T08:00:00.000Z',
  endedAt: null,
});
const paused = {
  step: 'obtainLabel',
  kind: 'Paused',
  message: 'Calls to submitShippingLabelRequest are paused.',
} as const;

describe('what holds up many orders', () => {
  it('is one entry for each account, step and kind, with the earliest deadline and examples', () => {
    const looks = [
      { order: listed('A', 'acme', '2026-01-05T22:00:00.000Z'), ...paused },
      { order: listed('B', 'acme', '2026-01-05T20:00:00.000Z'), ...paused },
      { order: listed('C', 'acme', null), ...paused, kind: 'Unavailable' as const },
      { order: listed('D', 'acme', null) },
      { order: listed('E', 'other', null), ...paused },
    ];
    expect(grouped('LABELLING', looks)).toMatchObject([
      {
        account: 'acme',
        reason: 'Paused',
        seen: 2,
        lookedAt: 4,
        dueAt: '2026-01-05T20:00:00.000Z',
        examples: ['A', 'B'],
      },
      { account: 'acme', reason: 'Unavailable', seen: 1, lookedAt: 4, dueAt: null, examples: ['C'] },
      { account: 'other', reason: 'Paused', seen: 1, lookedAt: 1, examples: ['E'] },
    ]);
  });

  it('is named in its own words: an inventory hook that fails is no outage of Amazon', () => {
    const look = {
      order: listed('A', 'acme', null),
      step: 'askInventory',
      kind: 'InventoryHookFailed' as const,
      message: 'It answers with status 503.',
    };
    const [held] = grouped('RECEIVED', [look]);
    expect(held?.happened).toMatch(/inventory hook .* It answers with status 503\.$/);
    expect(held?.nextStep).toMatch(/hook/);
    expect(`${held?.happened} ${held?.nextStep}`).not.toMatch(/Amazon/);
  });

  it.each([
    ['Paused', true],
    ['Throttled', true],
    ['Unavailable', true],
    ['InventoryHookFailed', true],
    ['NotReady', false],
    [null, false],
  ])('is what a step waits for after %p: %p', (kind, isHeld) => {
    expect(isHeldUp({ kind })).toBe(isHeld);
  });

  it('is nothing where every order only waits its time', () => {
    expect(grouped('CONFIRMING', [{ order: listed('A', 'acme', null) }])).toEqual([]);
  });

  it('names three examples of however many', () => {
    const looks = Array.from({ length: 9 }, (_, index) => ({ order: listed(`PO${index}`, 'acme', null), ...paused }));
    expect(grouped('LABELLING', looks)[0]).toMatchObject({ seen: 9, examples: ['PO0', 'PO1', 'PO2'] });
  });
});
