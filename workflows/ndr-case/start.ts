import { WorkflowIdReusePolicy } from '@temporalio/common';
import { WORKFLOW_TASK_QUEUE } from '../purchase-order/messages.js';
import { searchAttributes } from '../search-attributes.js';
import { ndrCaseWorkflowId } from './messages.js';
import type { NdrCaseInput } from './messages.js';
import { trackingReference } from './visible.js';

/**
 * How a case is opened, always together with a report's signal: one parcel, one case.
 *
 * A case that has ended is opened anew, because the next attempt may fail too. What an earlier one was told and has
 * answered is in the ledger: the new one ends at once if there is nothing new.
 */
export const ndrCaseStart = (input: Omit<NdrCaseInput, 'state'>) => ({
  workflowId: ndrCaseWorkflowId(input),
  taskQueue: WORKFLOW_TASK_QUEUE,
  args: [input] as [NdrCaseInput],
  workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
  typedSearchAttributes: [
    { key: searchAttributes.FulfillmentState, value: 'RECEIVED' },
    { key: searchAttributes.Account, value: input.account },
    { key: searchAttributes.References, value: [trackingReference(input)] },
  ],
  staticSummary: `Non-delivery of ${input.trackingId}`,
});
