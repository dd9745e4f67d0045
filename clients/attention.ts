import type { Client } from '@temporalio/client';
import { failures, isFailureKind } from '../workflows/failures.js';
import type { AttentionItem } from '../workflows/steps/attention.js';
import { listOrdersWithItems } from './visibility.js';
import type { ListedOrder, OrderFilter } from './visibility.js';

/** Something that waits for a person, with its order. Keys are the same in every row. */
export interface WaitingItem {
  account: string;
  purchaseOrderNumber: string;
  warehouse: string | null;
  /** `null` where the order's memo cannot be read: the reason then is the most urgent one, as visibility shows it. */
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

/** Which items to list. Everything given must hold. */
export interface ItemFilter extends Pick<OrderFilter, 'account' | 'warehouse'> {
  reason?: string;
  /** The step that waits, e.g. `confirmShipment`. */
  step?: string;
  /** ISO 8601, UTC; items raised at this instant or later are left out. */
  raisedBefore?: string;
}

/**
 * Every open item that matches, earliest due first.
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

/** What is not known of an item does not exclude it: its workflow makes the last check. */
const matches = (item: WaitingItem, { reason, step, raisedBefore }: ItemFilter): boolean =>
  (reason === undefined || item.reason === reason) &&
  (step === undefined || item.step === step) &&
  (raisedBefore === undefined || item.raisedAt === null || item.raisedAt < raisedBefore);

const waiting = (order: ListedOrder, item: AttentionItem): WaitingItem => {
  const entry = entryOf(item.reason);
  return {
    account: order.account,
    purchaseOrderNumber: order.purchaseOrderNumber,
    warehouse: order.warehouse,
    attentionId: item.attentionId,
    step: item.step,
    reason: item.reason,
    happened: `${entry.happened} ${item.message}`,
    nextStep: entry.remedy,
    answers: item.answers,
    raisedAt: item.raisedAt,
    dueAt: item.dueAt ?? null,
  };
};

function lastKnown(order: ListedOrder): WaitingItem {
  const reason = order.attention ?? 'Unexpected';
  const entry = entryOf(reason);
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

/** A worker that is newer than this client may name a kind that is not in its catalogue. */
const entryOf = (reason: string) => failures[isFailureKind(reason) ? reason : 'Unexpected'];

function byUrgency(a: WaitingItem, b: WaitingItem): number {
  const key = (item: WaitingItem): string => `${item.dueAt ?? '9'} ${item.raisedAt ?? ''} ${item.purchaseOrderNumber}`;
  return key(a) < key(b) ? -1 : 1;
}
