import { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/common';
import { WORKFLOW_TASK_QUEUE } from '../purchase-order/messages.js';
import { searchAttributes } from '../search-attributes.js';
import { shipmentWorkflowId } from './messages.js';
import type { ShipmentInput } from './messages.js';

/**
 * How the workflow of a shipment is started, by whomever: one reference, one workflow.
 *
 * A run that somebody terminated in the Temporal UI is started again; the ledger protects what it had bought. Conflict
 * policy FAIL, not USE_EXISTING: both leave a running shipment alone, but only the failure tells the caller that it has
 * started nothing.
 */
export const shipmentStart = (input: Omit<ShipmentInput, 'state'>) => ({
  workflowId: shipmentWorkflowId(input.account, input.shipmentReference),
  taskQueue: WORKFLOW_TASK_QUEUE,
  args: [input] as [ShipmentInput],
  workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
  workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
  typedSearchAttributes: [
    { key: searchAttributes.FulfillmentState, value: 'RECEIVED' },
    { key: searchAttributes.Account, value: input.account },
  ],
  staticSummary: `Shipment ${input.shipmentReference}`,
});
