import type { BreakerSign, IncidentCause } from '../../workflows/account/activities.js';
import type { Clock } from '../clock.js';
import { CallFailed } from './amazon.js';
import type { Answer } from './caller.js';
import type { OperationName } from './operations.js';

/** A breaker's memory of one operation; plain data. */
export type BreakerState =
  | {
      kind: 'closed';
      /** Different orders that were refused with `NotPermitted` since the last call that was permitted. */
      refused: string[];
      /** Unknown outcomes in a row. */
      unknown: number;
    }
  | { kind: 'open'; cause: IncidentCause; since: number; nextProbeAt: number; codes: string[]; requestId?: string };

/** How a call ended, for the breaker. */
export type CallOutcome =
  /** Amazon permitted and answered it, be it with a refusal of its content. */
  | { kind: 'answered' }
  /** `NotPermitted`, for every order of the call. */
  | { kind: 'refused'; businessIds: readonly string[]; codes: string[]; requestId?: string }
  /** A write without an answer. */
  | { kind: 'unknown'; requestId?: string }
  /** A read without an answer: it proves nothing. */
  | { kind: 'unanswered' }
  /** It never reached Amazon's processing: no permit, 429, no connection. */
  | { kind: 'not-sent' };

/** An open breaker, for people. */
export interface Incident {
  operation: OperationName;
  cause: IncidentCause;
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
  /**
   * Lets the next call through at once, as a probe, and no other until it has ended.
   *
   * An operation that is not paused here, but is known to be, as after a restart, is paused from now on: so that what
   * becomes of that call is told.
   */
  probeNow(operation: OperationName, known: KnownIncident): void;
  incidents(): Incident[];
}

/** What is known elsewhere of a paused operation. */
export type KnownIncident = Omit<Incident, 'operation' | 'nextProbeAt'>;

/** Different orders whose refusal opens it: one order alone may belong to another vendor code. */
const refusedOrders = 3;
/** Unknown outcomes in a row that open it: each costs its order up to 30 min of proof. */
const unknownInARow = 3;
/** Paused calls come back after one to three probes' time, spread so that they do not come back at once. */
const pausedProbes = { least: 1, most: 3 };

/** Whoever waits has come back by then, with a probe to spare: silence means that nobody waits, or nobody is there. */
const quietProbes = pausedProbes.most + 1;

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
      if (state.kind === 'open') return { ...state, codes: outcome.codes, ...idOf(outcome) };
      const refused = [...new Set([...state.refused, ...outcome.businessIds])];
      if (refused.length < refusedOrders) return { ...state, refused };
      return { ...opened('refusals', outcome, now, probeEveryMs), codes: outcome.codes };
    }
    case 'unknown': {
      if (state.kind === 'open') return { ...state, ...idOf(outcome) };
      const unknown = state.unknown + 1;
      return unknown < unknownInARow ? { ...state, unknown } : opened('unknown-outcomes', outcome, now, probeEveryMs);
    }
  }
}

function opened(cause: IncidentCause, outcome: { requestId?: string }, now: number, probeEveryMs: number) {
  return {
    kind: 'open',
    cause,
    since: now,
    nextProbeAt: now + probeEveryMs,
    codes: [] as string[],
    ...idOf(outcome),
  } satisfies BreakerState;
}

const idOf = ({ requestId }: { requestId?: string }): { requestId?: string } =>
  requestId === undefined ? {} : { requestId };

/**
 * What is told of a breaker after a call: that it is open, after each call that did not close it, and that it has been
 * closed. Nothing of one that stays closed.
 */
export function signOf(
  operation: OperationName,
  { before, after, outcome }: { before: BreakerState; after: BreakerState; outcome: CallOutcome },
  now: number,
  probeEveryMs: number,
): BreakerSign | undefined {
  if (after.kind === 'closed') return before.kind === 'open' ? { operation, at: now } : undefined;
  const isFault = outcome.kind === 'refused' || outcome.kind === 'unknown';
  const inARow = after.cause === 'refusals' ? refusedOrders : unknownInARow;
  const { cause, codes, nextProbeAt } = after;
  return {
    operation,
    at: now,
    paused: {
      cause,
      codes,
      ...idOf(after),
      failed: before.kind === 'closed' ? inARow : Number(isFault),
      nextProbeAt,
      quietMs: quietProbes * probeEveryMs,
    },
  };
}

/** How an answered or unanswered call ended, for the breaker. */
export function outcomeOfAnswer(
  { classification, codes, requestId }: Pick<Answer, 'classification' | 'codes' | 'requestId'>,
  businessIds: readonly string[],
): CallOutcome {
  const ids = requestId === undefined ? {} : { requestId };
  switch (classification) {
    case 'ok':
    case 'not-found':
    case 'Rejected':
      return { kind: 'answered' };
    case 'NotPermitted':
    case 'token-refused':
      return { kind: 'refused', businessIds, codes, ...ids };
    case 'lost':
      return { kind: 'unknown', ...ids };
    case 'Unavailable':
      return { kind: 'unanswered' };
    case 'Throttled':
      return { kind: 'not-sent' };
  }
}

/** How a call that failed before it was sent ended, for the breaker. */
export function outcomeOfFailure(error: unknown, businessIds: readonly string[]): CallOutcome {
  if (!(error instanceof CallFailed) || error.kind !== 'NotPermitted') return { kind: 'not-sent' };
  const { codes = [], requestId } = error.facts;
  return { kind: 'refused', businessIds, codes, ...(requestId !== undefined && { requestId }) };
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
  /** Told the same with its facts, and every probe that did not pass as well. Default: nobody. */
  signed?: (sign: BreakerSign) => void;
}

/** One breaker per operation. */
export function createBreaker({
  clock,
  random = Math.random,
  probeEveryMs = defaultProbeEveryMs,
  changed = () => undefined,
  signed = () => undefined,
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
      const now = clock();
      const after = report(before, outcome, now, probeEveryMs);
      states.set(operation, after);
      if (after.kind !== before.kind) changed(operation, after.kind === 'open');
      const sign = signOf(operation, { before, after, outcome }, now, probeEveryMs);
      if (sign !== undefined) signed(sign);
    },
    probeNow: (operation, known) => {
      const state = states.get(operation) ?? closed;
      const nextProbeAt = clock();
      if (state.kind === 'open') {
        states.set(operation, { ...state, nextProbeAt });
        return;
      }
      states.set(operation, { kind: 'open', ...known, nextProbeAt });
      changed(operation, true);
    },
    incidents: () =>
      [...states].flatMap(([operation, state]) => {
        if (state.kind === 'closed') return [];
        const { kind: _kind, ...incident } = state;
        return [{ operation, ...incident }];
      }),
  };
}
