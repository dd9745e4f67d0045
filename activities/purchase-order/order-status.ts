import type { StepInput } from '../../workflows/purchase-order/activities.js';
import type { OrderFacts } from '../../workflows/purchase-order/order.js';
import { CallFailed } from '../amazon/amazon.js';
import type { Attempt } from '../attempt.js';
import type { StepDependencies } from './dependencies.js';

/** Reads `orderStatus` afresh: it is the evidence of acknowledgement and confirmation, and tells a cancelled order. */
export const freshStatus = (
  { amazon }: StepDependencies,
  input: StepInput & { order: Pick<OrderFacts, 'orderDate'> },
  attempt: Attempt,
  deadline: number,
): Promise<string | undefined> =>
  amazon.reads.orderStatus(input.purchaseOrderNumber, {
    maxAgeMs: 0,
    deadline,
    attemptEndsAt: attempt.endsAt,
    orderedAt: Date.parse(input.order.orderDate),
  });

/** A status this old still counts before something is asked of Amazon: the cancellation sweep's 15 min, and its own time. */
const RECENT_MS = 20 * 60_000;
/** So many attempts, about a minute, look whether the order is cancelled; then the step goes on unlooked. */
const LOOKS_FOR_CANCELLATION = 5;

/**
 * Whether Amazon has cancelled the order, before anything is sent for it.
 *
 * Amazon's silence about the order must not hold up a write for ever: Amazon refuses it if there is a reason. A role
 * that is missing for reading does not come back in a minute.
 *
 * @param maxAgeMs of the status; 0 reads it afresh.
 */
export async function isCancelled(
  { amazon }: StepDependencies,
  { purchaseOrderNumber, order }: StepInput & { order: Pick<OrderFacts, 'orderDate'> },
  attempt: Attempt,
  { deadline, maxAgeMs = RECENT_MS }: { deadline: number; maxAgeMs?: number },
): Promise<boolean> {
  try {
    const orderedAt = Date.parse(order.orderDate);
    const options = { maxAgeMs, deadline, attemptEndsAt: attempt.endsAt, orderedAt };
    return await amazon.reads.isCancelled(purchaseOrderNumber, options);
  } catch (error) {
    if (error instanceof CallFailed && isHopeless(error, attempt.number)) return false;
    throw error;
  }
}

const isHopeless = ({ kind }: CallFailed, attemptNumber: number): boolean =>
  attemptNumber > LOOKS_FOR_CANCELLATION || kind === 'Paused' || kind === 'NotPermitted';
