import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { failures, isFailureKind } from '../workflows/failures.js';
import type { FailureKind } from '../workflows/failures.js';
import { purchaseOrderWorkflowId } from '../workflows/purchase-order/messages.js';
import type { FulfillmentState } from '../workflows/purchase-order/state.js';
import { concurrently } from './concurrently.js';
import { pendingStepsOf } from './pending-steps.js';
import type { PendingStep } from './pending-steps.js';
import { within } from './temporal.js';
import { countOrders, firstOrders } from './visibility.js';
import type { ListedOrder, OrderFilter } from './visibility.js';

/**
 * Many orders that wait for the same thing, which no answer to an item would mend: an operation is paused, Amazon or
 * the inventory hook does not answer, the quota is used up.
 */
export interface HoldUp {
  account: string;
  /** State of the orders. */
  state: FulfillmentState;
  /** The step that does not get on. */
  step: string;
  reason: FailureKind;
  happened: string;
  nextStep: string;
  /** Of those that were looked at. */
  seen: number;
  lookedAt: number;
  /** All orders of this account in this state; about `seen / lookedAt` of them are held up. */
  inState: number;
  /** The earliest deadline among those that were seen, ISO 8601. */
  dueAt: string | null;
  examples: string[];
}

/** States in which a step of the worker is under way. */
const WORKED_ON: readonly FulfillmentState[] = ['RECEIVED', 'ACKNOWLEDGING', 'LABELLING', 'CONFIRMING'];
/** Of each state so many orders are looked at: enough to see what is wrong with many. */
const SAMPLE = 30;
const CONCURRENT_LOOKS = 10;
const LOOK_TIMEOUT_MS = 10_000;
const EXAMPLES = 3;

/** Kinds that are about Amazon or the vendor's own system, not about an order. `NotReady` is an order's own, and normal. */
const COMMON_CAUSE: ReadonlySet<string> = new Set<FailureKind>([
  'Paused',
  'Throttled',
  'Unavailable',
  'InventoryHookFailed',
]);

/** Whether a pending step waits for something that other orders wait for, too. */
export const isHeldUp = ({ kind }: Pick<PendingStep, 'kind'>): boolean => kind !== null && COMMON_CAUSE.has(kind);

/**
 * What holds up many orders, seen from the pending steps of some in each state: Temporal itself knows it, so that any
 * machine can tell, whether or not a worker runs.
 */
export async function listHoldUps(
  client: Client,
  filter: Pick<OrderFilter, 'account' | 'warehouse'>,
): Promise<HoldUp[]> {
  const found = await concurrently(WORKED_ON, WORKED_ON.length, async (state) => {
    const sample = await firstOrders(client, { ...filter, state }, SAMPLE);
    const looks = await concurrently(sample, CONCURRENT_LOOKS, (order) => lookAt(client, order));
    return grouped(state, looks);
  });
  return concurrently(found.flat(), CONCURRENT_LOOKS, async (holdUp) => ({
    ...holdUp,
    inState: await countOrders(client, { ...filter, account: holdUp.account, state: holdUp.state }),
  }));
}

/** An order and why its step was not done at the last attempt. */
interface Look {
  order: ListedOrder;
  step?: string;
  kind?: FailureKind;
  message?: string;
}

async function lookAt(client: Client, order: ListedOrder): Promise<Look> {
  try {
    const { raw } = await within(client, LOOK_TIMEOUT_MS, () =>
      client.workflow.getHandle(purchaseOrderWorkflowId(order.account, order.purchaseOrderNumber)).describe(),
    );
    const held = pendingStepsOf(raw).find(isHeldUp);
    return held === undefined || !isFailureKind(held.kind)
      ? { order }
      : { order, step: held.name, kind: held.kind, message: held.lastFailure ?? '' };
  } catch (error) {
    // It has ended since it was listed.
    if (error instanceof WorkflowNotFoundError) return { order };
    throw error;
  }
}

/** One entry for each account, step and kind. */
export function grouped(state: FulfillmentState, looks: readonly Look[]): Omit<HoldUp, 'inState'>[] {
  const groups = new Map<string, Look[]>();
  for (const look of looks) {
    if (look.kind === undefined) continue;
    const key = JSON.stringify([look.order.account, look.step, look.kind]);
    groups.set(key, [...(groups.get(key) ?? []), look]);
  }
  return [...groups.values()].flatMap((group) => {
    const [{ order, step, kind, message } = { order: undefined }] = group;
    if (order === undefined || kind === undefined || step === undefined) return [];
    const dues = group.flatMap((look) => look.order.nextDeadline ?? []).toSorted();
    return [
      {
        account: order.account,
        state,
        step,
        reason: kind,
        happened: `${failures[kind].happened} ${message}`,
        nextStep: failures[kind].remedy,
        seen: group.length,
        lookedAt: looks.filter((look) => look.order.account === order.account).length,
        dueAt: dues[0] ?? null,
        examples: group.slice(0, EXAMPLES).map((look) => look.order.purchaseOrderNumber),
      },
    ];
  });
}
