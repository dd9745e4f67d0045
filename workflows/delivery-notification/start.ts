import { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/common';
import { WORKFLOW_TASK_QUEUE } from '../purchase-order/messages.js';
import { searchAttributes } from '../search-attributes.js';
import { deliveryNotificationWorkflowId } from './messages.js';
import type { DeliveryNotificationInput } from './messages.js';
import { trackingReference } from './visible.js';

/**
 * How a delivery notice is started, by whomever: one tracking number, one workflow.
 *
 * What was accepted long ago is in the ledger: the new run then ends at once. Conflict policy FAIL, not USE_EXISTING: both
 * leave a running notice alone, but only the failure tells the caller that it has started nothing.
 */
export const noticeStart = (input: Omit<DeliveryNotificationInput, 'state'>) => ({
  workflowId: deliveryNotificationWorkflowId(input.environment, input.notice.trackingNumber),
  taskQueue: WORKFLOW_TASK_QUEUE,
  args: [input] as [DeliveryNotificationInput],
  workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
  workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
  typedSearchAttributes: [
    { key: searchAttributes.FulfillmentState, value: 'SENDING' },
    { key: searchAttributes.Account, value: input.account },
    { key: searchAttributes.References, value: [trackingReference(input)] },
  ],
  staticSummary: `Delivery notice of ${input.notice.trackingNumber}`,
});
