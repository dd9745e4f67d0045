import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { checked, object, optional, text } from '../steps/checks.js';
import type { Check, Checked } from '../steps/checks.js';
import { answerFields } from '../steps/resolve.js';
import type { ResolveInput } from '../steps/resolve.js';
import type { NdrParcel } from './activities.js';
import type { NdrPolicy } from './policy.js';
import { reportCheck } from './report.js';
import type { BroughtDecision, CaseState, NdrCaseState, PendingReport } from './state.js';

/** Workflow type of a non-delivery case. */
export const NDR_CASE_WORKFLOW = 'ndrCase';

/** Workflow id of a case: `ndr/{shippingPartyAccountId}/{trackingId}`, both encoded as in a URL. */
export const ndrCaseWorkflowId = ({
  shippingPartyAccountId,
  trackingId,
}: Pick<NdrParcel, 'shippingPartyAccountId' | 'trackingId'>): string =>
  `ndr/${encoded(shippingPartyAccountId)}/${encoded(trackingId)}`;

/** The inverse of {@link ndrCaseWorkflowId}. */
export function ndrCaseOfWorkflowId(
  workflowId: string,
): Pick<NdrParcel, 'shippingPartyAccountId' | 'trackingId'> | undefined {
  const [, party, tracking] = /^ndr\/((?:[\w.-]|%[0-9A-F]{2})+)\/((?:[\w.-]|%[0-9A-F]{2})+)$/.exec(workflowId) ?? [];
  return party === undefined || tracking === undefined
    ? undefined
    : { shippingPartyAccountId: decoded(party), trackingId: decoded(tracking) };
}

/** Both ids are plain ASCII, so every character is one byte. */
const encoded = (id: string): string =>
  id.replaceAll(/[^\w.-]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);

const decoded = (code: string): string =>
  code.replaceAll(/%([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

export interface NdrCaseInput extends NdrParcel {
  policy: NdrPolicy;
  /** Carried over by continue-as-new only. */
  state?: NdrCaseState;
}

export interface NdrCaseResult {
  state: CaseState;
}

/** A report comes in; one from a list may bring what a person has decided about it. */
export type ReportInput = PendingReport;

/** Answers an item. */
export { checkResolve } from '../steps/resolve.js';
export type ResolveNdrInput = ResolveInput;

/** What an update answers: the state after it. */
export interface NdrActionResult {
  state: CaseState;
}

/** A signal with a start: it is durable when Temporal has it, with no worker running. */
export const reportSignal = defineSignal<[ReportInput]>('report');
export const resolveUpdate = defineUpdate<NdrActionResult, [ResolveNdrInput]>('resolve');
/** The same as a signal, for many cases at once over a visibility query. */
export const resolveSignal = defineSignal<[ResolveNdrInput]>('resolve');
export const viewQuery = defineQuery<NdrCaseState>('view');

const broughtCheck: Check<BroughtDecision> = object({
  ...answerFields,
  requestId: text({ max: 200 }),
  actor: text({ max: 100 }),
  reason: optional(text({ max: 500 })),
});

const reportInputCheck: Check<ReportInput> = object({ report: reportCheck, decision: optional(broughtCheck) });

export const checkReportInput = (payload: unknown): Checked<ReportInput> => checked(reportInputCheck, payload);
