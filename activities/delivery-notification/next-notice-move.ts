import type { NoticeSend } from './notice-sends.js';

export interface NoticeSituation {
  /** All sends of the tracking number, oldest first. */
  sends: readonly NoticeSend[];
  /** Hash of the order that the notice is for; compared with that of what was sent. */
  subject: string;
  isDryRun: boolean;
  /** A person allowed another send after this one. */
  allowedAfter: number;
  /** Whether Amazon Pay has ever accepted the carrier code of the last send; absent until it was looked up. */
  isCarrierKnown?: boolean;
  now: number;
}

export type NoticeMove =
  /** Open send `number`. */
  | { move: 'send'; number: number }
  /** The outcome of this send is unknown: its body again, under its own key. */
  | { move: 'repeat'; send: NoticeSend }
  /** An attempt that nobody knows the end of may still be sending. */
  | { move: 'wait'; send: number; waitMs: number }
  /** Look up whether Amazon Pay has ever accepted this send's carrier code. */
  | { move: 'look'; send: NoticeSend }
  /** Put on record that it counts as accepted. */
  | { move: 'assume'; send: NoticeSend }
  /** Put on record what would be sent. */
  | { move: 'record'; number: number }
  /** The account is in dry run, and nobody knows whether Amazon Pay has the send that was open before. */
  | { move: 'pause'; send: number }
  | { move: 'done'; send: NoticeSend; as: 'accepted' | 'assumed' | 'recorded' }
  | { move: 'ask'; kind: 'Rejected' | 'Unproven' | 'PayTrackingUsed'; send: number; codes: string[] };

/**
 * Chooses the next move of a delivery notice from what the ledger knows. Pure.
 *
 * 1. Amazon Pay takes a tracking number once: what was accepted is done, and another order is a person's question.
 * 2. A send with an unknown outcome is repeated with its own body and key, once its attempt can no longer be sending;
 *    no other send opens before that is settled.
 * 3. Tracking number or carrier refused after a lost answer: the first may have used the number up. It counts as
 *    accepted where Amazon Pay has taken that carrier code before, else a person decides.
 * 4. A refusal is a person's; what was never sent, or refused for merchant or key, may be sent again.
 * 5. In dry run nothing is sent.
 */
export function nextNoticeMove(situation: NoticeSituation): NoticeMove {
  const { sends, subject, isDryRun } = situation;
  const live = sends.filter(({ status }) => status !== 'dry-run');
  const taken = live.find(({ status }) => status === 'accepted' || status === 'assumed');
  if (taken !== undefined) {
    return taken.subject === subject
      ? { move: 'done', send: taken, as: taken.status === 'assumed' ? 'assumed' : 'accepted' }
      : { move: 'ask', kind: 'PayTrackingUsed', send: taken.number, codes: [] };
  }
  const number = (sends.at(-1)?.number ?? 0) + 1;
  const last = live.at(-1);
  if (isDryRun) {
    if (last?.status === 'open') return { move: 'pause', send: last.number };
    const recorded = sends.at(-1);
    return recorded?.status === 'dry-run' && recorded.subject === subject
      ? { move: 'done', send: recorded, as: 'recorded' }
      : { move: 'record', number };
  }
  if (last?.status === 'open') return afterUnknown(last, situation.now);
  return last?.status === 'refused' ? afterRefusal(situation, live, last, number) : { move: 'send', number };
}

function afterUnknown(last: NoticeSend, now: number): NoticeMove {
  const waitMs = last.lostAt === undefined ? last.sendableUntil - now : 0;
  return waitMs > 0 ? { move: 'wait', send: last.number, waitMs } : { move: 'repeat', send: last };
}

function afterRefusal(
  { allowedAfter, isCarrierKnown }: NoticeSituation,
  live: readonly NoticeSend[],
  last: NoticeSend,
  number: number,
): NoticeMove {
  if (last.isNotPermitted || allowedAfter >= last.number) return { move: 'send', number };
  const mayBeTaken =
    last.blamesTracking && live.some(({ lostAt, blamesTracking }) => lostAt !== undefined && blamesTracking);
  if (!mayBeTaken) return { move: 'ask', kind: 'Rejected', send: last.number, codes: last.codes };
  if (isCarrierKnown === undefined) return { move: 'look', send: last };
  return isCarrierKnown
    ? { move: 'assume', send: last }
    : { move: 'ask', kind: 'Unproven', send: last.number, codes: last.codes };
}
