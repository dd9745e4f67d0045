import type { AcknowledgeInput, AcknowledgeResult } from '../../workflows/purchase-order/activities.js';
import type { OrderAcknowledgement } from '../amazon/schemas/index.js';
import { attempted, currentAttempt } from '../attempt.js';
import { carryOut } from '../carry-out.js';
import type { ProofRule } from '../next-move.js';
import type { StepDependencies } from './dependencies.js';
import { optional } from './optional.js';
import { freshStatus } from './order-status.js';
import { shipDayFor } from './ship-day.js';
import { writeKey } from './write-key.js';

/** `orderStatus` ACCEPTED or later shows an acceptance; a rejection has no evidence of its own. */
const proof = {
  accept: { evidence: 'after-transaction', successIsProof: true, resends: 1 },
  reject: { evidence: 'none', successIsProof: true, resends: 0 },
} as const satisfies Record<string, ProofRule>;

/** Acknowledges the whole order, once: accepted with `00`, rejected with any other code. What is accepted has a ship day. */
export const createAcknowledge =
  (dependencies: StepDependencies) =>
  async (input: AcknowledgeInput): Promise<AcknowledgeResult> => {
    const { clock, polling } = dependencies;
    const attempt = currentAttempt(clock);
    const status = () => freshStatus(dependencies, input, attempt, input.deadline);
    const item = toAcknowledgement(input);
    const isAcceptance = input.code.code === '00';
    return attempted(clock, attempt, async () => {
      const done = await carryOut(
        {
          ...input,
          key: writeKey(input, 'submitAcknowledgement'),
          rule: isAcceptance ? proof.accept : proof.reject,
          item,
          subject: { code: input.code.code, items: item.itemAcknowledgements },
          plan: polling.transaction,
          look: async () => evidenceOf(await status()),
          isCancelled: async () => (await status()) === 'CANCELLED',
        },
        dependencies,
        attempt,
      );
      if (!isAcceptance || done.outcome === 'cancelled') return done;
      const acceptedAt = done.sentAt === undefined ? clock() : Date.parse(done.sentAt);
      return { ...done, ...optional('shipDay', shipDayFor(input.order, { acceptedAt }, dependencies)) };
    });
  };

const evidenceOf = (status: string | undefined): 'present' | 'absent' | 'cancelled' => {
  if (status === 'CANCELLED') return 'cancelled';
  return status === 'ACCEPTED' || status === 'SHIPPED' ? 'present' : 'absent';
};

/**
 * The acknowledgement of an order: every line, with the identifiers as received.
 *
 * A rejection carries the ordered quantities too: the model says that a quantity should not be zero.
 * `vendorOrderNumber` repeats the purchase order number, as Amazon's own sample does.
 */
export function toAcknowledgement({
  purchaseOrderNumber,
  order,
  code,
  decidedAt,
}: AcknowledgeInput): OrderAcknowledgement {
  return {
    purchaseOrderNumber,
    vendorOrderNumber: purchaseOrderNumber,
    acknowledgementDate: decidedAt,
    acknowledgementStatus: code,
    sellingParty: { partyId: order.sellingParty },
    shipFromParty: { partyId: order.shipFromParty },
    itemAcknowledgements: order.lines.map(({ quantity, ...line }) => ({
      ...line,
      acknowledgedQuantity: { amount: quantity, unitOfMeasure: 'Each' },
    })),
  };
}
