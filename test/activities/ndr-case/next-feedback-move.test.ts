import { describe, expect, it } from 'vitest';
import { feedbackIn, feedbackKey } from '../../../activities/ndr-case/ndr-ledger.js';
import { nextFeedbackMove } from '../../../activities/ndr-case/next-feedback-move.js';
import type { FeedbackSituation } from '../../../activities/ndr-case/next-feedback-move.js';
import type { LedgerRecord } from '../../../activities/ledger/ledger.js';
import { parcel } from '../../workflows/ndr-case/reports-of.js';

const WINDOW = 1_800_000;
const SENT = 1_000_000;

type Line = LedgerRecord extends infer R
  ? R extends { type: string }
    ? Omit<R, 'key' | 'send' | 'at'> & { at?: number }
    : never
  : never;

/** Sends of one answer to an attempt, with what was written about each. */
function sent(action: 'REATTEMPT' | 'RTO', attempt: number, ...sends: Line[][]): LedgerRecord[] {
  const key = feedbackKey(parcel, attempt);
  return sends.flatMap((lines, index) => [
    {
      key,
      send: index + 1,
      at: SENT,
      type: 'intent',
      intentId: String(index),
      sendableUntil: SENT + 20_000,
      subject: action,
      body: JSON.stringify({ trackingId: parcel.trackingId, ndrAction: action }),
      actor: 'asha',
    },
    ...lines.map((line) => ({ key, send: index + 1, at: SENT + 1_000, ...line })),
  ]);
}

const accepted: Line = { type: 'verdict', verdict: { kind: 'accepted' } };
const lost: Line = { type: 'lost', reason: 'reset' };
const notSent: Line = { type: 'verdict', verdict: { kind: 'not-sent', reason: '429' } };
const looked: Line = { type: 'looked' };
const silent: Line = { type: 'disproved', by: 'no-evidence', codes: [] };
const refused = (errors: string, status = 400): Line => ({
  type: 'verdict',
  verdict: { kind: 'refused', failure: 'Rejected', status, codes: ['InvalidRequest'] },
  errors,
});

const move = (records: LedgerRecord[], more: Partial<FeedbackSituation> = {}) =>
  nextFeedbackMove({
    answer: 'reattempt',
    attempt: 1,
    subject: 'REATTEMPT',
    sends: feedbackIn(records),
    isSuperseded: false,
    isDryRun: false,
    allowedAfter: 0,
    waitUntil: 0,
    windowMs: WINDOW,
    now: SENT + 60_000,
    ...more,
  });

const rto = { answer: 'rto', subject: 'RTO' } as const;
const LATER = SENT + 2 * WINDOW;

describe('the next move of an answer', () => {
  it.each<[string, LedgerRecord[], Partial<FeedbackSituation>, object]>([
    ['nothing sent', [], {}, { move: 'send', number: 1 }],
    ['accepted', sent('REATTEMPT', 1, [accepted]), {}, { move: 'done', as: 'accepted' }],
    [
      'accepted, another answer now',
      sent('REATTEMPT', 1, [accepted]),
      { subject: 'other' },
      { move: 'ask', kind: 'Conflict' },
    ],
    [
      'the same, allowed by a person',
      sent('REATTEMPT', 1, [accepted]),
      { subject: 'other', allowedAfter: 1 },
      { move: 'record', as: 'overruled' },
    ],
    ['not sent', sent('REATTEMPT', 1, [notSent]), {}, { move: 'send', number: 2 }],
    ['refused', sent('REATTEMPT', 1, [refused('bad')]), {}, { move: 'ask', kind: 'Rejected' }],
    [
      'refused, allowed by a person',
      sent('REATTEMPT', 1, [refused('bad')]),
      { allowedAfter: 1 },
      { move: 'send', number: 2 },
    ],
    [
      'refused as answered already',
      sent('REATTEMPT', 1, [refused('Feedback has already been submitted')]),
      {},
      { move: 'done', as: 'handled-elsewhere' },
    ],
    ['refused with 409', sent('REATTEMPT', 1, [refused('', 409)]), {}, { move: 'done', as: 'handled-elsewhere' }],
    [
      'an attempt that may still be sending',
      sent('REATTEMPT', 1, []),
      { now: SENT + 5_000 },
      { move: 'wait', waitMs: 15_000 },
    ],
    ['an attempt that died', sent('REATTEMPT', 1, []), {}, { move: 'look' }],
    ['a lost answer', sent('REATTEMPT', 1, [lost]), { now: SENT + 5_000 }, { move: 'look' }],
    ['a lost answer, first look', sent('REATTEMPT', 1, [lost]), { parcel: 'moving' }, { move: 'record', as: 'looked' }],
    ['a lost answer, within the window', sent('REATTEMPT', 1, [lost, looked]), { parcel: 'moving' }, { move: 'wait' }],
    [
      'a lost answer, after the window',
      sent('REATTEMPT', 1, [lost, looked]),
      { parcel: 'moving', now: LATER },
      { move: 'record', as: 'no-evidence' },
    ],
    [
      'a lost answer, after the window, unlooked',
      sent('REATTEMPT', 1, [lost]),
      { parcel: 'moving', now: LATER },
      { move: 'record', as: 'looked' },
    ],
    [
      'a lost answer, delivered meanwhile',
      sent('REATTEMPT', 1, [lost]),
      { parcel: 'delivered' },
      { move: 'done', as: 'ended' },
    ],
    [
      'silence',
      sent('REATTEMPT', 1, [silent]),
      { parcel: 'moving' },
      { move: 'send', number: 2, repeats: expect.objectContaining({ number: 1 }) },
    ],
    ['silence, not looked at now', sent('REATTEMPT', 1, [silent]), {}, { move: 'look' }],
    [
      'silence twice',
      sent('REATTEMPT', 1, [silent], [silent]),
      { parcel: 'moving' },
      { move: 'ask', kind: 'Unproven', send: 2 },
    ],
    [
      'silence, past due',
      sent('REATTEMPT', 1, [silent]),
      { parcel: 'moving', notAfter: SENT },
      { move: 'done', as: 'past-due' },
    ],
    ['past due', [], { notAfter: SENT }, { move: 'done', as: 'past-due' }],
    ['a later attempt', [], { isSuperseded: true }, { move: 'done', as: 'superseded' }],
    ['dry run', [], { isDryRun: true }, { move: 'record', as: 'dry-run' }],
    ['dry run over an unknown outcome', sent('REATTEMPT', 1, [lost]), { isDryRun: true }, { move: 'pause' }],
    [
      'a lost return, returning',
      sent('RTO', 1, [lost]),
      { ...rto, parcel: 'returning' },
      { move: 'record', as: 'proven' },
    ],
    [
      'a lost return after the window',
      sent('RTO', 1, [lost, looked]),
      { ...rto, parcel: 'moving', now: LATER },
      { move: 'ask', kind: 'NdrReturnUnknown' },
    ],
    [
      'the same, though a person allows it',
      sent('RTO', 1, [lost, looked]),
      { ...rto, parcel: 'moving', now: LATER, allowedAfter: 9 },
      { move: 'ask', kind: 'NdrReturnUnknown' },
    ],
    [
      'the same, a person waits',
      sent('RTO', 1, [lost, looked]),
      { ...rto, parcel: 'moving', now: LATER, waitUntil: LATER + 1 },
      { move: 'wait' },
    ],
    [
      'a return of an earlier attempt',
      sent('RTO', 1, [accepted]),
      { ...rto, attempt: 2 },
      { move: 'done', as: 'accepted' },
    ],
    ['another answer after a return', sent('RTO', 1, [accepted]), { attempt: 2 }, { move: 'done', as: 'returning' }],
    ['another answer to the attempt of a return', sent('RTO', 1, [accepted]), {}, { move: 'done', as: 'returning' }],
    ['an unknown return of an earlier attempt', sent('RTO', 1, [lost]), { attempt: 2 }, { move: 'look' }],
    [
      'the same, not returning',
      sent('RTO', 1, [lost]),
      { attempt: 2, parcel: 'moving' },
      { move: 'ask', kind: 'NdrReturnUnknown' },
    ],
  ])('%s', (_what, records, more, expected) => {
    expect(move(records, more)).toMatchObject(expected);
  });

  it('never sends a return when one may be with Amazon, whatever else is known', () => {
    const parcels = [undefined, 'moving', 'unknown', 'returning', 'delivered'] as const;
    for (const lines of [[], [lost], [lost, looked], [accepted]]) {
      for (const attempt of [1, 2]) {
        for (const now of [SENT, SENT + 60_000, LATER]) {
          for (const allowedAfter of [0, 9]) {
            for (const seen of parcels) {
              const next = move(sent('RTO', 1, lines), {
                ...rto,
                attempt,
                now,
                allowedAfter,
                ...(seen === undefined ? {} : { parcel: seen }),
              });
              expect(next.move).not.toBe('send');
            }
          }
        }
      }
    }
  });
});
