import { log, setHandler, workflowInfo } from '@temporalio/workflow';
import type { UpdateDefinition } from '@temporalio/common';
import { brief } from '../steps/audit.js';
import { cancelRequestOf } from '../steps/cancel-request.js';
import { handleUpdate } from '../steps/handle-actions.js';
import type { Action, Held } from '../steps/handle-actions.js';
import { act } from './actions.js';
import type { AccountAction } from './actions.js';
import { withSign } from './incidents.js';
import {
  breakerSignal,
  checkBreaker,
  checkConfigure,
  checkPause,
  checkProbe,
  checkResume,
  checkSweepNow,
  configureSignal,
  pauseUpdate,
  probeUpdate,
  resumeUpdate,
  sweepNowUpdate,
  viewQuery,
} from './messages.js';
import type { AccountState } from './state.js';

/** Takes operators' updates, the settings of every worker that starts, what it tells of paused operations, the `view` query, and a cancel request. */
export function handleActions(held: Held<AccountState>, cancelRequested: Promise<never>): void {
  const onUpdate = <Input, Result>(
    definition: UpdateDefinition<Result, [Input]>,
    description: string,
    action: Action<Input, AccountAction> & { answer: (input: Input) => Result },
  ): void => handleUpdate(definition, held, { ...action, reduce: act, description });
  const answerPause = () => (held.state.pause === undefined ? {} : { pause: held.state.pause });

  onUpdate(sweepNowUpdate, 'Run a job now.', {
    check: checkSweepNow,
    toAction: ({ job = 'sweep', ...origin }) => ({ action: 'sweepNow', job, origin }),
    answer: ({ job = 'sweep' }) => ({ job, ticket: held.state.asked[job] }),
  });
  onUpdate(pauseUpdate, 'Stop all sweeps.', {
    check: checkPause,
    toAction: (origin) => ({ action: 'pause', origin }),
    answer: answerPause,
  });
  onUpdate(resumeUpdate, 'Go on where the sweeps were stopped.', {
    check: checkResume,
    toAction: (origin) => ({ action: 'resume', origin }),
    answer: answerPause,
  });
  onUpdate(probeUpdate, 'Try a paused operation now.', {
    check: checkProbe,
    toAction: ({ operation, ...origin }) => ({ action: 'probe', operation, origin }),
    answer: ({ operation }) => ({ operation, ticket: held.state.incidents.probes }),
  });
  // Never a throw, which would fail the workflow.
  setHandler(configureSignal, (payload) => {
    const settings = checkConfigure(payload);
    if ('faults' in settings)
      log.warn('settings that cannot be are left out', { faults: brief(settings.faults.join('; ')) });
    else held.state = after(held.state, { action: 'configure', settings: settings.value });
  });
  setHandler(breakerSignal, (payload) => {
    const sign = checkBreaker(payload);
    if ('faults' in sign) log.warn('a sign that cannot be is left out', { faults: brief(sign.faults.join('; ')) });
    else held.state = { ...held.state, incidents: withSign(held.state.incidents, sign.value, Date.now()) };
  });
  setHandler(viewQuery, () => held.state, {
    description: 'Cursor, next times, last results, troubles, incidents, audit list.',
  });

  // An account has no end: whoever wants it to stop has it stopped, and can have it resumed.
  cancelRequested.catch(() => {
    held.state = after(held.state, {
      action: 'pause',
      origin: { ...cancelRequestOf(workflowInfo().runId).origin, reason: 'cancel request in Temporal' },
    });
  });
}

/** What cannot be done leaves the state as it is. */
function after(state: AccountState, action: AccountAction): AccountState {
  const acted = act(state, action, Date.now(), 'signal');
  return 'refusal' in acted ? state : acted.state;
}
