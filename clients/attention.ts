import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { failures, isFailureKind } from '../workflows/failures.js';
import type { FailureKind } from '../workflows/failures.js';
import type { AttentionItem } from '../workflows/steps/attention.js';
import { concurrently } from './concurrently.js';
import { isUnanswered, queryView } from './purchase-orders.js';
import { listOrders } from './visibility.js';
import type { ListedOrder, OrderFilter } from './visibility.js';

/** Something that waits for a person, with its order. Keys are the same in every row. */
export interface WaitingItem {
  account: string;
  purchaseOrderNumber: string;
  warehouse: string | null;
  /** `null` when no worker answered: the reason then is the one that visibility shows. */
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

export interface WaitingItems {
  items: WaitingItem[];
  /** Orders whose workflow did not answer, mostly because no worker is running. */
  unanswered: number;
}

const CONCURRENT_QUERIES = 20;

/** Every open item of the orders that match, earliest due first. */
export async function listAttention(
  client: Client,
  filter: Pick<OrderFilter, 'account' | 'warehouse'>,
  reason?: FailureKind,
): Promise<WaitingItems> {
  const orders = await listOrders(client, { ...filter, attention: true });
  let hasWorker = true;
  let answered = 0;
  let unanswered = 0;
  const items = await concurrently(orders, CONCURRENT_QUERIES, async (order) => {
    try {
      if (hasWorker) {
        const { attention } = await queryView(client, order);
        answered += 1;
        return attention.items.map((item) => waiting(order, item));
      }
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return [];
      if (!isUnanswered(error)) throw error;
      // Nobody has answered yet, so the others would wait just as long.
      hasWorker = answered > 0;
    }
    unanswered += 1;
    return [lastKnown(order)];
  });
  return {
    items: items
      .flat()
      .filter((item) => reason === undefined || item.reason === reason)
      .toSorted(byUrgency),
    unanswered,
  };
}

const waiting = (order: ListedOrder, item: AttentionItem): WaitingItem => ({
  account: order.account,
  purchaseOrderNumber: order.purchaseOrderNumber,
  warehouse: order.warehouse,
  attentionId: item.attentionId,
  step: item.step,
  reason: item.reason,
  happened: `${failures[item.reason].happened} ${item.message}`,
  nextStep: failures[item.reason].remedy,
  answers: item.answers,
  raisedAt: item.raisedAt,
  dueAt: item.dueAt ?? null,
});

function lastKnown(order: ListedOrder): WaitingItem {
  const reason = order.attention ?? 'Unexpected';
  const entry = isFailureKind(reason) ? failures[reason] : failures.Unexpected;
  return {
    account: order.account,
    purchaseOrderNumber: order.purchaseOrderNumber,
    warehouse: order.warehouse,
    attentionId: null,
    step: null,
    reason,
    happened: entry.happened,
    nextStep: entry.remedy,
    answers: entry.answers,
    raisedAt: null,
    dueAt: order.nextDeadline,
  };
}

function byUrgency(a: WaitingItem, b: WaitingItem): number {
  const key = (item: WaitingItem): string => `${item.dueAt ?? '9'} ${item.raisedAt ?? ''} ${item.purchaseOrderNumber}`;
  return key(a) < key(b) ? -1 : 1;
}
