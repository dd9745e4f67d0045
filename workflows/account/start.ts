import { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/common';
import { WORKFLOW_TASK_QUEUE } from '../purchase-order/messages.js';
import { searchAttributes } from '../search-attributes.js';
import { accountWorkflowId, configureSignal } from './messages.js';
import type { AccountInput } from './messages.js';
import type { AccountSettings } from './policy.js';

/**
 * How a worker begins an account, by signal with start: one that runs takes the settings over and goes on, one that
 * somebody has ended begins anew.
 *
 * An account that begins anew has no cursor: it looks back to `goLiveAt`, or a day.
 */
export const accountStart = (account: string, settings: AccountSettings) => ({
  workflowId: accountWorkflowId(account),
  taskQueue: WORKFLOW_TASK_QUEUE,
  args: [{ account, settings }] as [AccountInput],
  signal: configureSignal,
  signalArgs: [settings] as [AccountSettings],
  workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
  workflowIdConflictPolicy: WorkflowIdConflictPolicy.USE_EXISTING,
  typedSearchAttributes: [{ key: searchAttributes.Account, value: account }],
  staticSummary: `Sweeps of account ${account}`,
});
