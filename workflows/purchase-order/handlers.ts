import { ApplicationFailure, currentUpdateInfo, setHandler, uuid4, workflowInfo } from '@temporalio/workflow';
import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';
import { brief } from '../steps/audit.js';
import type { Checked } from '../steps/checks.js';
import { actions } from './actions.js';
import type { Action } from './actions.js';
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
import type { ActionResult, PurchaseOrderInput } from './messages.js';
import { reduce, withRefusal } from './reducer.js';
import type { OrderAction } from './reducer.js';
import type { PurchaseOrderState } from './state.js';

/** Whatever holds an order's state: it is replaced, never changed in place. */
interface Held {
  readonly input: Pick<PurchaseOrderInput, 'policy'>;
  state: PurchaseOrderState;
}

/**
 * Takes operators' updates and signals, the `view` query and the cancel request of the Temporal UI.
 *
 * All of them are events of the same reducer. Handlers only check and record; the main line acts.
 */
export function handleActions(order: Held, cancelRequested: Promise<never>): void {
  // Updates: the operator waits for the answer, and what is not allowed is refused with the reason.
  const onUpdate = <I>(
    definition: UpdateDefinition<ActionResult, [I]>,
    { check, toAction }: Action<I>,
    description: string,
  ): void =>
    setHandler(
      definition,
      (payload) => {
        order.state = act(order, check(payload), toAction);
        return { state: order.state.state };
      },
      {
        validator: (payload) => {
          act(order, check(payload), toAction);
        },
        description,
      },
    );
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

  // Signals: the same for many orders at once. Nobody waits, so a refusal goes to the audit list; never a throw, which
  // would fail the workflow.
  const onSignal = <I>(definition: SignalDefinition<[I]>, { check, toAction }: Action<I>): void =>
    setHandler(definition, (payload) => tell(order, definition.name, check(payload), toAction));
  onSignal(departSignal, actions.depart);
  onSignal(cancelSignal, actions.cancel);
  onSignal(holdSignal, actions.hold);
  onSignal(releaseSignal, actions.release);
  onSignal(carrierEventSignal, actions.carrierEvent);
  onSignal(resolveSignal, actions.resolve);
  onSignal(cancelledByAmazonSignal, actions.cancelledByAmazon);
  setHandler(viewQuery, () => order.state, { description: 'State, items, departures, audit list.' });

  cancelRequested.catch(() => {
    tell(order, 'cancel-request', { value: undefined }, () => ({
      action: 'cancel-request',
      origin: { actor: 'temporal', requestId: `cancel-${workflowInfo().runId}` },
    }));
  });
}

/** Applies an update. @throws ApplicationFailure `Refused`: in the validator it refuses, nothing enters history. */
function act<I>(order: Held, payload: Checked<I>, toAction: (payload: I) => OrderAction): PurchaseOrderState {
  const refuse = (message: string): never => {
    throw ApplicationFailure.create({ type: 'Refused', message: brief(message), nonRetryable: true });
  };
  if ('faults' in payload) return refuse(payload.faults.join('; '));
  const { policy } = order.input;
  const id = currentUpdateInfo()?.id ?? 'update';
  const reduced = reduce(order.state, toAction(payload.value), Date.now(), id, policy);
  return 'refusal' in reduced ? refuse(reduced.refusal) : reduced.state;
}

/** Applies a signal. Never throws. */
function tell<I>(order: Held, action: string, payload: Checked<I>, toAction: (payload: I) => OrderAction): void {
  const now = Date.now();
  const fallbackId = `signal-${uuid4()}`;
  if ('faults' in payload) {
    order.state = withRefusal(order.state, action, {}, payload.faults.join('; '), now, fallbackId);
    return;
  }
  const event = toAction(payload.value);
  const reduced = reduce(order.state, event, now, fallbackId, order.input.policy);
  order.state =
    'refusal' in reduced
      ? withRefusal(order.state, action, event.origin, reduced.refusal, now, fallbackId)
      : reduced.state;
}
