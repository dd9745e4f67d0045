import type { Client } from '@temporalio/client';
import { ClientError, grpcCodeOf, grpcStatus } from './errors.js';
import { within } from './temporal.js';
import type { WaitingStep } from './waiting-steps.js';

const CALL_TIMEOUT_MS = 10_000;

/**
 * Lets a step that waits for its next attempt begin it at once. Its attempts are counted anew; its budget stays.
 *
 * @returns whether it did: the step may have gone on by itself.
 * @throws {ClientError} `temporal` where the server cannot do that.
 */
export async function hurry(client: Client, { workflowId, activityId }: WaitingStep): Promise<boolean> {
  const { namespace, identity } = client.options;
  try {
    await within(client, CALL_TIMEOUT_MS, () =>
      client.workflowService.resetActivity({
        namespace,
        identity,
        execution: { workflowId },
        id: activityId,
        // Whoever paused it in the Temporal UI has a reason.
        keepPaused: true,
      }),
    );
    return true;
  } catch (error) {
    const code = grpcCodeOf(error);
    if (code === grpcStatus.NOT_FOUND || code === grpcStatus.FAILED_PRECONDITION) return false;
    if (code !== grpcStatus.UNIMPLEMENTED) throw error;
    throw new ClientError('temporal', 'This Temporal server cannot hurry a step; the orders come back by themselves.');
  }
}
