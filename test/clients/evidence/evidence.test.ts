import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { LedgerIntent, LedgerRecord, WriteKey } from '../../../activities/ledger/ledger.js';
import { evidenceCsv } from '../../../clients/evidence/evidence-csv.js';
import { evidenceOf } from '../../../clients/evidence/evidence.js';
import type { Evidence, Outcome } from '../../../clients/evidence/evidence.js';

const BEGAN_AT = Date.parse('2026-01-05T16:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const name = { account: 'acme', purchaseOrderNumber: 'PO1' };
const keyOf = (operation: string): WriteKey => ({ account: 'acme', operation, businessId: 'PO1', occurrence: 1 });
const acknowledgement = keyOf('submitAcknowledgement');
const confirmation = keyOf('submitShipmentConfirmations');

type Step = LedgerRecord extends infer R ? (R extends LedgerRecord ? Omit<R, 'key' | 'send' | 'at'> : never) : never;

/** Records of one send; each is a minute later than the one before. */
const recorded = (key: WriteKey, steps: Step[], { send = 1, at = BEGAN_AT } = {}): LedgerRecord[] =>
  steps.map((step, index) => ({ ...step, key, send, at: at + index * MINUTE }));

const intent = (body: unknown, more: Partial<LedgerIntent> = {}): Step => ({
  type: 'intent',
  intentId: 'i1',
  sendableUntil: BEGAN_AT,
  subject: 's',
  body: JSON.stringify(body),
  actor: 'policy',
  ...more,
});
const accepts = intent({ acknowledgementStatus: { code: '00' } });
const departs = intent({ shipmentDetails: { shipmentStatus: 'SHIPPED', shippedDate: '2026-01-05T15:30:00Z' } });
const taken: Step = { type: 'verdict', verdict: { kind: 'accepted', transactionId: 'tx-1', requestId: 'req-1' } };
const noted: Step = { type: 'verdict', verdict: { kind: 'accepted', requestId: 'req-1' } };
const bought: Step = {
  type: 'verdict',
  verdict: { kind: 'accepted', requestId: 'req-1', shipment: { shipmentId: 'amzn1.sid.1', trackingId: '1Z9' } },
};
const refused: Step = {
  type: 'verdict',
  verdict: { kind: 'refused', failure: 'Rejected', status: 400, codes: ['InvalidInput'], requestId: 'req-1' },
  errors: '[{"message":"Jane Doe is no city"}]',
};
const notSent: Step = { type: 'verdict', verdict: { kind: 'not-sent', reason: 'status 429' } };
const dryRun: Step = { type: 'verdict', verdict: { kind: 'dry-run' } };
const lost: Step = { type: 'lost', reason: 'connection reset', requestId: 'req-0' };
const looked: Step = { type: 'looked' };
const proven: Step = { type: 'proven', by: 'evidence' };
const failed: Step = { type: 'disproved', by: 'transaction', codes: ['INVALID_ORDER_ID'] };
const silent: Step = { type: 'disproved', by: 'no-evidence', codes: [] };
const overruled: Step = { type: 'overruled', actor: 'ann', requestId: 'u-1' };

/** One send of each kind. */
const everything: [string, Step[], Outcome, string | null][] = [
  // what happened, records, outcome, answer
  ['no answer yet', [accepts], 'unknown', null],
  ['a lost answer', [accepts, lost, looked], 'unknown', 'no answer: connection reset'],
  ['an acceptance', [accepts, taken], 'accepted', 'taken by Amazon (HTTP 202)'],
  ['an acceptance after the loss', [accepts, lost, taken], 'accepted', 'taken by Amazon (HTTP 202)'],
  ['an acceptance without a transaction', [accepts, noted], 'accepted', 'accepted by Amazon'],
  ['a purchase', [accepts, bought], 'accepted', 'bought: shipment amzn1.sid.1, tracking 1Z9'],
  ['a proof', [accepts, taken, proven], 'proven', 'taken by Amazon (HTTP 202)'],
  ['a proof without an answer', [accepts, lost, proven], 'proven', 'no answer: connection reset'],
  ['a refusal', [accepts, refused], 'refused', 'refused by Amazon (HTTP 400)'],
  ['a POST that never left', [accepts, notSent], 'not-sent', 'not sent: status 429'],
  ['a failed transaction', [accepts, taken, failed], 'without-effect', 'taken by Amazon (HTTP 202)'],
  ['silence', [accepts, lost, silent], 'without-effect', 'no answer: connection reset'],
  ['a person', [accepts, taken, overruled], 'overruled', 'taken by Amazon (HTTP 202)'],
  ['a dry run', [intent({}, { isDryRun: true }), dryRun], 'dry-run', null],
];

describe('evidence', () => {
  it.each(everything)('of %s names outcome and answer', (_name, steps, outcome, answer) => {
    const [send] = evidenceOf(name, recorded(acknowledgement, steps)).sends;
    expect([send?.outcome, send?.answer?.says ?? null]).toEqual([outcome, answer]);
  });

  it('keeps who, when, ids, proof and who overruled', () => {
    const steps = [accepts, lost, taken, proven, overruled];
    expect(evidenceOf(name, recorded(acknowledgement, steps)).sends).toEqual([
      {
        operation: 'submitAcknowledgement',
        occurrence: 1,
        number: 1,
        meaning: 'accepted (00)',
        outcome: 'overruled',
        sentAt: '2026-01-05T16:00:00.000Z',
        by: 'policy',
        answer: { says: 'taken by Amazon (HTTP 202)', at: '2026-01-05T16:02:00.000Z' },
        transactionIds: ['tx-1'],
        requestIds: ['req-0', 'req-1'],
        codes: [],
        proof: { by: 'evidence', at: '2026-01-05T16:03:00.000Z' },
        disproof: null,
        overruled: { by: 'ann', at: '2026-01-05T16:04:00.000Z', requestId: 'u-1' },
      },
    ]);
  });

  it('has every send of every operation, in the order in which they were begun', () => {
    const records = [
      ...recorded(confirmation, [departs, taken], { at: BEGAN_AT + HOUR }),
      ...recorded(acknowledgement, [accepts, refused]),
      ...recorded(acknowledgement, [accepts, taken, proven], { send: 2, at: BEGAN_AT + 10 * MINUTE }),
    ];
    expect(evidenceOf(name, records).sends.map(({ operation, number }) => [operation, number])).toEqual([
      ['submitAcknowledgement', 1],
      ['submitAcknowledgement', 2],
      ['submitShipmentConfirmations', 1],
    ]);
  });

  it("has bodies and Amazon's text only when asked for", () => {
    const records = recorded(acknowledgement, [intent({ note: 'Jane Doe' }), refused]);
    expect(JSON.stringify(evidenceOf(name, records))).not.toContain('Jane Doe');
    expect(evidenceCsv(evidenceOf(name, records))).not.toContain('Jane Doe');
    const [send] = evidenceOf(name, records, { isWithContent: true }).sends;
    expect(send?.content).toEqual({ body: '{"note":"Jane Doe"}', errors: ['[{"message":"Jane Doe is no city"}]'] });
  });
});

describe('deadlines in the evidence', () => {
  const orderDate = '2026-01-05T10:00:00.000Z';
  const deadlines = (records: LedgerRecord[], date?: string) =>
    evidenceOf(name, records, { orderDate: date }).deadlines.map(({ name: of, tookMs, isMet }) => [of, tookMs, isMet]);

  it.each<[string, LedgerRecord[], string | undefined, unknown]>([
    [
      'an acknowledgement counts from the order date',
      recorded(acknowledgement, [accepts, taken, proven]),
      orderDate,
      [['acknowledgement', 6 * HOUR, true]],
    ],
    [
      'it is late after 24 h',
      recorded(acknowledgement, [accepts, taken, proven]),
      '2026-01-04T15:59:59Z',
      [['acknowledgement', 24 * HOUR + 1_000, false]],
    ],
    [
      'without the order date nothing is said of it',
      recorded(acknowledgement, [accepts, taken, proven]),
      undefined,
      [['acknowledgement', null, null]],
    ],
    [
      'a confirmation counts from the departure to the send that is proven',
      [
        ...recorded(confirmation, [departs, lost, silent]),
        ...recorded(confirmation, [departs, taken, proven], { send: 2, at: BEGAN_AT + 4 * HOUR }),
      ],
      undefined,
      [['confirmation', 4 * HOUR + 30 * MINUTE, false]],
    ],
    ['what is not proven tells of none', recorded(confirmation, [departs, taken]), undefined, []],
    ['nor does what a person has overruled', recorded(confirmation, [departs, proven, overruled]), undefined, []],
    [
      'nor a denial',
      recorded(confirmation, [intent({ shipmentDetails: { shipmentStatus: 'FLOOR_DENIAL' } }), proven]),
      undefined,
      [],
    ],
  ])('%s', (_rule, records, date, expected) => {
    expect(deadlines(records, date)).toEqual(expected);
  });
});

describe('evidence as CSV', () => {
  const rowsOf = (evidence: Evidence): Record<string, string>[] =>
    parse(evidenceCsv(evidence), { columns: true }) as unknown as Record<string, string>[];

  it('has a row for each send, under one header', () => {
    const records = everything.flatMap(([, steps], index) => recorded(acknowledgement, steps, { send: index + 1 }));
    const rows = rowsOf(evidenceOf(name, records));
    expect(rows.map(({ outcome }) => outcome)).toEqual(everything.map(([, , outcome]) => outcome));
    expect(rows[6]).toMatchObject({
      purchaseOrderNumber: 'PO1',
      account: 'acme',
      operation: 'submitAcknowledgement',
      send: '7',
      meaning: 'accepted (00)',
      sentAt: '2026-01-05T16:00:00.000Z',
      by: 'policy',
      transactionIds: 'tx-1',
      requestIds: 'req-1',
      proofBy: 'evidence',
      provenAt: '2026-01-05T16:02:00.000Z',
    });
    expect(Object.keys(rows[0] ?? {})).not.toContain('body');
  });

  it('runs no formula that somebody has as a name, as a reason or in a body', () => {
    const steps = [intent('=1+1', { actor: '=cmd|x' }), overruled].map((step) =>
      step.type === 'overruled' ? { ...step, actor: '@SUM(A1)' } : step,
    );
    const [row] = rowsOf(evidenceOf(name, recorded({ ...acknowledgement, operation: '+op' }, steps)));
    expect(row).toMatchObject({ operation: "'+op", by: "'=cmd|x", overruledBy: "'@SUM(A1)" });
  });
});
