import type { Client } from '@temporalio/client';
import type { ActionResult } from '../../workflows/purchase-order/messages.js';
import type { FulfillmentState } from '../../workflows/purchase-order/state.js';
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
  state: FulfillmentState | null;
  /** What else there is to say of it. */
  note: string | null;
  /** Why it was not done; a refusal in the workflow's own words. */
  problem: { kind: ClientErrorKind; message: string } | null;
}

const CONCURRENT_ACTIONS = 10;

/** Does one thing to several orders; one that refuses does not hold up the others, and no outcome is lost. */
export const actOnAll = (
  client: Client,
  orders: readonly OrderName[],
  act: (client: Client, order: OrderName) => Promise<ActionResult & { note?: string }>,
): Promise<ActionOutcome[]> => {
  const attempt = untilAnOutage(CONCURRENT_ACTIONS);
  return concurrently(orders, CONCURRENT_ACTIONS, async (order) => {
    const tried = await attempt(() => act(client, order));
    return 'value' in tried
      ? { ...order, done: true, state: tried.value.state, note: tried.value.note ?? null, problem: null }
      : { ...order, done: false, state: null, note: null, problem: tried.problem };
  });
};

/** What came of one thing among many. */
export type Tried<T> = { value: T } | { problem: NonNullable<ActionOutcome['problem']> };

/**
 * Tries one thing after the other, each with its own outcome, until it is clear that all would fail alike.
 *
 * Without Temporal the rest would fail, each after its own wait. An order that no worker answers for may be alone with
 * that; as many in a row as are at work at once are not.
 *
 * @param atOnce how many are at work at once.
 */
export function untilAnOutage(atOnce: number): <T>(work: () => Promise<T>) => Promise<Tried<T>> {
  let outage: ClientError | undefined;
  let unansweredInARow = 0;
  return async (work) => {
    try {
      if (outage !== undefined) throw outage;
      const value = await work();
      unansweredInARow = 0;
      return { value };
    } catch (error) {
      const expected = explained(error, 'Temporal');
      if (!(expected instanceof ClientError)) throw error;
      unansweredInARow = expected.kind === 'no-worker' ? unansweredInARow + 1 : 0;
      if (expected.kind === 'temporal') outage ??= expected;
      else if (unansweredInARow >= atOnce) {
        outage ??= new ClientError(
          'no-worker',
          'Not tried: no worker has answered for those before. Start one, repeat.',
        );
      }
      return { problem: { kind: expected.kind, message: expected.message } };
    }
  };
}

/**
 * Prints every outcome; exit code 1 when an order was refused.
 *
 * @param verb what is said of an order that did it; it may depend on the state after it.
 */
export function printOutcomes(
  session: Session,
  outcomes: readonly ActionOutcome[],
  verb: string | ((state: FulfillmentState) => string),
): void {
  const done = outcomes.filter((outcome) => outcome.done).length;
  const notDone = outcomes.length - done;
  if (notDone > 0) session.exitCode = 1;
  const general = typeof verb === 'string' ? verb : 'done';
  const verbOf = ({ state }: ActionOutcome): string =>
    typeof verb === 'string' || state === null ? general : verb(state);
  session.print({ done, notDone, orders: outcomes }, () =>
    [
      ...outcomes.map((outcome) => lineOf(outcome, verbOf(outcome), session.paint)),
      ...(outcomes.length > 1 ? [`${done} ${general}, ${notDone} not.`] : []),
    ].join('\n'),
  );
}

/** Whether it was done is not known when nobody answered: it may still be. */
function failureWord(kind: ClientErrorKind, verb: string): string {
  if (kind === 'refused') return 'refused';
  return kind === 'no-worker' ? 'unknown' : `not ${verb}`;
}

const lineOf = ({ purchaseOrderNumber, state, note, problem }: ActionOutcome, verb: string, paint: Paint): string =>
  problem === null
    ? `${purchaseOrderNumber}  ${paint.good(verb)}  ${[state, note].filter(Boolean).join('  ')}`
    : `${purchaseOrderNumber}  ${paint.bad(failureWord(problem.kind, verb))}  ${problem.message}`;
