import { allHandlersFinished, condition, continueAsNew, proxyActivities, workflowInfo } from '@temporalio/workflow';
import { amazonTaskQueue } from '../purchase-order/messages.js';
import { budgetUntil } from '../steps/deadlines.js';
import type { Asking } from '../steps/until-done.js';
import type { Watch } from '../steps/watch.js';
import type { ShipmentActivities, StepInput, WriteStepInput } from './activities.js';
import type { ShipmentInput } from './messages.js';
import { promisedAt } from './parcel.js';
import { isRaisedByEvent } from './reducer.js';
import { referencesOf } from './situation.js';
import { enter, isEnd } from './state.js';
import type { ShipmentState, ShipmentStateName } from './state.js';

/** A running shipment: its state is replaced, never changed in place. */
export interface Running {
  input: ShipmentInput;
  state: ShipmentState;
  showAll: () => void;
  watch: Watch;
}

/** Moves the shipment on, now. */
export function move(shipment: Running, next: ShipmentStateName): void {
  shipment.state = enter(shipment.state, next, timestamp());
}

/** Now, ISO 8601: the workflow's own clock. */
export const timestamp = (): string => new Date().toISOString();

/** The request with the documents that count now. */
export const requestOf = ({ input, state }: Running): ShipmentInput['request'] => ({
  ...input.request,
  detailsDocumentId: state.detailsDocumentId,
});

/** The time that a step is tried for before a person is asked, ms from now. */
const budgetOf = ({ input }: Running): number => input.policy.attempts.minimumBudgetMs;

/** Which shipment a step is about. */
export const who = (shipment: Running, budgetMs = budgetOf(shipment)): StepInput => ({
  account: shipment.input.account,
  shipmentReference: shipment.input.shipmentReference,
  businessId: shipment.input.request.businessId,
  deadline: Date.now() + budgetMs,
});

/** The same for a step that changes something at Amazon. */
export const writer = (shipment: Running, actor: string): WriteStepInput => ({
  ...who(shipment),
  ledgerId: shipment.state.ledgerId ?? '',
  ...(shipment.state.isDryRun === true ? { isDryRun: true } : {}),
  references: referencesOf(shipment.input, shipment.state),
  actor,
});

/** The activities of this account's queue. @param budgetMs of the whole step. Default: the policy's. */
export function activities(shipment: Running, summary: string, budgetMs = budgetOf(shipment)): ShipmentActivities {
  const { startToCloseMs, minimumBudgetMs } = shipment.input.policy.attempts;
  return proxyActivities<ShipmentActivities>({
    taskQueue: amazonTaskQueue(shipment.input.account),
    startToCloseTimeout: startToCloseMs,
    scheduleToCloseTimeout: budgetUntil(Date.now() + budgetMs, Date.now(), minimumBudgetMs),
    // Attempts that fail name their own delay; this one is for those that are killed, however many looks came before.
    retry: { initialInterval: '2s', backoffCoefficient: 1 },
    summary,
  });
}

/** How the steps of a shipment ask a person. */
export const asking = (shipment: Running): Asking => ({
  desk: () => shipment.state.attention,
  keepDesk: (attention) => {
    shipment.state = { ...shipment.state, attention };
  },
  isOver: () => isEnd(shipment.state.state),
  dueAt: () => promisedAt(shipment.state),
  patienceMs: budgetOf(shipment),
  leaveHistoryBehind: () => leaveHistoryBehind(shipment),
});

/** Adds Amazon's ids of calls: a step that is carried on tells all of its ids again. */
export function keepIds(shipment: Running, requestIds: readonly string[]): void {
  shipment.state = { ...shipment.state, requestIds: [...new Set([...shipment.state.requestIds, ...requestIds])] };
}

/** Continues as new when the server suggests it. Open questions are asked anew by the next run. */
export async function leaveHistoryBehind(shipment: Running): Promise<void> {
  if (!workflowInfo().continueAsNewSuggested) return;
  await condition(allHandlersFinished);
  shipment.showAll();
  // Notices that cannot be handed over hold up nothing: the next run tells them, under the same ids.
  const untold = shipment.watch.underway();
  const { raised } = shipment.state.attention;
  const items = shipment.state.attention.items.filter(isRaisedByEvent);
  await continueAsNew({
    ...shipment.input,
    state: {
      ...shipment.state,
      told: shipment.state.told.filter((id) => !untold.includes(id)),
      attention: { raised, items, resolutions: {} },
    },
  });
}
