import { describe, expect, it } from 'vitest';
import { forecastReport } from '../../../clients/commands/forecast-report.js';
import type { AccountForecast } from '../../../clients/commands/forecast-report.js';
import { forecastText } from '../../../clients/commands/forecast-text.js';
import { plainPaint } from '../../../clients/commands/paint.js';

const NOW = Date.parse('2026-01-05T16:00:00Z');
const MINUTE = 60_000;
const nobody = { orders: 0, overdue: 0, nextDeadline: null };
const step = (operation: string, latencyMs: number) => ({
  ...{ operation, ratePerSecond: 9.8, quotaPerSecond: 10 },
  ...{ latencyMs, isLatencyLearned: latencyMs < 10 * MINUTE },
});

const calm: AccountForecast = {
  account: 'acme-us',
  orders: 3_124,
  deadlines: [
    {
      ...{ deadline: 'acknowledge', orders: 3_000, overdue: 0, wouldMiss: 0, firstMissed: null },
      ...{ doneAt: NOW + 12 * MINUTE, binds: null },
    },
  ],
  backlog: {
    answer: { orders: 4, overdue: 1, nextDeadline: NOW + 20 * MINUTE },
    warehouse: { orders: 118, overdue: 0, nextDeadline: NOW + 120 * MINUTE },
    carrier: nobody,
    dryRun: 2,
    unread: 0,
  },
  pace: {
    read: { operation: 'getOrder', ratePerSecond: 9.8, quotaPerSecond: 10 },
    steps: {
      acknowledgement: step('submitAcknowledgement', 42_000),
      label: step('submitShippingLabelRequest', 15 * MINUTE),
      confirmation: step('submitShipmentConfirmations', 10 * MINUTE),
    },
    status: { operation: 'getTransactionStatus', ratePerSecond: 4.9, quotaPerSecond: 10 },
  },
  batchSize: 25,
};

const late: AccountForecast = {
  ...calm,
  deadlines: [
    {
      ...{ deadline: 'confirm', orders: 12_000, overdue: 3, wouldMiss: 6_601, firstMissed: NOW + 10 * MINUTE },
      ...{ doneAt: NOW + 21 * MINUTE, binds: 'submitShipmentConfirmations' },
    },
  ],
};

const text = (forecasts: AccountForecast[], tableWidth = Infinity): string =>
  forecastText(forecastReport(forecasts, NOW), { paint: plainPaint, width: 80, tableWidth });

describe('the text of a forecast', () => {
  it('says when nothing would be missed, what waits for people, and what it was reckoned with', () => {
    expect(text([calm])).toBe(
      [
        'acme-us: 3,124 open orders, nothing would be missed.',
        '',
        'Deadline     Orders  Overdue  Would miss  First missed  All done   Waits longest for',
        "acknowledge  3,000   –        –           –             in 12 min  Amazon's own time",
        '',
        'No quota helps: 118 for the warehouse, the next due in 2 h; 4 for an answer',
        '(fulfillment attention), 1 overdue, the next due in 20 min; 2 in dry run.',
        'Reckoned with batches of 25; getOrder 9.8 of 10/s, submitAcknowledgement 9.8 of',
        '10/s, submitShippingLabelRequest 9.8 of 10/s, submitShipmentConfirmations 9.8 of',
        "10/s, getTransactionStatus 4.9 of 10/s; Amazon's own time: acknowledgement 42 s",
        '(learned), label 15 min (assumed), confirmation 10 min (assumed).',
      ].join('\n'),
    );
  });

  it('says how many would miss which deadline, the first of them, and what would help', () => {
    const said = text([late]);
    expect(said).toMatch(/^acme-us: 3,124 open orders, 6,601 orders would miss a deadline\.\n/);
    expect(said).toMatch(
      /^confirm +12,000 +3 +6,601 +in 10 min \(2026-01-05 16:10:00 UTC\) +in 21 min +submitShipmentConfirmations$/m,
    );
    expect(said.replaceAll('\n', ' ')).toContain(
      'submitShipmentConfirmations is what is waited for longest. Larger batches need fewer calls (batching.size in ' +
        'POLICY_FILE, now 25); a higher quota that Amazon grants is used by itself.',
    );
  });

  it("blames no quota for Amazon's own time", () => {
    const deadlines = late.deadlines.map((row) => ({ ...row, binds: null }));
    expect(text([{ ...late, deadlines }])).toContain("Amazon's own time over a transaction is longer than any queue");
  });

  it('says what is not known of orders that were not read yet, and how they are counted', () => {
    const said = text([{ ...calm, backlog: { ...calm.backlog, unread: 1_200 } }]);
    expect(said).toMatch(/^acme-us: 3,124 open orders, nothing would be missed as far as is known\.\n/);
    expect(said.replaceAll('\n', ' ')).toContain(
      '1,200 orders not read yet: counted as a getOrder call each, which is the most that it takes, and by the latest ' +
        'deadline possible, that of an order of the moment at which it came in. Its own is not known before.',
    );
    expect(text([calm])).not.toContain('not read yet');
  });

  it('advises no larger batches for reads', () => {
    const deadlines = late.deadlines.map((row) => ({ ...row, binds: 'getOrder' }));
    const said = text([{ ...late, deadlines }]).replaceAll('\n', ' ');
    expect(said).toContain('getOrder is what is waited for longest. An order that came as an event, or by adopt,');
    expect(said).not.toContain('batching.size');
  });

  it('fits 80 columns, and keeps how many would miss what', () => {
    const said = text([late], 80);
    expect(said.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(said).toMatch(/^confirm +12,000 .*6,601 /m);
  });

  it('has a block for each account, and a short one where nothing is open', () => {
    const idle = { ...calm, account: 'acme-eu', orders: 0, deadlines: [] };
    expect(text([calm, idle])).toMatch(/\n\nacme-eu: no open order\.$/);
  });
});
