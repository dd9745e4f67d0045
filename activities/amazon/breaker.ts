import type { Clock } from '../clock.js';
import { CallFailed } from './amazon.js';
import type { Answer } from './caller.js';
import type { OperationName } from './operations.js';

/** Why calls to an operation are paused. */
export type PauseCause = 'refusals' | 'unknown-outcomes';

/** A breaker's memory of one operation; plain data. */
export type BreakerState =
  | {
      kind: 'closed';
      /** Different orders that were refused with `NotPermitted` since the last call that was permitted. */
      refused: string[];
      /** Unknown outcomes in a row. */
      unknown: number;
    }
  | { kind: 'open'; cause: PauseCause; since: number; nextProbeAt: number; codes: string[]; requestId?: string };

/** How a call ended, for the breaker. */
export type CallOutcome =
  /** Amazon permitted and answered it, be it with a refusal of its content. */
  | { kind: 'answered' }
  /** `NotPermitted`. */
  | { kind: 'refused'; businessId: string; codes: string[]; requestId?: string }
  /** A write without an answer. */
  | { kind: 'unknown'; requestId?: string }
  /** A read without an answer: it proves nothing. */
  | { kind: 'unanswered' }
  /** It never reached Amazon's processing: no permit, 429, no connection. */
  | { kind: 'not-sent' };

/** An open breaker, for people. */
export interface Incident {
  operation: OperationName;
  cause: PauseCause;
  /** Epoch ms. */
  since: number;
  /** When one order tries again, epoch ms. */
  nextProbeAt: number;
  /** Amazon's error codes. */
  codes: string[];
  /** For Amazon's support. */
  requestId?: string;
}

/** Pauses operations of one account that refuse or lose what is sent. */
export interface Breaker {
  /**
   * Admits a call, or refuses it.
   *
   * @throws {CallFailed} `Paused`, one to three times the probe's interval: 5 to 15 min by default.
   */
  admit(operation: OperationName): void;
  /** Every admitted call is reported once. */
  report(operation: OperationName, outcome: CallOutcome): void;
  incidents(): Incident[];
}

/** Different orders whose refusal opens it: one order alone may belong to another vendor code. */
const refusedOrders = 3;
/** Unknown outcomes in a row that open it: each costs its order up to 30 min of proof. */
const unknownInARow = 3;
/** Paused calls come back after one to three probes' time, spread so that they do not come back at once. */
const pausedProbes = { least: 1, most: 3 };

/** One probe in 5 min: a role is not granted in less. */
export const defaultProbeEveryMs = 5 * 60_000;

const closed: BreakerState = { kind: 'closed', refused: [], unknown: 0 };

/** Whether a call may go; an open breaker lets one probe through when its time has come. */
export function admit(
  state: BreakerState,
  now: number,
  probeEveryMs: number,
): { state: BreakerState; admitted: boolean } {
  if (state.kind === 'closed') return { state, admitted: true };
  if (now < state.nextProbeAt) return { state, admitted: false };
  return { state: { ...state, nextProbeAt: now + probeEveryMs }, admitted: true };
}

/** What a call's outcome makes of a breaker. */
export function report(state: BreakerState, outcome: CallOutcome, now: number, probeEveryMs: number): BreakerState {
  switch (outcome.kind) {
    case 'answered':
      return closed;
    case 'unanswered':
      return state;
    case 'not-sent':
      // A probe that never reached Amazon leaves its place to the next call.
      return state.kind === 'open' ? { ...state, nextProbeAt: Math.min(state.nextProbeAt, now) } : state;
    case 'refused': {
      if (state.kind === 'open') return state;
      const refused = [...new Set([...state.refused, outcome.businessId])];
      if (refused.length < refusedOrders) return { ...state, refused };
      return { ...opened('refusals', outcome, now, probeEveryMs), codes: outcome.codes };
    }
    case 'unknown': {
      if (state.kind === 'open') return state;
      const unknown = state.unknown + 1;
      return unknown < unknownInARow ? { ...state, unknown } : opened('unknown-outcomes', outcome, now, probeEveryMs);
    }
  }
}

function opened(cause: PauseCause, { requestId }: { requestId?: string }, now: number, probeEveryMs: number) {
  return {
    kind: 'open',
    cause,
    since: now,
    nextProbeAt: now + probeEveryMs,
    codes: [] as string[],
    ...(requestId !== undefined && { requestId }),
  } satisfies BreakerState;
}

/** How an answered or unanswered call ended, for the breaker. */
export function outcomeOfAnswer(
  { classification, codes, requestId }: Pick<Answer, 'classification' | 'codes' | 'requestId'>,
  businessId: string,
): CallOutcome {
  const ids = requestId === undefined ? {} : { requestId };
  switch (classification) {
    case 'ok':
    case 'not-found':
    case 'Rejected':
      return { kind: 'answered' };
    case 'NotPermitted':
    case 'token-refused':
      return { kind: 'refused', businessId, codes, ...ids };
    case 'lost':
      return { kind: 'unknown', ...ids };
    case 'Unavailable':
      return { kind: 'unanswered' };
    case 'Throttled':
      return { kind: 'not-sent' };
  }
}

/** How a call that failed before it was sent ended, for the breaker. */
export function outcomeOfFailure(error: unknown, businessId: string): CallOutcome {
  if (!(error instanceof CallFailed) || error.kind !== 'NotPermitted') return { kind: 'not-sent' };
  const { codes = [], requestId } = error.facts;
  return { kind: 'refused', businessId, codes, ...(requestId !== undefined && { requestId }) };
}

/** Why, in words for people, with Amazon's codes. */
function causeOf(state: BreakerState): string {
  if (state.kind === 'closed') return '';
  const codes = state.codes.length === 0 ? '' : ` (${state.codes.join(', ')})`;
  return state.cause === 'refusals' ? ` after refusals${codes}` : ' after unknown outcomes';
}

export interface BreakerOptions {
  clock: Clock;
  /** Spreads the return of paused calls, 0 to 1. Default: `Math.random`. */
  random?: () => number;
  /** One order tries again in this time, ms. Default: 5 min. */
  probeEveryMs?: number | undefined;
  /** Told when an operation is paused, and when it goes on. Default: nobody. */
  changed?: (operation: OperationName, isOpen: boolean) => void;
}

/** One breaker per operation. */
export function createBreaker({
  clock,
  random = Math.random,
  probeEveryMs = defaultProbeEveryMs,
  changed = () => undefined,
}: BreakerOptions): Breaker {
  const states = new Map<OperationName, BreakerState>();
  return {
    admit: (operation) => {
      const { state, admitted } = admit(states.get(operation) ?? closed, clock(), probeEveryMs);
      states.set(operation, state);
      if (admitted) return;
      throw new CallFailed('Paused', `Calls to ${operation} are paused${causeOf(state)}.`, {
        retryAfterMs: Math.round(
          probeEveryMs * (pausedProbes.least + random() * (pausedProbes.most - pausedProbes.least)),
        ),
        ...(state.kind === 'open' && { codes: state.codes }),
      });
    },
    report: (operation, outcome) => {
      const before = states.get(operation) ?? closed;
      const after = report(before, outcome, clock(), probeEveryMs);
      states.set(operation, after);
      if (after.kind !== before.kind) changed(operation, after.kind === 'open');
    },
    incidents: () =>
      [...states].flatMap(([operation, state]) => {
        if (state.kind === 'closed') return [];
        const { kind: _kind, ...incident } = state;
        return [{ operation, ...incident }];
      }),
  };
}
