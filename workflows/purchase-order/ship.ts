import { dropItems } from '../steps/attention.js';
import { ask } from '../steps/until-done.js';
import { deadlineOf, met } from './deadlines.js';
import { correctDeparture } from './departure.js';
import { asking, factsOf, move, waitWhile } from './running.js';
import type { Running } from './running.js';
import { STOP_PARCEL } from './steps.js';
import { write } from './write-step.js';

/** Departure is never inferred from a clock: the warehouse reports it, however long that takes. */
export async function awaitDeparture(order: Running): Promise<void> {
  // An earlier run had the departure already, and its confirmation may be at Amazon.
  if (order.state.state === 'READY_TO_SHIP' && order.state.departure !== undefined) move(order, 'CONFIRMING');
  await waitWhile(order, () => order.state.state === 'READY_TO_SHIP');
}

export async function confirmShipment(order: Running): Promise<void> {
  const { labelMode, departedBy } = order.state;
  if (order.state.state !== 'CONFIRMING' || labelMode === undefined) return;
  const correct = (data: Record<string, unknown>): void => {
    const corrected = correctDeparture(order.state.departure, data);
    if ('value' in corrected) order.state = { ...order.state, departure: corrected.value };
  };
  const name = 'confirmShipment';
  const step = { asks: { name, correct }, actor: departedBy ?? 'ledger', summary: 'Confirm the shipment' };
  const done = await write(order, step, (activity, input) => {
    const { label, departure, leftAnyway = false } = order.state;
    if (departure === undefined) throw new RangeError('CONFIRMING without a departure');
    return activity.confirmShipment({
      ...input,
      order: factsOf(order),
      labelMode,
      ...(label === undefined ? {} : { label }),
      departure,
      leftAnyway,
    });
  });
  if (done.outcome === 'cancelled') {
    const answer = await ask(
      asking(order),
      { name },
      { kind: 'CancelledByAmazon', message: `Departed ${order.state.departure?.departedAt ?? ''}.`, details: {} },
    );
    if (answer === undefined) return;
    if (answer.answer === 'stopped') return move(order, 'CANCELLED');
    order.state = { ...order.state, leftAnyway: true };
    return confirmShipment(order);
  }
  order.state = met(order.state, 'confirm', deadlineOf(order.state, order.input.policy) ?? done.at, done.at);
  if (done.outcome === 'elsewhere') order.state = { ...order.state, isConfirmedElsewhere: true };
  // It is confirmed: nobody has to stop it any more.
  order.state = { ...order.state, attention: dropItems(order.state.attention, ({ step: of }) => of === STOP_PARCEL) };
  move(order, labelMode.mode === 'vendor-carrier' ? 'IN_TRANSIT' : 'COMPLETED');
}

/** All lines, no departure; Amazon may cancel the order on it. */
export async function denyShipment(order: Running): Promise<void> {
  const { denial } = order.state;
  if (order.state.state !== 'CONFIRMING' || denial === undefined) return;
  const { decidedAt, actor = 'ledger' } = denial;
  const step = { asks: { name: 'denyShipment' }, actor, summary: 'Deny the order on the floor' };
  const done = await write(order, step, (activity, input) =>
    activity.denyShipment({ ...input, order: factsOf(order), decidedAt }),
  );
  move(order, done.outcome === 'cancelled' ? 'CANCELLED' : 'FLOOR_DENIED');
}
