import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { openIncidents, openOf } from '../workflows/account/incidents.js';
import type { Incident, Incidents } from '../workflows/account/incidents.js';
import type { ProbeInput, ProbeResult } from '../workflows/account/messages.js';
import { askProbe, viewAccount } from './accounts.js';
import { ClientError } from './errors.js';
import { hurry } from './hurry.js';
import type { Pace } from './pace.js';
import { countWaiting, waitingSteps } from './waiting-steps.js';
import type { WaitingOrders, WaitingStep } from './waiting-steps.js';

/** An incident with the orders that wait for it. Instants are ISO 8601. */
export interface ListedIncident {
  account: string;
  operation: string;
  cause: Incident['cause'];
  /** Amazon's codes of the last refusal. */
  codes: string[];
  /** Of the last refusal, for Amazon's support. */
  requestId: string | null;
  since: string;
  lastSeenAt: string;
  /** Calls that were refused, or whose outcome is unknown, so far. */
  count: number;
  nextProbeAt: string;
  waiting: WaitingOrders;
}

/** The incidents of an account, the oldest first. @throws {ClientError} `no-worker` */
export async function listIncidents(client: Client, account: string): Promise<ListedIncident[]> {
  const { state } = await viewAccount(client, account);
  const incidents = openIncidents(state.incidents);
  if (incidents.length === 0) return [];
  const operations = incidents.map(({ operation }) => operation);
  const waiting = await countWaiting(client, account, operations);
  return incidents.map(({ operation, cause, codes, requestId, firstSeenAt, lastSeenAt, count, nextProbeAt }) => ({
    account,
    operation,
    cause,
    codes,
    requestId: requestId ?? null,
    since: instantOf(firstSeenAt),
    lastSeenAt: instantOf(lastSeenAt),
    count,
    nextProbeAt: instantOf(nextProbeAt),
    waiting: waiting.get(operation) ?? { count: 0, isEstimate: false, dueAt: null, examples: [] },
  }));
}

/** What became of a probe. Instants are ISO 8601. */
export type Probed =
  /** Amazon has answered: the operation goes on. */
  | { outcome: 'passed' }
  /** Refused again. */
  | { outcome: 'refused'; codes: string[]; requestId: string | null; nextProbeAt: string }
  /** The call got no answer, or was not sent: it proves nothing. */
  | { outcome: 'unanswered'; nextProbeAt: string }
  /** No order waits: the next one that needs the operation tries it. */
  | { outcome: 'nobody-waits' }
  /** The order has not called in time; it, or another one, does so by itself. */
  | { outcome: 'not-yet'; nextAttemptAt: string | null };

const LOOK_EVERY_MS = 300;
/** An activity's time for reaching the breaker, with a margin. */
const LET_TIMEOUT_MS = 20_000;
/** One attempt of a step, with a margin. */
const PROBE_TIMEOUT_MS = 50_000;

/**
 * Has one waiting order try a paused operation at once, and waits for what comes of it.
 *
 * @param tried told which step it is.
 * @throws {ClientError} `refused` when the operation is not paused, `no-worker` when no process took the probe,
 *   `temporal` where the server cannot hurry steps.
 */
export async function probeIncident(
  client: Client,
  account: string,
  input: ProbeInput,
  tried: (step: WaitingStep) => void = () => undefined,
): Promise<Probed> {
  const asked = await askProbe(client, account, input);
  const admission = await untilSeen(client, account, LET_TIMEOUT_MS, (incidents) => letOf(incidents, asked));
  if (admission === undefined || admission === 'nobody') {
    throw new ClientError('no-worker', `No worker took the probe. Start one for account ${account}, then repeat.`);
  }
  if (admission === 'over') return { outcome: 'passed' };
  for await (const step of waitingSteps(client, account, input.operation)) {
    if (!(await hurry(client, step))) continue;
    tried(step);
    const seen = await untilSeen(client, account, PROBE_TIMEOUT_MS, (incidents) =>
      outcomeOf(incidents, input.operation, admission),
    );
    return seen ?? { outcome: 'not-yet', nextAttemptAt: step.nextAttemptAt };
  }
  return { outcome: 'nobody-waits' };
}

/**
 * Hurries every order that still waits for an operation.
 *
 * @returns how many.
 */
export async function hurryAll(
  client: Client,
  account: string,
  operation: string,
  { pace, signal, hurried }: { pace: Pace; signal: AbortSignal; hurried: () => void },
): Promise<number> {
  let count = 0;
  for await (const step of waitingSteps(client, account, operation)) {
    if (!(await pace.turn(signal))) break;
    if (!(await hurry(client, step))) continue;
    count += 1;
    hurried();
  }
  return count;
}

/** A probe that the breaker knows of. */
interface Let {
  /** By the clock that signs are told by, epoch ms. */
  letAt: number;
  /** Failures until then. */
  count: number;
}

function letOf(incidents: Incidents, { operation, ticket }: ProbeResult): Let | 'over' | 'nobody' | undefined {
  const incident = openOf(incidents, operation);
  if (incident === undefined) return 'over';
  const { probe, count } = incident;
  // Somebody else asks as well: their probe is as good as this one.
  if (probe === undefined || probe.ticket < ticket) return undefined;
  if (probe.isFailed === true) return 'nobody';
  return probe.letAt === undefined ? undefined : { letAt: probe.letAt, count };
}

function outcomeOf(incidents: Incidents, operation: string, { letAt, count }: Let): Probed | undefined {
  const incident = openOf(incidents, operation);
  if (incident === undefined) return { outcome: 'passed' };
  if (incident.lastSeenAt < letAt) return undefined;
  const nextProbeAt = instantOf(incident.nextProbeAt);
  return incident.count === count
    ? { outcome: 'unanswered', nextProbeAt }
    : { outcome: 'refused', codes: incident.codes, requestId: incident.requestId ?? null, nextProbeAt };
}

/** Looks at the account until it shows something; `undefined` when that takes too long. */
async function untilSeen<T>(
  client: Client,
  account: string,
  timeoutMs: number,
  look: (incidents: Incidents) => T | undefined,
): Promise<T | undefined> {
  const limit = performance.now() + timeoutMs;
  for (;;) {
    const seen = look((await viewAccount(client, account)).state.incidents);
    if (seen !== undefined || performance.now() > limit) return seen;
    await sleep(LOOK_EVERY_MS);
  }
}

const instantOf = (ms: number): string => new Date(ms).toISOString();
