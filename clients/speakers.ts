import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import { speakerTaskQueue, speakerWorkflowId } from '../workflows/speaker/messages.js';
import { ACTIVITY_TASKS, pollersOf } from './pollers.js';
import { within } from './temporal.js';

/** Which process speaks to Amazon for an account, and which would take over, as Temporal knows it. */
export interface Speaker {
  /** `pid@host`; `null` while nobody speaks. One that was killed is named until its lease has timed out. */
  process: string | null;
  /** Since when, ISO 8601. */
  since: string | null;
  /** `pid@host` each. */
  standsBy: string[];
  /** Id of the lease's activity when somebody has paused it: nobody speaks until it is unpaused. */
  pausedActivity: string | null;
}

const CALL_TIMEOUT_MS = 10_000;

/** Asks Temporal alone: no worker has to run. */
export async function viewSpeaker(client: Client, account: string, now: () => number): Promise<Speaker> {
  const lease = await describeLease(client, account);
  const [attempt] = lease?.raw.pendingActivities ?? [];
  const process = isRunning(attempt) ? (attempt?.lastWorkerIdentity ?? null) : null;
  const polling = await pollersOf(client, { taskQueue: speakerTaskQueue(account), type: ACTIVITY_TASKS }, now);
  return {
    process,
    since: process === null ? null : (optionalTsToDate(attempt?.lastStartedTime)?.toISOString() ?? null),
    standsBy: polling.filter((each) => each !== process),
    pausedActivity: attempt?.paused === true ? (attempt.activityId ?? null) : null,
  };
}

type Attempt = NonNullable<WorkflowExecutionDescription['raw']['pendingActivities']>[number];

/** `temporal.api.enums.v1.PendingActivityState` of the server's protocol: started, cancel and pause requested. */
const RUNNING_STATES: readonly unknown[] = [2, 3, 5];

const isRunning = (attempt: Attempt | undefined): boolean => RUNNING_STATES.includes(attempt?.state);

async function describeLease(client: Client, account: string): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await within(client, CALL_TIMEOUT_MS, () =>
      client.workflow.getHandle(speakerWorkflowId(account)).describe(),
    );
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
