import {
  ActivityCancelledError,
  ActivityNotFoundError,
  ActivityPausedError,
  ActivityResetError,
} from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { Answer } from './lease.js';

/** The attempt of an activity that is a lease, as the server knows it. */
export interface LeaseAttempt {
  /** Sends a heartbeat now, and says what came of it. Rejects never. */
  heartbeat(withinMs: number): Promise<Answer>;
  /**
   * Gives the lease back; the next attempt begins after the delay, in whichever process polls. Resolves with whether the
   * server has taken it: else the lease ends by itself. Rejects never.
   */
  giveBack(how: { isCancelled: boolean; why: string; nextAfterMs: number }): Promise<boolean>;
}

const GIVE_BACK_WITHIN_MS = 2_000;

/**
 * The attempt with this token, by the client: the SDK's own heartbeats do not tell whether they got through, and it
 * gives up an attempt without them.
 */
export const leaseAttempt = (client: Client, taskToken: Uint8Array): LeaseAttempt => ({
  heartbeat: async (withinMs) => {
    try {
      await client.withDeadline(Date.now() + withinMs, () => client.activity.heartbeat(taskToken));
      return 'held';
    } catch (error) {
      return answerOf(error);
    }
  },
  giveBack: async ({ isCancelled, why, nextAfterMs }) => {
    try {
      await client.withDeadline(Date.now() + GIVE_BACK_WITHIN_MS, () =>
        isCancelled
          ? client.activity.reportCancellation(taskToken)
          : client.activity.fail(taskToken, handedOver(why, nextAfterMs)),
      );
      return true;
    } catch {
      return false;
    }
  },
});

function answerOf(error: unknown): Answer {
  if (error instanceof ActivityNotFoundError) return 'gone';
  if (error instanceof ActivityCancelledError) return 'cancelled';
  if (error instanceof ActivityPausedError) return 'paused';
  return error instanceof ActivityResetError ? 'reset' : 'unanswered';
}

/** What the Temporal UI shows of the attempt before. */
const handedOver = (why: string, nextAfterMs: number): ApplicationFailure =>
  ApplicationFailure.create({
    type: 'HandedOver',
    message: `Handed over: ${why}.`,
    nextRetryDelay: nextAfterMs,
    category: ApplicationFailureCategory.BENIGN,
  });
