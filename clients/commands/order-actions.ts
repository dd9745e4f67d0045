import type { Client } from '@temporalio/client';
import type { ActionResult } from '../../workflows/purchase-order/messages.js';
import { concurrently } from '../concurrently.js';
import { ClientError, explained } from '../errors.js';
import type { ClientErrorKind } from '../errors.js';
import type { OrderName } from '../purchase-orders.js';
import type { Paint } from './paint.js';
import type { Session } from './session.js';

/** What became of an action on one order. */
export interface ActionOutcome extends OrderName {
  done: boolean;
  /** The state after it; `null` when it was not done. */
  state: string | null;
  /** Why it was not done; a refusal in the workflow's own words. */
  problem: { kind: ClientErrorKind; message: string } | null;
}

const CONCURRENT_ACTIONS = 10;

/** Does one thing to several orders; one that refuses does not hold up the others, and no outcome is lost. */
export async function actOnAll(
  client: Client,
  orders: readonly OrderName[],
  act: (client: Client, order: OrderName) => Promise<ActionResult>,
): Promise<ActionOutcome[]> {
  let outage: ClientError | undefined;
  return concurrently(orders, CONCURRENT_ACTIONS, async (order) => {
    try {
      // Without Temporal the others would fail alike, each after its own wait.
      if (outage !== undefined) throw outage;
      const { state } = await act(client, order);
      return { ...order, done: true, state, problem: null };
    } catch (error) {
      const expected = explained(error, 'Temporal');
      if (!(expected instanceof ClientError)) throw error;
      if (expected.kind === 'temporal') outage = expected;
      return { ...order, done: false, state: null, problem: { kind: expected.kind, message: expected.message } };
    }
  });
}

/** Prints every outcome; exit code 1 when an order was refused. */
export function printOutcomes(session: Session, outcomes: readonly ActionOutcome[], verb: string): void {
  const done = outcomes.filter((outcome) => outcome.done).length;
  const notDone = outcomes.length - done;
  if (notDone > 0) session.exitCode = 1;
  session.print({ done, notDone, orders: outcomes }, () =>
    [
      ...outcomes.map((outcome) => lineOf(outcome, verb, session.paint)),
      ...(outcomes.length > 1 ? [`${done} ${verb}, ${notDone} not.`] : []),
    ].join('\n'),
  );
}

const lineOf = ({ purchaseOrderNumber, state, problem }: ActionOutcome, verb: string, paint: Paint): string =>
  problem === null
    ? `${purchaseOrderNumber}  ${paint.good(verb)}  ${state ?? ''}`
    : `${purchaseOrderNumber}  ${paint.bad(problem.kind === 'refused' ? 'refused' : `not ${verb}`)}  ${problem.message}`;
