import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import type { WorkflowExecutionDescription } from '@temporalio/client';

/** A step whose activity is not done yet. */
export interface PendingStep {
  name: string;
  /** 1 is the first. */
  attempt: number;
  /** Kind of the last attempt's failure, see the catalogue; `null` before the first has ended. */
  kind: string | null;
  /** Why the last attempt did not bring it about: our own text, such as "Transaction … is Processing". */
  lastFailure: string | null;
  /** When the next attempt begins, ISO 8601; `null` while one runs. */
  nextAttemptAt: string | null;
}

/** What the worker is doing for an order, or waits to do again, as Temporal describes it. */
export const pendingStepsOf = (raw: WorkflowExecutionDescription['raw']): PendingStep[] =>
  (raw.pendingActivities ?? []).map(({ activityType, attempt, lastFailure, nextAttemptScheduleTime }) => ({
    name: activityType?.name ?? 'unknown',
    attempt: attempt ?? 1,
    kind: lastFailure?.applicationFailureInfo?.type ?? null,
    lastFailure: lastFailure?.message ?? null,
    nextAttemptAt: optionalTsToDate(nextAttemptScheduleTime)?.toISOString() ?? null,
  }));
