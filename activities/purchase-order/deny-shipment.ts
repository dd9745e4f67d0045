import type { DenyShipmentInput, WriteStepResult } from '../../workflows/purchase-order/activities.js';
import { attempted, currentAttempt } from '../attempt.js';
import { carryOut } from '../carry-out.js';
import type { ProofRule } from '../next-move.js';
import type { StepDependencies } from './dependencies.js';
import { freshStatus } from './order-status.js';
import { toFloorDenial } from './shipment-confirmation.js';
import { writeKey } from './write-key.js';

/** A denial has no evidence of its own: Amazon may cancel the order on it, or not. */
const proof: ProofRule = { evidence: 'none', successIsProof: true, resends: 0 };

/** Tells Amazon that an accepted order does not ship, once: a confirmation with `FLOOR_DENIAL`. */
export const createDenyShipment =
  (dependencies: StepDependencies) =>
  async (input: DenyShipmentInput): Promise<WriteStepResult> => {
    const { clock, polling } = dependencies;
    const attempt = currentAttempt(clock);
    return attempted(clock, attempt, () => {
      const item = toFloorDenial(input);
      return carryOut(
        {
          ...input,
          key: writeKey(input, 'submitShipmentConfirmations'),
          rule: proof,
          item,
          subject: { status: item.shipmentDetails.shipmentStatus, containers: [] },
          plan: polling.transaction,
          look: () => Promise.resolve('absent' as const),
          isCancelled: async () => (await freshStatus(dependencies, input, attempt, input.deadline)) === 'CANCELLED',
        },
        dependencies,
        attempt,
      );
    });
  };
