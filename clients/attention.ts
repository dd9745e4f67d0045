import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { failures, isFailureKind } from '../workflows/failures.js';
import { processes, processOfWorkflowId } from '../workflows/processes.js';
import type { ProcessKind } from '../workflows/processes.js';
import { ATTENTION_MEMO, searchAttributes } from '../workflows/search-attributes.js';
import type { AttentionItem } from '../workflows/steps/attention.js';
import { within } from './temporal.js';
import { isQueryValue, listOrdersWithItems, queryName } from './visibility.js';
import type { ListedOrder, OrderFilter } from './visibility.js';

/** Something that waits for a person, with what it is about. Keys are the same in every row. */
export interface WaitingQuestion {
  /** What kind of workflow asks. */
  process: ProcessKind;
  account: string;
  /** The purchase order number, the shipment's reference, a tracking number, or the name of a push in quarantine. */
  businessId: string;
  /** `null` where it is not about a purchase order. */
  purchaseOrderNumber: string | null;
  warehouse: string | null;
  /** `null` where the workflow's memo cannot be read: the reason then is the most urgent one, as visibility shows it. */
  attentionId: string | null;
  step: string | null;
  reason: string;
  /** What happened, in general and in this case. */
  happened: string;
  nextStep: string;
  answers: readonly string[];
  /** ISO 8601. */
  raisedAt: string | null;
  dueAt: string | null;
}

/** Something that waits for a person, with its purchase order. */
export interface WaitingItem extends WaitingQuestion {
  process: 'purchase-order';
  purchaseOrderNumber: string;
}

/** Which items to list. Everything given must hold. */
export interface ItemFilter extends Pick<OrderFilter, 'account' | 'warehouse'> {
  reason?: string;
  /** The step that waits, e.g. `confirmShipment`. */
  step?: string;
  /** ISO 8601, UTC; items raised at this instant or later are left out. */
  raisedBefore?: string;
}

/**
 * Every open item of purchase orders that matches, earliest due first.
 *
 * An order may have several items and its search attribute shows the most urgent one only, so the items themselves
 * are matched, not the attribute. Needs no worker; may lag behind by a second.
 */
export async function listAttention(client: Client, filter: ItemFilter): Promise<WaitingItem[]> {
  const { account, warehouse } = filter;
  const orders = await listOrdersWithItems(client, {
    attention: true,
    ...(account === undefined ? {} : { account }),
    ...(warehouse === undefined ? {} : { warehouse }),
  });
  return orders
    .flatMap(({ order, items }) => items?.map((item) => waiting(order, item)) ?? [lastKnown(order)])
    .filter((item) => matches(item, filter))
    .toSorted(byUrgency);
}

/** Kinds of workflows besides purchase orders that ask people. */
export const otherProcesses = [
  'shipment',
  'delivery-notice',
  'ndr-case',
  'ndr-quarantine',
] as const satisfies ProcessKind[];

/**
 * Every open item of all other processes that matches, earliest due first. None of them has a warehouse, so a filter by
 * one leaves them all out.
 */
export async function listOtherAttention(client: Client, filter: ItemFilter): Promise<WaitingQuestion[]> {
  const { account, warehouse } = filter;
  if (warehouse !== undefined) return [];
  const types = otherProcesses.map((kind) => `'${processes[kind].workflowType}'`).join(', ');
  const query = [
    `${queryName('WorkflowType')} IN (${types})`,
    "`ExecutionStatus` = 'Running'",
    `${queryName(searchAttributes.Attention.name)} IS NOT NULL`,
    ...(account === undefined ? [] : [`${queryName(searchAttributes.Account.name)} = '${queryValue(account)}'`]),
  ].join(' AND ');
  return within(client, LIST_TIMEOUT_MS, async () => {
    const found: WaitingQuestion[] = [];
    for await (const info of client.workflow.list({ query, pageSize: PAGE_SIZE })) found.push(...questionsOf(info));
    return found.filter((item) => matches(item, filter)).toSorted(byUrgency);
  });
}

/** Items of every process, the most urgent first. */
export async function listAllAttention(client: Client, filter: ItemFilter): Promise<WaitingQuestion[]> {
  const found = await Promise.all([listAttention(client, filter), listOtherAttention(client, filter)]);
  return found.flat().toSorted(byUrgency);
}

const LIST_TIMEOUT_MS = 120_000;
/** Items are some hundred bytes each, and a page has to fit into one message. */
const PAGE_SIZE = 500;

/** @throws {RangeError} for a value that cannot stand between quotes as it is; commands check it before. */
function queryValue(value: string): string {
  if (!isQueryValue(value)) throw new RangeError('An account has a value that no query can hold.');
  return value;
}

function questionsOf({ workflowId, typedSearchAttributes: shown, memo }: WorkflowExecutionInfo): WaitingQuestion[] {
  const name = processOfWorkflowId(workflowId);
  if (name === undefined) return [];
  const about = {
    process: name.kind,
    account: name.account ?? shown.get(searchAttributes.Account) ?? '',
    businessId: name.businessId,
    purchaseOrderNumber: null,
    warehouse: null,
  };
  const items = memo?.[ATTENTION_MEMO];
  if (isItems(items)) return items.map((item) => ({ ...about, ...askedBy(item) }));
  const reason = shown.get(searchAttributes.Attention) ?? 'Unexpected';
  const dueAt = shown.get(searchAttributes.NextDeadline)?.toISOString() ?? null;
  return [{ ...about, ...unreadable(reason, dueAt) }];
}

/** A memo can be written by anybody who may start a workflow: what a list relies on is looked at first. */
const isItems = (memo: unknown): memo is readonly AttentionItem[] =>
  Array.isArray(memo) &&
  memo.every((item: Partial<AttentionItem> | null) => {
    const { attentionId, step, reason, message, raisedAt, answers } = item ?? {};
    return (
      [attentionId, step, reason, message, raisedAt].every((text) => typeof text === 'string') && Array.isArray(answers)
    );
  });

/** What is not known of an item does not exclude it: its workflow makes the last check. */
const matches = (item: WaitingQuestion, { reason, step, raisedBefore }: ItemFilter): boolean =>
  (reason === undefined || item.reason === reason) &&
  (step === undefined || item.step === step) &&
  (raisedBefore === undefined || item.raisedAt === null || item.raisedAt < raisedBefore);

const waiting = (order: ListedOrder, item: AttentionItem): WaitingItem => ({ ...aboutOrder(order), ...askedBy(item) });

const lastKnown = (order: ListedOrder): WaitingItem => ({
  ...aboutOrder(order),
  ...unreadable(order.attention ?? 'Unexpected', order.nextDeadline),
});

const aboutOrder = ({ account, purchaseOrderNumber, warehouse }: ListedOrder) => ({
  process: 'purchase-order' as const,
  account,
  businessId: purchaseOrderNumber,
  purchaseOrderNumber,
  warehouse,
});

function askedBy(item: AttentionItem) {
  const entry = entryOf(item.reason);
  return {
    attentionId: item.attentionId,
    step: item.step,
    reason: item.reason,
    happened: `${entry.happened} ${item.message}`,
    nextStep: entry.remedy,
    answers: item.answers,
    raisedAt: item.raisedAt,
    dueAt: item.dueAt ?? null,
  };
}

function unreadable(reason: string, dueAt: string | null) {
  const entry = entryOf(reason);
  return {
    attentionId: null,
    step: null,
    reason,
    happened: entry.happened,
    nextStep: entry.remedy,
    answers: entry.answers,
    raisedAt: null,
    dueAt,
  };
}

/** A worker that is newer than this client may name a kind that is not in its catalogue. */
const entryOf = (reason: string) => failures[isFailureKind(reason) ? reason : 'Unexpected'];

function byUrgency(a: WaitingQuestion, b: WaitingQuestion): number {
  const key = (item: WaitingQuestion): string => `${item.dueAt ?? '9'} ${item.raisedAt ?? ''} ${item.businessId}`;
  return key(a) < key(b) ? -1 : 1;
}
