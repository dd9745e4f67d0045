import {
  CancellationScope,
  condition,
  defineQuery,
  defineSignal,
  defineUpdate,
  setHandler,
} from '@temporalio/workflow';
import { auditEntry, isDone, originFields, originOf, recorded } from '../../../workflows/steps/audit.js';
import type { ActionOrigin, AuditEntry } from '../../../workflows/steps/audit.js';
import type { CancelRequest } from '../../../workflows/steps/cancel-request.js';
import { checked, object, text, wholeNumber } from '../../../workflows/steps/checks.js';
import { actionHandlers } from '../../../workflows/steps/handle-actions.js';
import type { Action, Reduce } from '../../../workflows/steps/handle-actions.js';

/** What a counter takes at most. */
const MAX_STEP = 10;

export interface CounterState {
  state: 'COUNTING' | 'CANCEL_REQUESTED';
  count: number;
  audit: AuditEntry[];
}

export type AddInput = { step: number; note: string } & ActionOrigin;

type Add = { action: 'add'; origin: ActionOrigin } & Pick<AddInput, 'step' | 'note'>;

export const addUpdate = defineUpdate<Pick<CounterState, 'state'>, [AddInput]>('add');
export const addSignal = defineSignal<[AddInput]>('add');
export const viewQuery = defineQuery<CounterState>('view');

const reduce: Reduce<CounterState, Add | CancelRequest> = (counter, event, now, fallbackId) => {
  const origin = originOf(event.origin, fallbackId);
  if (isDone(counter, origin.requestId)) return { state: counter };
  const entry = auditEntry(event.action, origin, new Date(now).toISOString());
  if (event.action === 'cancel-request') {
    return recorded(counter, { state: { ...counter, state: 'CANCEL_REQUESTED' } }, entry);
  }
  return event.step > MAX_STEP
    ? { refusal: `At most ${MAX_STEP}, ${event.note}.` }
    : recorded(counter, { state: { ...counter, count: counter.count + event.step } }, entry);
};

/** The smallest workflow that takes an action in every way in which it can come. */
export async function counter(): Promise<void> {
  const held: { state: CounterState } = { state: { state: 'COUNTING', count: 0, audit: [] } };
  const { onUpdate, onSignal, onCancelRequest } = actionHandlers(held, reduce);
  const add: Action<AddInput, Add> = {
    check: (payload) =>
      checked(object({ step: wholeNumber({ min: 1 }), note: text({ max: 10_000 }), ...originFields }), payload),
    toAction: ({ step, note, ...origin }) => ({ action: 'add', step, note, origin }),
  };
  onUpdate(addUpdate, add, 'Count on.');
  onSignal(addSignal, add);
  setHandler(viewQuery, () => held.state);
  onCancelRequest(CancellationScope.current().cancelRequested);
  await CancellationScope.nonCancellable(() => condition(() => false));
}
