import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { purchaseOrderWorkflowId } from '../workflows/purchase-order/messages.js';
import { searchAttributes } from '../workflows/search-attributes.js';
import type { OrderName } from './purchase-orders.js';
import { within } from './temporal.js';

/** How an order ended; `undefined` when it runs, is unknown, or was stopped without an end of its own. */
export async function orderEnd(
  client: Client,
  { account, purchaseOrderNumber }: OrderName,
  timeoutMs: number,
): Promise<{ state?: string } | undefined> {
  const handle = client.workflow.getHandle(purchaseOrderWorkflowId(account, purchaseOrderNumber));
  try {
    const { status, typedSearchAttributes } = await within(client, timeoutMs, () => handle.describe());
    if (status.name !== 'COMPLETED') return undefined;
    const state = typedSearchAttributes.get(searchAttributes.FulfillmentState);
    return state === undefined ? {} : { state };
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}
