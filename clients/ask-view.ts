import { setTimeout as sleep } from 'node:timers/promises';
import { isGrpcDeadlineError, QueryNotRegisteredError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import type { QueryDefinition } from '@temporalio/common';
import { NOT_YET } from '../workflows/undelivered.js';
import { WORKFLOW_TASK_QUEUE } from '../workflows/purchase-order/messages.js';
import { grpcCodeOf, grpcStatus } from './errors.js';
import { within } from './temporal.js';

/** A task that a worker lost is given out again after 10 s, and a query waits behind it. */
const LIMIT_MS = 15_000;
const LOOK_FOR_A_WORKER_AFTER_MS = 2_000;

/**
 * What a workflow says of itself.
 *
 * Gives up after 15 s, and after 2 s already when no worker has asked for work in the last minutes; {@link isUnanswered}
 * knows both.
 */
export async function askView<T>(client: Client, workflowId: string, view: QueryDefinition<T>): Promise<T> {
  const nobody = new AbortController();
  const look = setTimeout(() => {
    void hasWorker(client).then((has) => {
      if (!has) nobody.abort();
    });
  }, LOOK_FOR_A_WORKER_AFTER_MS);
  try {
    return await client.withAbortSignal(nobody.signal, () =>
      within(client, LIMIT_MS, () => ask(client, workflowId, view)),
    );
  } finally {
    clearTimeout(look);
  }
}

/** A worker that does not know the workflow yet cannot tell, for a moment, what became of the last events. */
async function ask<T>(client: Client, workflowId: string, view: QueryDefinition<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await client.workflow.getHandle(workflowId).query(view);
    } catch (error) {
      if (!isNotYet(error) || tries * NOT_YET_PAUSE_MS > LIMIT_MS) throw error;
      await sleep(NOT_YET_PAUSE_MS);
    }
  }
}

const NOT_YET_PAUSE_MS = 250;

const isNotYet = (error: unknown): boolean =>
  error instanceof QueryNotRegisteredError && error.message.includes(NOT_YET);

/** Temporal is there, but no worker took the query, or the workflow's code cannot answer it. */
export const isUnanswered = (error: unknown): boolean =>
  isGrpcDeadlineError(error) ||
  error instanceof QueryNotRegisteredError ||
  grpcCodeOf(error) === grpcStatus.CANCELLED ||
  grpcCodeOf(error) === grpcStatus.FAILED_PRECONDITION;

/** The enum value of workflow tasks in `describeTaskQueue`. */
const WORKFLOW_TASKS = 1;

/** Whether a worker has polled for workflows in the last five minutes; true when that cannot be learned. */
async function hasWorker({ workflowService, options }: Client): Promise<boolean> {
  try {
    const { pollers } = await workflowService.describeTaskQueue({
      namespace: options.namespace,
      taskQueue: { name: WORKFLOW_TASK_QUEUE },
      // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the enum is generated code of a package that we do not import
      taskQueueType: WORKFLOW_TASKS,
    });
    return pollers.length > 0;
  } catch {
    return true;
  }
}
