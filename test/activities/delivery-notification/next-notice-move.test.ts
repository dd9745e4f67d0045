import { describe, expect, it } from 'vitest';
import { nextNoticeMove } from '../../../activities/delivery-notification/next-notice-move.js';
import type { NoticeSituation } from '../../../activities/delivery-notification/next-notice-move.js';
import type { NoticeSend } from '../../../activities/delivery-notification/notice-sends.js';

const NOW = 1_000_000;

const send = (number: number, status: NoticeSend['status'], more: Partial<NoticeSend> = {}): NoticeSend => ({
  number,
  openedAt: NOW - 60_000,
  sendableUntil: NOW - 44_000,
  subject: 'order',
  body: '{}',
  requestIds: [],
  status,
  codes: [],
  isNotPermitted: false,
  blamesTracking: false,
  ...more,
});

const refused = { codes: ['InvalidParameterValue'] };
const blamed = { ...refused, blamesTracking: true };
const lostBefore = { lostAt: NOW - 50_000 };

const rows: [rule: string, sends: NoticeSend[], situation: Partial<NoticeSituation>, move: object][] = [
  ['nothing was sent: the first', [], {}, { move: 'send', number: 1 }],
  ['it was accepted', [send(1, 'accepted')], {}, { move: 'done', as: 'accepted' }],
  ['it was accepted, in dry run now', [send(1, 'accepted')], { isDryRun: true }, { move: 'done', as: 'accepted' }],
  ['it counts as accepted', [send(1, 'assumed')], {}, { move: 'done', as: 'assumed' }],
  [
    'it was accepted before something was refused',
    [send(1, 'accepted'), send(2, 'refused')],
    {},
    { move: 'done', as: 'accepted' },
  ],
  [
    'another order has the number',
    [send(1, 'accepted', { subject: 'another' })],
    {},
    { move: 'ask', kind: 'PayTrackingUsed', send: 1 },
  ],
  [
    'another order has the number, and a person insists',
    [send(1, 'accepted', { subject: 'another' })],
    { allowedAfter: 1 },
    { move: 'ask', kind: 'PayTrackingUsed' },
  ],
  [
    'its attempt may still be sending',
    [send(1, 'open', { sendableUntil: NOW + 5_000 })],
    {},
    { move: 'wait', send: 1, waitMs: 5_000 },
  ],
  ['its attempt is over', [send(1, 'open')], {}, { move: 'repeat', send: { number: 1 } }],
  [
    'its answer was lost',
    [send(1, 'open', { ...lostBefore, sendableUntil: NOW + 5_000 })],
    {},
    { move: 'repeat', send: { number: 1 } },
  ],
  [
    'its outcome is unknown, and a person allows another',
    [send(1, 'open')],
    { allowedAfter: 1 },
    { move: 'repeat', send: { number: 1 } },
  ],
  [
    'the unknown one is for another order: it is settled first',
    [send(1, 'open', { subject: 'another' })],
    {},
    { move: 'repeat', send: { number: 1 } },
  ],
  ['it was never sent', [send(1, 'not-sent')], {}, { move: 'send', number: 2 }],
  ['merchant or key were refused', [send(1, 'refused', { isNotPermitted: true })], {}, { move: 'send', number: 2 }],
  [
    'it was refused',
    [send(1, 'refused', refused)],
    {},
    { move: 'ask', kind: 'Rejected', send: 1, ...codesOf(refused) },
  ],
  [
    'it was refused, and a person allows another',
    [send(1, 'refused', refused)],
    { allowedAfter: 1 },
    { move: 'send', number: 2 },
  ],
  [
    'the second was refused, the person allowed one after the first',
    [send(1, 'refused', refused), send(2, 'refused', refused)],
    { allowedAfter: 1 },
    { move: 'ask', kind: 'Rejected', send: 2 },
  ],
  ['the first answer blames the number', [send(1, 'refused', blamed)], {}, { move: 'ask', kind: 'Rejected' }],
  [
    'blamed after a lost answer',
    [send(1, 'refused', { ...blamed, ...lostBefore })],
    {},
    { move: 'look', send: { number: 1 } },
  ],
  [
    'blamed after a lost answer, carrier known',
    [send(1, 'refused', { ...blamed, ...lostBefore })],
    { isCarrierKnown: true },
    { move: 'assume', send: { number: 1 } },
  ],
  [
    'blamed after a lost answer, carrier not known',
    [send(1, 'refused', { ...blamed, ...lostBefore })],
    { isCarrierKnown: false },
    { move: 'ask', kind: 'Unproven', send: 1, ...codesOf(refused) },
  ],
  [
    'blamed after a lost answer, and a person allows another',
    [send(1, 'refused', { ...blamed, ...lostBefore })],
    { allowedAfter: 1 },
    { move: 'send', number: 2 },
  ],
  [
    'that other is blamed as well: the first may still have it',
    [send(1, 'refused', { ...blamed, ...lostBefore }), send(2, 'refused', blamed)],
    { allowedAfter: 1, isCarrierKnown: true },
    { move: 'assume', send: { number: 2 } },
  ],
  [
    'refused for something else after a lost answer',
    [send(1, 'refused', { ...refused, ...lostBefore })],
    { isCarrierKnown: true },
    { move: 'ask', kind: 'Rejected' },
  ],
  [
    'the first was refused for something else, the second is blamed',
    [send(1, 'refused', { ...refused, ...lostBefore }), send(2, 'refused', blamed)],
    { allowedAfter: 1, isCarrierKnown: true },
    { move: 'ask', kind: 'Rejected', send: 2 },
  ],
  ['dry run', [], { isDryRun: true }, { move: 'record', number: 1 }],
  ['dry run, recorded', [send(1, 'dry-run')], { isDryRun: true }, { move: 'done', as: 'recorded' }],
  [
    'dry run, recorded for another order',
    [send(1, 'dry-run', { subject: 'another' })],
    { isDryRun: true },
    { move: 'record', number: 2 },
  ],
  ['dry run is over', [send(1, 'dry-run')], {}, { move: 'send', number: 2 }],
  ['dry run with an unknown outcome', [send(1, 'open')], { isDryRun: true }, { move: 'pause', send: 1 }],
];

function codesOf({ codes }: { codes: string[] }): { codes: string[] } {
  return { codes };
}

describe('the next move of a delivery notice', () => {
  it.each(rows)('%s', (_rule, sends, situation, move) => {
    expect(
      nextNoticeMove({ sends, subject: 'order', isDryRun: false, allowedAfter: 0, now: NOW, ...situation }),
    ).toMatchObject(move);
  });

  it('never sends once anything was accepted, and opens nothing while an outcome is unknown', () => {
    const statuses = ['open', 'accepted', 'assumed', 'refused', 'not-sent', 'dry-run'] as const;
    for (const first of statuses) {
      for (const second of statuses) {
        for (const more of [{}, blamed, { ...blamed, ...lostBefore }, { isNotPermitted: true }]) {
          for (const isDryRun of [false, true]) {
            const sends = [send(1, first, more), send(2, second, more)];
            const situation = { subject: 'order', isDryRun, allowedAfter: 2, isCarrierKnown: false, now: NOW };
            const { move } = nextNoticeMove({ sends, ...situation });
            const isTaken = [first, second].some((status) => status === 'accepted' || status === 'assumed');
            if (isTaken) expect(move).toBe('done');
            else if (isDryRun) expect(['send', 'repeat']).not.toContain(move);
            else if (second === 'open') expect(move).toBe('repeat');
          }
        }
      }
    }
  });
});
