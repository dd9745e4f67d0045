import { ApplicationFailure, currentUpdateInfo, log, setHandler, workflowInfo } from '@temporalio/workflow';
import type { UpdateDefinition } from '@temporalio/common';
import { brief } from '../steps/audit.js';
import type { Checked } from '../steps/checks.js';
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

/** Whatever holds an account's state: it is replaced, never changed in place. */
interface Held {
  state: AccountState;
}

/** Takes operators' updates, the settings of every worker that starts, what it tells of paused operations, the `view` query, and a cancel request. */
export function handleActions(held: Held, cancelRequested: Promise<never>): void {
  const onUpdate = <I, R>(
    definition: UpdateDefinition<R, [I]>,
    description: string,
    { check, toAction, answer }: { check: Check<I>; toAction: (input: I) => AccountAction; answer: (input: I) => R },
  ): void =>
    setHandler(
      definition,
      (payload) => {
        held.state = stateAfter(held.state, check(payload), toAction);
        return answer(payload);
      },
      {
        validator: (payload) => {
          stateAfter(held.state, check(payload), toAction);
        },
        description,
      },
    );
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
      origin: { actor: 'temporal', requestId: `cancel-${workflowInfo().runId}`, reason: 'cancel request in Temporal' },
    });
  });
}

type Check<I> = (payload: unknown) => Checked<I>;

/** @throws ApplicationFailure `Refused`: in the validator it refuses, nothing enters history. */
function stateAfter<I>(state: AccountState, payload: Checked<I>, toAction: (input: I) => AccountAction): AccountState {
  const refuse = (message: string): never => {
    throw ApplicationFailure.create({ type: 'Refused', message: brief(message), nonRetryable: true });
  };
  if ('faults' in payload) return refuse(payload.faults.join('; '));
  const acted = act(state, toAction(payload.value), Date.now(), currentUpdateInfo()?.id ?? 'update');
  return 'refusal' in acted ? refuse(acted.refusal) : acted.state;
}

/** What cannot be done leaves the state as it is. */
function after(state: AccountState, action: AccountAction): AccountState {
  const acted = act(state, action, Date.now(), 'signal');
  return 'refusal' in acted ? state : acted.state;
}
