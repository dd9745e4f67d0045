import type { Client } from '@temporalio/client';
import type { ActionResult } from '../../workflows/purchase-order/messages.js';
import { concurrently } from '../concurrently.js';
import { ClientError } from '../errors.js';
import type { OrderName } from '../purchase-orders.js';
import type { Session } from './session.js';

/** What became of an action on one order. */
export interface ActionOutcome extends OrderName {
  done: boolean;
  /** The state after it; `null` when it was not done. */
  state: string | null;
  /** Why it was not done, in the workflow's own words. */
  refusal: string | null;
}

const CONCURRENT_ACTIONS = 10;

/** Does one thing to several orders; one that refuses does not hold up the others. */
export async function actOnAll(
  client: Client,
  orders: readonly OrderName[],
  act: (client: Client, order: OrderName) => Promise<ActionResult>,
): Promise<ActionOutcome[]> {
  return concurrently(orders, CONCURRENT_ACTIONS, async (order) => {
    try {
      const { state } = await act(client, order);
      return { ...order, done: true, state, refusal: null };
    } catch (error) {
      // Without Temporal the others would fail alike.
      if (!(error instanceof ClientError) || error.kind === 'temporal') throw error;
      return { ...order, done: false, state: null, refusal: error.message };
    }
  });
}

/** Prints every outcome; exit code 1 when an order was refused. */
export function printOutcomes(session: Session, outcomes: readonly ActionOutcome[], verb: string): void {
  const { paint } = session;
  const refused = outcomes.filter(({ done }) => !done);
  if (refused.length > 0) session.exitCode = 1;
  session.print({ done: outcomes.length - refused.length, refused: refused.length, orders: outcomes }, () =>
    [
      ...outcomes.map(({ purchaseOrderNumber, done, state, refusal }) =>
        done
          ? `${purchaseOrderNumber}  ${paint.good(verb)}  ${state ?? ''}`
          : `${purchaseOrderNumber}  ${paint.bad('refused')}  ${refusal ?? ''}`,
      ),
      ...(outcomes.length > 1 ? [`${outcomes.length - refused.length} ${verb}, ${refused.length} refused.`] : []),
    ].join('\n'),
  );
}
