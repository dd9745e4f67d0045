import { ApplicationFailure, currentUpdateInfo, setHandler, uuid4, workflowInfo } from '@temporalio/workflow';
import { brief } from '../steps/audit.js';
import { checkResolve, resolveSignal, resolveUpdate, viewQuery } from './messages.js';
import { reduce, resolveAction, withRefusal } from './reducer.js';
import type { NoticeAction } from './reducer.js';
import type { DeliveryNotificationState } from './state.js';

/** Whatever holds a notice's state: it is replaced, never changed in place. */
interface Held {
  state: DeliveryNotificationState;
}

/** Takes people's answers, the `view` query and the cancel request of the Temporal UI. Handlers only check and record. */
export function handleActions(held: Held, cancelRequested: Promise<never>): void {
  // An update: whoever answers waits for it, and what is not allowed is refused with the reason.
  setHandler(
    resolveUpdate,
    (payload) => {
      held.state = act(held, payload);
      return { state: held.state.state };
    },
    {
      validator: (payload) => {
        act(held, payload);
      },
      description: 'Answer an item.',
    },
  );
  // A signal: the same for many at once. Nobody waits, so a refusal goes to the audit list; never a throw, which would
  // fail the workflow.
  setHandler(resolveSignal, (payload) => {
    const read = checkResolve(payload);
    if ('faults' in read) {
      held.state = withRefusal(held.state, 'resolve', {}, read.faults.join('; '), Date.now(), signalId());
    } else tell(held, resolveAction(read.value));
  });
  setHandler(viewQuery, () => held.state, { description: 'State, items, audit list.' });

  cancelRequested.catch(() => {
    tell(held, {
      action: 'cancel-request',
      origin: { actor: 'temporal', requestId: `cancel-${workflowInfo().runId}` },
    });
  });
}

/** Applies an update. @throws ApplicationFailure `Refused`: in the validator it refuses, nothing enters history. */
function act({ state }: Held, payload: unknown): DeliveryNotificationState {
  const refuse = (message: string): never => {
    throw ApplicationFailure.create({ type: 'Refused', message: brief(message), nonRetryable: true });
  };
  const read = checkResolve(payload);
  if ('faults' in read) return refuse(read.faults.join('; '));
  const reduced = reduce(state, resolveAction(read.value), Date.now(), currentUpdateInfo()?.id ?? 'update');
  return 'refusal' in reduced ? refuse(reduced.refusal) : reduced.state;
}

/** Applies what nobody waits for. Never throws. */
function tell(held: Held, event: NoticeAction): void {
  const [now, fallbackId] = [Date.now(), signalId()];
  const reduced = reduce(held.state, event, now, fallbackId);
  held.state =
    'refusal' in reduced
      ? withRefusal(held.state, event.action, event.origin, reduced.refusal, now, fallbackId)
      : reduced.state;
}

const signalId = (): string => `signal-${uuid4()}`;
