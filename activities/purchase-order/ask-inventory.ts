import type { AskInventoryInput, AskInventoryResult } from '../../workflows/purchase-order/activities.js';
import { attempted, currentAttempt, isLastAttempt, StepNotDone } from '../attempt.js';
import type { HookReply, InventoryQuestion } from '../inventory-hook.js';
import type { PollPlan } from '../polling.js';
import type { StepDependencies } from './dependencies.js';
import { optional } from './optional.js';

/** A hook that was configured when the order came, and is not any more. */
const NOT_CONFIGURED: HookReply = { kind: 'failed', because: 'none is configured; set INVENTORY_HOOK_URL' };
const UNCONFIGURED_PAUSE_MS = 5 * 60_000;

/**
 * Asks the vendor's own system whether an order is accepted.
 *
 * 1. Nothing but an answer that says so, with a code of the table, rejects an order.
 * 2. While there is no answer it is asked again, whatever the reason: somebody mends it.
 * 3. At the end of its budget a person decides.
 */
export const createAskInventory =
  ({ clock, inventoryHook }: Pick<StepDependencies, 'clock' | 'inventoryHook'>) =>
  async (input: AskInventoryInput): Promise<AskInventoryResult> => {
    const attempt = currentAttempt(clock);
    return attempted(clock, attempt, async () => {
      const left = attempt.endsAt - clock();
      const reply = (await inventoryHook?.ask(questionOf(input), left)) ?? NOT_CONFIGURED;
      if (reply.kind === 'decided') return reply.decision;
      const because = reply.kind === 'busy' ? 'too many questions are open at once' : reply.because;
      if (isLastAttempt(attempt.budgetEndsAt - clock())) {
        throw new StepNotDone('InventoryHookFailed', `The inventory hook has not decided in time: ${because}.`);
      }
      throw new StepNotDone(
        reply.kind === 'busy' ? 'Throttled' : 'InventoryHookFailed',
        `The inventory hook has not decided: ${because}. It is asked again.`,
        {
          retryAfterMs:
            inventoryHook === undefined ? UNCONFIGURED_PAUSE_MS : pauseMs(inventoryHook.retry, attempt.number),
        },
      );
    });
  };

/** The pause after an attempt, ms; `attemptNumber` is 1 for the first. */
const pauseMs = ({ firstMs, factor, maxMs }: PollPlan, attemptNumber: number): number =>
  Math.min(firstMs * factor ** (attemptNumber - 1), maxMs);

const questionOf = ({ account, purchaseOrderNumber, order }: AskInventoryInput): InventoryQuestion => ({
  account,
  purchaseOrderNumber,
  orderDate: order.orderDate,
  requiredShipDate: order.requiredShipDate,
  warehouse: order.shipFromParty,
  shipMethod: order.shipMethod,
  lines: order.lines.map(({ itemSequenceNumber, vendorProductIdentifier, buyerProductIdentifier, quantity }) => ({
    itemSequenceNumber,
    ...optional('vendorProductIdentifier', vendorProductIdentifier),
    ...optional('buyerProductIdentifier', buyerProductIdentifier),
    quantity,
  })),
});
