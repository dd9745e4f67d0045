import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { originFields } from '../steps/audit.js';
import type { ActionOrigin } from '../steps/audit.js';
import { checked, instant, object, oneOf, optional, text, truth, wholeNumber } from '../steps/checks.js';
import type { Check, Checked } from '../steps/checks.js';
import type { BreakerSign, PausedSign } from './activities.js';
import { incidentCauses } from './incidents.js';
import type { AccountPolicy, AccountSettings } from './policy.js';
import { jobs } from './state.js';
import type { AccountState, Job, Pause } from './state.js';

export type { BreakerSign } from './activities.js';

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

/** Lets one call to a paused operation through now, instead of at its time. */
export type ProbeInput = { operation: string } & ActionOrigin;

/** The operation's incident shows by this ticket when the breaker was told. */
export interface ProbeResult {
  operation: string;
  ticket: number;
}

export const sweepNowUpdate = defineUpdate<SweepNowResult, [SweepNowInput]>('sweepNow');
export const pauseUpdate = defineUpdate<PauseResult, [PauseInput]>('pause');
export const resumeUpdate = defineUpdate<PauseResult, [ResumeInput]>('resume');
export const probeUpdate = defineUpdate<ProbeResult, [ProbeInput]>('probe');
/** The process that talks to Amazon tells when an operation is paused, when a probe has failed, and when it goes on. */
export const breakerSignal = defineSignal<[BreakerSign]>('breaker');
/** Every start of a worker sends it together with the start of the workflow. */
export const configureSignal = defineSignal<[AccountSettings]>('configure');
export const viewQuery = defineQuery<AccountState>('view');

export const checkSweepNow = (payload: unknown): Checked<SweepNowInput> =>
  checked(object({ job: optional(oneOf(jobs)), ...originFields }), payload);

export const checkPause = (payload: unknown): Checked<PauseInput> => checked(object(originFields), payload);

export const checkResume = (payload: unknown): Checked<ResumeInput> => checked(object(originFields), payload);

const operation = text({ max: 60, pattern: /^[A-Za-z]+$/, says: 'must be the name of an operation, e.g. getOrder' });

export const checkProbe = (payload: unknown): Checked<ProbeInput> =>
  checked(object({ operation, ...originFields }), payload);

const MAX_CODES = 20;

const codes: Check<string[]> = (value, path, faults) => {
  if (!Array.isArray(value) || value.length > MAX_CODES) {
    faults.push(`${path} must be a list of at most ${MAX_CODES}`);
    return undefined;
  }
  return value.flatMap((code, index) => text({ max: 64 })(code, `${path}[${index}]`, faults) ?? []);
};

const epochMs = wholeNumber({ min: 0 });

const paused: Check<PausedSign> = object({
  cause: oneOf(incidentCauses),
  codes,
  requestId: optional(text({ max: 200 })),
  failed: wholeNumber({ min: 0 }),
  nextProbeAt: epochMs,
  quietMs: wholeNumber({ min: 1 }),
});

export const checkBreaker = (payload: unknown): Checked<BreakerSign> =>
  checked(object({ operation, at: epochMs, paused: optional(paused) }), payload);

const duration = wholeNumber({ min: 1 });

const policyShape: Check<AccountPolicy> = (value, path, faults) => {
  const policy = object({
    sweeps: truth,
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
