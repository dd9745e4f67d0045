import { randomUUID } from 'node:crypto';
import { WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError } from '@temporalio/client';
import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { ApplicationFailure, WorkflowNotFoundError } from '@temporalio/common';
import type { UpdateDefinition } from '@temporalio/common';
import {
  accountWorkflowId,
  checkPause,
  checkResume,
  checkSweepNow,
  pauseUpdate,
  resumeUpdate,
  sweepNowUpdate,
  viewQuery,
} from '../workflows/account/messages.js';
import type {
  PauseInput,
  PauseResult,
  ResumeInput,
  SweepNowInput,
  SweepNowResult,
} from '../workflows/account/messages.js';
import type { AccountState, RoundResult, Trouble } from '../workflows/account/state.js';
import type { ActionOrigin } from '../workflows/steps/audit.js';
import type { Checked } from '../workflows/steps/checks.js';
import { ClientError } from './errors.js';
import { pendingStepsOf } from './pending-steps.js';
import type { PendingStep } from './pending-steps.js';
import { isUnanswered, PayloadError } from './purchase-orders.js';
import { within } from './temporal.js';

/** A killed worker's workflows are taken over after 10 s; this leaves as much again. */
const UPDATE_TIMEOUT_MS = 25_000;
const READ_TIMEOUT_MS = 10_000;

/** Runs a job now. {@link outcomeOf} tells when it is done. @throws {PayloadError} {@link ClientError} */
export const sweepNow = (client: Client, account: string, input: SweepNowInput): Promise<SweepNowResult> =>
  act(client, account, sweepNowUpdate, checkSweepNow(input));

/** Stops all sweeps of an account. @throws {PayloadError} {@link ClientError} */
export const pauseAccount = (client: Client, account: string, input: PauseInput): Promise<PauseResult> =>
  act(client, account, pauseUpdate, checkPause(input));

/** Lets the sweeps go on. @throws {PayloadError} {@link ClientError} */
export const resumeAccount = (client: Client, account: string, input: ResumeInput): Promise<PauseResult> =>
  act(client, account, resumeUpdate, checkResume(input));

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

async function act<I extends ActionOrigin, R>(
  client: Client,
  account: string,
  update: UpdateDefinition<R, [I]>,
  checked: Checked<I>,
): Promise<R> {
  if ('faults' in checked) throw new PayloadError(checked.faults);
  const requestId = checked.value.requestId ?? randomUUID();
  try {
    return await within(client, UPDATE_TIMEOUT_MS, () =>
      handleOf(client, account).executeUpdate(update, {
        args: [{ ...checked.value, requestId }],
        updateId: requestId,
      }),
    );
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure) {
      throw new ClientError('refused', error.cause.message);
    }
    if (error instanceof WorkflowNotFoundError) throw notStarted(account);
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
    return await within(client, READ_TIMEOUT_MS, () => handleOf(client, account).query(viewQuery));
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw notStarted(account);
    if (!isUnanswered(error)) throw error;
    throw new ClientError('no-worker', 'No worker answered. Check that one runs (fulfillment worker), then repeat.');
  }
}

const notStarted = (account: string): ClientError =>
  new ClientError(
    'no-worker',
    `Nothing sweeps account ${account} in this namespace: a worker begins it when it starts. Start one (fulfillment ` +
      'worker), then repeat.',
  );

const handleOf = (client: Client, account: string) => client.workflow.getHandle(accountWorkflowId(account));
