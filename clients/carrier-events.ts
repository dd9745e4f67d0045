import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { carrierEventSignal, purchaseOrderWorkflowId } from '../workflows/purchase-order/messages.js';
import type { CarrierEventInput } from '../workflows/purchase-order/messages.js';
import { orderEnd } from './order-end.js';
import type { OrderName } from './purchase-orders.js';
import { within } from './temporal.js';

/** What became of a signal. `not-open`: there is no such order, or its workflow was stopped. */
export type Signalled = { outcome: 'signalled' } | { outcome: 'ended'; state?: string } | { outcome: 'not-open' };

/**
 * Hands an event of the vendor's own carrier to its order, durably, whether or not a worker runs.
 *
 * What the order refuses is in its audit list: a signal has no answer.
 */
export async function signalCarrierEvent(
  client: Client,
  order: OrderName,
  event: CarrierEventInput,
  timeoutMs: number,
): Promise<Signalled> {
  const workflowId = purchaseOrderWorkflowId(order.account, order.purchaseOrderNumber);
  try {
    await within(client, timeoutMs, () => client.workflow.getHandle(workflowId).signal(carrierEventSignal, event));
    return { outcome: 'signalled' };
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    const end = await orderEnd(client, order, timeoutMs);
    return end === undefined ? { outcome: 'not-open' } : { outcome: 'ended', ...end };
  }
}
