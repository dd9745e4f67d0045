import type { Client, WorkflowExecutionInfo, WorkflowExecutionStatusName } from '@temporalio/client';
import { PURCHASE_ORDER_WORKFLOW, purchaseOrderOfWorkflowId } from '../workflows/purchase-order/messages.js';
import { isEnd } from '../workflows/purchase-order/state.js';
import type { FulfillmentState } from '../workflows/purchase-order/state.js';
import type { LabelModeName } from '../workflows/purchase-order/order.js';
import { searchAttributes } from '../workflows/search-attributes.js';
import { within } from './temporal.js';

/** Which orders to list. Everything given must hold. */
export interface OrderFilter {
  state?: FulfillmentState;
  warehouse?: string;
  account?: string;
  labelMode?: LabelModeName;
  /** Only orders with something that waits for a person. */
  attention?: boolean;
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
  /** ISO 8601, UTC. */
  startedAt: string;
  endedAt: string | null;
}

const LIST_TIMEOUT_MS = 120_000;
const PAGE_SIZE = 1_000;

/** All orders that match, the nearest deadline first: SQL visibility cannot sort, so every page is read. */
export async function listOrders(client: Client, filter: OrderFilter): Promise<ListedOrder[]> {
  const query = orderQuery(filter);
  const orders = await within(client, LIST_TIMEOUT_MS, async () => {
    const found: ListedOrder[] = [];
    for await (const info of client.workflow.list({ query, pageSize: PAGE_SIZE })) found.push(...listed(info));
    return found;
  });
  return orders.toSorted(byUrgency);
}

/**
 * The visibility query of a filter.
 *
 * @throws {RangeError} for a value that cannot stand between quotes as it is. Commands check values before; this is
 *   what keeps a value from ever becoming part of the query.
 */
export function orderQuery({ state, warehouse, account, labelMode, attention, ended }: OrderFilter): string {
  const { FulfillmentState, Warehouse, Account, LabelMode, Attention } = searchAttributes;
  const hasEnded = ended === true || (state !== undefined && isEnd(state));
  return [
    equals('WorkflowType', PURCHASE_ORDER_WORKFLOW),
    // A run that continued as new is closed, but its order is not.
    hasEnded
      ? "`ExecutionStatus` != 'Running' AND `ExecutionStatus` != 'ContinuedAsNew'"
      : "`ExecutionStatus` = 'Running'",
    ...(state === undefined ? [] : [equals(FulfillmentState.name, state)]),
    ...(warehouse === undefined ? [] : [equals(Warehouse.name, warehouse)]),
    ...(account === undefined ? [] : [equals(Account.name, account)]),
    ...(labelMode === undefined ? [] : [equals(LabelMode.name, labelMode)]),
    ...(attention === true ? [`${queryName(Attention.name)} IS NOT NULL`] : []),
  ].join(' AND ');
}

/** Whether a value can stand between quotes in a visibility query as it is. */
export const isQueryValue = (value: string): boolean => /^[\p{L}\p{N} ._:/@#+-]{1,100}$/u.test(value);

/** A search attribute's name in a visibility query: `References`, for one, is a word of SQL without the quotes. */
export const queryName = (name: string): string => `\`${name}\``;

function equals(name: string, value: string): string {
  if (!isQueryValue(value)) throw new RangeError(`${name} has a value that no query can hold.`);
  return `${queryName(name)} = '${value}'`;
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
      startedAt: info.startTime.toISOString(),
      endedAt: info.closeTime?.toISOString() ?? null,
    },
  ];
}

function byUrgency(a: ListedOrder, b: ListedOrder): number {
  const key = (order: ListedOrder): string => `${order.nextDeadline ?? '9'} ${order.purchaseOrderNumber}`;
  return key(a) < key(b) ? -1 : 1;
}
