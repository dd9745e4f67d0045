import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { FailureDetails, FailureKind } from '../workflows/failures.js';
import { CallFailed } from './amazon/amazon.js';
import type { Clock } from './clock.js';

/** The time that one attempt of an activity has. */
export interface Attempt {
  /** 1 for the first. */
  number: number;
  /** When the server gives this attempt up, epoch ms. */
  endsAt: number;
  /** When the step's budget ends, epoch ms. */
  budgetEndsAt: number;
}

/** Between the server's dispatch and the activity's first line, ms. */
const DISPATCH_MARGIN_MS = 500;

/** The running activity's attempt; to be called first thing in it. */
export function currentAttempt(clock: Clock): Attempt {
  const { attempt, startToCloseTimeoutMs, scheduledTimestampMs, scheduleToCloseTimeoutMs } = activityInfo();
  return {
    number: attempt,
    endsAt: clock() + startToCloseTimeoutMs - DISPATCH_MARGIN_MS,
    budgetEndsAt: scheduledTimestampMs + scheduleToCloseTimeoutMs,
  };
}

/** What an activity throws to be tried again, or to have a person asked. */
export class StepNotDone extends Error {
  override name = 'StepNotDone';
  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly facts: { retryAfterMs?: number; details?: FailureDetails } = {},
  ) {
    super(message);
  }
}

/** Kinds that the server tries again; all others are a person's. */
const RETRIED: ReadonlySet<FailureKind> = new Set(['NotReady', 'Throttled', 'Paused', 'Unavailable']);
/** Kinds that are the normal course of things: not counted as failures, logged at debug level. */
const BENIGN: ReadonlySet<FailureKind> = new Set(['NotReady', 'Throttled', 'Paused']);
/** A step that may not talk to Amazon waits this long; the breaker probes for all, ms. */
export const NOT_PERMITTED_RETRY_MS = 5 * 60_000;
/** A rest of the budget that is too short for another attempt, ms. */
const LAST_MOMENT_MS = 2_000;

/**
 * Runs an attempt and turns what it throws into Temporal's failures.
 *
 * The retry delay is never longer than what is left of the budget minus a second, because the server would stop at
 * once; when nothing useful is left, the failure goes to the workflow as it is.
 */
export async function attempted<T>(clock: Clock, attempt: Attempt, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw asApplicationFailure(error, attempt.budgetEndsAt - clock());
  }
}

/** @param budgetLeftMs of the whole step. */
export function asApplicationFailure(error: unknown, budgetLeftMs: number): unknown {
  const found = describe(error);
  if (found === undefined) return error;
  const isRetried = RETRIED.has(found.kind) && budgetLeftMs > LAST_MOMENT_MS;
  const failure = ApplicationFailure.create({
    type: found.kind,
    message: found.message,
    nonRetryable: !isRetried,
    details: [found.details],
    ...(BENIGN.has(found.kind) ? { category: ApplicationFailureCategory.BENIGN } : {}),
    ...(isRetried && found.retryAfterMs !== undefined
      ? { nextRetryDelay: Math.max(1, Math.min(found.retryAfterMs, budgetLeftMs - 1_000)) }
      : {}),
  });
  // An expected outcome: its stack would only lengthen histories and name the machine's folders.
  failure.stack = '';
  return failure;
}

function describe(
  error: unknown,
): { kind: FailureKind; message: string; retryAfterMs?: number; details: FailureDetails } | undefined {
  if (error instanceof StepNotDone) {
    const { kind, message, facts } = error;
    return {
      kind,
      message,
      details: facts.details ?? {},
      ...(facts.retryAfterMs === undefined ? {} : { retryAfterMs: facts.retryAfterMs }),
    };
  }
  if (!(error instanceof CallFailed)) return undefined;
  const { kind, message, facts } = error;
  const details: FailureDetails = {
    ...(facts.requestId === undefined ? {} : { requestIds: [facts.requestId] }),
    ...(facts.codes === undefined ? {} : { codes: facts.codes }),
  };
  if (kind === 'NotPermitted') return { kind: 'Paused', message, details, retryAfterMs: NOT_PERMITTED_RETRY_MS };
  return { kind, message, details, ...(facts.retryAfterMs === undefined ? {} : { retryAfterMs: facts.retryAfterMs }) };
}
