import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import { isFailureKind } from '../failures.js';
import type { FailureDetails, FailureKind } from '../failures.js';

/** A failed step in the words of the catalogue. */
export interface StepFailure {
  kind: FailureKind;
  message: string;
  details: FailureDetails;
}

/**
 * Reads the kind of failure out of what an activity call threw.
 *
 * A budget ends in two shapes: as `ActivityFailure` with `retryState` TIMEOUT around the last failure, when the next
 * delay would pass the end; as a `TimeoutFailure`, when no attempt was running or the attempt itself timed out.
 */
export function failureOf(error: unknown): StepFailure {
  if (!(error instanceof ActivityFailure)) throw error;
  const { cause } = error;
  if (cause instanceof ApplicationFailure && isFailureKind(cause.type)) {
    return { kind: cause.type, message: cause.message, details: detailsOf(cause.details?.[0]) };
  }
  if (cause instanceof TimeoutFailure) {
    return {
      kind: 'Unavailable',
      message: `The time for ${error.activityType} ended without an answer: no worker was running, or its attempts timed out.`,
      details: {},
    };
  }
  return { kind: 'Unexpected', message: `${error.activityType} failed unexpectedly.`, details: {} };
}

const detailsOf = (details: unknown): FailureDetails =>
  typeof details === 'object' && details !== null ? details : {};
