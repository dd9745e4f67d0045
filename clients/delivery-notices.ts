import type { Client, WorkflowExecutionInfo, WorkflowExecutionStatusName } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError, WorkflowIdReusePolicy, WorkflowNotFoundError } from '@temporalio/common';
import {
  checkResolve,
  DELIVERY_NOTIFICATION_WORKFLOW,
  deliveryNotificationOfWorkflowId,
  deliveryNotificationWorkflowId,
  resolveUpdate,
  viewQuery,
} from '../workflows/delivery-notification/messages.js';
import type {
  DeliveryNotificationInput,
  NoticeActionResult,
  ResolveNoticeInput,
} from '../workflows/delivery-notification/messages.js';
import { payOrderOf } from '../workflows/delivery-notification/notice.js';
import type { DeliveryNotice, PayEnvironment } from '../workflows/delivery-notification/notice.js';
import { noticeStart } from '../workflows/delivery-notification/start.js';
import type { DeliveryNotificationState, NoticeState } from '../workflows/delivery-notification/state.js';
import { searchAttributes } from '../workflows/search-attributes.js';
import { ClientError } from './errors.js';
import { pendingStepsOf } from './pending-steps.js';
import type { PendingStep } from './pending-steps.js';
import { askView, isUnanswered } from './ask-view.js';
import { within } from './temporal.js';
import { askWorkflow } from './updates.js';
import { isQueryValue, queryName } from './visibility.js';

/** Which delivery notice: Amazon Pay takes each tracking number once in an environment. */
export interface NoticeName {
  environment: PayEnvironment;
  trackingNumber: string;
}

/** What became of a start. `ended` names the state it ended in, where Temporal still shows it. */
export type NoticeStartOutcome =
  { workflowId: string; outcome: 'started' | 'running' } | { workflowId: string; outcome: 'ended'; state?: string };

const CALL_TIMEOUT_MS = 10_000;

/**
 * Starts a delivery notice; resolves only when Temporal has recorded it. One that runs is left as it is, one that has
 * ended too: an accepted notice cannot be corrected.
 *
 * @param reusePolicy what becomes of a notice that has ended; only a person may ask for another than the default.
 */
export async function startNotice(
  client: Client,
  input: Omit<DeliveryNotificationInput, 'state'>,
  reusePolicy?: WorkflowIdReusePolicy,
): Promise<NoticeStartOutcome> {
  const start = noticeStart(input);
  const { workflowId } = start;
  try {
    await client.workflow.start(DELIVERY_NOTIFICATION_WORKFLOW, {
      ...start,
      ...(reusePolicy === undefined ? {} : { workflowIdReusePolicy: reusePolicy }),
    });
    return { workflowId, outcome: 'started' };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const existing = await client.workflow.getHandle(workflowId).describe();
    if (existing.status.name !== 'COMPLETED') return { workflowId, outcome: 'running' };
    const state = existing.typedSearchAttributes.get(searchAttributes.FulfillmentState);
    return { workflowId, outcome: 'ended', ...(state === undefined ? {} : { state }) };
  }
}

/** How a notice ends that Amazon Pay never got: a person may ask for it again. */
const UNSENT: readonly (string | undefined)[] = ['CLOSED_BY_PERSON', 'RECORDED'] satisfies NoticeState[];

/**
 * Starts a notice because a person wants it: one that was closed, or only recorded in a dry run, is started anew. What
 * Amazon Pay may have is in the ledger.
 */
export const createNotice = (
  client: Client,
  input: Omit<DeliveryNotificationInput, 'state'>,
): Promise<NoticeStartOutcome> =>
  within(client, CALL_TIMEOUT_MS, async () => {
    const found = await startNotice(client, input);
    return found.outcome === 'ended' && UNSENT.includes(found.state)
      ? startNotice(client, input, WorkflowIdReusePolicy.ALLOW_DUPLICATE)
      : found;
  });

/**
 * Whether the notice that is there already is for another order of Amazon Pay: then its buyer is told, and no other.
 *
 * @returns `undefined` where nobody can tell: no worker answers, or Temporal no longer shows it.
 */
export async function isForAnotherOrder(
  client: Client,
  environment: PayEnvironment,
  notice: DeliveryNotice,
): Promise<boolean | undefined> {
  try {
    const { state } = await viewNotice(client, { environment, trackingNumber: notice.trackingNumber });
    return JSON.stringify(payOrderOf(state.notice)) !== JSON.stringify(payOrderOf(notice));
  } catch (error) {
    if (error instanceof ClientError) return undefined;
    throw error;
  }
}

/** Answers an item. @throws {PayloadError} {@link ClientError} `refused`, `unknown-order`, `no-worker`. */
export const resolveNotice = (
  client: Client,
  name: NoticeName,
  input: ResolveNoticeInput,
): Promise<NoticeActionResult> =>
  askWorkflow(client, {
    workflowId: idOf(name),
    update: resolveUpdate,
    checked: checkResolve(input),
    notOpen: () => notOpen(client, name),
  });

/** A notice with what Temporal knows around it. */
export interface ViewedNotice {
  workflowId: string;
  status: WorkflowExecutionStatusName;
  startedAt: Date;
  endedAt?: Date;
  /** What the worker is doing for it, or waits to do again. */
  pending: PendingStep[];
  state: DeliveryNotificationState;
}

/** Reads a notice; an ended one too, as long as Temporal retains its history. @throws {ClientError} */
export async function viewNotice(client: Client, name: NoticeName): Promise<ViewedNotice> {
  const description = await describe(client, name);
  if (description === undefined) throw unknown(name);
  return {
    workflowId: description.workflowId,
    status: description.status.name,
    startedAt: description.startTime,
    ...(description.closeTime === undefined ? {} : { endedAt: description.closeTime }),
    pending: pendingStepsOf(description.raw),
    state: await queryState(client, name),
  };
}

/** Which notices to list. Everything given must hold. */
export interface NoticeFilter {
  account?: string;
  /** Only notices with something that waits for a person. */
  attention?: boolean;
  /** Ended notices instead of open ones. */
  ended?: boolean;
}

/** A notice as visibility shows it, without asking its workflow. */
export interface ListedNotice extends NoticeName {
  account: string;
  workflowId: string;
  /** Temporal's status of the workflow. */
  status: WorkflowExecutionStatusName;
  state: string | null;
  /** Reason of the most urgent item. */
  attention: string | null;
  /** ISO 8601, UTC. */
  startedAt: string;
  endedAt: string | null;
}

const LIST_TIMEOUT_MS = 120_000;
const PAGE_SIZE = 1_000;

/** All notices that match, the oldest first: SQL visibility cannot sort, so every page is read. */
export const listNotices = (client: Client, filter: NoticeFilter): Promise<ListedNotice[]> =>
  within(client, LIST_TIMEOUT_MS, async () => {
    const found: ListedNotice[] = [];
    for await (const info of client.workflow.list({ query: noticeQuery(filter), pageSize: PAGE_SIZE })) {
      found.push(...listed(info));
    }
    return found.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  });

/** @throws {RangeError} for an account that cannot stand between quotes as it is; commands check it before. */
function noticeQuery({ account, attention, ended }: NoticeFilter): string {
  if (account !== undefined && !isQueryValue(account)) throw new RangeError('An account cannot stand in a query.');
  return [
    `\`WorkflowType\` = '${DELIVERY_NOTIFICATION_WORKFLOW}'`,
    ended === true
      ? "`ExecutionStatus` != 'Running' AND `ExecutionStatus` != 'ContinuedAsNew'"
      : "`ExecutionStatus` = 'Running'",
    ...(account === undefined ? [] : [`${queryName(searchAttributes.Account.name)} = '${account}'`]),
    ...(attention === true ? [`${queryName(searchAttributes.Attention.name)} IS NOT NULL`] : []),
  ].join(' AND ');
}

function listed(info: WorkflowExecutionInfo): ListedNotice[] {
  const name = deliveryNotificationOfWorkflowId(info.workflowId);
  if (name === undefined) return [];
  const shown = info.typedSearchAttributes;
  return [
    {
      ...name,
      account: shown.get(searchAttributes.Account) ?? '',
      workflowId: info.workflowId,
      status: info.status.name,
      state: shown.get(searchAttributes.FulfillmentState) ?? null,
      attention: shown.get(searchAttributes.Attention) ?? null,
      startedAt: info.startTime.toISOString(),
      endedAt: info.closeTime?.toISOString() ?? null,
    },
  ];
}

async function describe(client: Client, name: NoticeName) {
  try {
    return await within(client, CALL_TIMEOUT_MS, () => client.workflow.getHandle(idOf(name)).describe());
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

async function queryState(client: Client, name: NoticeName): Promise<DeliveryNotificationState> {
  try {
    return await askView(client, idOf(name), viewQuery);
  } catch (error) {
    if (!isUnanswered(error)) throw error;
    throw new ClientError('no-worker', 'No worker answered. Check that one runs (fulfillment worker), then repeat.');
  }
}

async function notOpen(client: Client, name: NoticeName): Promise<ClientError> {
  const description = await describe(client, name);
  if (description === undefined) return unknown(name);
  const state = description.typedSearchAttributes.get(searchAttributes.FulfillmentState) ?? description.status.name;
  return new ClientError('refused', `The notice has ended: ${state}.`);
}

const unknown = ({ environment, trackingNumber }: NoticeName): ClientError =>
  new ClientError(
    'unknown-order',
    `Temporal knows no delivery notice of ${trackingNumber} in Amazon Pay's ${environment} environment. Check the number; ` +
      'a notice that ended longer ago than the retention of the namespace is no longer there.',
  );

const idOf = ({ environment, trackingNumber }: NoticeName): string =>
  deliveryNotificationWorkflowId(environment, trackingNumber);
