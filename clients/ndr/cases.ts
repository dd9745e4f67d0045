import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowExecutionInfo, WorkflowExecutionStatusName } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { DocumentStore } from '../../activities/documents/document-store.js';
import type { Shipper } from '../../temporal.config.js';
import { addressNotesFault } from '../../workflows/ndr-case/address-notes.js';
import {
  checkResolve,
  NDR_CASE_WORKFLOW,
  ndrCaseOfWorkflowId,
  ndrCaseWorkflowId,
  reportSignal,
  resolveUpdate,
  viewQuery,
} from '../../workflows/ndr-case/messages.js';
import type { NdrActionResult, ReportInput } from '../../workflows/ndr-case/messages.js';
import type { NdrPolicy } from '../../workflows/ndr-case/policy.js';
import { rescheduleFault } from '../../workflows/ndr-case/reschedule.js';
import { ndrCaseStart } from '../../workflows/ndr-case/start.js';
import type { NdrCaseState } from '../../workflows/ndr-case/state.js';
import { ATTENTION_MEMO, searchAttributes } from '../../workflows/search-attributes.js';
import type { AttentionItem } from '../../workflows/steps/attention.js';
import { ClientError, systemCodeOf } from '../errors.js';
import { askView, isUnanswered } from '../ask-view.js';
import { within } from '../temporal.js';
import { askWorkflow } from '../updates.js';
import { queryName } from '../visibility.js';

/** Which case: the shipper, and Amazon's tracking id. */
export interface CaseName {
  shipper: Shipper;
  trackingId: string;
}

/** What a person has decided, with what is told in clear: it is stored before anything of it travels. */
export interface Decision {
  answer: string;
  /** With `reattempt`. Personal data. */
  addressNotes?: string;
  /** With `reschedule`, ISO 8601. */
  rescheduleDate?: string;
  /** With `done-elsewhere`. */
  reference?: string;
}

/** Answers that a person can give from here, and what each needs. */
export const personsAnswers = ['reattempt', 'reschedule', 'rto', 'done-elsewhere', 'no-answer'] as const;

const needs: Record<string, keyof Omit<Decision, 'answer'>> = {
  reattempt: 'addressNotes',
  reschedule: 'rescheduleDate',
  'done-elsewhere': 'reference',
};

/** What is wrong with a decision, by field; never a value of it. @param now epoch ms. */
export function decisionFaults(decision: Decision, now: number): { field: keyof Decision; what: string }[] {
  const { answer, addressNotes, rescheduleDate } = decision;
  if (!personsAnswers.some((known) => known === answer)) {
    return [{ field: 'answer', what: `is none of ${personsAnswers.join(', ')}` }];
  }
  const needed = needs[answer];
  const others = (['addressNotes', 'rescheduleDate', 'reference'] as const).filter((field) => field !== needed);
  const notes = addressNotes === undefined ? undefined : addressNotesFault(addressNotes);
  const date = rescheduleDate === undefined ? undefined : rescheduleFault(rescheduleDate, now);
  return [
    ...(needed !== undefined && decision[needed] === undefined
      ? [{ field: needed, what: `is missing; ${answer} needs it` }]
      : []),
    ...others
      .filter((field) => decision[field] !== undefined)
      .map((field) => ({ field, what: `does not go with ${answer}` })),
    ...(notes === undefined ? [] : [{ field: 'addressNotes' as const, what: notes }]),
    ...(date === undefined ? [] : [{ field: 'rescheduleDate' as const, what: 'is not in the future' }]),
  ];
}

/** The decision as it travels: notes are in the store by then. @throws {ClientError} when it cannot be written. */
export async function storedDecision(
  { answer, addressNotes, rescheduleDate, reference }: Decision,
  documents: Pick<DocumentStore, 'put'> | undefined,
): Promise<{ answer: string; data?: Record<string, unknown>; reference?: string }> {
  const common = { answer, ...(reference === undefined ? {} : { reference }) };
  if (rescheduleDate !== undefined) return { ...common, data: { rescheduleDate } };
  if (addressNotes === undefined) return common;
  if (documents === undefined) throw new ClientError('machine', 'Address notes need DOCUMENTS_KEY and DOCUMENTS_DIR.');
  try {
    const { documentId } = await documents.put(Buffer.from(addressNotes), 'text/plain');
    return { ...common, data: { addressNotesDocumentId: documentId } };
  } catch (error) {
    throw new ClientError('machine', `The notes cannot be kept in DOCUMENTS_DIR (${systemCodeOf(error)}).`);
  }
}

const QUERY_TIMEOUT_MS = 10_000;
const idOf = ({ shipper, trackingId }: CaseName): string => ndrCaseWorkflowId({ ...shipper, trackingId });

/** A case as Temporal knows it; `undefined` when it knows none. */
export async function describeCase(
  client: Client,
  name: CaseName,
): Promise<{ status: WorkflowExecutionStatusName; state: string } | undefined> {
  try {
    const { status, typedSearchAttributes } = await within(client, QUERY_TIMEOUT_MS, () =>
      client.workflow.getHandle(idOf(name)).describe(),
    );
    return { status: status.name, state: typedSearchAttributes.get(searchAttributes.FulfillmentState) ?? '–' };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** Reads a case, an ended one too. @throws {ClientError} `unknown-order`, `no-worker`. */
export async function viewCase(client: Client, name: CaseName): Promise<NdrCaseState> {
  try {
    return await askView(client, idOf(name), viewQuery);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw unknown(name);
    if (!isUnanswered(error)) throw error;
    throw new ClientError('no-worker', 'No worker answered. Check that one runs (fulfillment worker), then repeat.');
  }
}

const unknown = ({ trackingId, shipper }: CaseName): ClientError =>
  new ClientError(
    'unknown-order',
    `There is no case of ${trackingId} for ${shipper.shippingPartyAccountId}. Check the number and --party; "ndr import" opens cases that were never pushed.`,
  );

export interface Answering extends CaseName {
  decision: Decision;
  documents: Pick<DocumentStore, 'put'> | undefined;
  actor: string;
  reason?: string;
  requestId?: string;
}

/** Answers the open question of a case. @throws {ClientError} `refused` in the case's own words, `unknown-order`, `no-worker`. */
export async function decideCase(
  client: Client,
  { decision, documents, actor, reason, requestId, ...name }: Answering,
): Promise<NdrActionResult> {
  const { attention, state } = await viewCase(client, name);
  const item = attention.items.find(({ reason: kind }) => kind === 'NdrDecisionNeeded' || kind === 'NdrPastDue');
  if (item === undefined) {
    const open = attention.items.map(({ attentionId, answers }) => `${attentionId} (${answers.join(', ')})`);
    const others = open.length === 0 ? '' : ` Something else waits, to be answered with --item: ${open.join('; ')}.`;
    throw new ClientError('refused', `Nothing is to be decided about ${name.trackingId}; it is ${state}.${others}`);
  }
  return await resolveItemOf(client, name, {
    attentionId: item.attentionId,
    ...(await storedDecision(decision, documents)),
    actor,
    ...(reason === undefined ? {} : { reason }),
    ...(requestId === undefined ? {} : { requestId }),
  });
}

/** Answers an item of a case by its id. */
export const resolveItemOf = (client: Client, name: CaseName, payload: unknown): Promise<NdrActionResult> =>
  askWorkflow(client, {
    workflowId: idOf(name),
    update: resolveUpdate,
    checked: checkResolve(payload),
    notOpen: () => unknown(name),
  });

const TAKE_UP_TIMEOUT_MS = 20_000;
const LOOK_EVERY_MS = 200;

/**
 * Opens a case from a row, with the decision of a person if there is one, and waits until it is taken up.
 *
 * @throws {ClientError} `refused`; `no-worker` when nobody has taken it up yet: it is durable all the same.
 */
export async function openCase(
  client: Client,
  { shipper, trackingId, policy, input }: CaseName & { policy: NdrPolicy; input: ReportInput },
): Promise<NdrCaseState> {
  const start = ndrCaseStart({
    account: shipper.account,
    shippingPartyAccountId: shipper.shippingPartyAccountId,
    trackingId,
    policy,
  });
  await within(client, QUERY_TIMEOUT_MS, () =>
    client.workflow.signalWithStart(NDR_CASE_WORKFLOW, { ...start, signal: reportSignal, signalArgs: [input] }),
  );
  const limit = Date.now() + TAKE_UP_TIMEOUT_MS;
  for (;;) {
    const ndr = await viewCase(client, { shipper, trackingId });
    if (ndr.pending.every(({ report }) => report.id !== input.report.id)) return accepted(ndr, input);
    if (Date.now() > limit) {
      throw new ClientError(
        'no-worker',
        'It is with Temporal, and no worker has taken it up yet. Check that one runs.',
      );
    }
    await sleep(LOOK_EVERY_MS);
  }
}

function accepted(ndr: NdrCaseState, { decision }: ReportInput): NdrCaseState {
  const refused = ndr.audit.findLast(({ requestId }) => requestId === decision?.requestId)?.refused;
  if (refused !== undefined) throw new ClientError('refused', refused);
  return ndr;
}

/** Which cases to list. Everything given must hold. */
export interface CaseFilter {
  account?: string;
  /** Only those that wait for a person. */
  attention?: boolean;
}

/** A case as visibility shows it, without asking its workflow. */
export interface ListedCase {
  shippingPartyAccountId: string;
  trackingId: string;
  workflowId: string;
  account: string | null;
  state: string | null;
  /** ISO 8601, UTC; until when it can be answered, while it is not. */
  dueAt: string | null;
  attention: string | null;
  /** What is asked, and what Amazon recommends. */
  asks: string | null;
  startedAt: string;
}

const LIST_TIMEOUT_MS = 120_000;
const PAGE_SIZE = 500;

/** The open cases that match, the nearest due date first. Works without a worker. */
export async function listCases(client: Client, { account, attention }: CaseFilter): Promise<ListedCase[]> {
  const query = [
    `${queryName('WorkflowType')} = '${NDR_CASE_WORKFLOW}'`,
    `${queryName('ExecutionStatus')} = 'Running'`,
    // An account of the configuration has no quotation marks.
    ...(account === undefined ? [] : [`${queryName(searchAttributes.Account.name)} = '${account}'`]),
    ...(attention === true ? [`${queryName(searchAttributes.Attention.name)} IS NOT NULL`] : []),
  ].join(' AND ');
  return await within(client, LIST_TIMEOUT_MS, async () => {
    const found: ListedCase[] = [];
    for await (const info of client.workflow.list({ query, pageSize: PAGE_SIZE })) found.push(...listed(info));
    return found.toSorted((a, b) => (urgency(a) < urgency(b) ? -1 : 1));
  });
}

const urgency = ({ dueAt, startedAt }: ListedCase): string => `${dueAt ?? '9'} ${startedAt}`;

function listed({ workflowId, typedSearchAttributes: shown, memo, startTime }: WorkflowExecutionInfo): ListedCase[] {
  const name = ndrCaseOfWorkflowId(workflowId);
  if (name === undefined) return [];
  const items = memo?.[ATTENTION_MEMO];
  const [item] = Array.isArray(items) ? (items as Partial<AttentionItem>[]) : [];
  return [
    {
      ...name,
      workflowId,
      account: shown.get(searchAttributes.Account) ?? null,
      state: shown.get(searchAttributes.FulfillmentState) ?? null,
      dueAt: shown.get(searchAttributes.NextDeadline)?.toISOString() ?? null,
      attention: shown.get(searchAttributes.Attention) ?? null,
      asks: typeof item?.message === 'string' ? item.message : null,
      startedAt: startTime.toISOString(),
    },
  ];
}

/** The same for the same words: a row that is given again is done once. */
export const requestIdOf = (words: readonly unknown[]): string =>
  `import-${createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 32)}`;
