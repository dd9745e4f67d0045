import { defineSignal } from '@temporalio/workflow';
import { checked, object, wholeNumber } from '../steps/checks.js';
import type { Checked } from '../steps/checks.js';

/** Workflow type of the lease of an account. */
export const SPEAKER_WORKFLOW = 'speaker';

/** Workflow id of an account's lease: `speaker/{account}`. */
export const speakerWorkflowId = (account: string): string => `speaker/${account}`;

/** Every process that may speak for an account polls it, for the one activity that is the lease. */
export const speakerTaskQueue = (account: string): string => `speaker/${account}`;

export interface SpeakerSettings {
  /** Silence after which the lease is given to another process, ms. */
  heartbeatTimeoutMs: number;
}

export interface SpeakerInput {
  account: string;
  /** As configured at the first start; later ones come by {@link configureSignal}. */
  settings: SpeakerSettings;
}

/** Every start of a worker sends it together with the start of the workflow. */
export const configureSignal = defineSignal<[SpeakerSettings]>('configure');

export const checkConfigure = (payload: unknown): Checked<SpeakerSettings> =>
  checked(object({ heartbeatTimeoutMs: wholeNumber({ min: 1 }) }), payload);
