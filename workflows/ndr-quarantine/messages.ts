import { defineQuery, defineUpdate } from '@temporalio/workflow';
import { originFields } from '../steps/audit.js';
import type { ActionOrigin } from '../steps/audit.js';
import { checked, object, oneOf, text } from '../steps/checks.js';
import type { Check, Checked } from '../steps/checks.js';
import type { QuarantineState } from './state.js';

/** Workflow type of a push that waits for a person. */
export const NDR_QUARANTINE_WORKFLOW = 'ndrQuarantine';

/** Workflow id of a push in quarantine, by the hash of its bytes: the same push again is the same item. */
export const ndrQuarantineWorkflowId = (sha256: string): string => `ndr-quarantine/${sha256.slice(0, 32)}`;

/** The inverse of {@link ndrQuarantineWorkflowId}: the name by which people know the push. */
export const pushOfWorkflowId = (workflowId: string): string | undefined =>
  /^ndr-quarantine\/([0-9a-f]+)$/.exec(workflowId)?.[1];

export interface NdrQuarantineInput {
  /** Whose people are told: the account of the first shipper, because the push names none that is known. */
  account: string;
  /** The push, byte for byte, in the document store. */
  documentId: string;
  /** What is wrong with it, in our own words. */
  fault: string;
  /** When it came, ISO 8601. */
  receivedAt: string;
  /** Carried over by continue-as-new only. */
  state?: QuarantineState;
}

export interface NdrQuarantineResult {
  state: QuarantineState['state'];
}

/** Settles a push: `noted` leaves it, `taken-in` says that its report is with a case now. */
export type SettleInput = { attentionId: string; answer: 'noted' | 'taken-in' | 'abort' } & ActionOrigin;

export const resolveUpdate = defineUpdate<NdrQuarantineResult, [SettleInput]>('resolve');
export const viewQuery = defineQuery<QuarantineState>('view');

const settleShape: Check<SettleInput> = object({
  attentionId: text({ max: 100 }),
  answer: oneOf(['noted', 'taken-in', 'abort']),
  ...originFields,
});

export const checkSettle = (payload: unknown): Checked<SettleInput> => checked(settleShape, payload);
