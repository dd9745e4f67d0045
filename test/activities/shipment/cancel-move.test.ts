import { describe, expect, it } from 'vitest';
import type { LedgerRecord } from '../../../activities/ledger/ledger.js';
import { sendsOf } from '../../../activities/ledger/sends.js';
import { cancelMove } from '../../../activities/shipment/cancel-move.js';
import { writeKey } from '../../../activities/shipment/shipment-ledger.js';

const SENT = 1_000_000;
const key = writeKey({ account: 'a', shipmentReference: 's' }, 'cancelShipment');
const overruled: LedgerRecord[] = [
  {
    key,
    send: 1,
    at: SENT,
    type: 'intent',
    intentId: '1',
    sendableUntil: SENT + 20_000,
    subject: 's',
    body: '{}',
    actor: 'ann',
  },
  { key, send: 1, at: SENT + 1_000, type: 'lost', reason: 'reset' },
  { key, send: 1, at: SENT + 2_000, type: 'overruled', actor: 'ann', requestId: 'r-1' },
];

describe('the next move of a cancellation that a person has overruled', () => {
  it.each([
    // what the tracking shows, the move
    ['nothing', { move: 'send', number: 2, isRepeat: false }],
    ['picked-up', { move: 'done', outcome: 'too-late' }],
    ['cancelled', { move: 'done', outcome: 'cancelled' }],
  ] as const)('is no endless proving where the tracking shows %s', (seen, expected) => {
    const sends = sendsOf(overruled, key);
    expect(cancelMove({ sends, seen, isTracked: true, allowedAfter: 1, now: SENT + 3_600_000 })).toEqual(expected);
  });

  it('ends once it is proven, whoever asks', () => {
    const proven: LedgerRecord = { key, send: 1, at: SENT + 3_000, type: 'proven', by: 'evidence' };
    const sends = sendsOf([...overruled, proven], key);
    const move = cancelMove({ sends, seen: 'cancelled', isTracked: true, allowedAfter: 1, now: SENT + 3_600_000 });
    expect(move).toEqual({ move: 'done', outcome: 'cancelled' });
  });
});
