import { setHandler } from '@temporalio/workflow';
import { actionHandlers } from '../steps/handle-actions.js';
import type { Held } from '../steps/handle-actions.js';
import { resolveAction } from '../steps/resolve.js';
import { checkReportInput, checkResolve, reportSignal, resolveSignal, resolveUpdate, viewQuery } from './messages.js';
import { reduce, withPending } from './reducer.js';
import type { NdrCaseState } from './state.js';

/** Takes reports, people's answers, the `view` query and the cancel request of the Temporal UI. Handlers only check and record. */
export function handleMessages(held: Held<NdrCaseState>, cancelRequested: Promise<never>): void {
  const { onUpdate, onSignal, onCancelRequest, tell } = actionHandlers(held, reduce);
  const resolve = { check: checkResolve, toAction: resolveAction };
  // A signal, because it comes with the start: Amazon's push is answered when Temporal has it, worker or not.
  setHandler(reportSignal, (payload) => {
    const read = checkReportInput(payload);
    if ('faults' in read) tell(reportSignal.name, read);
    else held.state = withPending(held.state, read.value);
  });
  // An update: whoever answers waits for it, and what is not allowed is refused with the reason.
  onUpdate(resolveUpdate, resolve, 'Answer an item.');
  // A signal: the same for many at once.
  onSignal(resolveSignal, resolve);
  setHandler(viewQuery, () => held.state, { description: 'Report, attempts, items, audit list.' });
  onCancelRequest(cancelRequested);
}
