import { setHandler } from '@temporalio/workflow';
import { actionHandlers } from '../steps/handle-actions.js';
import type { Held } from '../steps/handle-actions.js';
import { actions } from './actions.js';
import {
  cancelSignal,
  cancelUpdate,
  resolveSignal,
  resolveUpdate,
  trackingEventSignal,
  trackingEventUpdate,
  viewQuery,
} from './messages.js';
import type { ShipmentInput } from './messages.js';
import { reduce } from './reducer.js';
import type { ShipmentAction } from './reducer.js';
import type { ShipmentState } from './state.js';

interface HeldShipment extends Held<ShipmentState> {
  readonly input: Pick<ShipmentInput, 'request'>;
}

/**
 * Takes updates and signals of operators and carriers, the `view` query and the cancel request of the Temporal UI.
 *
 * All of them are events of the same reducer. Handlers only check and record; the main line acts.
 */
export function handleActions(shipment: HeldShipment, cancelRequested: Promise<never>): void {
  const { type } = shipment.input.request.channel;
  const { onUpdate, onSignal, onCancelRequest } = actionHandlers(
    shipment,
    (state, event: ShipmentAction, now, fallbackId) => reduce(state, event, now, fallbackId, type),
  );
  // Updates: the operator waits for the answer, and what is not allowed is refused with the reason.
  onUpdate(trackingEventUpdate, actions.trackingEvent, 'What the carrier reports of the parcel.');
  onUpdate(cancelUpdate, actions.cancel, 'The shipment is not wanted any more.');
  onUpdate(resolveUpdate, actions.resolve, 'Answer an item.');

  // Signals: the same for many shipments at once.
  onSignal(trackingEventSignal, actions.trackingEvent);
  onSignal(cancelSignal, actions.cancel);
  onSignal(resolveSignal, actions.resolve);
  setHandler(viewQuery, () => shipment.state, { description: 'State, rates, items, events, audit list.' });

  onCancelRequest(cancelRequested);
}
