import { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/common';
import { WORKFLOW_TASK_QUEUE } from '../purchase-order/messages.js';
import { searchAttributes } from '../search-attributes.js';
import { speakerWorkflowId } from './messages.js';
import type { SpeakerInput } from './messages.js';

/** How the lease of an account begins; one that is there is left as it is, one that somebody has ended begins anew. */
export const speakerStart = (input: SpeakerInput) => ({
  workflowId: speakerWorkflowId(input.account),
  taskQueue: WORKFLOW_TASK_QUEUE,
  args: [input] as [SpeakerInput],
  workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
  workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
  typedSearchAttributes: [{ key: searchAttributes.Account, value: input.account }],
  staticSummary: `Which process speaks to Amazon for account ${input.account}`,
});
