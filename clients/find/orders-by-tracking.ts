import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { purchaseOrderOfWorkflowId } from '../../workflows/purchase-order/messages.js';
import { searchAttributes } from '../../workflows/search-attributes.js';
import type { OrderName } from '../purchase-orders.js';
import { within } from '../temporal.js';
import { isQueryValue } from '../visibility.js';
import { findQuery } from './find-in-temporal.js';
import { spellingsOf } from './search-text.js';

/** The orders of an account whose parcel has a tracking number. */
export interface TrackedOrders {
  running: OrderName[];
  /** Completed, whatever their end; the last first. */
  ended: (OrderName & { state?: string })[];
}

/** More with one tracking number are a fault of whoever gave it out. */
const PAGE_SIZE = 20;

/**
 * Orders by tracking number, as Temporal's visibility shows them: some seconds late.
 *
 * The number counts exactly as given, else without spaces and hyphens in capital letters.
 */
export async function ordersByTracking(
  client: Client,
  { account, trackingNumber }: { account: string; trackingNumber: string },
  timeoutMs: number,
): Promise<TrackedOrders> {
  const references = spellingsOf(trackingNumber)
    .map((spelling) => `trk:${spelling}`)
    .filter(isQueryValue);
  // No query can hold it, so that no search finds it.
  if (references.length === 0) return { running: [], ended: [] };
  const query = findQuery({ references }, { configured: [], only: account }, ['purchase-order']);
  const found = await within(client, timeoutMs, async () => {
    const infos: WorkflowExecutionInfo[] = [];
    for await (const info of client.workflow.list({ query, pageSize: PAGE_SIZE })) infos.push(info);
    return infos;
  });
  const exact = found.filter(({ typedSearchAttributes }) =>
    typedSearchAttributes.get(searchAttributes.References)?.includes(`trk:${trackingNumber}`),
  );
  return tracked(exact.length > 0 ? exact : found);
}

function tracked(infos: readonly WorkflowExecutionInfo[]): TrackedOrders {
  const orders: TrackedOrders = { running: [], ended: [] };
  for (const info of infos.toSorted((a, b) => b.startTime.getTime() - a.startTime.getTime())) {
    const order = purchaseOrderOfWorkflowId(info.workflowId);
    if (order === undefined) continue;
    const state = info.typedSearchAttributes.get(searchAttributes.FulfillmentState);
    if (info.status.name === 'RUNNING') orders.running.push(order);
    if (info.status.name === 'COMPLETED') orders.ended.push({ ...order, ...(state === undefined ? {} : { state }) });
  }
  return orders;
}
