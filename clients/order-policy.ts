import type { Client } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import { purchaseOrderWorkflowId } from '../workflows/purchase-order/messages.js';
import type { PurchaseOrderInput } from '../workflows/purchase-order/messages.js';
import type { PurchaseOrderPolicy } from '../workflows/purchase-order/policy.js';
import { grpcCodeOf, grpcStatus } from './errors.js';
import type { OrderName } from './purchase-orders.js';
import { within } from './temporal.js';

const READ_TIMEOUT_MS = 10_000;

/**
 * The policy that an order goes by: it travels in the input, so the configuration of today may be another one.
 *
 * @returns `undefined` when the history is no longer there.
 */
export async function policyOf(client: Client, order: OrderName): Promise<PurchaseOrderPolicy | undefined> {
  const { namespace, loadedDataConverter } = client.options;
  const workflowId = purchaseOrderWorkflowId(order.account, order.purchaseOrderNumber);
  try {
    const { history } = await within(client, READ_TIMEOUT_MS, () =>
      client.workflowService.getWorkflowExecutionHistory({ namespace, execution: { workflowId }, maximumPageSize: 1 }),
    );
    const payloads = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads;
    const [input] = (await decodeArrayFromPayloads(loadedDataConverter, payloads)) as [PurchaseOrderInput?];
    return input?.policy;
  } catch (error) {
    if (grpcCodeOf(error) === grpcStatus.NOT_FOUND) return undefined;
    throw error;
  }
}
