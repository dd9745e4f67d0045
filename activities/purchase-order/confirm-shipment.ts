import type { ConfirmShipmentInput, WriteStepResult } from '../../workflows/purchase-order/activities.js';
import { CallFailed } from '../amazon/amazon.js';
import { attempted, currentAttempt, StepNotDone } from '../attempt.js';
import { carryOut } from '../carry-out.js';
import type { WriteKey } from '../ledger/ledger.js';
import { sendsOf } from '../ledger/sends.js';
import type { ProofRule } from '../next-move.js';
import type { StepDependencies } from './dependencies.js';
import { freshStatus } from './order-status.js';
import { toConfirmation } from './shipment-confirmation.js';
import { writeKey } from './write-key.js';

/** `orderStatus` SHIPPED shows the confirmation. */
const proof: ProofRule = { evidence: 'after-transaction', successIsProof: true, resends: 1 };

/** So many attempts, about a minute, look whether the order is cancelled; then it is confirmed unlooked. */
const LOOKS_FOR_CANCELLATION = 5;

/** A role that is missing for reading does not come back in a minute. */
const isHopeless = ({ kind }: CallFailed, attemptNumber: number): boolean =>
  attemptNumber > LOOKS_FOR_CANCELLATION || kind === 'Paused' || kind === 'NotPermitted';

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
      const isStopped = async (): Promise<boolean> => {
        try {
          return (await status()) === 'CANCELLED';
        } catch (error) {
          // Amazon's silence about the order must not hold up its confirmation, which it refuses if there is a reason.
          if (error instanceof CallFailed && isHopeless(error, attempt.number)) return false;
          throw error;
        }
      };
      if (!input.leftAnyway && (await isUnsent(dependencies, key)) && (await isStopped())) {
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

const isUnsent = async ({ ledger }: StepDependencies, key: WriteKey): Promise<boolean> =>
  sendsOf(await ledger.read(key.account, key.businessId), key).length === 0;
