import { ApplicationFailure, currentUpdateInfo, setHandler, uuid4, workflowInfo } from '@temporalio/workflow';
import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';
import { brief } from '../steps/audit.js';
import type { Checked } from '../steps/checks.js';
import { actions } from './actions.js';
import type { Action } from './actions.js';
import {
  cancelSignal,
  cancelUpdate,
  resolveSignal,
  resolveUpdate,
  trackingEventSignal,
  trackingEventUpdate,
  viewQuery,
} from './messages.js';
import type { ActionResult, ShipmentInput } from './messages.js';
import { reduce, withRefusal } from './reducer.js';
import type { ShipmentAction } from './reducer.js';
import type { ShipmentState } from './state.js';

/** Whatever holds a shipment's state: it is replaced, never changed in place. */
interface Held {
  readonly input: Pick<ShipmentInput, 'request'>;
  state: ShipmentState;
}

/**
 * Takes updates and signals of operators and carriers, the `view` query and the cancel request of the Temporal UI.
 *
 * All of them are events of the same reducer. Handlers only check and record; the main line acts.
 */
export function handleActions(shipment: Held, cancelRequested: Promise<never>): void {
  // Updates: the operator waits for the answer, and what is not allowed is refused with the reason.
  const onUpdate = <I>(
    definition: UpdateDefinition<ActionResult, [I]>,
    { check, toAction }: Action<I>,
    description: string,
  ): void =>
    setHandler(
      definition,
      (payload) => {
        shipment.state = act(shipment, check(payload), toAction);
        return { state: shipment.state.state };
      },
      {
        validator: (payload) => {
          act(shipment, check(payload), toAction);
        },
        description,
      },
    );
  onUpdate(trackingEventUpdate, actions.trackingEvent, 'What the carrier reports of the parcel.');
  onUpdate(cancelUpdate, actions.cancel, 'The shipment is not wanted any more.');
  onUpdate(resolveUpdate, actions.resolve, 'Answer an item.');

  // Signals: the same for many shipments at once. Nobody waits, so a refusal goes to the audit list; never a throw,
  // which would fail the workflow.
  const onSignal = <I>(definition: SignalDefinition<[I]>, { check, toAction }: Action<I>): void =>
    setHandler(definition, (payload) => tell(shipment, definition.name, check(payload), toAction));
  onSignal(trackingEventSignal, actions.trackingEvent);
  onSignal(cancelSignal, actions.cancel);
  onSignal(resolveSignal, actions.resolve);
  setHandler(viewQuery, () => shipment.state, { description: 'State, rates, items, events, audit list.' });

  cancelRequested.catch(() => {
    tell(shipment, 'cancel-request', { value: undefined }, () => ({
      action: 'cancel-request',
      origin: { actor: 'temporal', requestId: `cancel-${workflowInfo().runId}` },
    }));
  });
}

/** Applies an update. @throws ApplicationFailure `Refused`: in the validator it refuses, nothing enters history. */
function act<I>(shipment: Held, payload: Checked<I>, toAction: (payload: I) => ShipmentAction): ShipmentState {
  const refuse = (message: string): never => {
    throw ApplicationFailure.create({ type: 'Refused', message: brief(message), nonRetryable: true });
  };
  if ('faults' in payload) return refuse(payload.faults.join('; '));
  const id = currentUpdateInfo()?.id ?? 'update';
  const { type } = shipment.input.request.channel;
  const reduced = reduce(shipment.state, toAction(payload.value), Date.now(), id, type);
  return 'refusal' in reduced ? refuse(reduced.refusal) : reduced.state;
}

/** Applies a signal. Never throws. */
function tell<I>(shipment: Held, action: string, payload: Checked<I>, toAction: (payload: I) => ShipmentAction): void {
  const now = Date.now();
  const fallbackId = `signal-${uuid4()}`;
  if ('faults' in payload) {
    shipment.state = withRefusal(shipment.state, action, {}, payload.faults.join('; '), now, fallbackId);
    return;
  }
  const event = toAction(payload.value);
  const reduced = reduce(shipment.state, event, now, fallbackId, shipment.input.request.channel.type);
  shipment.state =
    'refusal' in reduced
      ? withRefusal(shipment.state, action, event.origin, reduced.refusal, now, fallbackId)
      : reduced.state;
}
