import type { Client, WorkflowExecutionInfo, WorkflowExecutionStatusName } from '@temporalio/client';
import { PURCHASE_ORDER_WORKFLOW, purchaseOrderOfWorkflowId } from '../workflows/purchase-order/messages.js';
import { isEnd } from '../workflows/purchase-order/state.js';
import type { FulfillmentState } from '../workflows/purchase-order/state.js';
import type { LabelModeName } from '../workflows/purchase-order/order.js';
import { ATTENTION_MEMO, DRY_RUN_REFERENCE, searchAttributes } from '../workflows/search-attributes.js';
import type { AttentionItem } from '../workflows/steps/attention.js';
import { within } from './temporal.js';

/** Which orders to list. Everything given must hold. */
export interface OrderFilter {
  state?: FulfillmentState;
  warehouse?: string;
  account?: string;
  labelMode?: LabelModeName;
  /** Only orders with something that waits for a person. */
  attention?: boolean;
  /** Only orders whose next deadline is this instant or an earlier one, those that are overdue included. ISO 8601, UTC. */
  dueBy?: string;
  /** Ended orders instead of open ones; a `state` that is an end implies it. */
  ended?: boolean;
}

/** An order as visibility shows it, without asking its workflow. */
export interface ListedOrder {
  account: string;
  purchaseOrderNumber: string;
  workflowId: string;
  /** Temporal's status of the workflow. */
  status: WorkflowExecutionStatusName;
  state: string | null;
  warehouse: string | null;
  labelMode: string | null;
  /** ISO 8601, UTC. */
  nextDeadline: string | null;
  /** Reason of the most urgent item. */
  attention: string | null;
  /** Nothing is sent to Amazon for it. */
  isDryRun: boolean;
  /** ISO 8601, UTC. */
  startedAt: string;
  endedAt: string | null;
}

/** An order with what waits for a person; `items` is absent where the memo cannot be read. */
export interface ListedOrderWithItems {
  order: ListedOrder;
  items?: readonly AttentionItem[];
}

const LIST_TIMEOUT_MS = 120_000;
const PAGE_SIZE = 1_000;
/** Items are some hundred bytes each, and a page has to fit into one message. */
const PAGE_SIZE_WITH_ITEMS = 500;

/**
 * All orders that match, the nearest deadline first, ended ones the newest first: SQL visibility cannot sort, so every
 * page is read.
 */
export async function listOrders(client: Client, filter: OrderFilter): Promise<ListedOrder[]> {
  const orders = await readPages(client, filter, PAGE_SIZE, listed);
  return orders.toSorted(isAboutEnded(filter) ? byEnd : byUrgency);
}

/** Some of the orders that match, whichever visibility lists first. */
export const firstOrders = (client: Client, filter: OrderFilter, limit: number): Promise<ListedOrder[]> =>
  within(client, LIST_TIMEOUT_MS, async () => {
    const found: ListedOrder[] = [];
    for await (const info of client.workflow.list({ query: orderQuery(filter), pageSize: limit })) {
      found.push(...listed(info));
      if (found.length >= limit) break;
    }
    return found;
  });

/** How many orders match. */
export const countOrders = async (client: Client, filter: OrderFilter): Promise<number> => {
  const { count } = await within(client, LIST_TIMEOUT_MS, () => client.workflow.count(orderQuery(filter)));
  return count;
};

/** The orders that match, in no order, with their open items: read from the memo, so that no worker is needed. */
export const listOrdersWithItems = (client: Client, filter: OrderFilter): Promise<ListedOrderWithItems[]> =>
  readPages(client, filter, PAGE_SIZE_WITH_ITEMS, (info) =>
    listed(info).map((order) => {
      const items = info.memo?.[ATTENTION_MEMO];
      return isItems(items) ? { order, items } : { order };
    }),
  );

const readPages = <T>(
  client: Client,
  filter: OrderFilter,
  pageSize: number,
  read: (info: WorkflowExecutionInfo) => T[],
): Promise<T[]> =>
  within(client, LIST_TIMEOUT_MS, async () => {
    const found: T[] = [];
    for await (const info of client.workflow.list({ query: orderQuery(filter), pageSize })) found.push(...read(info));
    return found;
  });

/**
 * The visibility query of a filter.
 *
 * @throws {RangeError} for a value that cannot stand between quotes as it is. Commands check values before; this is
 *   what keeps a value from ever becoming part of the query.
 */
export function orderQuery(filter: OrderFilter): string {
  const { state, warehouse, account, labelMode, attention, dueBy } = filter;
  const { FulfillmentState, Warehouse, Account, LabelMode, Attention, NextDeadline } = searchAttributes;
  return [
    equals('WorkflowType', PURCHASE_ORDER_WORKFLOW),
    // A run that continued as new is closed, but its order is not.
    isAboutEnded(filter)
      ? "`ExecutionStatus` != 'Running' AND `ExecutionStatus` != 'ContinuedAsNew'"
      : "`ExecutionStatus` = 'Running'",
    ...(state === undefined ? [] : [equals(FulfillmentState.name, state)]),
    ...(warehouse === undefined ? [] : [equals(Warehouse.name, warehouse)]),
    ...(account === undefined ? [] : [equals(Account.name, account)]),
    ...(labelMode === undefined ? [] : [equals(LabelMode.name, labelMode)]),
    ...(attention === true ? [`${queryName(Attention.name)} IS NOT NULL`] : []),
    ...(dueBy === undefined ? [] : [compares(NextDeadline.name, '<=', justAfter(dueBy))]),
  ].join(' AND ');
}

/**
 * SQL visibility compares instants as texts, in which `16:00:00` comes after `16:00:00.000`: a millisecond on top lets
 * the limit itself in.
 */
const justAfter = (instant: string): string => new Date(Date.parse(instant) + 1).toISOString();

/** Whether a value can stand between quotes in a visibility query as it is. */
export const isQueryValue = (value: string): boolean => /^[\p{L}\p{N} ._:/@#+-]{1,100}$/u.test(value);

/** A search attribute's name in a visibility query: `References`, for one, is a word of SQL without the quotes. */
export const queryName = (name: string): string => `\`${name}\``;

const equals = (name: string, value: string): string => compares(name, '=', value);

function compares(name: string, operator: '=' | '<=', value: string): string {
  if (!isQueryValue(value)) throw new RangeError(`${name} has a value that no query can hold.`);
  return `${queryName(name)} ${operator} '${value}'`;
}

function listed(info: WorkflowExecutionInfo): ListedOrder[] {
  const order = purchaseOrderOfWorkflowId(info.workflowId);
  if (order === undefined) return [];
  const shown = info.typedSearchAttributes;
  return [
    {
      ...order,
      workflowId: info.workflowId,
      status: info.status.name,
      state: shown.get(searchAttributes.FulfillmentState) ?? null,
      warehouse: shown.get(searchAttributes.Warehouse) ?? null,
      labelMode: shown.get(searchAttributes.LabelMode) ?? null,
      nextDeadline: shown.get(searchAttributes.NextDeadline)?.toISOString() ?? null,
      attention: shown.get(searchAttributes.Attention) ?? null,
      isDryRun: shown.get(searchAttributes.References)?.includes(DRY_RUN_REFERENCE) === true,
      startedAt: info.startTime.toISOString(),
      endedAt: info.closeTime?.toISOString() ?? null,
    },
  ];
}

/** A memo can be written by anybody who may start a workflow: what a list relies on is looked at first. */
const isItems = (memo: unknown): memo is readonly AttentionItem[] =>
  Array.isArray(memo) &&
  memo.every((item: unknown) => {
    if (typeof item !== 'object' || item === null) return false;
    const { attentionId, step, reason, message, raisedAt, answers } = item as Partial<Record<string, unknown>>;
    return (
      [attentionId, step, reason, message, raisedAt].every((text) => typeof text === 'string') && Array.isArray(answers)
    );
  });

/** Whether ended orders are meant. */
export const isAboutEnded = ({ ended, state }: Pick<OrderFilter, 'ended' | 'state'>): boolean =>
  ended === true || (state !== undefined && isEnd(state));

function byEnd(a: ListedOrder, b: ListedOrder): number {
  const key = (order: ListedOrder): string => `${order.endedAt ?? ''} ${order.purchaseOrderNumber}`;
  return key(a) > key(b) ? -1 : 1;
}

function byUrgency(a: ListedOrder, b: ListedOrder): number {
  const key = (order: ListedOrder): string => `${order.nextDeadline ?? '9'} ${order.purchaseOrderNumber}`;
  return key(a) < key(b) ? -1 : 1;
}
