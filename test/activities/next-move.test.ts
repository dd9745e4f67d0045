import { describe, expect, it } from 'vitest';
import type { Send } from '../../activities/ledger/sends.js';
import { nextMove } from '../../activities/next-move.js';
import type { Move, ProofRule, Situation } from '../../activities/next-move.js';

const MINUTE = 60_000;
const SENT_AT = 1_000 * MINUTE;

/** Acknowledgement and confirmation. */
const byTransaction: ProofRule = { evidence: 'after-transaction', successIsProof: true, resends: 1 };
/** Label request. */
const byLabel: ProofRule = { evidence: 'first', successIsProof: false, resends: 1 };
/** Rejection. */
const withoutEvidence: ProofRule = { evidence: 'none', successIsProof: true, resends: 0 };

/** Status update. */
const bySilence: ProofRule = { evidence: 'none', successIsProof: true, resends: 1 };

const send = (number: number, status: Send['status'], more: Partial<Send> = {}): Send => ({
  number,
  openedAt: SENT_AT,
  sendableUntil: SENT_AT,
  subject: 'same',
  body: '{}',
  actor: 'policy',
  status,
  looks: [],
  transactionIds: status === 'accepted' || status === 'disproved' ? [`tx-${number}`] : [],
  requestIds: [],
  ...(status === 'accepted' ? { verdict: { kind: 'accepted', transactionId: `tx-${number}` } } : {}),
  ...more,
});

const failed = (number: number, ...codes: string[]): Send =>
  send(number, 'disproved', {
    verdict: { kind: 'accepted', transactionId: `tx-${number}` },
    disproved: { at: SENT_AT, by: 'transaction', codes },
  });
const withoutProof = (number: number): Send =>
  send(number, 'disproved', { disproved: { at: SENT_AT, by: 'no-evidence', codes: [] } });
const refused = (number: number): Send =>
  send(number, 'refused', { verdict: { kind: 'refused', failure: 'Rejected', status: 400, codes: ['InvalidInput'] } });
const notPermitted = (number: number): Send =>
  send(number, 'refused', {
    verdict: { kind: 'refused', failure: 'NotPermitted', status: 403, codes: ['Unauthorized'] },
  });

const absent = { evidence: 'absent' } as const;
const processing = { transaction: { status: 'Processing', codes: [] } };
const success = { transaction: { status: 'Success', codes: [] } };
const failure = { transaction: { status: 'Failure', codes: ['INVALID_ORDER_ID'] } };

const moveOf = (situation: Partial<Situation> & { minutes?: number }): Move => {
  const { minutes = 1, ...given } = situation;
  return nextMove({
    sends: [],
    rule: byTransaction,
    windows: { windowMs: 30 * MINUTE, evidenceAfterMs: 15 * MINUTE, maxFailures: 3 },
    subject: 'same',
    seen: {},
    attempt: 1,
    lookFirst: false,
    allowedAfter: 0,
    waitUntil: 0,
    now: SENT_AT + minutes * MINUTE,
    ...given,
  });
};

describe('next move of a write', () => {
  it.each<[string, Partial<Situation> & { minutes?: number }, Partial<Move>]>([
    ['sends first when nothing is on record', {}, { move: 'send', number: 1 }],
    ['looks first for an order that was accepted elsewhere', { lookFirst: true }, { move: 'look' }],
    [
      'does not look before a rejection: what shows an acceptance is no evidence of it',
      { lookFirst: true, rule: withoutEvidence },
      { move: 'send', number: 1 },
    ],
    ['sends when that look finds nothing', { lookFirst: true, seen: absent }, { move: 'send', number: 1 }],
    [
      'is done without a send when that look finds it',
      { lookFirst: true, seen: { evidence: 'present' } },
      { move: 'done' },
    ],

    [
      'looks before it sends again what failed in a batch',
      { sends: [send(1, 'disproved', { batch: 25, disproved: { at: 0, by: 'transaction', codes: ['INVALID'] } })] },
      { move: 'look' },
    ],
    [
      'sends again what failed in a batch, whatever the code: it may be another order’s',
      {
        sends: [send(1, 'disproved', { batch: 25, disproved: { at: 0, by: 'transaction', codes: ['INVALID'] } })],
        seen: absent,
      },
      { move: 'send', number: 2 },
    ],
    [
      'asks about what failed alone',
      { sends: [send(1, 'disproved', { disproved: { at: 0, by: 'transaction', codes: ['INVALID'] } })], seen: absent },
      { move: 'ask', kind: 'Rejected' },
    ],
    [
      'counts failures of batches as nobody’s own',
      {
        sends: [1, 2, 3].map((number) =>
          send(number, 'disproved', {
            ...(number < 3 && { batch: 25 }),
            disproved: { at: 0, by: 'transaction', codes: ['INTERNAL_SERVER_ERROR'] },
          }),
        ),
        seen: absent,
      },
      { move: 'send', number: 4 },
    ],
    [
      'asks about what failed in a batch where nothing could show that it did not take effect',
      {
        sends: [send(1, 'disproved', { batch: 2, disproved: { at: 0, by: 'transaction', codes: ['INVALID'] } })],
        rule: withoutEvidence,
      },
      { move: 'ask', kind: 'Rejected' },
    ],
    [
      'sends what was recorded in a dry run, under the next number',
      { sends: [send(1, 'dry-run')] },
      { move: 'send', number: 2 },
    ],
    [
      'takes another meaning in a dry run for no contradiction',
      { sends: [send(1, 'dry-run', { subject: 'other' })] },
      { move: 'send', number: 2 },
    ],
    [
      'looks first after a dry run as it would without',
      { sends: [send(1, 'dry-run')], lookFirst: true },
      { move: 'look' },
    ],
    [
      'goes on with the live send before a dry run',
      { sends: [send(1, 'accepted'), send(2, 'dry-run')] },
      { move: 'poll', transactionId: 'tx-1' },
    ],
    [
      'sends again under a number that no dry run has taken',
      { sends: [send(1, 'not-sent'), send(2, 'dry-run')] },
      { move: 'send', number: 3 },
    ],

    [
      'waits for the window of a write without evidence that may be repeated',
      { rule: bySilence, sends: [send(1, 'accepted')], seen: processing, minutes: 29 },
      { move: 'wait' },
    ],
    [
      'takes the silence of its transaction for the window as no evidence',
      { rule: bySilence, sends: [send(1, 'accepted')], seen: processing, minutes: 31 },
      { move: 'record', send: 1, as: 'no-evidence' },
    ],
    [
      'takes the silence after a lost reply as no evidence',
      { rule: bySilence, sends: [send(1, 'open', { lostAt: SENT_AT })], minutes: 31 },
      { move: 'record', send: 1, as: 'no-evidence' },
    ],
    [
      'asks the transaction first when the window is over',
      { rule: bySilence, sends: [send(1, 'accepted')], minutes: 31 },
      { move: 'poll', transactionId: 'tx-1' },
    ],
    [
      'repeats the identical body after the silence',
      { rule: bySilence, sends: [withoutProof(1)], minutes: 31 },
      { move: 'send', number: 2, repeats: 1 },
    ],
    [
      'is at its end after the silence of the repetition',
      { rule: bySilence, sends: [withoutProof(1), withoutProof(2)], minutes: 61 },
      { move: 'ask', kind: 'Unproven', send: 2 },
    ],
    [
      'never takes silence as the end of a write that may not be repeated',
      { rule: withoutEvidence, sends: [send(1, 'accepted')], seen: processing, minutes: 31 },
      { move: 'ask', kind: 'Unproven', send: 1 },
    ],

    [
      'polls the transaction of an accepted send',
      { sends: [send(1, 'accepted')] },
      { move: 'poll', transactionId: 'tx-1' },
    ],
    ['waits while it is Processing', { sends: [send(1, 'accepted')], seen: processing }, { move: 'wait' }],
    [
      'waits on a status that was added since',
      { sends: [send(1, 'accepted')], seen: { transaction: { status: 'Queued', codes: [] } } },
      { move: 'wait' },
    ],
    [
      'records Success as proof',
      { sends: [send(1, 'accepted')], seen: success },
      { move: 'record', as: 'proven-by-transaction' },
    ],
    ['records Failure', { sends: [send(1, 'accepted')], seen: failure }, { move: 'record', as: 'failed' }],
    [
      'is done when the ledger has the proof',
      { sends: [send(1, 'accepted', { proven: { at: 1, by: 'evidence' } })] },
      { move: 'done' },
    ],
    [
      'reads the evidence after 15 min of Processing',
      { sends: [send(1, 'accepted')], seen: processing, minutes: 15 },
      { move: 'look' },
    ],
    [
      'records evidence as proof',
      { sends: [send(1, 'accepted')], seen: { ...processing, evidence: 'present' }, minutes: 15 },
      { move: 'record', as: 'proven-by-evidence' },
    ],
    [
      'asks for one more read when the window is over after one',
      { sends: [send(1, 'accepted', { looks: [1] })], seen: { ...processing, ...absent }, minutes: 31 },
      { move: 'wait' },
    ],
    [
      'records the lack of evidence after two reads and 30 min',
      { sends: [send(1, 'accepted', { looks: [1, 2] })], seen: { ...processing, ...absent }, minutes: 31 },
      { move: 'record', as: 'no-evidence' },
    ],
    [
      'does not send again before the window is over, however many reads',
      { sends: [send(1, 'accepted', { looks: [1, 2, 3, 4] })], seen: { ...processing, ...absent }, minutes: 29 },
      { move: 'wait' },
    ],

    ['looks at once when the outcome is unknown', { sends: [send(1, 'open')] }, { move: 'look' }],
    ['waits when nothing is there yet', { sends: [send(1, 'open', { looks: [1] })], seen: absent }, { move: 'wait' }],
    [
      'counts the window from the last instant at which the dead attempt could have sent',
      { sends: [send(1, 'open', { looks: [1, 2], sendableUntil: SENT_AT + 5 * MINUTE })], seen: absent, minutes: 34 },
      { move: 'wait' },
    ],
    [
      'disproves an unknown outcome after it',
      { sends: [send(1, 'open', { looks: [1, 2], sendableUntil: SENT_AT + 5 * MINUTE })], seen: absent, minutes: 35 },
      { move: 'record', as: 'no-evidence' },
    ],

    ['looks again before it repeats', { sends: [withoutProof(1)] }, { move: 'look' }],
    [
      'repeats the identical body once',
      { sends: [withoutProof(1)], seen: absent },
      { move: 'send', number: 2, repeats: 1 },
    ],
    [
      'asks a person after the repetition',
      { sends: [withoutProof(1), withoutProof(2)], seen: absent },
      { move: 'ask', kind: 'Unproven', send: 2 },
    ],

    ['sends again after a send that never left', { sends: [send(1, 'not-sent')] }, { move: 'send', number: 2 }],
    ['sends again after a refused permission', { sends: [notPermitted(1)] }, { move: 'send', number: 2 }],
    ['looks before it asks about a refusal', { sends: [refused(1)] }, { move: 'look' }],
    [
      'asks a person about a refusal',
      { sends: [refused(1)], seen: absent },
      { move: 'ask', kind: 'Rejected', codes: ['InvalidInput'] },
    ],
    [
      'is done when the refusal came after it had happened',
      { sends: [withoutProof(1), refused(2)], seen: { evidence: 'present' } },
      { move: 'record', as: 'proven-by-evidence' },
    ],
    [
      'sends again after INTERNAL_SERVER_ERROR alone',
      { sends: [failed(1, 'INTERNAL_SERVER_ERROR')], seen: absent },
      { move: 'send', number: 2 },
    ],
    [
      'asks after the third INTERNAL_SERVER_ERROR',
      {
        sends: [
          failed(1, 'INTERNAL_SERVER_ERROR'),
          failed(2, 'INTERNAL_SERVER_ERROR'),
          failed(3, 'INTERNAL_SERVER_ERROR'),
        ],
        seen: absent,
      },
      { move: 'ask', kind: 'Rejected', send: 3 },
    ],
    [
      'asks when another code is among them',
      { sends: [failed(1, 'INTERNAL_SERVER_ERROR', 'EMPTY_PACKAGES')], seen: absent },
      { move: 'ask', kind: 'Rejected' },
    ],
    ['asks about a failure without a code', { sends: [failed(1)], seen: absent }, { move: 'ask', kind: 'Rejected' }],
    [
      'sends again when a person allowed it',
      { sends: [refused(1)], allowedAfter: 1, seen: absent },
      { move: 'send', number: 2 },
    ],
    [
      'asks again about the next refusal',
      { sends: [refused(1), refused(2)], allowedAfter: 1, seen: absent },
      { move: 'ask', send: 2 },
    ],

    [
      'overrules an unproven send when a person allowed another',
      { sends: [send(1, 'open')], allowedAfter: 1, seen: absent },
      { move: 'record', as: 'overruled' },
    ],
    ['looks before it overrules', { sends: [send(1, 'open')], allowedAfter: 1 }, { move: 'look' }],
    [
      'sends after it was overruled',
      { sends: [send(1, 'overruled')], allowedAfter: 1, seen: absent },
      { move: 'send', number: 2 },
    ],
    [
      'goes on looking while a person asked to wait',
      { sends: [send(1, 'open', { looks: [1, 2] })], seen: absent, minutes: 40, waitUntil: SENT_AT + 60 * MINUTE },
      { move: 'wait' },
    ],
    [
      'goes on looking after the repetition while a person asked to wait',
      { sends: [withoutProof(1), withoutProof(2)], seen: absent, minutes: 61, waitUntil: SENT_AT + 91 * MINUTE },
      { move: 'wait' },
    ],
    [
      'does not repeat while a person asked to wait',
      { sends: [withoutProof(1)], seen: absent, minutes: 31, waitUntil: SENT_AT + 61 * MINUTE },
      { move: 'wait' },
    ],
    [
      'looks before it asks a person about a repetition of an earlier attempt',
      { sends: [withoutProof(1), withoutProof(2)] },
      { move: 'look' },
    ],

    [
      'proves an open send first, whatever it says',
      { sends: [send(1, 'open', { subject: 'other' })] },
      { move: 'look' },
    ],
    [
      'asks when something else was proven',
      { sends: [send(1, 'accepted', { subject: 'other', proven: { at: 1, by: 'evidence' } })] },
      { move: 'ask', kind: 'Conflict' },
    ],
    [
      'overrules what was proven when a person decided so',
      { sends: [send(1, 'accepted', { subject: 'other', proven: { at: 1, by: 'evidence' } })], allowedAfter: 1 },
      { move: 'record', as: 'overruled' },
    ],
    [
      'does not repeat a body that says something else',
      { sends: [{ ...withoutProof(1), subject: 'other' }], seen: absent },
      { move: 'send', number: 2 },
    ],
    [
      'does not mind what a failed send said',
      { sends: [{ ...failed(1, 'X'), subject: 'other' }], allowedAfter: 1, seen: absent },
      { move: 'send', number: 2 },
    ],

    [
      'is done when the effect of an overruled send shows up after all',
      {
        sends: [send(1, 'overruled', { overruled: { at: 5, actor: 'a', requestId: 'r' } })],
        seen: { evidence: 'present' },
      },
      { move: 'done' },
    ],
    [
      'sends what a person decided although the evidence shows the old',
      {
        sends: [
          send(1, 'overruled', { proven: { at: 4, by: 'evidence' }, overruled: { at: 5, actor: 'a', requestId: 'r' } }),
        ],
        allowedAfter: 1,
        seen: { evidence: 'present' },
      },
      { move: 'send', number: 2 },
    ],
    [
      'takes no lack of evidence as proof about something else',
      { sends: [send(1, 'open', { subject: 'other', looks: [1, 2] })], seen: absent, minutes: 31 },
      { move: 'ask', kind: 'Conflict' },
    ],
    [
      'looks at the order at once when the transaction cannot be read',
      { sends: [send(1, 'accepted')], seen: { transaction: 'unreadable' } },
      { move: 'look' },
    ],
    [
      'waits for the next attempt after a refusal of this one',
      { sends: [failed(1, 'INTERNAL_SERVER_ERROR')], seen: { ...absent, hasSent: true } },
      { move: 'wait' },
    ],

    [
      'sends nothing for an order that Amazon cancelled',
      { sends: [send(1, 'open')], seen: { evidence: 'cancelled' } },
      { move: 'cancelled' },
    ],

    ['reads the label before the transaction', { rule: byLabel, sends: [send(1, 'accepted')] }, { move: 'look' }],
    [
      'leaves the transaction alone on odd attempts',
      { rule: byLabel, sends: [send(1, 'accepted')], seen: absent, attempt: 3 },
      { move: 'wait' },
    ],
    [
      'asks the transaction on even attempts',
      { rule: byLabel, sends: [send(1, 'accepted')], seen: absent, attempt: 2 },
      { move: 'poll' },
    ],
    [
      'does not take Success for the label',
      { rule: byLabel, sends: [send(1, 'accepted')], seen: { ...success, ...absent }, attempt: 2 },
      { move: 'wait' },
    ],
    [
      'does not request a second label when the first request succeeded',
      { rule: byLabel, sends: [send(1, 'accepted', { looks: [1, 2] })], seen: { ...success, ...absent }, minutes: 31 },
      { move: 'ask', kind: 'Unproven' },
    ],
    [
      'asks the transaction before it gives a label request up',
      { rule: byLabel, sends: [send(1, 'accepted', { looks: [1, 2] })], seen: absent, minutes: 31, attempt: 3 },
      { move: 'poll' },
    ],

    [
      'asks a person about an unproven rejection',
      { rule: withoutEvidence, sends: [send(1, 'accepted')], seen: processing, minutes: 31 },
      { move: 'ask', kind: 'Unproven' },
    ],
    ['has nothing to look at for a rejection', { rule: withoutEvidence, sends: [send(1, 'open')] }, { move: 'wait' }],
    [
      'asks a person about a failed rejection without looking',
      { rule: withoutEvidence, sends: [failed(1, 'X')] },
      { move: 'ask', kind: 'Rejected' },
    ],
  ])('%s', (_rule, situation, expected) => {
    expect(moveOf(situation)).toMatchObject(expected);
  });

  it('never sends while an earlier send may still have its effect, whatever else is known', () => {
    const statuses = ['open', 'accepted'] as const;
    const seens = [{}, absent, processing, success, failure, { ...processing, ...absent }, { ...failure, ...absent }];
    for (const rule of [byTransaction, byLabel, withoutEvidence]) {
      for (const status of statuses) {
        for (const seen of seens) {
          for (const minutes of [0, 14, 15, 29, 30, 31, 600]) {
            for (const looks of [[], [1], [1, 2]]) {
              for (const allowedAfter of [0, 1]) {
                for (const attempt of [1, 2]) {
                  const move = moveOf({
                    rule,
                    sends: [send(1, status, { looks })],
                    seen,
                    minutes,
                    allowedAfter,
                    attempt,
                  });
                  expect(move.move).not.toBe('send');
                }
              }
            }
          }
        }
      }
    }
  });
});
