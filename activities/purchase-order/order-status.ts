import type { StepInput } from '../../workflows/purchase-order/activities.js';
import type { Attempt } from '../attempt.js';
import type { StepDependencies } from './dependencies.js';

/** Reads `orderStatus` afresh: it is the evidence of acknowledgement and confirmation, and tells a cancelled order. */
export const freshStatus = (
  { amazon }: StepDependencies,
  { purchaseOrderNumber }: StepInput,
  attempt: Attempt,
  deadline: number,
): Promise<string | undefined> =>
  amazon.reads.orderStatus(purchaseOrderNumber, { maxAgeMs: 0, deadline, attemptEndsAt: attempt.endsAt });
