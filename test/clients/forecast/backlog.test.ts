import { describe, expect, it } from 'vitest';
import { backlogOf } from '../../../clients/forecast/backlog.js';
import type { OpenOrder } from '../../../clients/forecast/open-orders.js';

const MINUTE = 60_000;
const NOW = Date.parse('2026-01-05T16:00:00Z');

const STARTED_AT = NOW - 10 * MINUTE;

const order = (facts: Partial<OpenOrder>): OpenOrder => ({
  ...{ account: 'a', state: 'RECEIVED', labelMode: 'amazon', startedAt: STARTED_AT, nextDeadline: NOW + 600 * MINUTE },
  ...{ attention: null, isDryRun: false, ...facts },
});
const backlog = (...orders: Partial<OpenOrder>[]) =>
  backlogOf(orders.map(order), { now: NOW, evidenceMs: 30 * MINUTE, acknowledgeMs: 24 * 60 * MINUTE });
/** Minutes from now. */
const due = (minutes: number) => ({ nextDeadline: NOW + minutes * MINUTE });

describe('what an open order waits for', () => {
  it.each<[string, Partial<OpenOrder>, string]>([
    // what, order: step, deadline, whether it shares a call in any case
    ['that has come in', {}, 'acknowledgement acknowledge'],
    ['that has come in and is due soon', due(5), 'acknowledgement acknowledge'],
    ['that is being acknowledged', { state: 'ACKNOWLEDGING' }, 'acknowledgement acknowledge'],
    ['whose label can be asked for', { state: 'ACKNOWLEDGED' }, 'label ship'],
    ['whose label mode is not shown yet', { state: 'ACKNOWLEDGED', labelMode: null }, 'label ship'],
    ['whose label was asked for', { state: 'LABELLING' }, 'label ship'],
    ['that is being confirmed', { state: 'CONFIRMING' }, 'confirmation confirm'],
    [
      'whose evidence is due',
      { state: 'ACKNOWLEDGING', ...due(30) },
      'acknowledgement evidence of the acknowledgement shares',
    ],
    ['whose label is due', { state: 'LABELLING', ...due(1) }, 'label evidence of the label shares'],
    [
      'whose evidence is due now',
      { state: 'CONFIRMING', ...due(0) },
      'confirmation evidence of the confirmation shares',
    ],
    ['that is due right after its evidence would be', { state: 'CONFIRMING', ...due(31) }, 'confirmation confirm'],
    ['that is overdue', { state: 'CONFIRMING', ...due(-1) }, 'confirmation confirm'],
    ['with a late paper only', { state: 'CONFIRMING', attention: 'PaperLate' }, 'confirmation confirm'],
  ])('is a submission of one %s', (_what, facts, expected) => {
    const { jobs } = backlog(facts);
    expect(
      jobs.map(({ step, deadline, alwaysShares }) => `${step} ${deadline}${alwaysShares ? ' shares' : ''}`),
    ).toEqual([expected]);
    expect(jobs[0]).toMatchObject({ dueAt: order(facts).nextDeadline, isUnread: false });
  });

  it('is a read and a submission of one that has come in and shows no deadline, due at the latest possible', () => {
    const { jobs, unread } = backlog({ nextDeadline: null }, {});
    expect(unread).toBe(1);
    expect(jobs[0]).toEqual({
      ...{ step: 'acknowledgement', deadline: 'acknowledge', isUnread: true, alwaysShares: false },
      dueAt: STARTED_AT + 24 * 60 * MINUTE,
    });
  });

  it.each<[string, Partial<OpenOrder>]>([
    ['that is being acknowledged', { state: 'ACKNOWLEDGING', nextDeadline: null }],
    ['with an open item', { attention: 'NotFound', nextDeadline: null }],
    ['in dry run', { isDryRun: true, nextDeadline: null }],
    ['on its way', { state: 'IN_TRANSIT', nextDeadline: null }],
  ])('is no read of one %s', (_what, facts) => {
    expect(backlog(facts).unread).toBe(0);
  });

  it.each<[string, Partial<OpenOrder>, 'answer' | 'warehouse' | 'carrier']>([
    ['with an open item', { attention: 'Rejected' }, 'answer'],
    ['with an open item, whatever its state', { attention: 'Unproven', state: 'CONFIRMING' }, 'answer'],
    ['ready to ship', { state: 'READY_TO_SHIP' }, 'warehouse'],
    ['held or packed, with its own label', { state: 'ACKNOWLEDGED', labelMode: 'vendor-label' }, 'warehouse'],
    ['held or packed, with its own carrier', { state: 'ACKNOWLEDGED', labelMode: 'vendor-carrier' }, 'warehouse'],
    ['on its way', { state: 'IN_TRANSIT', labelMode: 'vendor-carrier', nextDeadline: null }, 'carrier'],
  ])('is people of one %s', (_what, facts, where) => {
    const found = backlog(facts);
    expect(found.jobs).toEqual([]);
    expect({ answer: found.answer.orders, warehouse: found.warehouse.orders, carrier: found.carrier.orders }).toEqual({
      ...{ answer: 0, warehouse: 0, carrier: 0 },
      [where]: 1,
    });
  });

  it('is nothing of one in dry run', () => {
    expect(backlog({ isDryRun: true }, { isDryRun: true, attention: 'Rejected' })).toMatchObject({
      ...{ jobs: [], dryRun: 2 },
      answer: { orders: 0 },
    });
  });

  it('of those that wait for people has how many are overdue, and the nearest deadline that is not', () => {
    const state = 'READY_TO_SHIP';
    const { warehouse } = backlog(...[90, -5, 60, -9].map((minutes) => ({ state, ...due(minutes) })), {
      state,
      nextDeadline: null,
    });
    expect(warehouse).toEqual({ orders: 5, overdue: 2, nextDeadline: NOW + 60 * MINUTE });
  });
});
