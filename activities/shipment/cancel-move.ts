import { liveSends } from '../ledger/sends.js';
import type { Send } from '../ledger/sends.js';

/** What a cancellation is decided on. */
export interface CancelSituation {
  /** All sends of the cancellation, oldest first. */
  sends: readonly Send[];
  /** What the tracking has shown in this attempt; absent before it was read. */
  seen: 'cancelled' | 'picked-up' | 'nothing' | undefined;
  /** Whether there is a tracking to read. */
  isTracked: boolean;
  /** A person allowed another send after this one. */
  allowedAfter: number;
  now: number;
}

export type CancelMove =
  | { move: 'done'; outcome: 'cancelled' | 'too-late' }
  | { move: 'look' }
  /** Put on record that the tracking shows it. */
  | { move: 'prove' }
  | { move: 'overrule' }
  | { move: 'send'; number: number; isRepeat: boolean }
  | { move: 'wait'; until: number }
  | { move: 'ask'; send: Send };

/** An unknown outcome is repeated for this long, ms; cancelling twice cancels once. */
const REPEAT_MS = 10 * 60_000;

/**
 * Chooses the next move of a cancellation. Pure.
 *
 * 1. What Amazon has taken, or the tracking shows, is cancelled; a scan means that it was too late.
 * 2. A refusal may mean that it is cancelled already, or that the carrier has the parcel: the tracking is read.
 * 3. Where the tracking shows neither, an unknown outcome is repeated for a while, and a refusal is a person's.
 */
export function cancelMove({ sends: all, seen, isTracked, allowedAfter, now }: CancelSituation): CancelMove {
  const sends = liveSends(all);
  const last = sends.at(-1);
  const next: CancelMove = { move: 'send', number: (all.at(-1)?.number ?? 0) + 1, isRepeat: false };
  if (sends.some(({ status }) => status === 'accepted')) return { move: 'done', outcome: 'cancelled' };
  if (last === undefined || last.status === 'not-sent') return next;
  const busyUntil = last.lostAt ?? last.sendableUntil;
  if (last.status === 'open' && now < busyUntil) return { move: 'wait', until: busyUntil };
  if (isTracked && seen === undefined) return { move: 'look' };
  // What a person has overruled stays so, whatever is proven of it.
  if (seen === 'cancelled') {
    return last.status === 'overruled' ? { move: 'done', outcome: 'cancelled' } : { move: 'prove' };
  }
  if (seen === 'picked-up') return { move: 'done', outcome: 'too-late' };
  if (last.status === 'overruled') return next;
  if (allowedAfter >= last.number) return { move: 'overrule' };
  if (last.status === 'open' && now < last.openedAt + REPEAT_MS) {
    return { move: 'send', number: last.number, isRepeat: true };
  }
  const isPermissionMissing = last.verdict?.kind === 'refused' && last.verdict.failure === 'NotPermitted';
  return isPermissionMissing ? next : { move: 'ask', send: last };
}
