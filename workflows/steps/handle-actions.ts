import { ApplicationFailure, currentUpdateInfo, setHandler, uuid4, workflowInfo } from '@temporalio/workflow';
import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';
import { brief, withRefusal } from './audit.js';
import type { ActionOrigin, AuditEntry } from './audit.js';
import { cancelRequestOf } from './cancel-request.js';
import type { CancelRequest } from './cancel-request.js';
import type { Checked } from './checks.js';

/** A message: how it is checked, and what it means to the reducer. */
export interface Action<Input, Event> {
  check: (payload: unknown) => Checked<Input>;
  toAction: (input: Input) => Event;
}

/** Whatever holds a workflow's state: it is replaced, never changed in place. */
export interface Held<State> {
  state: State;
}

/**
 * The one reducer of all that people do: pure.
 *
 * @param now epoch ms.
 * @param fallbackId names a request that has no id of its own.
 */
export type Reduce<State, Event> = (
  state: State,
  event: Event,
  now: number,
  fallbackId: string,
) => { state: State } | { refusal: string };

/**
 * Takes an update: whoever sends it waits for the answer.
 *
 * What is not allowed is refused with the reason, as ApplicationFailure `Refused`: the validator does it, so that nothing
 * enters history.
 */
export function handleUpdate<Input, Result, State, Event>(
  definition: UpdateDefinition<Result, [Input]>,
  held: Held<State>,
  {
    check,
    toAction,
    reduce,
    answer,
    description,
  }: Action<Input, Event> & { reduce: Reduce<State, Event>; answer: (input: Input) => Result; description: string },
): void {
  const act = (payload: unknown): { input: Input; state: State } => {
    const read = check(payload);
    if ('faults' in read) return refuse(read.faults.join('; '));
    const reduced = reduce(held.state, toAction(read.value), Date.now(), currentUpdateInfo()?.id ?? 'update');
    return 'refusal' in reduced ? refuse(reduced.refusal) : { input: read.value, state: reduced.state };
  };
  setHandler(
    definition,
    (payload) => {
      const { input, state } = act(payload);
      held.state = state;
      return answer(input);
    },
    {
      validator: (payload) => {
        act(payload);
      },
      description,
    },
  );
}

/** The ways in which actions come to a workflow. */
export interface ActionHandlers<State extends { state: string }, Event> {
  /** An update, answered with the state after it. */
  onUpdate<Input>(
    definition: UpdateDefinition<Pick<State, 'state'>, [Input]>,
    action: Action<Input, Event>,
    description: string,
  ): void;
  /** A signal. Nobody waits, so a refusal goes to the audit list; never a throw, which would fail the workflow. */
  onSignal<Input>(definition: SignalDefinition<[Input]>, action: Action<Input, Event>): void;
  /** The cancel request of the Temporal UI or of a client: it never ends the workflow by itself. */
  onCancelRequest(cancelRequested: Promise<never>): void;
  /** Applies what nobody waits for, or puts on record why it cannot be. Never throws. @param name for the audit list. */
  tell(name: string, event: Checked<Event>): void;
}

/** Takes what people and systems ask of a workflow: all are events of one reducer, which the main line acts upon. */
export function actionHandlers<
  State extends { state: string; audit: AuditEntry[] },
  Event extends { origin: ActionOrigin },
>(held: Held<State>, reduce: Reduce<State, Event | CancelRequest>): ActionHandlers<State, Event> {
  const tell = (name: string, event: Checked<Event | CancelRequest>): void => {
    const now = Date.now();
    const fallbackId = `signal-${uuid4()}`;
    const refused = (origin: ActionOrigin, refusal: string): State =>
      withRefusal(held.state, { action: name, origin, refused: refusal, now, fallbackId });
    if ('faults' in event) {
      held.state = refused({}, event.faults.join('; '));
      return;
    }
    const reduced = reduce(held.state, event.value, now, fallbackId);
    held.state = 'refusal' in reduced ? refused(event.value.origin, reduced.refusal) : reduced.state;
  };
  return {
    onUpdate: (definition, action, description) => {
      const answer = (): Pick<State, 'state'> => ({ state: held.state.state });
      handleUpdate(definition, held, { ...action, reduce, answer, description });
    },
    onSignal: (definition, { check, toAction }) => {
      setHandler(definition, (payload) => {
        const read = check(payload);
        tell(definition.name, 'faults' in read ? read : { value: toAction(read.value) });
      });
    },
    onCancelRequest: (cancelRequested) => {
      cancelRequested.catch(() => {
        const request = cancelRequestOf(workflowInfo().runId);
        tell(request.action, { value: request });
      });
    },
    tell,
  };
}

function refuse(message: string): never {
  throw ApplicationFailure.create({ type: 'Refused', message: brief(message), nonRetryable: true });
}
