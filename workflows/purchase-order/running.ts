import { allHandlersFinished, condition, continueAsNew, proxyActivities, workflowInfo } from '@temporalio/workflow';
import { budgetUntil } from '../steps/deadlines.js';
import type { Asking } from '../steps/until-done.js';
import type { Watch } from '../steps/watch.js';
import type { PurchaseOrderActivities } from './activities.js';
import { deadlineOf } from './deadlines.js';
import { amazonTaskQueue } from './messages.js';
import type { PurchaseOrderInput } from './messages.js';
import type { OrderFacts, PaperKind } from './order.js';
import { isRaisedByEvent } from './reducer.js';
import { enter, isEnd } from './state.js';
import type { FulfillmentState, PurchaseOrderState } from './state.js';

/** A running order: its state is replaced, never changed in place. */
export interface Running {
  input: PurchaseOrderInput;
  state: PurchaseOrderState;
  /** Papers that this run is obtaining. */
  papersUnderway: PaperKind[];
  showAll: () => void;
  watch: Watch;
}

/** Moves the order on, now. */
export function move(order: Running, next: FulfillmentState): void {
  order.state = enter(order.state, next, timestamp());
}

/** Now, ISO 8601: the workflow's own clock. */
export const timestamp = (): string => new Date().toISOString();

/** Which order a step is about. */
export const who = (order: Running) => ({
  account: order.input.account,
  purchaseOrderNumber: order.input.purchaseOrderNumber,
});

/** @throws RangeError before the order was read: a fault of ours. */
export function factsOf(order: Running): OrderFacts {
  if (order.state.order === undefined) throw new RangeError('The order was not read.');
  return order.state.order;
}

/** The activities of this account's queue, with the budget that the deadline leaves. */
export function activities(order: Running, deadline: number, summary: string): PurchaseOrderActivities {
  const { startToCloseMs, minimumBudgetMs } = order.input.policy.attempts;
  return proxyActivities<PurchaseOrderActivities>({
    taskQueue: amazonTaskQueue(order.input.account),
    startToCloseTimeout: startToCloseMs,
    scheduleToCloseTimeout: budgetUntil(deadline, Date.now(), minimumBudgetMs),
    // Attempts that fail name their own delay; this one is for those that are killed, however many looks came before.
    retry: { initialInterval: '2s', backoffCoefficient: 1 },
    summary,
  });
}

/** How the steps of an order ask a person. */
export const asking = (order: Running): Asking => ({
  desk: () => order.state.attention,
  keepDesk: (attention) => {
    order.state = { ...order.state, attention };
  },
  isOver: () => isEnd(order.state.state),
  dueAt: () => deadlineOf(order.state, order.input.policy),
  patienceMs: order.input.policy.deadlines.evidenceMs,
  leaveHistoryBehind: () => leaveHistoryBehind(order),
});

/** The same beside the main line, which alone leaves the history behind. */
export const askingBeside = (order: Running): Asking => {
  const { leaveHistoryBehind: _onlyTheMainLine, ...others } = asking(order);
  return others;
};

/** Waits as long as something holds, however long that takes. */
export async function waitWhile(order: Running, holds: () => boolean): Promise<void> {
  while (holds()) {
    await condition(() => !holds() || workflowInfo().continueAsNewSuggested);
    if (holds()) await leaveHistoryBehind(order);
  }
}

/** Continues as new when the server suggests it. Open questions are asked anew by the next run. */
export async function leaveHistoryBehind(order: Running): Promise<void> {
  if (!workflowInfo().continueAsNewSuggested) return;
  await condition(allHandlersFinished);
  order.showAll();
  // Notices that cannot be handed over hold up nothing: the next run tells them, under the same ids.
  const untold = order.watch.underway();
  const { raised } = order.state.attention;
  const items = order.state.attention.items.filter(isRaisedByEvent);
  await continueAsNew({
    ...order.input,
    state: {
      ...order.state,
      told: order.state.told.filter((id) => !untold.includes(id)),
      attention: { raised, items, resolutions: {} },
    },
  });
}
