import type { Logger } from 'pino';
import type { Schedule } from '../amazon/limiter.js';
import type { Clock } from '../clock.js';
import { toMessage } from './message.js';
import type { Begun, Claim, Outbox } from './outbox.js';
import { afterDelivery, plan } from './plan.js';
import type { Delivery } from './plan.js';
import type { Receiver } from './receiver.js';

/** Sends what waits in the outbox of one account. */
export interface Sender {
  start(): void;
  /** Something was added. */
  wake(): void;
  /** Resolves when a POST under way has ended and its outcome is on record. What waits goes after the next start. */
  stop(): Promise<void>;
}

/** Counts for metrics. */
export interface NotificationCounters {
  /** A receiver has taken a message with so many notices. */
  onSent?: (notices: number) => void;
  /** A receiver has not taken a message, or has not answered. */
  onFailed?: () => void;
  /** So many notices are not delivered yet; every time somebody has looked, in 30 s at the latest. */
  onWaiting?: (notices: number) => void;
}

export interface SenderOptions {
  outbox: Outbox;
  receiver: Receiver;
  clock: Clock;
  schedule: Schedule;
  logger: Logger;
  counters: NotificationCounters;
  /** How long a notice waits for others of its type and reason, ms. */
  gatherMs: number;
}

/** How often it looks for what other processes left behind when they died, ms. */
const lookEveryMs = 30_000;
/** When it asks again for a claim that another process has, ms. */
const claimAgainMs = 5_000;
const pruneEveryMs = 6 * 60 * 60_000;

/**
 * One round after the other, each at the instant that the one before found out.
 *
 * 1. Nothing leaves the outbox before the receiver has answered with 2xx.
 * 2. The first failure ends a round; the receiver's pause decides when the next one begins.
 * 3. A message without an answer goes first, as it was. Otherwise what was refused least often goes first, so that a
 *    notice that the receiver cannot digest holds up no other.
 */
export function createSender({ outbox, receiver, clock, schedule, logger, counters, gatherMs }: SenderOptions): Sender {
  /** How often the receiver has refused what a message is about: a notice, or a group. */
  const refusals = new Map<string, number>();
  let isStopped = true;
  let armed: { at: number; cancel: () => void } | undefined;
  let round: Promise<void> | undefined;
  let isOverdue = false;
  let prunedAt = -Infinity;
  let isDiskBroken = false;
  let waitingCount = 0;

  function countWaiting(count: number): void {
    waitingCount = count;
    counters.onWaiting?.(count);
  }

  function arm(at: number): void {
    if (isStopped || (armed && armed.at <= at)) return;
    armed?.cancel();
    armed = { at, cancel: schedule(onTime, Math.max(at - clock(), 0)) };
  }

  function onTime(): void {
    armed = undefined;
    // Rounds do not overlap: what came in during a long one has its own right after it.
    isOverdue = round !== undefined;
    round ??= runRound().then((nextAt) => {
      round = undefined;
      arm(isOverdue ? clock() : nextAt);
      isOverdue = false;
    });
  }

  /** @returns when the next round is due, epoch ms. */
  async function runRound(): Promise<number> {
    try {
      const nextAt = await sendWhatIsDue();
      isDiskBroken = false;
      return nextAt;
    } catch (error) {
      const { code, name } = error as NodeJS.ErrnoException;
      if (!isDiskBroken) logger.error({ reason: code ?? name }, 'the notices that wait cannot be read or kept');
      isDiskBroken = true;
      return clock() + lookEveryMs;
    }
  }

  async function sendWhatIsDue(): Promise<number> {
    if (clock() - prunedAt >= pruneEveryMs) {
      await outbox.prune();
      prunedAt = clock();
    }
    countWaiting((await outbox.waiting()).length);
    if (waitingCount === 0) return clock() + lookEveryMs;
    if (clock() < receiver.readyAt()) return Math.min(receiver.readyAt(), clock() + lookEveryMs);
    const claim = await outbox.claim();
    if (!claim) return clock() + claimAgainMs;
    try {
      return await drain(claim);
    } finally {
      await claim.release();
    }
  }

  async function drain(claim: Claim): Promise<number> {
    const pauseEnd = (): number => Math.max(receiver.readyAt(), clock() + claimAgainMs);
    const left = await claim.begun();
    if (left && !(await send(claim, left))) return pauseEnd();
    const waiting = await outbox.waiting();
    countWaiting(waiting.length);
    const { due, nextAt } = plan({ waiting, windows: await claim.windows(), now: clock(), gatherMs });
    for (const delivery of due.sort((a, b) => refusalsOf(a) - refusalsOf(b))) {
      if (!(await send(claim, delivery))) return pauseEnd();
    }
    if (left || due.length > 0) receiver.caughtUp();
    return Math.min(nextAt ?? Infinity, clock() + lookEveryMs);
  }

  /** @returns whether it was delivered, and the next may go. */
  async function send(claim: Claim, what: Begun | Delivery): Promise<boolean> {
    if (isStopped || !(await claim.renew())) return false;
    const begun = 'keys' in what ? what : toBegun(what, clock());
    if (!('keys' in what)) await claim.begin(begun);
    const outcome = await receiver.deliver(begun.message);
    const count = begun.keys.length;
    const subject = subjectOf(begun.keys, begun.group);
    if (outcome === 'delivered') {
      // What waited behind a message of a long outage shall not wait another window.
      const { group, begunAt } = begun;
      await claim.delivered(begun, afterDelivery(await claim.windows(), { group, count, now: begunAt }));
      refusals.delete(subject);
      countWaiting(Math.max(waitingCount - count, 0));
      counters.onSent?.(count);
      return true;
    }
    if (outcome === 'refused') {
      refusals.set(subject, (refusals.get(subject) ?? 0) + 1);
      await claim.refused();
    }
    counters.onFailed?.();
    return false;
  }

  const refusalsOf = (delivery: Delivery): number => refusals.get(subjectOf(keysIn(delivery), delivery.group)) ?? 0;

  return {
    start() {
      isStopped = false;
      arm(clock());
    },
    wake() {
      arm(clock() + gatherMs);
    },
    async stop() {
      isStopped = true;
      armed?.cancel();
      armed = undefined;
      await round;
    },
  };
}

const toBegun = (delivery: Delivery, now: number): Begun => ({
  message: toMessage(delivery, now),
  begunAt: now,
  group: delivery.group,
  keys: keysIn(delivery),
});

const keysIn = ({ notices }: Delivery): string[] => notices.map(({ key }) => key);

/** A digest grows while it waits, but stays about its group. */
const subjectOf = (keys: readonly string[], group: string): string => (keys.length === 1 ? (keys[0] ?? group) : group);
