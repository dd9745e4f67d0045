import type { Client } from '@temporalio/client';
import type { ActionResult } from '../../workflows/shipment/messages.js';
import { concurrently } from '../concurrently.js';
import type { ShipmentName } from '../shipments.js';
import { untilAnOutage } from './order-actions.js';
import type { ActionOutcome } from './order-actions.js';
import type { Session } from './session.js';

/** What became of an action on one shipment. */
export interface ShipmentOutcome extends ShipmentName {
  done: boolean;
  /** The state after it; `null` when it was not done. */
  state: ActionResult['state'] | null;
  /** Why it was not done; a refusal in the workflow's own words. */
  problem: ActionOutcome['problem'];
}

const CONCURRENT_ACTIONS = 10;

/** Does one thing to several shipments; one that refuses does not hold up the others, and no outcome is lost. */
export const actOnShipments = (
  client: Client,
  shipments: readonly ShipmentName[],
  act: (client: Client, shipment: ShipmentName) => Promise<ActionResult>,
): Promise<ShipmentOutcome[]> => {
  const attempt = untilAnOutage(CONCURRENT_ACTIONS);
  return concurrently(shipments, CONCURRENT_ACTIONS, async (shipment) => {
    const tried = await attempt(() => act(client, shipment));
    return 'value' in tried
      ? { ...shipment, done: true, state: tried.value.state, problem: null }
      : { ...shipment, done: false, state: null, problem: tried.problem };
  });
};

/** Prints every outcome; exit code 1 when a shipment was not done. @param verb what is said of one that did it. */
export function printShipmentOutcomes(
  session: Session,
  outcomes: readonly ShipmentOutcome[],
  verb: (state: ActionResult['state']) => string,
): void {
  const done = outcomes.filter((outcome) => outcome.done).length;
  const notDone = outcomes.length - done;
  if (notDone > 0) session.exitCode = 1;
  session.print({ done, notDone, shipments: outcomes }, () =>
    [
      ...outcomes.map((outcome) => lineOf(outcome, verb, session)),
      ...(outcomes.length > 1 ? [`${done} done, ${notDone} not.`] : []),
    ].join('\n'),
  );
}

function lineOf(
  { shipmentReference, state, problem }: ShipmentOutcome,
  verb: (state: ActionResult['state']) => string,
  { paint }: Session,
): string {
  if (problem === null && state !== null) return `${shipmentReference}  ${paint.good(verb(state))}  ${state}`;
  // Whether it was done is not known when nobody answered: it may still be.
  const word = problem?.kind === 'refused' ? 'refused' : problem?.kind === 'no-worker' ? 'unknown' : 'not done';
  return `${shipmentReference}  ${paint.bad(word)}  ${problem?.message ?? ''}`;
}
