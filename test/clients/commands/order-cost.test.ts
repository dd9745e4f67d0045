import { describe, expect, it } from 'vitest';
import type { LedgerRecord, Verdict } from '../../../activities/ledger/ledger.js';
import { costText, reportedCost } from '../../../clients/commands/order-cost.js';
import type { ReportedCost } from '../../../clients/commands/order-cost.js';
import { reportedSends } from '../../../clients/commands/order-sends.js';
import type { TemporalCost } from '../../../clients/temporal-cost.js';

const temporal: TemporalCost = {
  actions: 19,
  starts: 1,
  activities: 4,
  retries: 3,
  timers: 4,
  signals: 0,
  updates: 1,
  searchAttributes: 6,
  children: 0,
  events: 47,
  isContinued: false,
};

const accepted: Verdict = { kind: 'accepted', transactionId: 't-1', requestId: 'r-1' };

/** One send of an operation. */
function sent(operation: string, verdict: Verdict | undefined, facts: { batch?: number; isDryRun?: true } = {}) {
  const key = { account: 'a', operation, businessId: 'PO1', occurrence: 1 };
  const at = Date.parse('2026-01-05T10:00:00Z');
  const records: LedgerRecord[] = [
    {
      ...{ type: 'intent', key, send: 1, at, intentId: 'i', sendableUntil: at, subject: 's', body: '{}' },
      ...{ actor: 'policy', ...facts },
    },
    ...(verdict === undefined ? [] : [{ type: 'verdict' as const, key, send: 1, at, verdict }]),
  ];
  return records;
}

const amazonOf = (records: readonly LedgerRecord[]): ReportedCost['amazon'] =>
  reportedCost(undefined, reportedSends(records)).amazon;

describe("an order's cost at Amazon", () => {
  it.each<[string, LedgerRecord[], number[], number]>([
    // what, records; orders in each call, share of calls
    ['that went alone', sent('submitAcknowledgement', accepted), [1], 1],
    ['with 24 others', sent('submitAcknowledgement', accepted, { batch: 25 }), [25], 0.04],
    [
      'of two operations',
      [
        ...sent('submitAcknowledgement', accepted, { batch: 4 }),
        ...sent('submitShipmentConfirmations', accepted, { batch: 2 }),
      ],
      [4, 2],
      0.75,
    ],
    ['whose reply was lost', sent('submitAcknowledgement', undefined, { batch: 2 }), [2], 0.5],
    [
      'that was answered with 429',
      sent('submitAcknowledgement', { kind: 'not-sent', reason: 'status 429', requestId: 'r-1' }, { batch: 2 }),
      [2],
      0.5,
    ],
    ['that found no connection', sent('submitAcknowledgement', { kind: 'not-sent', reason: 'ECONNREFUSED' }), [], 0],
    ['in a dry run', sent('submitAcknowledgement', { kind: 'dry-run' }, { isDryRun: true }), [], 0],
  ])('counts a call %s', (_what, records, orders, share) => {
    const amazon = amazonOf(records);
    expect(amazon?.calls.map((call) => call.orders)).toEqual(orders);
    expect(amazon?.share).toBeCloseTo(share);
  });

  it('is not known without the ledger', () => {
    expect(reportedCost({ temporal }, null)).toEqual({ temporal, temporalProblem: null, amazon: null });
  });
});

describe('the line about the cost', () => {
  const says = (cost: Partial<ReportedCost>): string =>
    costText({ temporal: null, temporalProblem: null, amazon: null, ...cost });

  it.each<[string, Partial<ReportedCost>]>([
    [
      '19 Temporal actions (1 start, 4 activities, 3 retries, 4 timers, 1 update, 6 upserts) and 47 events',
      { temporal },
    ],
    [
      '1 Temporal action (1 start) and 1 event since it last continued as new',
      {
        temporal: {
          ...temporal,
          ...{ actions: 1, activities: 0, retries: 0, timers: 0, updates: 0, searchAttributes: 0 },
          ...{ events: 1, isContinued: true },
        },
      },
    ],
    [
      '2 writes to Amazon, its share 1.04 calls (submitAcknowledgement with 24 others, submitShippingLabelRequest alone)',
      {
        amazon: {
          calls: [
            { operation: 'submitAcknowledgement', orders: 25 },
            { operation: 'submitShippingLabelRequest', orders: 1 },
          ],
          share: 1.04,
        },
      },
    ],
    ['no history; no write to Amazon', { temporalProblem: 'no history', amazon: { calls: [], share: 0 } }],
    ['', {}],
  ])('says %j', (text, cost) => {
    expect(says(cost)).toBe(text);
  });
});
