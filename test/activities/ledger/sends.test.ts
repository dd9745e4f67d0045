import { describe, expect, it } from 'vitest';

import type { LedgerIntent, LedgerRecord, Verdict, WriteKey } from '../../../activities/ledger/ledger.js';
import type { Send } from '../../../activities/ledger/sends.js';
import { liveRecords, liveSends, sendsOf } from '../../../activities/ledger/sends.js';

const key: WriteKey = { account: 'acme', operation: 'submitAcknowledgement', businessId: 'PO1', occurrence: 1 };

type Step = LedgerRecord extends infer R ? (R extends LedgerRecord ? Omit<R, 'key' | 'send' | 'at'> : never) : never;

const intent: Extract<Step, { type: 'intent' }> = {
  type: 'intent',
  intentId: 'i1',
  sendableUntil: 900,
  subject: 's',
  body: '{}',
  actor: 'policy',
};
const lost: Step = { type: 'lost', reason: 'reset', requestId: 'req-lost' };
const looked: Step = { type: 'looked' };
const failed: Step = { type: 'disproved', by: 'transaction', codes: ['INVALID_ORDER_ID'] };
const silent: Step = { type: 'disproved', by: 'no-evidence', codes: [] };
const proven: Step = { type: 'proven', by: 'evidence' };
const dryIntent: Step = { ...intent, isDryRun: true };
const overruled: Step = { type: 'overruled', actor: 'ann', requestId: 'update-1' };
const verdict = (kind: Verdict['kind']): Step => ({
  type: 'verdict',
  verdict:
    kind === 'accepted'
      ? { kind, transactionId: 'tx-1', requestId: 'req-1' }
      : kind === 'refused'
        ? { kind, failure: 'Rejected', status: 400, codes: ['InvalidInput'], requestId: 'req-1' }
        : kind === 'not-sent'
          ? { kind, reason: '429', requestId: 'req-1' }
          : { kind },
});

/** Records of one send; each is 100 ms later than the one before, the first at 100. */
const recorded = (steps: Step[], send = 1, of = key): LedgerRecord[] =>
  steps.map((step, index) => ({ ...step, key: of, send, at: (index + 1) * 100 }));

describe('a send', () => {
  it.each<[string, Send['status'], Step[]]>([
    ['only its intent', 'open', [intent]],
    ['a lost reply', 'open', [intent, lost]],
    ['absent evidence', 'open', [intent, lost, looked, looked]],
    ['an acceptance', 'accepted', [intent, verdict('accepted')]],
    ['a refusal', 'refused', [intent, verdict('refused')]],
    ['a POST that never left', 'not-sent', [intent, verdict('not-sent')]],
    ['a dry run', 'dry-run', [dryIntent, verdict('dry-run')]],
    ['a dry run that ended before its verdict', 'dry-run', [dryIntent]],
    ['a verdict after the loss', 'accepted', [intent, lost, verdict('accepted')]],
    ['a loss after the verdict', 'accepted', [intent, verdict('accepted'), lost]],
    ['a failed transaction', 'disproved', [intent, verdict('accepted'), failed]],
    ['a loss and no evidence', 'disproved', [intent, lost, silent]],
    ['an acceptance and evidence', 'accepted', [intent, verdict('accepted'), proven]],
    ['a loss and evidence', 'accepted', [intent, lost, proven]],
    ['evidence after the silence', 'accepted', [intent, lost, silent, proven]],
    ['a failure after the evidence', 'disproved', [intent, verdict('accepted'), proven, failed]],
    ['an acceptance after the silence', 'accepted', [intent, lost, silent, verdict('accepted')]],
    ['a refusal after the evidence', 'accepted', [intent, lost, proven, verdict('refused')]],
    ['a person over an open outcome', 'overruled', [intent, lost, overruled]],
    ['a person over an acceptance', 'overruled', [intent, verdict('accepted'), overruled]],
    ['a person over a refusal', 'overruled', [intent, verdict('refused'), overruled]],
    ['a verdict after a person', 'overruled', [intent, overruled, verdict('accepted')]],
    ['evidence after a person', 'overruled', [intent, lost, overruled, proven]],
    ['no evidence after a person', 'overruled', [intent, lost, overruled, silent]],
  ])('with %s is %s', (_name, status, steps) => {
    expect(sendsOf(recorded(steps), key).map((send) => send.status)).toEqual([status]);
  });

  it('keeps what its records tell', () => {
    expect(sendsOf(recorded([intent, lost, looked, verdict('accepted'), looked, proven, overruled]), key)).toEqual([
      {
        number: 1,
        openedAt: 100,
        sendableUntil: 900,
        subject: 's',
        body: '{}',
        actor: 'policy',
        status: 'overruled',
        lostAt: 200,
        verdict: { kind: 'accepted', transactionId: 'tx-1', requestId: 'req-1' },
        looks: [300, 500],
        proven: { at: 600, by: 'evidence' },
        overruled: { at: 700, actor: 'ann', requestId: 'update-1' },
        transactionIds: ['tx-1'],
        requestIds: ['req-lost', 'req-1'],
      },
    ]);
  });

  it('is proven or disproved, never both', () => {
    const [send] = sendsOf(recorded([intent, lost, silent, proven]), key);
    expect(send?.disproved).toBeUndefined();
    expect(sendsOf(recorded([intent, proven, failed]), key)[0]).toMatchObject({
      disproved: { at: 300, by: 'transaction', codes: ['INVALID_ORDER_ID'] },
    });
    expect(sendsOf(recorded([intent, proven, failed]), key)[0]?.proven).toBeUndefined();
  });

  it('belongs to the first intent with its number', () => {
    const late: LedgerIntent = { ...intent, intentId: 'i2', body: '{"late":true}', key, send: 1, at: 500 };
    const records = [...recorded([intent]), late, ...recorded([verdict('accepted')])];
    expect(sendsOf(records, key)).toMatchObject([{ openedAt: 100, body: '{}', status: 'accepted' }]);
  });

  it('does not exist without an intent', () => {
    expect(sendsOf(recorded([verdict('accepted'), proven]), key)).toEqual([]);
  });
});

describe('the sends of a write', () => {
  it('come in the order of their numbers', () => {
    const records = [...recorded([intent], 2), ...recorded([intent, lost, silent], 1)];
    expect(sendsOf(records, key).map(({ number, status }) => [number, status])).toEqual([
      [1, 'disproved'],
      [2, 'open'],
    ]);
  });

  it.each<Partial<WriteKey>>([
    { account: 'other' },
    { operation: 'submitShipmentConfirmations' },
    { businessId: 'PO2' },
    { occurrence: 2 },
  ])('leave out those of %j', (difference) => {
    expect(sendsOf(recorded([intent, verdict('accepted')], 1, { ...key, ...difference }), key)).toEqual([]);
  });

  it('that are live leave out what was recorded in a dry run, and their records do too', () => {
    const live = recorded([intent, verdict('accepted')], 2);
    const records = [...recorded([dryIntent, verdict('dry-run')], 1), ...live, ...recorded([dryIntent], 3)];
    expect(liveSends(sendsOf(records, key)).map(({ number }) => number)).toEqual([2]);
    expect(liveRecords(records)).toEqual(live);
  });

  it('are not changed by folding them', () => {
    const records = recorded([intent, lost, looked, proven]);
    const before = JSON.stringify(records);
    sendsOf(records, key);
    expect(JSON.stringify(records)).toBe(before);
  });
});
