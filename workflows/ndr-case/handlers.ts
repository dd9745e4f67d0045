import { ApplicationFailure, currentUpdateInfo, setHandler, uuid4, workflowInfo } from '@temporalio/workflow';
import { brief } from '../steps/audit.js';
import { checkReportInput, checkResolve, reportSignal, resolveSignal, resolveUpdate, viewQuery } from './messages.js';
import { reduce, resolveAction, withPending, withRefusal } from './reducer.js';
import type { NdrAction } from './reducer.js';
import type { NdrCaseState } from './state.js';

/** Whatever holds a case's state: it is replaced, never changed in place. */
interface Held {
  state: NdrCaseState;
}

/** Takes reports, people's answers, the `view` query and the cancel request of the Temporal UI. Handlers only check and record. */
export function handleMessages(held: Held, cancelRequested: Promise<never>): void {
  // A signal, because it comes with the start: Amazon's push is answered when Temporal has it, worker or not.
  setHandler(reportSignal, (payload) => {
    const read = checkReportInput(payload);
    held.state =
      'faults' in read
        ? withRefusal(held.state, 'report', {}, read.faults.join('; '), Date.now(), signalId())
        : withPending(held.state, read.value);
  });
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
  setHandler(viewQuery, () => held.state, { description: 'Report, attempts, items, audit list.' });

  cancelRequested.catch(() => {
    tell(held, {
      action: 'cancel-request',
      origin: { actor: 'temporal', requestId: `cancel-${workflowInfo().runId}` },
    });
  });
}

/** Applies an update. @throws ApplicationFailure `Refused`: in the validator it refuses, nothing enters history. */
function act({ state }: Held, payload: unknown): NdrCaseState {
  const refuse = (message: string): never => {
    throw ApplicationFailure.create({ type: 'Refused', message: brief(message), nonRetryable: true });
  };
  const read = checkResolve(payload);
  if ('faults' in read) return refuse(read.faults.join('; '));
  const reduced = reduce(state, resolveAction(read.value), Date.now(), currentUpdateInfo()?.id ?? 'update');
  return 'refusal' in reduced ? refuse(reduced.refusal) : reduced.state;
}

/** Applies what nobody waits for. Never throws. */
function tell(held: Held, event: NdrAction): void {
  const [now, fallbackId] = [Date.now(), signalId()];
  const reduced = reduce(held.state, event, now, fallbackId);
  held.state =
    'refusal' in reduced
      ? withRefusal(held.state, event.action, event.origin, reduced.refusal, now, fallbackId)
      : reduced.state;
}

const signalId = (): string => `signal-${uuid4()}`;
