import { ApplicationFailure, currentUpdateInfo, setHandler, uuid4, workflowInfo } from '@temporalio/workflow';
import { brief } from '../steps/audit.js';
import type { Checked } from '../steps/checks.js';
import {
  checkDepart,
  checkReject,
  checkResolve,
  departSignal,
  departUpdate,
  rejectUpdate,
  resolveSignal,
  resolveUpdate,
  viewQuery,
} from './messages.js';
import type { ActionResult, DepartInput, RejectInput, ResolveInput } from './messages.js';
import { reduce, withRefusal } from './state.js';
import type { OrderAction, PurchaseOrderState } from './state.js';

/** Whatever holds an order's state: it is replaced, never changed in place. */
interface Held {
  state: PurchaseOrderState;
}

/**
 * Takes operators' updates and signals, the `view` query and the cancel request of the Temporal UI.
 *
 * All of them are events of the same reducer. Handlers only check and record; the main line acts.
 */
export function handleActions(order: Held, cancelRequested: Promise<never>): void {
  // Updates: the operator waits for the answer, and what is not allowed is refused with the reason.
  const update = <I>(check: (payload: unknown) => Checked<I>, toAction: (payload: I) => OrderAction) => ({
    validator: (payload: I): void => {
      act(order, check(payload), toAction);
    },
    handler: (payload: I): ActionResult => {
      order.state = act(order, check(payload), toAction);
      return { state: order.state.state };
    },
  });
  const depart = update(checkDepart, departAction);
  const reject = update(checkReject, rejectAction);
  const resolve = update(checkResolve, resolveAction);
  setHandler(departUpdate, depart.handler, { validator: depart.validator, description: 'The truck has left.' });
  setHandler(rejectUpdate, reject.handler, {
    validator: reject.validator,
    description: 'Reject the order with a code.',
  });
  setHandler(resolveUpdate, resolve.handler, { validator: resolve.validator, description: 'Answer an item.' });

  // Signals: the same for many orders at once. Nobody waits, so a refusal goes to the audit list; never a throw, which
  // would fail the workflow.
  setHandler(departSignal, (payload) => tell(order, 'depart', checkDepart(payload), departAction));
  setHandler(resolveSignal, (payload) => tell(order, 'resolve', checkResolve(payload), resolveAction));
  setHandler(viewQuery, () => order.state, { description: 'State, items, departures, audit list.' });

  cancelRequested.catch(() => {
    tell(order, 'cancel-request', { value: undefined }, () => ({
      action: 'cancel-request',
      origin: { actor: 'temporal', requestId: `cancel-${workflowInfo().runId}` },
    }));
  });
}

const departAction = (input: DepartInput): OrderAction => {
  const { requestId, actor, reason, ...departure } = input;
  return { action: 'depart', departure, origin: input };
};

const rejectAction = (input: RejectInput): OrderAction => {
  const { requestId, actor, reason, ...code } = input;
  return { action: 'reject', code, origin: input };
};

const resolveAction = (input: ResolveInput): OrderAction => {
  const { attentionId, match, requestId, actor, reason, ...resolution } = input;
  const target = match === undefined ? { attentionId: attentionId ?? '' } : { match };
  return { action: 'resolve', target, resolution, origin: input };
};

/** Applies an update. @throws ApplicationFailure `Refused`: in the validator it refuses, nothing enters history. */
function act<I>(order: Held, payload: Checked<I>, toAction: (payload: I) => OrderAction): PurchaseOrderState {
  const refuse = (message: string): never => {
    throw ApplicationFailure.create({ type: 'Refused', message: brief(message), nonRetryable: true });
  };
  if ('faults' in payload) return refuse(payload.faults.join('; '));
  const reduced = reduce(order.state, toAction(payload.value), Date.now(), currentUpdateInfo()?.id ?? 'update');
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
  const reduced = reduce(order.state, event, now, fallbackId);
  order.state =
    'refusal' in reduced
      ? withRefusal(order.state, action, event.origin, reduced.refusal, now, fallbackId)
      : reduced.state;
}
