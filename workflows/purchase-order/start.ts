import { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/common';
import { searchAttributes } from '../search-attributes.js';
import { purchaseOrderWorkflowId, WORKFLOW_TASK_QUEUE } from './messages.js';
import type { PurchaseOrderInput } from './messages.js';

/**
 * How the workflow of a purchase order is started, by whomever: one business id, one workflow.
 *
 * A run that somebody terminated in the Temporal UI is started again; the ledger protects what it had sent. Conflict
 * policy FAIL, not USE_EXISTING: both leave a running order alone, but only the failure tells the caller that it has
 * started nothing.
 */
export const orderStart = (input: Omit<PurchaseOrderInput, 'state'>) => ({
  workflowId: purchaseOrderWorkflowId(input.account, input.purchaseOrderNumber),
  taskQueue: WORKFLOW_TASK_QUEUE,
  args: [input] as [PurchaseOrderInput],
  workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
  workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
  typedSearchAttributes: [
    { key: searchAttributes.FulfillmentState, value: 'RECEIVED' },
    { key: searchAttributes.Account, value: input.account },
  ],
  staticSummary: `Purchase order ${input.purchaseOrderNumber}`,
});
