import { asyncLocalStorage } from '@temporalio/activity';
import { purchaseOrderOfWorkflowId } from '../workflows/purchase-order/messages.js';

/** Whose work a log line is about. */
export interface ActivityFields {
  workflowId?: string;
  activity?: string;
  attempt?: number;
  /** The purchase order number. */
  businessId?: string;
}

/** The fields of the activity that is running here; none outside of one. The account is its logger's own. */
export function activityFields(): ActivityFields {
  const info = asyncLocalStorage.getStore()?.info;
  if (info === undefined) return {};
  const { workflowExecution, activityType, attempt } = info;
  if (workflowExecution === undefined) return { activity: activityType, attempt };
  const order = purchaseOrderOfWorkflowId(workflowExecution.workflowId);
  return {
    workflowId: workflowExecution.workflowId,
    activity: activityType,
    attempt,
    ...(order === undefined ? {} : { businessId: order.purchaseOrderNumber }),
  };
}
