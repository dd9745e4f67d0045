import { setHandler } from '@temporalio/workflow';
import { actionHandlers } from '../steps/handle-actions.js';
import type { Held } from '../steps/handle-actions.js';
import { resolveAction } from '../steps/resolve.js';
import { checkResolve, resolveSignal, resolveUpdate, viewQuery } from './messages.js';
import { reduce } from './reducer.js';
import type { DeliveryNotificationState } from './state.js';

/** Takes people's answers, the `view` query and the cancel request of the Temporal UI. Handlers only check and record. */
export function handleActions(held: Held<DeliveryNotificationState>, cancelRequested: Promise<never>): void {
  const { onUpdate, onSignal, onCancelRequest } = actionHandlers(held, reduce);
  const resolve = { check: checkResolve, toAction: resolveAction };
  // An update: whoever answers waits for it, and what is not allowed is refused with the reason.
  onUpdate(resolveUpdate, resolve, 'Answer an item.');
  // A signal: the same for many at once.
  onSignal(resolveSignal, resolve);
  setHandler(viewQuery, () => held.state, { description: 'State, items, audit list.' });
  onCancelRequest(cancelRequested);
}
