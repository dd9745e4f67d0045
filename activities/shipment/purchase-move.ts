import { liveSends } from '../ledger/sends.js';
import type { Send } from '../ledger/sends.js';

/** What a purchase is decided on. */
export interface PurchaseSituation {
  /** All sends of the purchase, oldest first. */
  sends: readonly Send[];
  /** What is to be bought; absent while no rate was chosen. */
  wanted?: {
    /** Hash of the body. */
    subject: string;
    /** From then on it is too old for a first send, epoch ms. */
    goodUntil: number;
  };
  /** A person allowed another send after this one. */
  allowedAfter: number;
  now: number;
}

export type PurchaseMove =
  /** Bought, by that send. */
  | { move: 'done'; send: Send }
  /** An attempt that wrote the intent may still be sending. */
  | { move: 'wait'; until: number }
  /** The very same body under the very same key. */
  | { move: 'repeat'; send: Send }
  /** Put on record that a person has allowed another send. */
  | { move: 'overrule'; send: Send }
  | { move: 'send'; number: number }
  /** Nothing was bought, and new rates are needed. */
  | { move: 'rate'; send: number; because: string }
  | { move: 'ask'; kind: 'PurchaseUnknown' | 'Rejected'; send: Send };

/**
 * Chooses the next move of a purchase from what the ledger knows. Pure. Money is spent here:
 *
 * 1. What was accepted is bought, whatever else is on record.
 * 2. A send without a verdict may have bought. So may one that was repeated, whatever a late verdict says of the first
 *    try: only an acceptance closes it.
 * 3. Inside its window an open send is repeated, never followed by another; after it a person decides.
 * 4. Another send follows a proven refusal, one that was never sent, or a person's decision, and nothing else.
 * 5. It needs a rate that is young enough, and another one than that which was refused as expired.
 */
export function purchaseMove({ sends: all, wanted, allowedAfter, now }: PurchaseSituation): PurchaseMove {
  const sends = liveSends(all);
  const bought = sends.findLast(({ verdict }) => verdict?.kind === 'accepted');
  if (bought !== undefined) return { move: 'done', send: bought };
  const last = sends.at(-1);
  if (last !== undefined && isUnknown(last)) return afterUnknown(last, allowedAfter, now);
  if (last !== undefined && isRefused(last, 'Rejected') && allowedAfter < last.number) {
    return { move: 'ask', kind: 'Rejected', send: last };
  }
  const rate = (because: string): PurchaseMove => ({ move: 'rate', send: last?.number ?? 0, because });
  if (wanted === undefined) return rate('no rate is chosen');
  if (last !== undefined && isRefused(last, 'RateExpired') && last.subject === wanted.subject) {
    return rate('Amazon says that the rate has expired');
  }
  if (now >= wanted.goodUntil) return rate('the rate is too old to be bought');
  // What was recorded in a dry run was never sent: only its number is taken.
  return { move: 'send', number: (all.at(-1)?.number ?? 0) + 1 };
}

/** Whether a purchase stands, or may stand: then no other rate may be asked for. */
export const isUnderway = (sends: readonly Send[], allowedAfter: number): boolean => {
  const live = liveSends(sends);
  const last = live.at(-1);
  return (
    live.some(({ verdict }) => verdict?.kind === 'accepted') ||
    (last !== undefined && isUnknown(last) && allowedAfter < last.number)
  );
};

function afterUnknown(send: Send, allowedAfter: number, now: number): PurchaseMove {
  const busyUntil = send.lostAt ?? send.sendableUntil;
  if (now < busyUntil) return { move: 'wait', until: busyUntil };
  if (allowedAfter >= send.number) return { move: 'overrule', send };
  return now < repeatableUntil(send) ? { move: 'repeat', send } : { move: 'ask', kind: 'PurchaseUnknown', send };
}

/** Until then the same body with the same key buys nothing more. */
export const repeatableUntil = ({ purchase, sendableUntil }: Send): number =>
  purchase?.repeatableUntil ?? sendableUntil;

const isUnknown = ({ status, verdict, lostAt }: Send): boolean =>
  status !== 'overruled' && (verdict === undefined || (lostAt !== undefined && verdict.kind !== 'accepted'));

const isRefused = ({ status, verdict }: Send, failure: 'Rejected' | 'RateExpired'): boolean =>
  status === 'refused' && verdict?.kind === 'refused' && verdict.failure === failure;
