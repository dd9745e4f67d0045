/** Why the server wants a lease back. */
export type Recall = 'cancelled' | 'paused' | 'reset';

/** What became of a heartbeat: it got through, with or without a recall; the lease is nobody's or another's; no answer. */
export type Answer = 'held' | Recall | 'gone' | 'unanswered';

/** Why a lease may not be assumed any more: no heartbeat got through in its time, or the server has said so. */
export type Loss = 'expired' | 'gone';

/** A lease as its holder sees it. Instants are of the monotonic clock, ms. */
export interface LeaseState {
  timeoutMs: number;
  /** From then on somebody else may hold it. */
  heldUntil: number;
  /** When the next heartbeat is due. */
  nextAt: number;
  /** Whether a heartbeat got through: how long ago the server gave the lease is not known otherwise. */
  isConfirmed: boolean;
  /** Stays: what is recalled is given back. */
  recall?: Recall;
  /** Stays: what is lost comes back as a new lease only. */
  loss?: Loss;
}

/** Share of the timeout from one heartbeat to the next: the rest is for repetitions, and each one costs an action. */
const SHARE_BETWEEN = 2 / 3;
/** Share of the timeout from an unanswered heartbeat to its repetition. */
const SHARE_REPEATED = 1 / 20;
/** Share of the timeout that a heartbeat waits for its answer. */
const SHARE_ANSWERED = 1 / 6;

export const newLease = (timeoutMs: number, now: number): LeaseState => ({
  timeoutMs,
  heldUntil: now + timeoutMs,
  nextAt: now,
  isConfirmed: false,
});

/** How long a heartbeat is waited for, ms. */
export const answerWithinMs = ({ timeoutMs }: Pick<LeaseState, 'timeoutMs'>): number =>
  Math.ceil(timeoutMs * SHARE_ANSWERED);

/** The lease at an instant: one whose time is over is lost, however little it is over. */
export const asOf = (lease: LeaseState, now: number): LeaseState =>
  lease.loss === undefined && now >= lease.heldUntil ? { ...lease, loss: 'expired' } : lease;

/**
 * The lease after a heartbeat.
 *
 * It is held for the timeout from when the heartbeat was sent: the server counts from when it came.
 */
export function afterAnswer(
  before: LeaseState,
  answer: Answer,
  { sentAt, now }: { sentAt: number; now: number },
): LeaseState {
  const lease = asOf(before, now);
  if (lease.loss !== undefined) return lease;
  switch (answer) {
    case 'gone':
      return { ...lease, loss: 'gone' };
    case 'unanswered':
      return { ...lease, nextAt: now + lease.timeoutMs * SHARE_REPEATED };
    default:
      return asOf(
        {
          ...lease,
          heldUntil: sentAt + lease.timeoutMs,
          nextAt: sentAt + lease.timeoutMs * SHARE_BETWEEN,
          isConfirmed: true,
          ...(answer === 'held' || lease.recall !== undefined ? {} : { recall: answer }),
        },
        now,
      );
  }
}
