import type { Client, WorkflowHandle } from '@temporalio/client';
import { within } from './temporal.js';

/** A workflow's history, as the server has it. */
export type WorkflowHistory = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;

/** What one run of a workflow has cost in Temporal: what Temporal Cloud bills as actions, and what its history holds. */
export interface TemporalCost {
  /** Sum of the numbers below. */
  actions: number;
  /** 1: of this run, also where it has continued an earlier one. */
  starts: number;
  activities: number;
  /** Attempts after the first of each activity. */
  retries: number;
  timers: number;
  signals: number;
  /** Accepted ones. */
  updates: number;
  /** Upserts, of however many search attributes. */
  searchAttributes: number;
  /** Children of this workflow, two actions each. */
  children: number;
  /** Of the history, billed as storage only. */
  events: number;
  /** Earlier runs of the same workflow are not counted. */
  isContinued: boolean;
}

/** What is counted as an action, by what its event carries. */
const counts = {
  starts: 'workflowExecutionStartedEventAttributes',
  activities: 'activityTaskScheduledEventAttributes',
  timers: 'timerStartedEventAttributes',
  signals: 'workflowExecutionSignaledEventAttributes',
  updates: 'workflowExecutionUpdateAcceptedEventAttributes',
  searchAttributes: 'upsertWorkflowSearchAttributesEventAttributes',
  children: 'startChildWorkflowExecutionInitiatedEventAttributes',
} as const;

/**
 * Counts the actions of one run from its history.
 *
 * 1. A history has one `started` event for each activity that is over, with its last attempt's number; attempts of those
 *    under way are not in it yet, and come from the description.
 * 2. Queries and refused updates are actions too, but leave no event: they are not in the sum. Heartbeats neither: no
 *    step of an order sends any.
 *
 * @param pending Attempts so far of each activity that is under way.
 */
export function temporalCostOf(
  { events }: WorkflowHistory,
  pending: readonly { attempt: number }[] = [],
): TemporalCost {
  const all = events ?? [];
  const count = (of: keyof typeof counts): number => all.filter((event) => event[counts[of]]).length;
  const attempts = all.flatMap(({ activityTaskStartedEventAttributes: started }) => started?.attempt ?? []);
  const cost = {
    starts: count('starts'),
    activities: count('activities'),
    retries: [...attempts, ...pending.map(({ attempt }) => attempt)].reduce((sum, attempt) => sum + attempt - 1, 0),
    timers: count('timers'),
    signals: count('signals'),
    updates: count('updates'),
    searchAttributes: count('searchAttributes'),
    children: count('children'),
  };
  const started = all[0]?.workflowExecutionStartedEventAttributes;
  return {
    actions: Object.values(cost).reduce((sum, each) => sum + each, 0) + cost.children,
    ...cost,
    events: all.length,
    isContinued: Boolean(started?.continuedExecutionRunId),
  };
}

const HISTORY_TIMEOUT_MS = 10_000;

/** Reads the history of a workflow's last run. @throws when Temporal does not give it. */
export const historyOf = (client: Client, workflowId: string): Promise<WorkflowHistory> =>
  within(client, HISTORY_TIMEOUT_MS, () => client.workflow.getHandle(workflowId).fetchHistory());
