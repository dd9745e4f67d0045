import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import type { PurchaseOrderState } from '../../workflows/purchase-order/state.js';
import { concurrently } from '../concurrently.js';
import { ClientError } from '../errors.js';
import { isUnanswered } from '../ask-view.js';
import { queryView } from '../purchase-orders.js';
import type { OrderName } from '../purchase-orders.js';
import { listOrders } from '../visibility.js';
import type { ListedOrder } from '../visibility.js';

/** States in which an order may have something to print, or something that must not be printed any more. */
const PRINTING: ReadonlySet<string | null> = new Set(['ACKNOWLEDGED', 'LABELLING', 'READY_TO_SHIP', 'CONFIRMING']);
/** Ends of orders whose label must not be used. */
const STOPPED = ['CANCELLED', 'FLOOR_DENIED'] as const;
const CONCURRENT_VIEWS = 20;

/**
 * The orders of a warehouse that may have something to print, and those that were stopped lately.
 *
 * @param stoppedSince ISO 8601: what was stopped before has no label that anybody has printed for the day in question.
 */
export async function listOrdersToPrint(
  client: Client,
  { account, warehouse, stoppedSince }: { account: string; warehouse: string; stoppedSince: string },
): Promise<ListedOrder[]> {
  const open = await listOrders(client, { account, warehouse });
  const ended = await Promise.all(STOPPED.map((state) => listOrders(client, { account, warehouse, state })));
  return [
    ...open.filter(({ state }) => PRINTING.has(state)),
    ...ended.flat().filter(({ endedAt }) => endedAt !== null && Date.parse(endedAt) >= Date.parse(stoppedSince)),
  ];
}

/**
 * Asks every order how it stands; one that Temporal has forgotten meanwhile is left out.
 *
 * @throws {ClientError} `no-worker` when one of them does not answer: a part of them would look like all.
 */
export async function viewOrders(
  client: Client,
  orders: readonly OrderName[],
  { onViewed, signal }: { onViewed: () => void; signal: AbortSignal },
): Promise<PurchaseOrderState[]> {
  const failed = new AbortController();
  const until = AbortSignal.any([signal, failed.signal]);
  let isWorkerThere = false;
  const states = await concurrently(orders, CONCURRENT_VIEWS, async (order) => {
    if (until.aborted) return undefined;
    try {
      // Where others were answered, the worker may be late with this one: it is asked once more.
      const state = await view(client, order).catch((error: unknown) => {
        if (isWorkerThere && isUnanswered(error)) return view(client, order);
        throw error;
      });
      isWorkerThere = true;
      return state;
    } catch (error) {
      failed.abort();
      throw isUnanswered(error) ? unanswered(order) : error;
    } finally {
      onViewed();
    }
  });
  return states.filter((state) => state !== undefined);
}

async function view(client: Client, order: OrderName): Promise<PurchaseOrderState | undefined> {
  try {
    return await queryView(client, order);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

const unanswered = ({ purchaseOrderNumber }: OrderName): ClientError =>
  new ClientError(
    'no-worker',
    `No worker answered for ${purchaseOrderNumber}. Check that one runs (fulfillment worker), then repeat. Nothing was ` +
      'written.',
  );
