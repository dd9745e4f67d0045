import { optionalTsToDate } from '@temporalio/common/lib/time.js';
import type { Client, WorkflowExecutionDescription } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { accountWorkflowId } from '../workflows/account/messages.js';
import type { FailureKind } from '../workflows/failures.js';
import { isEnd, nextStates } from '../workflows/purchase-order/state.js';
import type { FulfillmentState } from '../workflows/purchase-order/state.js';
import { concurrently } from './concurrently.js';
import { within } from './temporal.js';
import { countOrders, firstOrders, listOrders } from './visibility.js';
import type { ListedOrder } from './visibility.js';

/** A step that waits until its operation is not paused any more. */
export interface WaitingStep {
  workflowId: string;
  activityId: string;
  /** Absent for a step of the account itself, such as its sweep. */
  order?: ListedOrder;
  /** When it is tried again by itself, ISO 8601; `null` when that is not known. */
  nextAttemptAt: string | null;
}

/** How many orders wait for an operation. */
export interface WaitingOrders {
  count: number;
  /** Only some of the orders were looked at, and `count` is what they make likely. */
  isEstimate: boolean;
  /** The nearest deadline among those that were seen, ISO 8601. */
  dueAt: string | null;
  examples: string[];
}

const OPEN_STATES = (Object.keys(nextStates) as FulfillmentState[]).filter((state) => !isEnd(state));
/** Of each state so many orders are looked at for a count. */
const SAMPLE = 30;
const EXAMPLES = 3;
const CONCURRENT_LOOKS = 10;
const LOOK_TIMEOUT_MS = 10_000;

/** Counts the orders that wait for each of some operations, from the pending steps of some orders in each state. */
export async function countWaiting(
  client: Client,
  account: string,
  operations: readonly string[],
): Promise<Map<string, WaitingOrders>> {
  const samples = await concurrently(OPEN_STATES, OPEN_STATES.length, async (state) => {
    const orders = await firstOrders(client, { account, state }, SAMPLE);
    const looks = await concurrently(orders, CONCURRENT_LOOKS, async (order) => ({
      order,
      pending: await pendingOf(client, order.workflowId),
    }));
    const inState = orders.length < SAMPLE ? orders.length : await countOrders(client, { account, state });
    return { looks, inState };
  });
  return new Map(
    operations.map((operation) => {
      const found = samples.map(({ looks, inState }) => {
        const held = looks.filter(({ pending }) => pending.some((step) => waitsFor(step, operation)));
        return { held, count: looks.length === 0 ? 0 : Math.round((inState * held.length) / looks.length) };
      });
      const held = found.flatMap((each) => each.held.map(({ order }) => order));
      const dues = held.flatMap(({ nextDeadline }) => nextDeadline ?? []).toSorted();
      return [
        operation,
        {
          count: found.reduce((sum, each) => sum + each.count, 0),
          isEstimate: samples.some(({ looks, inState }) => looks.length < inState),
          dueAt: dues[0] ?? null,
          examples: held.slice(0, EXAMPLES).map(({ purchaseOrderNumber }) => purchaseOrderNumber),
        },
      ];
    }),
  );
}

/** Every step of an account that waits for an operation, the nearest deadline of each state first. */
export async function* waitingSteps(client: Client, account: string, operation: string): AsyncGenerator<WaitingStep> {
  yield* await stepsOf(client, accountWorkflowId(account), operation);
  for (const state of OPEN_STATES) {
    const orders = await listOrders(client, { account, state });
    for (let from = 0; from < orders.length; from += CONCURRENT_LOOKS) {
      const some = orders.slice(from, from + CONCURRENT_LOOKS);
      const found = await concurrently(some, CONCURRENT_LOOKS, async (order) =>
        (await stepsOf(client, order.workflowId, operation)).map((step) => ({ ...step, order })),
      );
      yield* found.flat();
    }
  }
}

type Pending = NonNullable<WorkflowExecutionDescription['raw']['pendingActivities']>[number];

async function stepsOf(client: Client, workflowId: string, operation: string): Promise<WaitingStep[]> {
  const pending = await pendingOf(client, workflowId);
  return pending
    .filter((step) => waitsFor(step, operation))
    .map(({ activityId, nextAttemptScheduleTime }) => ({
      workflowId,
      activityId: activityId ?? '',
      nextAttemptAt: optionalTsToDate(nextAttemptScheduleTime)?.toISOString() ?? null,
    }));
}

/** Nothing of a workflow that has ended since it was listed, or was never started. */
async function pendingOf(client: Client, workflowId: string): Promise<readonly Pending[]> {
  try {
    const { raw } = await within(client, LOOK_TIMEOUT_MS, () => client.workflow.getHandle(workflowId).describe());
    return raw.pendingActivities ?? [];
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return [];
    throw error;
  }
}

const PAUSED: FailureKind = 'Paused';
/** Where the token for an operation is refused, the failure names the operation that gives tokens. */
const TOKENS = 'createRestrictedDataToken';

/** Whether a step waits between two attempts because of this operation: its last failure names it. */
function waitsFor({ lastFailure, nextAttemptScheduleTime }: Pending, operation: string): boolean {
  if (!nextAttemptScheduleTime || lastFailure?.applicationFailureInfo?.type !== PAUSED) return false;
  const words = (lastFailure.message ?? '').split(/[^A-Za-z]+/);
  return words.includes(operation) || words.includes(TOKENS);
}
