import type { ConfirmShipmentInput, WriteStepResult } from '../../workflows/purchase-order/activities.js';
import { attempted, currentAttempt, StepNotDone } from '../attempt.js';
import { carryOut } from '../carry-out.js';
import type { ProofRule } from '../next-move.js';
import type { StepDependencies } from './dependencies.js';
import { freshStatus } from './order-status.js';
import { toConfirmation } from './shipment-confirmation.js';
import { writeKey } from './write-key.js';

/** `orderStatus` SHIPPED shows the confirmation. */
const proof: ProofRule = { evidence: 'after-transaction', successIsProof: true, resends: 1 };

/** Confirms the shipment, once, never before the departure; late is better than never, with the true date. */
export const createConfirmShipment =
  (dependencies: StepDependencies) =>
  async (input: ConfirmShipmentInput): Promise<WriteStepResult> => {
    const { clock, polling, region } = dependencies;
    const attempt = currentAttempt(clock);
    return attempted(clock, attempt, () => {
      const untilDeparture = Date.parse(input.departure.departedAt) - clock();
      if (untilDeparture >= 0) {
        throw new StepNotDone('NotReady', 'The departure lies ahead by this clock.', {
          retryAfterMs: untilDeparture + 1,
        });
      }
      const confirmation = toConfirmation(input, region);
      return carryOut(
        {
          ...input,
          key: writeKey(input, 'submitShipmentConfirmations'),
          rule: proof,
          item: confirmation,
          // Not the time: a departure reported anew after a reset is the same departure, and the first report stands.
          subject: { status: confirmation.shipmentDetails.shipmentStatus, containers: confirmation.containers ?? [] },
          plan: polling.transaction,
          // An order cancelled after its departure is a person's: the parcel is on its way.
          look: async () =>
            (await freshStatus(dependencies, input, attempt, input.deadline)) === 'SHIPPED' ? 'present' : 'absent',
        },
        dependencies,
        attempt,
      );
    });
  };
