import { liveSends } from './ledger/sends.js';
import type { Send } from './ledger/sends.js';

/**
 * How one kind of write is proven. One row of the proof table.
 *
 * `evidence` is a read that shows the effect; where there is none, only the transaction can prove it.
 */
export interface ProofRule {
  /** `first`: the evidence is read before the transaction is asked (a label, which is needed anyway). */
  evidence: 'none' | 'after-transaction' | 'first';
  /** `Success` of the transaction is enough; otherwise the evidence itself is needed (the label's bytes). */
  successIsProof: boolean;
  /**
   * How often the identical body may be sent again when the proof window ends without evidence. Where there is none to
   * read, the transaction's silence is enough.
   */
  resends: number;
}

/** The proof windows of the policy, ms. */
export interface ProofWindows {
  /** Without evidence for this long, a write counts as not done. Amazon: open a case after 30 min. */
  windowMs: number;
  /** A transaction that is still `Processing` after this long has its evidence read. */
  evidenceAfterMs: number;
  /** How often a transaction may fail with nothing but INTERNAL_SERVER_ERROR before a person is asked. */
  maxFailures: number;
}

/** What this attempt has read so far; a read that was not made is absent. */
export interface Seen {
  /** `present`: the effect is there. `cancelled`: Amazon has cancelled the order, so nothing is to be sent. */
  evidence?: 'present' | 'absent' | 'cancelled';
  /** `unreadable`: Amazon does not tell it; the evidence has to do. */
  transaction?: { status: string; codes: string[] } | 'unreadable';
  /** A send of this attempt was refused: another one waits for the next attempt. */
  hasSent?: boolean;
}

export interface Situation {
  /** All sends of the key, oldest first. */
  sends: readonly Send[];
  rule: ProofRule;
  windows: ProofWindows;
  /** Hash of what is to be said now; compared with what was sent. */
  subject: string;
  seen: Seen;
  /** 1 for the first attempt of the activity. */
  attempt: number;
  /** The effect may exist without any send of ours: look before the first. */
  lookFirst: boolean;
  /** A person allowed another send after this one. */
  allowedAfter: number;
  /** A person asked to go on looking until then, epoch ms. */
  waitUntil: number;
  now: number;
}

export type Move =
  /** Open send `number`; `repeats` means: with the exact body of that earlier send. */
  | { move: 'send'; number: number; repeats?: number }
  | { move: 'poll'; transactionId: string }
  | { move: 'look' }
  /** Put on record what the reads have shown. */
  | {
      move: 'record';
      send: number;
      as: 'proven-by-transaction' | 'proven-by-evidence' | 'failed' | 'no-evidence' | 'overruled';
    }
  | { move: 'wait'; because: string }
  | { move: 'done' }
  | { move: 'cancelled' }
  | { move: 'ask'; kind: 'Unproven' | 'Rejected' | 'Conflict'; send: number; codes: string[] };

/**
 * Chooses the next move of a write from what the ledger and this attempt's reads know. Pure.
 *
 * 1. A send follows an earlier one only when that one is closed: refused, not sent, disproved, or overruled by a person.
 * 2. Before a send that follows one which Amazon may have taken, and before a person is asked, evidence is read in this
 *    very attempt.
 * 3. A write with an unknown outcome is disproved by two reads without evidence, the later one after the window, which
 *    counts from the last instant at which the dead attempt could have sent.
 * 4. What was proven for another meaning than the one wanted now is a person's conflict.
 * 5. What was recorded in a dry run was never sent: only its number is taken.
 * 6. The failure of a batch is nobody's own: after a look without evidence the order goes again, with fewer others.
 */
export function nextMove(situation: Situation): Move {
  const move = liveMove({ ...situation, sends: liveSends(situation.sends) });
  return move.move === 'send' ? { ...move, number: (situation.sends.at(-1)?.number ?? 0) + 1 } : move;
}

function liveMove(situation: Situation): Move {
  const { sends, seen } = situation;
  const last = sends.at(-1);
  if (last?.proven !== undefined && last.status !== 'overruled') return afterProven(situation, last);
  if (seen.evidence === 'present' && !isOfOverruled(sends)) {
    // What a person has overruled stays overruled in the ledger; its effect counts all the same.
    return last === undefined || last.status === 'overruled'
      ? { move: 'done' }
      : { move: 'record', send: last.number, as: 'proven-by-evidence' };
  }
  if (seen.evidence === 'cancelled') return { move: 'cancelled' };
  if (last === undefined) {
    return situation.lookFirst && canLook(situation) ? { move: 'look' } : { move: 'send', number: 1 };
  }
  switch (last.status) {
    case 'open':
      return afterUnknown(situation, last);
    case 'accepted':
      return afterAccepted(situation, last);
    default:
      return afterClosed(situation, last);
  }
}

/** The evidence is that of a send which a person overruled knowingly: it was proven already, and says something else. */
const isOfOverruled = (sends: readonly Send[]): boolean =>
  sends.some(({ proven, overruled }) => proven !== undefined && overruled !== undefined && proven.at <= overruled.at);

function afterProven({ subject, allowedAfter }: Situation, last: Send): Move {
  if (last.subject === subject) return { move: 'done' };
  return allowedAfter >= last.number
    ? { move: 'record', send: last.number, as: 'overruled' }
    : { move: 'ask', kind: 'Conflict', send: last.number, codes: [] };
}

function afterUnknown(situation: Situation, last: Send): Move {
  return overruling(situation, last) ?? (canLook(situation) ? { move: 'look' } : unproven(situation, last));
}

function afterAccepted(situation: Situation, last: Send): Move {
  const { rule, seen, attempt, now, windows } = situation;
  const transactionId = last.transactionIds.at(-1);
  const settled = overruling(situation, last);
  if (settled !== undefined) return settled;
  if (statusOf(seen) === 'Failure') return { move: 'record', send: last.number, as: 'failed' };
  if (statusOf(seen) === 'Success' && rule.successIsProof) {
    return { move: 'record', send: last.number, as: 'proven-by-transaction' };
  }
  const poll: Move | undefined =
    seen.transaction === undefined && transactionId !== undefined ? { move: 'poll', transactionId } : undefined;
  const look: Move | undefined = canLook(situation) ? { move: 'look' } : undefined;
  if (rule.evidence === 'first') {
    // The label itself ends the wait; asking the transaction every second time is enough to learn of a failure.
    if (look !== undefined) return look;
    if (poll !== undefined && (attempt % 2 === 0 || isOver(situation, last))) return poll;
  } else {
    if (poll !== undefined) return poll;
    const isDue = now >= startOfWindow(last) + windows.evidenceAfterMs || seen.transaction === 'unreadable';
    if (look !== undefined && isDue) return look;
  }
  return unproven(situation, last);
}

function afterClosed(situation: Situation, last: Send): Move {
  const { sends, rule, windows, allowedAfter, subject } = situation;
  const again: Move = { move: 'send', number: last.number + 1 };
  if (last.status === 'not-sent' || last.status === 'overruled') return guarded(situation, again);
  if (last.verdict?.kind === 'refused' && last.verdict.failure === 'NotPermitted') return guarded(situation, again);
  if (allowedAfter >= last.number) return guarded(situation, again);
  if (last.disproved?.by === 'no-evidence') {
    if (canLook(situation)) return { move: 'look' };
    if (situation.now < situation.waitUntil) return { move: 'wait', because: 'no evidence yet' };
    const resent = sends.filter((send) => send.disproved?.by === 'no-evidence').length;
    return resent <= rule.resends
      ? guarded(situation, last.subject === subject ? { ...again, repeats: last.number } : again)
      : { move: 'ask', kind: 'Unproven', send: last.number, codes: [] };
  }
  const codes = last.disproved?.codes ?? (last.verdict?.kind === 'refused' ? last.verdict.codes : []);
  // A refused or failed repetition may mean that the first one was taken after all.
  if (canLook(situation)) return { move: 'look' };
  if (isFailedBatch(last) && (rule.evidence !== 'none' || rule.resends > 0)) return guarded(situation, again);
  const failures = sends.filter(
    (send) => (send.disproved?.by === 'transaction' && !isFailedBatch(send)) || send.status === 'refused',
  ).length;
  const isPassing = codes.length > 0 && codes.every((code) => code === 'INTERNAL_SERVER_ERROR');
  return isPassing && failures < windows.maxFailures
    ? guarded(situation, again)
    : { move: 'ask', kind: 'Rejected', send: last.number, codes };
}

/** Which of its orders made a batch fail is not told: each goes again with fewer, until the bad one stands alone. */
const isFailedBatch = ({ batch = 1, disproved }: Send): boolean => batch > 1 && disproved?.by === 'transaction';

/** Rule 2: a send that follows one which Amazon may have taken needs a fresh look. One send an attempt. */
function guarded(situation: Situation, send: Move): Move {
  const { sends, seen } = situation;
  const mayHaveBeenTaken = sends.some(
    ({ verdict, lostAt, status }) =>
      verdict?.kind === 'accepted' || lostAt !== undefined || status === 'disproved' || status === 'overruled',
  );
  if (mayHaveBeenTaken && canLook(situation)) return { move: 'look' };
  return seen.hasSent ? { move: 'wait', because: 'refused for now' } : send;
}

function overruling(situation: Situation, last: Send): Move | undefined {
  if (situation.allowedAfter < last.number) return undefined;
  return canLook(situation) ? { move: 'look' } : { move: 'record', send: last.number, as: 'overruled' };
}

/** Nothing shows the effect: wait, put that on record, or ask. */
function unproven(situation: Situation, last: Send): Move {
  const { rule, seen, waitUntil, now, subject } = situation;
  if (!isOver(situation, last) || now < waitUntil) {
    return {
      move: 'wait',
      because: seen.transaction === undefined ? 'no evidence yet' : `transaction is ${statusOf(seen) ?? 'unreadable'}`,
    };
  }
  const hasNoEvidence = rule.evidence === 'none';
  if ((hasNoEvidence && rule.resends === 0) || statusOf(seen) === 'Success') {
    return { move: 'ask', kind: 'Unproven', send: last.number, codes: [] };
  }
  // The lack of evidence for something else proves nothing about it: a rejection has none.
  if (last.subject !== subject) return { move: 'ask', kind: 'Conflict', send: last.number, codes: [] };
  // This attempt's read is already among the looks of the send.
  return hasNoEvidence || last.looks.length >= 2
    ? { move: 'record', send: last.number, as: 'no-evidence' }
    : { move: 'wait', because: 'no evidence yet, one more read' };
}

const isOver = ({ windows, now }: Situation, last: Send): boolean => now >= startOfWindow(last) + windows.windowMs;

/** The last instant at which the send could have left. */
const startOfWindow = (send: Send): number => send.lostAt ?? send.sendableUntil;

const canLook = ({ rule, seen }: Situation): boolean => rule.evidence !== 'none' && seen.evidence === undefined;

const statusOf = ({ transaction }: Seen): string | undefined =>
  transaction === undefined || transaction === 'unreadable' ? undefined : transaction.status;
