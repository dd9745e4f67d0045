import { asyncLocalStorage } from '@temporalio/activity';
import { processOfWorkflowId } from '../workflows/processes.js';

/** Whose work a log line is about. */
export interface ActivityFields {
  workflowId?: string;
  activity?: string;
  attempt?: number;
  /** The purchase order number, the shipment's reference, a tracking number, or the name of a push in quarantine. */
  businessId?: string;
}

/** The fields of the activity that is running here; none outside of one. The account is its logger's own. */
export function activityFields(): ActivityFields {
  const info = asyncLocalStorage.getStore()?.info;
  if (info === undefined) return {};
  const { workflowExecution, activityType, attempt } = info;
  if (workflowExecution === undefined) return { activity: activityType, attempt };
  const { workflowId } = workflowExecution;
  const businessId = processOfWorkflowId(workflowId)?.businessId;
  return { workflowId, activity: activityType, attempt, ...(businessId === undefined ? {} : { businessId }) };
}
