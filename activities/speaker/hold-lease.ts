import type { MonotonicClock, Schedule } from '../amazon/limiter.js';
import { afterAnswer, answerWithinMs, asOf, newLease } from './lease.js';
import type { Answer, LeaseState, Loss, Recall } from './lease.js';

export interface HoldLeaseOptions {
  /** The server's heartbeat timeout, ms. */
  timeoutMs: number;
  /** Sends a heartbeat and waits for its answer at most so long. Rejects never. */
  heartbeat: (withinMs: number) => Promise<Answer>;
  monotonic: MonotonicClock;
  schedule: Schedule;
}

/** A lease in the hands of its holder, kept by heartbeats until {@link HeldLease.close}. */
export interface HeldLease {
  /** Resolves when the holder may begin; with `false` when it may not any more. */
  confirmed: Promise<boolean>;
  /** Resolves with why the holder has to stop. After a recall heartbeats go on, so that it can drain first. */
  over: Promise<Recall | Loss>;
  /** Ends the heartbeats. */
  close(): void;
}

/** Keeps a lease that the server has just given. */
export function holdLease({ timeoutMs, heartbeat, monotonic, schedule }: HoldLeaseOptions): HeldLease {
  let lease = newLease(timeoutMs, monotonic());
  let isClosed = false;
  let isAsking = false;
  let callOff = (): void => undefined;
  let confirm: (isHeld: boolean) => void = () => undefined;
  let end: (why: Recall | Loss) => void = () => undefined;
  const confirmed = new Promise<boolean>((resolve) => (confirm = resolve));
  const over = new Promise<Recall | Loss>((resolve) => (end = resolve));

  const goOn = (next: LeaseState): void => {
    lease = next;
    const why = lease.loss ?? lease.recall;
    if (why !== undefined) end(why);
    if (lease.isConfirmed || why !== undefined) confirm(why === undefined);
    callOff();
    if (isClosed || lease.loss !== undefined) return;
    if (!isAsking && monotonic() >= lease.nextAt) void ask();
    const at = isAsking ? lease.heldUntil : Math.min(lease.nextAt, lease.heldUntil);
    callOff = schedule(() => goOn(asOf(lease, monotonic())), Math.max(0, Math.ceil(at - monotonic())));
  };
  const ask = async (): Promise<void> => {
    isAsking = true;
    const sentAt = monotonic();
    const answer = await heartbeat(answerWithinMs(lease));
    isAsking = false;
    goOn(afterAnswer(lease, answer, { sentAt, now: monotonic() }));
  };

  goOn(lease);
  return {
    confirmed,
    over,
    close: () => {
      isClosed = true;
      callOff();
    },
  };
}
