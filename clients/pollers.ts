import type { Client } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { within } from './temporal.js';

/** `temporal.api.enums.v1.TaskQueueType` of the server's protocol, which is no dependency of ours. */
export const WORKFLOW_TASKS = 1;
export const ACTIVITY_TASKS = 2;

export interface PolledQueue {
  taskQueue: string;
  type: number;
}

const CALL_TIMEOUT_MS = 10_000;
/** A poll lasts up to a minute, and its poller is noted when it begins. */
const POLLED_WITHIN_MS = 70_000;

/** The processes that poll a task queue, `pid@host` each; those that ended within the last minute are among them. */
export async function pollersOf(
  client: Client,
  { taskQueue, type }: PolledQueue,
  now: () => number,
): Promise<string[]> {
  const { namespace } = client.options;
  const { pollers } = await within(client, CALL_TIMEOUT_MS, () =>
    // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the enum is generated code of a package that we do not import
    client.workflowService.describeTaskQueue({ namespace, taskQueue: { name: taskQueue }, taskQueueType: type }),
  );
  const polling = pollers.filter(
    ({ lastAccessTime }) => lastAccessTime && now() - tsToMs(lastAccessTime) <= POLLED_WITHIN_MS,
  );
  return [...new Set(polling.map(({ identity }) => identity ?? 'unnamed'))];
}
