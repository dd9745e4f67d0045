import { auditEntry, originOf, withAudit } from '../steps/audit.js';
import type { ActionOrigin, AuditEntry } from '../steps/audit.js';
import { openIncidents, openOf, withProbeAsked } from './incidents.js';
import { withNewPickups } from './pickups.js';
import type { AccountSettings } from './policy.js';
import type { AccountState, Job } from './state.js';
import { nextHourUtc } from './windows.js';

/** What an operator, or the start of a worker, asks of an account. */
export type AccountAction =
  | { action: 'sweepNow'; job: Job; origin: ActionOrigin }
  | { action: 'pause'; origin: ActionOrigin }
  | { action: 'resume'; origin: ActionOrigin }
  | { action: 'probe'; operation: string; origin: ActionOrigin }
  | { action: 'configure'; settings: AccountSettings };

/** The one reducer of all messages; a refusal says why, and what to do first. @param now epoch ms. */
export function act(
  state: AccountState,
  action: AccountAction,
  now: number,
  fallbackId: string,
): { state: AccountState } | { refusal: string } {
  switch (action.action) {
    case 'sweepNow': {
      if (state.pause !== undefined) {
        return { refusal: `The account is paused by ${state.pause.actor} since ${state.pause.at}; resume it first.` };
      }
      if (!state.settings.policy.sweeps) {
        return { refusal: 'Orders are not looked for here: POLICY_FILE says so, sweep.enabled.' };
      }
      const { job } = action;
      return {
        state: {
          ...recorded(state, action, now, fallbackId),
          asked: { ...state.asked, [job]: state.asked[job] + 1 },
          nextAt: { ...state.nextAt, [job]: Math.min(state.nextAt[job], now) },
        },
      };
    }
    case 'pause': {
      if (state.pause !== undefined) return { state };
      const { actor, reason } = originOf(action.origin, fallbackId);
      const pause = { actor, at: instantOf(now), ...(reason === undefined ? {} : { reason }) };
      return { state: { ...recorded(state, action, now, fallbackId), pause } };
    }
    case 'resume': {
      if (state.pause === undefined) return { state };
      const { pause, ...going } = recorded(state, action, now, fallbackId);
      return { state: going };
    }
    case 'probe': {
      const { incidents } = state;
      if (openOf(incidents, action.operation) === undefined) {
        const paused = openIncidents(incidents).map(({ operation }) => operation);
        return { refusal: `${action.operation} is not paused. Paused: ${paused.join(', ') || 'nothing'}.` };
      }
      return {
        state: {
          ...recorded(state, action, now, fallbackId),
          incidents: withProbeAsked(incidents, action.operation),
        },
      };
    }
    case 'configure':
      return { state: configured(state, action.settings, now) };
  }
}

/**
 * Takes new settings over.
 *
 * An earlier `goLiveAt` than before sends the cursor back to it, a later one forward; without one everything stays where
 * it is.
 */
function configured(state: AccountState, settings: AccountSettings, now: number): AccountState {
  const { policy } = settings;
  const { sweep, cancellations, gap } = state.nextAt;
  const hasNewHour = policy.gap.hourUtc !== state.settings.policy.gap.hourUtc && gap > now;
  const from = settings.goLiveAt === undefined ? state.from : Date.parse(settings.goLiveAt);
  return {
    ...state,
    settings,
    from,
    // Warehouses come with the worker as well.
    pickups: withNewPickups(state.pickups, now),
    cursor: from < state.from ? Math.min(state.cursor, from) : Math.max(state.cursor, from),
    nextAt: {
      sweep: Math.min(sweep, now + policy.sweepIntervalMs),
      cancellations: Math.min(cancellations, now + policy.cancellationIntervalMs),
      gap: hasNewHour ? nextHourUtc(policy.gap.hourUtc, now) : gap,
    },
  };
}

type OperatorAction = Exclude<AccountAction, { action: 'configure' }>;

function recorded(state: AccountState, asked: OperatorAction, now: number, fallbackId: string): AccountState {
  const entry = auditEntry(asked.action, originOf(asked.origin, fallbackId), instantOf(now));
  return { ...state, audit: withAudit(state.audit, { ...entry, ...saidOf(asked) }) };
}

function saidOf(asked: OperatorAction): Pick<AuditEntry, 'said'> {
  if (asked.action === 'sweepNow') return { said: asked.job };
  return asked.action === 'probe' ? { said: asked.operation } : {};
}

const instantOf = (ms: number): string => new Date(ms).toISOString();
