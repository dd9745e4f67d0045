import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { ActionOrigin } from '../steps/audit.js';
import { checked, instant, object, oneOf, optional, text, wholeNumber } from '../steps/checks.js';
import type { Check, Checked } from '../steps/checks.js';
import type { AccountPolicy, AccountSettings } from './policy.js';
import { jobs } from './state.js';
import type { AccountState, Job, Pause } from './state.js';

/** Workflow type of an account. */
export const ACCOUNT_WORKFLOW = 'account';

/** Workflow id of an account: `account/{account}`. */
export const accountWorkflowId = (account: string): string => `account/${account}`;

/** The inverse of {@link accountWorkflowId}. */
export const accountOfWorkflowId = (workflowId: string): string | undefined =>
  /^account\/([^/]+)$/.exec(workflowId)?.[1];

export interface AccountInput {
  account: string;
  /** As configured at the first start; later ones come by {@link configureSignal}. */
  settings: AccountSettings;
  /** Carried over by continue-as-new only. */
  state?: AccountState;
}

/** Runs a job now instead of at its time; default: the sweep for new orders. */
export type SweepNowInput = { job?: Job } & ActionOrigin;
/** Stops all sweeps after the page that is under way. Orders that run go on. */
export type PauseInput = ActionOrigin;
/** Goes on where the sweeps were stopped: nothing is skipped. */
export type ResumeInput = ActionOrigin;

/** The job is done for this request when its last result has this ticket, or a higher one. */
export interface SweepNowResult {
  job: Job;
  ticket: number;
}

export interface PauseResult {
  /** Absent when the account is not paused. */
  pause?: Pause;
}

export const sweepNowUpdate = defineUpdate<SweepNowResult, [SweepNowInput]>('sweepNow');
export const pauseUpdate = defineUpdate<PauseResult, [PauseInput]>('pause');
export const resumeUpdate = defineUpdate<PauseResult, [ResumeInput]>('resume');
/** Every start of a worker sends it together with the start of the workflow. */
export const configureSignal = defineSignal<[AccountSettings]>('configure');
export const viewQuery = defineQuery<AccountState>('view');

const origin = {
  requestId: optional(text({ max: 200 })),
  actor: optional(text({ max: 100 })),
  reason: optional(text({ max: 500 })),
};

export const checkSweepNow = (payload: unknown): Checked<SweepNowInput> =>
  checked(object({ job: optional(oneOf(jobs)), ...origin }), payload);

export const checkPause = (payload: unknown): Checked<PauseInput> => checked(object(origin), payload);

export const checkResume = (payload: unknown): Checked<ResumeInput> => checked(object(origin), payload);

const duration = wholeNumber({ min: 1 });

const policyShape: Check<AccountPolicy> = (value, path, faults) => {
  const policy = object({
    sweepIntervalMs: duration,
    overlapMs: wholeNumber({ min: 0 }),
    sliceMs: duration,
    firstLookBackMs: duration,
    cancellationIntervalMs: duration,
    gap: object({ hourUtc: wholeNumber({ min: 0 }), lookBackMs: duration }),
    attempts: object({ startToCloseMs: duration, budgetMs: duration, againAfterMs: duration }),
    pagesPerRun: duration,
  })(value, path, faults);
  // Windows that do not move on would list the same orders for ever.
  if (policy !== undefined && policy.overlapMs >= policy.sliceMs) {
    faults.push(`${path}.overlapMs must be less than sliceMs`);
  }
  return policy;
};

export const checkConfigure = (payload: unknown): Checked<AccountSettings> =>
  checked(object({ policy: policyShape, goLiveAt: optional(instant) }), payload);
