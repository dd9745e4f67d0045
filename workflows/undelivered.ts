import { ApplicationFailure } from '@temporalio/common';
import type { WorkflowInternalsInterceptor } from '@temporalio/workflow';

/** Begins the message of a query that has come too early; whoever asks again in a moment gets an answer. */
export const NOT_YET = 'Not yet:';

/** How far an activation has read the history. */
export interface Progress {
  /** Start of the workflow task: epoch seconds, and nanoseconds beside them. */
  seconds: number;
  nanos: number;
  /** Bytes of the history at that start; 0 before the first task. */
  size: number;
  /** Id of the last event. */
  length: number;
}

/**
 * Whether an activation brings events that no workflow task has delivered: there are more of them, but no task has begun
 * since. Each task has a start of its own, and is told the size that the history has then.
 */
export const isAhead = (activation: Progress, before: Progress): boolean =>
  activation.length > before.length &&
  activation.size === before.size &&
  activation.seconds === before.seconds &&
  activation.nanos === before.nanos;

/**
 * Fails every activation whose events no workflow task has delivered.
 *
 * A query that no worker can answer from its cache comes with the history as it is at that moment. SDK 1.24 also applies
 * the events behind the last task, with that task's clock, and keeps the result in its cache: the task itself then goes
 * on from there, while a later replay does everything at once, makes other commands, and the workflow is stuck on
 * `[TMPRL1100]`. What fails is dropped from the cache, and nothing of it reaches the history: only the query fails, and
 * can be asked again. See docs/decisions/0007.
 */
export function refuseUndelivered(): WorkflowInternalsInterceptor {
  let last: Progress | undefined;
  return {
    activate(input, next) {
      const { activation, batchIndex } = input;
      const jobs = activation.jobs ?? [];
      const isQuery = jobs.some(({ queryWorkflow }) => queryWorkflow != null);
      if (!isQuery && batchIndex === 0) {
        const { timestamp, historySizeBytes, historyLength } = activation;
        const progress = { ...instant(timestamp), size: Number(historySizeBytes ?? 0), length: historyLength ?? 0 };
        const begun = jobs.find(({ initializeWorkflow }) => initializeWorkflow != null)?.initializeWorkflow;
        if (isAhead(progress, last ?? { ...instant(begun?.startTime), size: 0, length: 0 })) throw notYet();
        last = progress;
      }
      next(input);
    },
  };
}

const instant = (timestamp: { seconds?: unknown; nanos?: number | null } | null | undefined) => ({
  seconds: Number(timestamp?.seconds ?? 0),
  nanos: timestamp?.nanos ?? 0,
});

const notYet = (): ApplicationFailure =>
  ApplicationFailure.create({
    type: 'NotYet',
    message: `${NOT_YET} something has happened that the workflow has not dealt with. Ask again in a moment.`,
  });
