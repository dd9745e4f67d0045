import { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/common';
import { WORKFLOW_TASK_QUEUE } from '../purchase-order/messages.js';
import { searchAttributes } from '../search-attributes.js';
import { ndrQuarantineWorkflowId } from './messages.js';
import type { NdrQuarantineInput } from './messages.js';

/** How a push is put into quarantine; one that is there, or was settled, is left as it is. */
export const ndrQuarantineStart = ({ sha256, ...input }: Omit<NdrQuarantineInput, 'state'> & { sha256: string }) => ({
  workflowId: ndrQuarantineWorkflowId(sha256),
  taskQueue: WORKFLOW_TASK_QUEUE,
  args: [input] as [NdrQuarantineInput],
  workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
  workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
  typedSearchAttributes: [
    { key: searchAttributes.FulfillmentState, value: 'QUARANTINED' },
    { key: searchAttributes.Account, value: input.account },
    { key: searchAttributes.Attention, value: 'NdrQuarantined' },
  ],
  staticSummary: 'A push that waits for a person',
});
