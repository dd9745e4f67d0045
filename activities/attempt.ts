import { activityInfo, log } from '@temporalio/activity';
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
  const budgetEndsAt = scheduledTimestampMs + scheduleToCloseTimeoutMs;
  return {
    number: attempt,
    // The server gives the last attempt up with the budget, however much time an attempt has otherwise.
    endsAt: Math.min(clock() + startToCloseTimeoutMs, budgetEndsAt) - DISPATCH_MARGIN_MS,
    budgetEndsAt,
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
const RETRIED: ReadonlySet<FailureKind> = new Set([
  'NotReady',
  'Throttled',
  'Paused',
  'Unavailable',
  'InventoryHookFailed',
]);
/** Kinds that are the normal course of things: not counted as failures, logged at debug level. */
const BENIGN: ReadonlySet<FailureKind> = new Set(['NotReady', 'Throttled', 'Paused']);
/** A step that may not talk to Amazon waits this long; the breaker probes for all, ms. */
const NOT_PERMITTED_RETRY_MS = 5 * 60_000;
/** The last attempt of a budget has this long: enough to read once more before a person is asked, ms. */
const LAST_ATTEMPT_MS = 5_000;
/** Back-off of retries that name no time of their own, ms. */
const BACKOFF = { firstMs: 2_000, maxMs: 5 * 60_000 };

/** Whether this is the last attempt: what waits now is a person's before the budget ends. */
export const isLastAttempt = (budgetLeftMs: number): boolean => budgetLeftMs <= LAST_ATTEMPT_MS + 1_000;

/**
 * Runs an attempt and turns what it throws into Temporal's failures.
 *
 * A retry is never scheduled so late that the last attempt would not fit into the budget; when that one waits too, its
 * failure goes to the workflow as it is.
 */
export async function attempted<T>(clock: Clock, attempt: Attempt, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (describe(error) === undefined) log.error('a step failed unexpectedly', traceOf(error));
    throw asApplicationFailure(error, attempt.budgetEndsAt - clock(), attempt.number);
  }
}

/**
 * @param budgetLeftMs of the whole step.
 * @param attemptNumber 1 for the first: back-off grows with it.
 */
export function asApplicationFailure(error: unknown, budgetLeftMs: number, attemptNumber: number): ApplicationFailure {
  const found = describe(error) ?? unexpected(error);
  const isRetried = RETRIED.has(found.kind) && !isLastAttempt(budgetLeftMs);
  const backoffMs = Math.min(BACKOFF.firstMs * 2 ** (attemptNumber - 1), BACKOFF.maxMs);
  const delayMs = Math.min(found.retryAfterMs ?? backoffMs, budgetLeftMs - LAST_ATTEMPT_MS);
  const failure = ApplicationFailure.create({
    type: found.kind,
    message: found.message,
    nonRetryable: !isRetried,
    details: [found.details],
    ...(BENIGN.has(found.kind) ? { category: ApplicationFailureCategory.BENIGN } : {}),
    ...(isRetried ? { nextRetryDelay: Math.max(1, delayMs) } : {}),
  });
  // An expected outcome: its stack would only lengthen histories and name the machine's folders.
  failure.stack = '';
  return failure;
}

/**
 * Where an unexpected error came from, for the log.
 *
 * Not its message where the runtime wrote it: a `SyntaxError` quotes the text it could not read. Our own messages and
 * those of the operating system name ids and paths only.
 */
export function traceOf(error: unknown): { name: string; at: string[]; says?: string } {
  if (!(error instanceof Error)) return { name: typeof error, at: [] };
  const { name, message, stack = '' } = error;
  const at = stack.split('\n').filter((line) => line.trimStart().startsWith('at '));
  return RUNTIME_ERRORS.has(name) && !('code' in error) ? { name, at } : { name, at, says: message };
}

const RUNTIME_ERRORS: ReadonlySet<string> = new Set([
  'Error',
  'TypeError',
  'SyntaxError',
  'RangeError',
  'ReferenceError',
  'ZodError',
]);

interface Described {
  kind: FailureKind;
  message: string;
  retryAfterMs?: number;
  details: FailureDetails;
}

/**
 * What nobody foresaw: its text may hold anything, so that only its name goes into history.
 *
 * Faults of the machine (a full disk, too many files) pass; anything else would fail again in the same way.
 */
function unexpected(error: unknown): Described {
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  const isOfTheMachine = typeof code === 'string' && /^E[A-Z0-9]{2,20}$/.test(code);
  const what = isOfTheMachine ? code : typeof name === 'string' ? name.slice(0, 50) : 'an unknown error';
  return {
    kind: isOfTheMachine ? 'Unavailable' : 'Unexpected',
    message: `The worker failed with ${what}; its log has the rest.`,
    details: {},
  };
}

function describe(error: unknown): Described | undefined {
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
