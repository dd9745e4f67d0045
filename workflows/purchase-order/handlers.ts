import { setHandler } from '@temporalio/workflow';
import { actionHandlers } from '../steps/handle-actions.js';
import type { Held } from '../steps/handle-actions.js';
import { actions } from './actions.js';
import {
  cancelledByAmazonSignal,
  carrierEventSignal,
  carrierEventUpdate,
  cancelSignal,
  cancelUpdate,
  departSignal,
  departUpdate,
  floorDenialUpdate,
  holdSignal,
  holdUpdate,
  packUpdate,
  rejectUpdate,
  relabelUpdate,
  releaseSignal,
  releaseUpdate,
  resolveSignal,
  resolveUpdate,
  viewQuery,
} from './messages.js';
import type { PurchaseOrderInput } from './messages.js';
import { reduce } from './reducer.js';
import type { OrderAction } from './reducer.js';
import type { PurchaseOrderState } from './state.js';

interface HeldOrder extends Held<PurchaseOrderState> {
  readonly input: Pick<PurchaseOrderInput, 'policy'>;
}

/**
 * Takes operators' updates and signals, the `view` query and the cancel request of the Temporal UI.
 *
 * All of them are events of the same reducer. Handlers only check and record; the main line acts.
 */
export function handleActions(order: HeldOrder, cancelRequested: Promise<never>): void {
  const { policy } = order.input;
  const { onUpdate, onSignal, onCancelRequest } = actionHandlers(order, (state, event: OrderAction, now, fallbackId) =>
    reduce(state, event, now, fallbackId, policy),
  );
  // Updates: the operator waits for the answer, and what is not allowed is refused with the reason.
  onUpdate(departUpdate, actions.depart, 'The truck has left.');
  onUpdate(rejectUpdate, actions.reject, 'Reject the order with a code, while RECEIVED.');
  onUpdate(cancelUpdate, actions.cancel, 'Reject while RECEIVED (with a code), deny on the floor after that.');
  onUpdate(floorDenialUpdate, actions.floorDenial, 'The accepted order does not ship.');
  onUpdate(packUpdate, actions.pack, 'What is in which package.');
  onUpdate(holdUpdate, actions.hold, 'Pause before the label.');
  onUpdate(releaseUpdate, actions.release, 'End the pause; with a day, ship on that day.');
  onUpdate(relabelUpdate, actions.relabel, 'Void the label and ask Amazon for another one.');
  onUpdate(carrierEventUpdate, actions.carrierEvent, 'What the own carrier reports of a parcel.');
  onUpdate(resolveUpdate, actions.resolve, 'Answer an item.');

  // Signals: the same for many orders at once.
  onSignal(departSignal, actions.depart);
  onSignal(cancelSignal, actions.cancel);
  onSignal(holdSignal, actions.hold);
  onSignal(releaseSignal, actions.release);
  onSignal(carrierEventSignal, actions.carrierEvent);
  onSignal(resolveSignal, actions.resolve);
  onSignal(cancelledByAmazonSignal, actions.cancelledByAmazon);
  setHandler(viewQuery, () => order.state, { description: 'State, items, departures, audit list.' });

  onCancelRequest(cancelRequested);
}
