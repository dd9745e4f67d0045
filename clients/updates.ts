import { randomUUID } from 'node:crypto';
import { WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import type { UpdateDefinition } from '@temporalio/common';
import type { ActionOrigin } from '../workflows/steps/audit.js';
import type { Checked } from '../workflows/steps/checks.js';
import { ClientError } from './errors.js';
import { within } from './temporal.js';

/** An update's payload is checked before it travels: faults name the field. */
export class PayloadError extends Error {
  override name = 'PayloadError';
  constructor(readonly faults: readonly string[]) {
    super(faults.join('; '));
  }
}

/** A killed worker's workflows are taken over after 10 s; this leaves as much again. */
const UPDATE_TIMEOUT_MS = 25_000;

/** What an operator asks of a workflow. */
export interface Asked<R, I> {
  workflowId: string;
  update: UpdateDefinition<R, [I]>;
  checked: Checked<I>;
  /** What to say when no such workflow is open. */
  notOpen: () => ClientError | Promise<ClientError>;
}

/**
 * Asks, and waits for the answer; the request id makes a repetition recognisable.
 *
 * @throws {PayloadError} {@link ClientError} `refused` in the workflow's own words, `no-worker`, or what `notOpen` says.
 */
export async function askWorkflow<R, I extends ActionOrigin>(
  client: Client,
  { workflowId, update, checked, notOpen }: Asked<R, I>,
): Promise<R> {
  if ('faults' in checked) throw new PayloadError(checked.faults);
  const requestId = checked.value.requestId ?? randomUUID();
  try {
    return await within(client, UPDATE_TIMEOUT_MS, () =>
      client.workflow.getHandle(workflowId).executeUpdate(update, {
        args: [{ ...checked.value, requestId }],
        updateId: requestId,
      }),
    );
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
      throw new ClientError('refused', error.cause.message);
    }
    if (error instanceof WorkflowNotFoundError) throw await notOpen();
    if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) {
      throw new ClientError(
        'no-worker',
        `No worker answered within ${UPDATE_TIMEOUT_MS / 1_000} s; it may still do it. Check that a worker runs, then ` +
          `repeat with --request-id ${requestId}: the same request is done once.`,
      );
    }
    throw error;
  }
}
