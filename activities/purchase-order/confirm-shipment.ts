import type { ConfirmShipmentInput, WriteStepResult } from '../../workflows/purchase-order/activities.js';
import { attempted, currentAttempt, StepNotDone } from '../attempt.js';
import { carryOut } from '../carry-out.js';
import type { WriteKey } from '../ledger/ledger.js';
import { sendsOf } from '../ledger/sends.js';
import type { ProofRule } from '../next-move.js';
import type { StepDependencies } from './dependencies.js';
import { freshStatus, isCancelled } from './order-status.js';
import { toConfirmation } from './shipment-confirmation.js';
import { isUnsent, writeKey } from './write-key.js';

/** `orderStatus` SHIPPED shows the confirmation. */
const proof: ProofRule = { evidence: 'after-transaction', successIsProof: true, resends: 1 };

/** Confirms the shipment, once, never before the departure; late is better than never, with the true date. */
export const createConfirmShipment =
  (dependencies: StepDependencies) =>
  async (input: ConfirmShipmentInput): Promise<WriteStepResult> => {
    const { clock, polling, region } = dependencies;
    const attempt = currentAttempt(clock);
    const beganAt = clock();
    const status = () => freshStatus(dependencies, input, attempt, input.deadline);
    return attempted(clock, attempt, async () => {
      const untilDeparture = Date.parse(input.departure.departedAt) - beganAt;
      if (untilDeparture >= 0) {
        throw new StepNotDone('NotReady', 'The departure lies ahead by this clock.', {
          retryAfterMs: untilDeparture + 1,
        });
      }
      const key = writeKey(input, 'submitShipmentConfirmations');
      // The parcel may still be stopped, so a person is asked; what was sent already is proven first.
      const isStopped = () => isCancelled(dependencies, input, attempt, { deadline: input.deadline, maxAgeMs: 0 });
      if (!input.leftAnyway && (await isUnsent(dependencies.ledger, key)) && (await isStopped())) {
        return { outcome: 'cancelled', transactionIds: [], requestIds: [] };
      }
      const confirmation = toConfirmation(input, region);
      const carriedOut = await carryOut(
        {
          ...input,
          key,
          rule: proof,
          item: confirmation,
          // Not the time: a departure reported anew after a reset is the same departure, and the first report stands.
          subject: { status: confirmation.shipmentDetails.shipmentStatus, containers: confirmation.containers ?? [] },
          plan: polling.transaction,
          // An order cancelled after its departure is a person's: the parcel is on its way.
          look: async () => ((await status()) === 'SHIPPED' ? 'present' : 'absent'),
        },
        dependencies,
        attempt,
      );
      await measure(dependencies, input, key, beganAt);
      return carriedOut;
    });
  };

/** Measures a proof of this attempt. After a reset the step finds an older one: that is measured already. */
async function measure(
  { ledger, metrics }: StepDependencies,
  { account, deadline, departure }: ConfirmShipmentInput,
  key: WriteKey,
  beganAt: number,
): Promise<void> {
  const sends = sendsOf(await ledger.read(key.account, key.businessId), key);
  const provenAt = sends.findLast(({ proven }) => proven !== undefined)?.proven?.at;
  if (provenAt === undefined || provenAt < beganAt) return;
  const sinceDepartureMs = provenAt - Date.parse(departure.departedAt);
  metrics?.confirmed({ account, sinceDepartureMs, marginMs: deadline - provenAt });
}
