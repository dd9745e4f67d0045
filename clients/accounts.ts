import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import {
  accountWorkflowId,
  checkPause,
  checkProbe,
  checkResume,
  checkSweepNow,
  pauseUpdate,
  probeUpdate,
  resumeUpdate,
  sweepNowUpdate,
  viewQuery,
} from '../workflows/account/messages.js';
import type {
  PauseInput,
  PauseResult,
  ProbeInput,
  ProbeResult,
  ResumeInput,
  SweepNowInput,
  SweepNowResult,
} from '../workflows/account/messages.js';
import type { AccountState, RoundResult, Trouble } from '../workflows/account/state.js';
import { ClientError } from './errors.js';
import { pendingStepsOf } from './pending-steps.js';
import type { PendingStep } from './pending-steps.js';
import { askView, isUnanswered } from './ask-view.js';
import { within } from './temporal.js';
import { askWorkflow } from './updates.js';
import type { Asked } from './updates.js';

const READ_TIMEOUT_MS = 10_000;

/** Runs a job now. {@link outcomeOf} tells when it is done. @throws {PayloadError} {@link ClientError} */
export const sweepNow = (client: Client, account: string, input: SweepNowInput): Promise<SweepNowResult> =>
  askWorkflow(client, { ...of(account), update: sweepNowUpdate, checked: checkSweepNow(input) });

/** Stops all sweeps of an account. @throws {PayloadError} {@link ClientError} */
export const pauseAccount = (client: Client, account: string, input: PauseInput): Promise<PauseResult> =>
  askWorkflow(client, { ...of(account), update: pauseUpdate, checked: checkPause(input) });

/** Lets the sweeps go on. @throws {PayloadError} {@link ClientError} */
export const resumeAccount = (client: Client, account: string, input: ResumeInput): Promise<PauseResult> =>
  askWorkflow(client, { ...of(account), update: resumeUpdate, checked: checkResume(input) });

/** Has one call to a paused operation let through now. @throws {PayloadError} {@link ClientError} */
export const askProbe = (client: Client, account: string, input: ProbeInput): Promise<ProbeResult> =>
  askWorkflow(client, { ...of(account), update: probeUpdate, checked: checkProbe(input) });

const of = (account: string): Pick<Asked<never, never>, 'workflowId' | 'notOpen'> => ({
  workflowId: accountWorkflowId(account),
  notOpen: () => notStarted(account),
});

/** An account with what Temporal knows around it. */
export interface ViewedAccount {
  workflowId: string;
  state: AccountState;
  /** What the worker is doing for it, or waits to do again. */
  pending: PendingStep[];
}

/** Reads an account; a worker has to run. @throws {ClientError} `no-worker` */
export async function viewAccount(client: Client, account: string): Promise<ViewedAccount> {
  const description = await describe(client, account);
  return {
    workflowId: description.workflowId,
    state: await queryState(client, account),
    pending: pendingStepsOf(description.raw),
  };
}

/** What became of a job that an operator asked for; `undefined` while it is under way. */
export function outcomeOf(
  { last, troubles, pause }: AccountState,
  { job, ticket }: SweepNowResult,
): { result: RoundResult } | { trouble: Trouble } | { pausedBy: string } | undefined {
  const result = last[job];
  if (result !== undefined && result.ticket >= ticket) return { result };
  const trouble = troubles[job];
  if (trouble !== undefined && trouble.ticket >= ticket) return { trouble };
  return pause === undefined ? undefined : { pausedBy: pause.actor };
}

/** One that somebody has ended would still answer queries, as if it swept. */
async function describe(client: Client, account: string): Promise<WorkflowExecutionDescription> {
  try {
    const description = await within(client, READ_TIMEOUT_MS, () => handleOf(client, account).describe());
    if (description.status.name !== 'RUNNING') throw notStarted(account);
    return description;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw notStarted(account);
    throw error;
  }
}

async function queryState(client: Client, account: string): Promise<AccountState> {
  try {
    return await askView(client, handleOf(client, account).workflowId, viewQuery);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw notStarted(account);
    if (!isUnanswered(error)) throw error;
    throw new ClientError('no-worker', 'No worker answered. Check that one runs (fulfillment worker), then repeat.');
  }
}

const notStarted = (account: string): ClientError =>
  new ClientError(
    'no-worker',
    `Account ${account} is not kept in this namespace: a worker begins that when it starts. Start one (fulfillment ` +
      'worker), then repeat.',
  );

const handleOf = (client: Client, account: string) => client.workflow.getHandle(accountWorkflowId(account));
