import { describe, expect, it } from 'vitest';
import type { Job, StepName } from '../../../clients/forecast/backlog.js';
import { forecast } from '../../../clients/forecast/forecast.js';
import type { DeadlineForecast } from '../../../clients/forecast/forecast.js';
import type { Pace } from '../../../clients/forecast/pace.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const NOW = Date.parse('2026-01-05T16:00:00Z');

const stepPace = (operation: string, ratePerSecond = 10) => ({ operation, ratePerSecond, latencyMs: MINUTE });
const pace: Pace = {
  read: { operation: 'getOrder', ratePerSecond: 10 },
  steps: {
    acknowledgement: stepPace('submitAcknowledgement'),
    label: stepPace('submitShippingLabelRequest'),
    confirmation: stepPace('submitShipmentConfirmations'),
  },
  status: { operation: 'getTransactionStatus', ratePerSecond: 10, pollsPerTransaction: 1 },
};
const sharing = { size: 25, aloneBeforeDeadlineMs: 90 * MINUTE, windowMs: 30 * SECOND };

const names = { acknowledgement: 'acknowledge', label: 'ship', confirmation: 'confirm' } as const;

/** So many orders, all due after `dueMs`. */
const jobs = (count: number, dueMs: number, facts: Partial<Job> & { step?: StepName } = {}): Job[] => {
  const { step = 'acknowledgement' } = facts;
  return Array.from({ length: count }, () => ({
    ...{ step, deadline: names[step], dueAt: NOW + dueMs, isUnread: false, alwaysShares: false },
    ...facts,
  }));
};

const play = (all: Job[], given: { pace?: Pace; sharing?: typeof sharing } = {}): DeadlineForecast[] =>
  forecast(all, { pace, sharing, now: NOW, ...given });

const unread = { isUnread: true };

const slow = (step: StepName, ratePerSecond: number, latencyMs = MINUTE): Pace => ({
  ...pace,
  steps: { ...pace.steps, [step]: { ...pace.steps[step], ratePerSecond, latencyMs } },
});

describe('a forecast', () => {
  it.each<[string, Job[], Pace, { doneMs: number; wouldMiss?: number; binds: string | null }]>([
    // what, orders, pace: when the last is done, how many are late, what was waited for longest
    ['of one order is a call, its time and an answer', jobs(1, 20 * HOUR), pace, { doneMs: 60_200, binds: null }],
    ['of 250 orders is that of ten calls', jobs(250, 20 * HOUR), pace, { doneMs: 61_100, binds: null }],
    ['of 251 orders is that of eleven', jobs(251, 20 * HOUR), pace, { doneMs: 61_200, binds: null }],
    [
      'of orders near their deadlines is that of a call for each',
      jobs(250, 89 * MINUTE),
      pace,
      { doneMs: 85_100, binds: null },
    ],
    [
      'of orders with evidence to come is that of shared calls',
      jobs(250, 20 * MINUTE, { alwaysShares: true }),
      pace,
      { doneMs: 61_100, binds: null },
    ],
    [
      // The 5,399th is answered after 539.9 + 60 + 0.1 s.
      'counts who would be too late where calls are too slow',
      jobs(12_000, 10 * MINUTE),
      pace,
      { doneMs: 1_260_100, wouldMiss: 6_601, binds: 'submitAcknowledgement' },
    ],
    [
      // 60 full batches until 90 min are left, then one order a second: the 5,339th alone is answered at 5,459.1 s.
      'of a backlog that grows old in the queue is that of shared calls at first, and of single ones later',
      jobs(10_000, 91 * MINUTE),
      slow('acknowledgement', 1),
      { doneMs: (60 + 8_500 + 60) * SECOND + 100, wouldMiss: 8_500 - 5_339, binds: 'submitAcknowledgement' },
    ],
    [
      // Ten transactions at 0.1/s: the first ready after 60.1 s.
      'is bound by the status where many transactions wait for their answer',
      jobs(250, 3 * HOUR),
      { ...pace, status: { ...pace.status, ratePerSecond: 0.1 } },
      { doneMs: 160_100, binds: 'getTransactionStatus' },
    ],
    [
      'has as many polls as transactions take',
      jobs(250, 3 * HOUR),
      { ...pace, status: { ...pace.status, ratePerSecond: 0.1, pollsPerTransaction: 1.2 } },
      { doneMs: 180_100, binds: 'getTransactionStatus' },
    ],
    [
      "of orders that Amazon's own time makes late blames no quota",
      jobs(1, 30 * SECOND, { alwaysShares: true }),
      pace,
      { doneMs: 60_200, wouldMiss: 1, binds: null },
    ],
    ['of orders that show no deadline misses nothing', jobs(30, Infinity), pace, { doneMs: 60_300, binds: null }],
    [
      // The last of 5,000 reads after 500 s: its call goes at once, and 2 min later it is asked for.
      'of orders that were not read yet is that of a read for each',
      jobs(5_000, 20 * HOUR, unread),
      slow('acknowledgement', 10, 2 * MINUTE),
      { doneMs: 500_000 + 120_000 + 100, binds: 'getOrder' },
    ],
    [
      // The 2,300th is read at 230 s, in the 92nd full call, and answered at 290.1 s.
      'counts who would be too late where reads are too slow',
      jobs(5_000, 291 * SECOND, { ...unread, alwaysShares: true }),
      pace,
      { doneMs: 560_100, wouldMiss: 5_000 - 2_300, binds: 'getOrder' },
    ],
    [
      // A read every 20 s, a call every 50 s: the first waits from 50 to 80 s and takes four along, the second goes at 130.
      'lets a call that has room wait for those that are read soon, and no longer than its window',
      jobs(6, 20 * HOUR, unread),
      { ...slow('acknowledgement', 0.02), read: { ...pace.read, ratePerSecond: 0.05 } },
      { doneMs: 190_100, binds: 'getOrder' },
    ],
    [
      'lets nobody wait for what is read late',
      jobs(1, 20 * HOUR).concat(jobs(1, 20 * HOUR, unread)),
      { ...pace, read: { ...pace.read, ratePerSecond: 0.01 } },
      { doneMs: 160_100, binds: 'getOrder' },
    ],
  ])('%s', (_what, all, at, { doneMs, wouldMiss = 0, binds }) => {
    const [row, ...others] = play(all, { pace: at });
    expect(others).toEqual([]);
    expect(row).toMatchObject({ deadline: 'acknowledge', orders: all.length, wouldMiss, binds });
    expect(Math.round((row?.doneAt ?? 0) - NOW)).toBe(doneMs);
  });

  it('of nothing is nothing', () => {
    expect(play([])).toEqual([]);
  });

  it('has a row for each deadline, in the order of an order’s life', () => {
    const evidence = { step: 'label', deadline: 'evidence of the label', alwaysShares: true } as const;
    const rows = play([
      ...jobs(1, HOUR, { step: 'confirmation' }),
      ...jobs(2, HOUR, evidence),
      ...jobs(3, HOUR, { step: 'label' }),
      ...jobs(4, HOUR),
    ]);
    expect(rows.map(({ deadline, orders }) => [deadline, orders])).toEqual([
      ['acknowledge', 4],
      ['ship', 3],
      ['evidence of the label', 2],
      ['confirm', 1],
    ]);
  });

  it('names the first deadline that would be missed; what is overdue already is done first, and counted apart', () => {
    const shares = { alwaysShares: true };
    const one = slow('acknowledgement', 0.01);
    const [row] = play(
      [
        ...jobs(1, -MINUTE),
        ...jobs(25, 5 * MINUTE, shares),
        ...jobs(25, 4 * MINUTE, shares),
        ...jobs(25, HOUR, shares),
      ],
      { pace: one },
    );
    // One call in 100 s: the overdue order at 100 s, then the nearest deadlines, answered at 260 and 360 s.
    expect(row).toMatchObject({ orders: 76, overdue: 1, wouldMiss: 50, firstMissed: NOW + 4 * MINUTE });
  });

  it('reads the nearest deadline first', () => {
    // Read at 10 s, answered at 70.1 s.
    const [row] = play([...jobs(50, 20 * HOUR, unread), ...jobs(1, 71 * SECOND, unread)], {
      pace: { ...pace, read: { ...pace.read, ratePerSecond: 0.1 } },
    });
    expect(row).toMatchObject({ orders: 51, wouldMiss: 0, binds: 'getOrder' });
  });

  it('does not hold up what was read already', () => {
    // A call of their own for each of the first ones, right after the other.
    const [row] = play([...jobs(250, 86 * SECOND), ...jobs(5_000, 20 * HOUR, unread)]);
    expect(row).toMatchObject({ orders: 5_250, wouldMiss: 0 });
  });

  it('gives a near deadline of one step its answer before the later ones of another', () => {
    const busy = { ...pace, status: { ...pace.status, ratePerSecond: 1 } };
    const rows = play(
      [...jobs(25_000, 20 * HOUR), ...jobs(100, 2 * MINUTE, { step: 'confirmation', alwaysShares: true })],
      { pace: busy },
    );
    const confirm = rows.find(({ deadline }) => deadline === 'confirm');
    expect(confirm).toMatchObject({ orders: 100, wouldMiss: 0 });
    // Four transactions, each ahead of all acknowledgements but the one that is being asked for.
    expect((confirm?.doneAt ?? 0) - NOW).toBeLessThan(66 * SECOND);
  });

  it.each([
    // size, calls of 1,000 orders
    [1, 1_000],
    [25, 40],
    [100, 10],
  ])('with batches of %i has %i calls for 1,000 orders', (size, calls) => {
    const [row] = play(jobs(1_000, 20 * HOUR), { sharing: { ...sharing, size } });
    expect(Math.round((row?.doneAt ?? 0) - NOW)).toBe(MINUTE + (calls + 1) * 100);
  });
});
