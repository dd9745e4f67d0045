import type { LookAtParcelResult } from '../../workflows/ndr-case/activities.js';
import type { NdrAnswer } from '../../workflows/ndr-case/suggestion.js';
import type { FeedbackSend } from './ndr-ledger.js';

export interface FeedbackSituation {
  answer: NdrAnswer;
  attempt: number;
  /** Hash of what is to be said; compared with what was sent. */
  subject: string;
  /** All answers that were sent about the parcel, of all attempts, oldest first in each. */
  sends: readonly FeedbackSend[];
  /** A later attempt than the case knows is on record. */
  isSuperseded: boolean;
  /** Nothing is sent from then on, epoch ms. */
  notAfter?: number;
  isDryRun: boolean;
  /** A person allowed another send after this one. */
  allowedAfter: number;
  /** A person asked to go on looking until then, epoch ms. */
  waitUntil: number;
  /** Where this attempt has seen the parcel; absent until it was looked at. */
  parcel?: LookAtParcelResult['parcel'];
  /** Silence for this long means that it had no effect, ms. */
  windowMs: number;
  now: number;
}

export type FeedbackMove =
  /** Open send `number`; `repeats`: with that one's body. */
  | { move: 'send'; number: number; repeats?: FeedbackSend }
  /** An attempt that nobody knows the end of may still be sending. */
  | { move: 'wait'; send: number; waitMs?: number }
  | { move: 'look'; send: number }
  /** Put on record what was seen, or decided. */
  | { move: 'record'; send: number; as: 'proven' | 'looked' | 'no-evidence' | 'overruled' | 'dry-run' }
  /** Dry run, and nobody knows whether Amazon has the send that was open before. */
  | { move: 'pause'; send: number }
  | {
      move: 'done';
      as: 'accepted' | 'handled-elsewhere' | 'returning' | 'ended' | 'recorded' | 'past-due' | 'superseded';
      send?: FeedbackSend;
    }
  | { move: 'ask'; kind: 'Rejected' | 'Unproven' | 'Conflict' | 'NdrReturnUnknown'; send: number; codes: string[] };

/** How often the same answer is sent again when nothing came of it. A return to origin never is. */
const RESENDS = 1;

/**
 * Chooses the next move of an answer from what the ledger knows. Pure.
 *
 * 1. An attempt is answered once; another answer to it is a person's conflict.
 * 2. A return to origin is sent once for a parcel: after one that Amazon may have, there is no second, whoever asks.
 * 3. After an unknown outcome the parcel is looked at before anything else.
 * 4. Without effect in two looks, the later one after the window, the same answer goes out once more, then a person is
 *    asked; about a return to origin at once.
 * 5. Nothing is sent after the due date, nor for an attempt that is over.
 * 6. That it was answered already is no fault.
 */
export function nextFeedbackMove(situation: FeedbackSituation): FeedbackMove {
  const { answer, attempt, sends, subject, allowedAfter } = situation;
  const live = sends.filter(({ status }) => status !== 'dry-run');
  const returned = live.find((send) => send.answer === 'rto' && send.attempt !== attempt && isTaken(send));
  if (returned !== undefined) return { move: 'done', as: answer === 'rto' ? 'accepted' : 'returning', send: returned };
  const returning = live.find((send) => send.answer === 'rto' && send.attempt !== attempt && send.status === 'open');
  if (returning !== undefined) return afterReturn(situation, returning);

  const own = live.filter((send) => send.attempt === attempt);
  const taken = own.findLast(isTaken);
  if (taken !== undefined && taken.status !== 'overruled') {
    if (taken.isHandled) return { move: 'done', as: 'handled-elsewhere', send: taken };
    if (taken.subject === subject) return { move: 'done', as: 'accepted', send: taken };
    if (taken.answer === 'rto') return { move: 'done', as: 'returning', send: taken };
    return allowedAfter >= taken.number
      ? { move: 'record', send: taken.number, as: 'overruled' }
      : { move: 'ask', kind: 'Conflict', send: taken.number, codes: [] };
  }
  const last = own.at(-1);
  if (last?.status === 'open') return afterUnknown(situation, last);
  if (last?.status === 'disproved' && allowedAfter < last.number) return afterSilence(situation, own, last);
  if (last?.status === 'refused' && last.subject === subject && allowedAfter < last.number && !isNotPermitted(last)) {
    return { move: 'ask', kind: 'Rejected', send: last.number, codes: last.codes };
  }
  return sending(situation);
}

const isTaken = ({ status, isHandled }: FeedbackSend): boolean => status === 'accepted' || isHandled;

const isNotPermitted = ({ verdict }: FeedbackSend): boolean =>
  verdict?.kind === 'refused' && verdict.failure === 'NotPermitted';

/** Nobody knows whether an earlier attempt's return was taken: until that is clear, nothing else is said. */
function afterReturn({ parcel, now, waitUntil }: FeedbackSituation, send: FeedbackSend): FeedbackMove {
  if (parcel === undefined) return { move: 'look', send: send.number };
  const seen = seenAs(parcel);
  if (seen !== undefined) return { move: 'done', as: seen, send };
  return now < waitUntil
    ? { move: 'wait', send: send.number }
    : { move: 'ask', kind: 'NdrReturnUnknown', send: send.number, codes: [] };
}

function afterUnknown(situation: FeedbackSituation, last: FeedbackSend): FeedbackMove {
  const { now, parcel, isDryRun, windowMs, waitUntil } = situation;
  const send = last.number;
  if (isDryRun) return { move: 'pause', send };
  if (last.lostAt === undefined && now < last.sendableUntil)
    return { move: 'wait', send, waitMs: last.sendableUntil - now };
  if (parcel === undefined) return { move: 'look', send };
  const seen = seenAs(parcel);
  if (seen === 'returning' && last.answer === 'rto') return { move: 'record', send, as: 'proven' };
  if (seen !== undefined) return { move: 'done', as: seen, send: last };
  const silentUntil = silenceBegan(last) + windowMs;
  if (last.looks.length === 0) return { move: 'record', send, as: 'looked' };
  if (now < Math.max(silentUntil, waitUntil)) return { move: 'wait', send };
  if (last.answer === 'rto') return { move: 'ask', kind: 'NdrReturnUnknown', send, codes: [] };
  return { move: 'record', send, as: 'no-evidence' };
}

/** The answer went out, and nothing came of it. */
function afterSilence(situation: FeedbackSituation, own: readonly FeedbackSend[], last: FeedbackSend): FeedbackMove {
  if (situation.parcel === undefined) return { move: 'look', send: last.number };
  const seen = seenAs(situation.parcel);
  if (seen !== undefined) return { move: 'done', as: seen, send: last };
  if (situation.now < situation.waitUntil) return { move: 'wait', send: last.number };
  const silent = own.filter(({ status }) => status === 'disproved').length;
  if (silent > RESENDS && last.subject === situation.subject) {
    return { move: 'ask', kind: 'Unproven', send: last.number, codes: [] };
  }
  const next = sending(situation);
  return next.move === 'send' && last.subject === situation.subject ? { ...next, repeats: last } : next;
}

const seenAs = (parcel: LookAtParcelResult['parcel']): 'returning' | 'ended' | undefined => {
  if (parcel === 'returning' || parcel === 'returned') return 'returning';
  return parcel === 'delivered' || parcel === 'lost' ? 'ended' : undefined;
};

/** The last instant at which it could still have been sent, epoch ms. */
export const silenceBegan = ({ lostAt, sendableUntil }: Pick<FeedbackSend, 'lostAt' | 'sendableUntil'>): number =>
  lostAt ?? sendableUntil;

function sending({ sends, attempt, subject, isSuperseded, notAfter, isDryRun, now }: FeedbackSituation): FeedbackMove {
  const own = sends.filter((send) => send.attempt === attempt);
  const recorded = own.at(-1);
  const number = (recorded?.number ?? 0) + 1;
  if (isSuperseded) return { move: 'done', as: 'superseded' };
  if (notAfter !== undefined && now >= notAfter) return { move: 'done', as: 'past-due' };
  if (!isDryRun) return { move: 'send', number };
  return recorded?.status === 'dry-run' && recorded.subject === subject
    ? { move: 'done', as: 'recorded', send: recorded }
    : { move: 'record', send: number, as: 'dry-run' };
}
