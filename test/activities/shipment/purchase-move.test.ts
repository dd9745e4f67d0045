import { describe, expect, it } from 'vitest';
import { isUnderway, purchaseMove } from '../../../activities/shipment/purchase-move.js';
import type { Send } from '../../../activities/ledger/sends.js';
import { sendsOf } from '../../../activities/ledger/sends.js';
import type { LedgerRecord, Verdict } from '../../../activities/ledger/ledger.js';

const MINUTE = 60_000;
const RATED = 1_000_000_000;
const key = { account: 'a', operation: 'purchaseShipment', businessId: 's', occurrence: 1 };

/** What became of one send. Its intent is of minute 1 after the rate; it may still be sending for 16 s. */
type Fate =
  | 'open'
  | 'lost'
  | 'repeated'
  | 'accepted'
  | 'accepted after loss'
  | 'expired'
  | 'expired after repetition'
  | 'refused'
  | 'not permitted'
  | 'not sent'
  | 'overruled'
  | 'dry';

const verdicts: Partial<Record<Fate, Verdict>> = {
  accepted: { kind: 'accepted', shipment: { shipmentId: 'S' } },
  'accepted after loss': { kind: 'accepted', shipment: { shipmentId: 'S' } },
  expired: { kind: 'refused', failure: 'RateExpired', status: 400, codes: [] },
  'expired after repetition': { kind: 'refused', failure: 'RateExpired', status: 400, codes: [] },
  refused: { kind: 'refused', failure: 'Rejected', status: 400, codes: ['InvalidInput'] },
  'not permitted': { kind: 'refused', failure: 'NotPermitted', status: 403, codes: [] },
  'not sent': { kind: 'not-sent', reason: 'HTTP 429' },
  dry: { kind: 'dry-run' },
};

const at = RATED + MINUTE;

function recordsOf(fate: Fate, send: number): LedgerRecord[] {
  const line = { key, send, at };
  const intent: LedgerRecord = {
    ...line,
    type: 'intent',
    intentId: String(send),
    sendableUntil: at + 16_000,
    subject: `subject ${send}`,
    body: '{}',
    actor: 'policy',
    ...(fate === 'dry' ? { isDryRun: true } : {}),
    purchase: { repeatableUntil: RATED + 10 * MINUTE },
  };
  const lost: LedgerRecord = { ...line, at: at + 15_000, type: 'lost', reason: 'no answer' };
  const repeated: LedgerRecord = { ...line, at: at + 3 * MINUTE, type: 'lost', reason: 'repeated' };
  const verdict = verdicts[fate];
  return [
    intent,
    ...(fate === 'lost' || fate === 'accepted after loss' || fate === 'overruled' ? [lost] : []),
    ...(fate === 'repeated' || fate === 'expired after repetition' ? [lost, repeated] : []),
    ...(verdict === undefined ? [] : [{ ...line, type: 'verdict', verdict } as const]),
    ...(fate === 'overruled' ? [{ ...line, type: 'overruled', actor: 'ann', requestId: 'r' } as const] : []),
  ];
}

const sendsFor = (fates: readonly Fate[]): Send[] =>
  sendsOf(
    fates.flatMap((fate, index) => recordsOf(fate, index + 1)),
    key,
  );

describe('the next move of a purchase', () => {
  const fresh = { subject: 'subject new', goodUntil: RATED + 20 * MINUTE };
  const stale = { subject: 'subject new', goodUntil: RATED };
  const same = { subject: 'subject 1', goodUntil: RATED + 20 * MINUTE };

  it.each([
    // earlier sends, minutes after the first rate, what is wanted, send that a person allowed to follow, move
    [[], 2, fresh, 0, 'send 1'],
    [[], 2, undefined, 0, 'rate'],
    [[], 2, stale, 0, 'rate'],
    // Somebody may still be sending.
    [['open'], 1, fresh, 0, 'wait'],
    [['open'], 1, fresh, 1, 'wait'],
    [['repeated'], 3, fresh, 0, 'wait'],
    // Unknown: the same again inside the window, whatever else is wanted; then a person.
    [['open'], 2, fresh, 0, 'repeat 1'],
    [['open'], 2, undefined, 0, 'repeat 1'],
    [['lost'], 2, stale, 0, 'repeat 1'],
    [['repeated'], 5, fresh, 0, 'repeat 1'],
    [['open'], 9.99, fresh, 0, 'repeat 1'],
    [['open'], 10, fresh, 0, 'ask PurchaseUnknown 1'],
    [['lost'], 30, fresh, 0, 'ask PurchaseUnknown 1'],
    [['repeated'], 30, undefined, 0, 'ask PurchaseUnknown 1'],
    // A person has looked: another send may follow, once that is on record.
    [['open'], 30, fresh, 1, 'overrule 1'],
    [['lost'], 30, undefined, 1, 'overrule 1'],
    [['overruled'], 15, fresh, 1, 'send 2'],
    [['overruled'], 15, fresh, 0, 'send 2'],
    [['overruled'], 30, undefined, 0, 'rate'],
    // The permission was for send 1 only.
    [['overruled', 'lost'], 30, fresh, 1, 'ask PurchaseUnknown 2'],
    // Bought is bought, whoever says what.
    [['accepted'], 2, fresh, 0, 'done 1'],
    [['accepted'], 60, undefined, 1, 'done 1'],
    [['accepted after loss'], 60, fresh, 0, 'done 1'],
    [['overruled', 'accepted'], 60, fresh, 0, 'done 2'],
    [['expired', 'accepted'], 60, fresh, 0, 'done 2'],
    // Proven refusals.
    [['expired'], 2, same, 0, 'rate'],
    [['expired'], 2, fresh, 0, 'send 2'],
    [['expired'], 2, stale, 0, 'rate'],
    [['expired'], 2, undefined, 0, 'rate'],
    [['refused'], 2, fresh, 0, 'ask Rejected 1'],
    [['refused'], 2, undefined, 0, 'ask Rejected 1'],
    [['refused'], 2, fresh, 1, 'send 2'],
    [['refused', 'refused'], 2, fresh, 1, 'ask Rejected 2'],
    [['refused'], 2, stale, 1, 'rate'],
    [['not permitted'], 2, fresh, 0, 'send 2'],
    [['not permitted'], 2, stale, 0, 'rate'],
    // Never left.
    [['not sent'], 2, same, 0, 'send 2'],
    [['not sent', 'not sent'], 2, same, 0, 'send 3'],
    [['not sent', 'lost'], 2, same, 0, 'repeat 2'],
    // A refusal of the first try, written after it was repeated, proves nothing about the repetition.
    [['expired after repetition'], 5, fresh, 0, 'repeat 1'],
    [['expired after repetition'], 30, fresh, 0, 'ask PurchaseUnknown 1'],
    [['expired after repetition'], 30, fresh, 1, 'overrule 1'],
    // What was recorded in a dry run was never sent; only its number is taken.
    [['dry'], 2, fresh, 0, 'send 2'],
    [['dry', 'lost'], 2, fresh, 0, 'repeat 2'],
  ] as const)(
    'after %j, at minute %d, wanting %j, allowed after %i: %s',
    (fates, minute, wanted, allowedAfter, move) => {
      const found = purchaseMove({
        sends: sendsFor(fates),
        allowedAfter,
        now: RATED + minute * MINUTE,
        ...(wanted === undefined ? {} : { wanted }),
      });
      const said = [
        found.move,
        ...('kind' in found ? [found.kind] : []),
        ...(found.move === 'send' ? [found.number] : []),
        ...('send' in found && typeof found.send === 'object' ? [found.send.number] : []),
      ];
      expect(said.join(' ')).toBe(move);
    },
  );

  it('never opens another send while one is without a verdict, at whatever time and with whatever rate', () => {
    const unknown: Fate[] = ['open', 'lost', 'repeated', 'expired after repetition'];
    const before: Fate[][] = [[], ['expired'], ['not sent'], ['overruled'], ['refused'], ['dry']];
    for (const first of before) {
      for (const fate of unknown) {
        const sends = sendsFor([...first, fate]);
        for (let minute = 0; minute < 120; minute += 0.25) {
          for (const wanted of [undefined, fresh, stale, same]) {
            const now = RATED + minute * MINUTE;
            const found = purchaseMove({
              sends,
              allowedAfter: sends.length - 1,
              now,
              ...(wanted === undefined ? {} : { wanted }),
            });
            expect(['wait', 'repeat', 'ask']).toContain(found.move);
          }
        }
        expect(isUnderway(sends, sends.length - 1)).toBe(true);
        expect(isUnderway(sends, sends.length)).toBe(false);
      }
    }
  });

  it.each([
    // earlier sends, whether a purchase stands or may stand
    [[], false],
    [['accepted'], true],
    [['overruled'], false],
    [['expired'], false],
    [['refused'], false],
    [['not sent'], false],
    [['dry'], false],
    [['accepted after loss'], true],
  ] as const)('after %j asks for no other rate: %s', (fates, expected) => {
    expect(isUnderway(sendsFor(fates), 0)).toBe(expected);
  });
});
