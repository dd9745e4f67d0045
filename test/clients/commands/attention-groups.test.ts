import { describe, expect, it } from 'vitest';
import type { WaitingQuestion } from '../../../clients/attention.js';
import { groupItems } from '../../../clients/commands/attention-groups.js';
import type { AttentionGroup } from '../../../clients/commands/attention-groups.js';

const item = (changes: Partial<WaitingQuestion>): WaitingQuestion => ({
  process: 'purchase-order',
  account: 'default',
  businessId: 'PO1',
  purchaseOrderNumber: 'PO1',
  warehouse: 'WH01',
  attentionId: 'acknowledge-1',
  step: 'acknowledge',
  reason: 'Rejected',
  happened: 'Amazon refused what was sent, or would refuse it. Code 40.',
  nextStep: 'Correct it.',
  answers: ['retry', 'done-elsewhere', 'abort'],
  raisedAt: '2026-01-05T10:00:00.000Z',
  dueAt: '2026-01-05T20:00:00.000Z',
  ...changes,
});

const command = (...words: string[]) => ['fulfillment', 'attention', 'resolve', '--all-of', ...words];
const names = (groups: AttentionGroup[]) => groups.map(({ reason, warehouse }) => [reason, warehouse]);

describe('groups of items', () => {
  it('by reason have number, oldest, earliest deadline, whose move, next step, answers and command', () => {
    const groups = groupItems(
      [
        item({ dueAt: null }),
        item({ raisedAt: '2026-01-05T09:00:00.000Z', warehouse: 'WH02' }),
        item({ raisedAt: null, dueAt: '2026-01-05T19:00:00.000Z' }),
      ],
      'reason',
      {},
    );
    expect(groups).toEqual([
      {
        process: 'purchase-order',
        reason: 'Rejected',
        count: 3,
        oldestRaisedAt: '2026-01-05T09:00:00.000Z',
        earliestDueAt: '2026-01-05T19:00:00.000Z',
        whoseMove: 'person',
        happened: 'Amazon refused what was sent, or would refuse it.',
        nextStep: 'Correct it.',
        answers: ['retry', 'done-elsewhere', 'abort'],
        answersOfSome: [],
        command: command('Rejected', 'ANSWER'),
      },
    ]);
  });

  it('by warehouse are those of one reason at one warehouse, the earliest deadline first', () => {
    const groups = groupItems(
      [
        item({}),
        item({ reason: 'NotFound', warehouse: null, dueAt: null }),
        item({ warehouse: 'WH02', dueAt: '2026-01-05T12:00:00.000Z' }),
        item({ reason: 'Unproven', dueAt: '2026-01-05T13:00:00.000Z' }),
      ],
      'warehouse',
      {},
    );
    expect(names(groups)).toEqual([
      ['Rejected', 'WH02'],
      ['Unproven', 'WH01'],
      ['Rejected', 'WH01'],
      ['NotFound', null],
    ]);
  });

  it('tell answers that all take from those that only some take', () => {
    const [group] = groupItems([item({}), item({ answers: ['retry', 'abort'] })], 'reason', {});
    expect(group).toMatchObject({ answers: ['retry', 'abort'], answersOfSome: ['done-elsewhere'] });
  });

  it.each<[string, Parameters<typeof groupItems>, string[] | null]>([
    // rule, groups of, command
    [
      'is as narrow as the list',
      [[item({})], 'reason', { account: 'acme-us', warehouse: 'WH01' }],
      command('Rejected', 'ANSWER', '--warehouse', 'WH01', '--account', 'acme-us'),
    ],
    [
      'names the warehouse of its group',
      [[item({ warehouse: 'WH 02' })], 'warehouse', {}],
      command('Rejected', 'ANSWER', '--warehouse', 'WH 02'),
    ],
    ['is absent where no warehouse is known', [[item({ warehouse: null })], 'warehouse', {}], null],
    ['is absent for a warehouse that no filter can name', [[item({ warehouse: "W'1" })], 'warehouse', {}], null],
  ])('the command %s', (_rule, of, expected) => {
    expect(groupItems(...of)[0]?.command).toEqual(expected);
  });

  it('take a reason that this version does not know', () => {
    const [group] = groupItems([item({ reason: 'Novel' })], 'reason', {});
    expect(group).toMatchObject({ reason: 'Novel', happened: expect.any(String) });
  });

  it('of other processes stand apart, and have no command for all of them', () => {
    const groups = groupItems([item({}), item({ process: 'shipment', purchaseOrderNumber: null })], 'reason', {});
    expect(groups.map(({ process, count, command: answering }) => [process, count, answering === null])).toEqual([
      ['purchase-order', 1, false],
      ['shipment', 1, true],
    ]);
  });
});
