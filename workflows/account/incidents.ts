import type { BreakerSign, IncidentCause } from './activities.js';

export const incidentCauses = ['refusals', 'unknown-outcomes'] as const satisfies readonly IncidentCause[];

/** An operation of the account that is paused, over all its orders and all processes. Instants are epoch ms. */
export interface Incident {
  operation: string;
  cause: IncidentCause;
  codes: string[];
  requestId?: string;
  firstSeenAt: number;
  lastSeenAt: number;
  /** Calls that were refused, or whose outcome is unknown, so far. */
  count: number;
  nextProbeAt: number;
  /** Over, unless a sign comes before. */
  quietAt: number;
  isTold: boolean;
  /** A probe that an operator has asked for. */
  probe?: Probe;
}

export interface Probe {
  ticket: number;
  /** When the breaker was told to let the next call through, in its process; absent until then. */
  letAt?: number;
  /** No process took it within its time. */
  isFailed?: true;
}

/** `passed`: Amazon answered a call. `quiet`: there was no sign of it any more. */
export interface EndedIncident extends Omit<Incident, 'isTold' | 'probe'> {
  endedAt: number;
  how: 'passed' | 'quiet';
  isTold: boolean;
}

/** The incidents of an account: plain JSON, bounded. */
export interface Incidents {
  /** By operation. */
  open: Partial<Record<string, Incident>>;
  /** The newest that are over, oldest first. */
  ended: EndedIncident[];
  /** Probes that operators have asked for, counted. */
  probes: number;
}

export const noIncidents: Incidents = { open: {}, ended: [], probes: 0 };

/** Amazon has some twenty operations; whoever signals others does not fill the state. */
const MAX_OPEN = 40;
const MAX_ENDED = 20;

/** The open incidents, the oldest first. */
export const openIncidents = ({ open }: Incidents): Incident[] =>
  Object.values(open)
    .flatMap((incident) => incident ?? [])
    .toSorted((a, b) => a.firstSeenAt - b.firstSeenAt || (a.operation < b.operation ? -1 : 1));

/** Takes a sign up: the first opens an incident, each further one keeps it, an answered call ends it. */
export function withSign(incidents: Incidents, { operation, at, paused }: BreakerSign, now: number): Incidents {
  const known = openOf(incidents, operation);
  // Told late: something newer is known.
  if (known !== undefined && at < known.lastSeenAt) return incidents;
  if (paused === undefined) return known === undefined ? incidents : ended(incidents, known, 'passed', now);
  if (known === undefined && Object.keys(incidents.open).length >= MAX_OPEN) return incidents;
  const { requestId = known?.requestId } = paused;
  const incident: Incident = {
    operation,
    cause: paused.cause,
    codes: paused.codes,
    ...(requestId === undefined ? {} : { requestId }),
    firstSeenAt: known?.firstSeenAt ?? now,
    lastSeenAt: at,
    count: (known?.count ?? 0) + paused.failed,
    nextProbeAt: paused.nextProbeAt,
    quietAt: now + paused.quietMs,
    isTold: known?.isTold ?? false,
    ...(known?.probe === undefined ? {} : { probe: known.probe }),
  };
  return withOpen(incidents, incident);
}

/** Ends an incident of which there was no sign for too long. */
export function withQuiet(incidents: Incidents, operation: string, now: number): Incidents {
  const known = openOf(incidents, operation);
  return known === undefined || known.quietAt > now ? incidents : ended(incidents, known, 'quiet', now);
}

/** Puts it on record that an operator wants the operation tried at once. */
export function withProbeAsked(incidents: Incidents, operation: string): Incidents {
  const known = openOf(incidents, operation);
  if (known === undefined) return incidents;
  const probes = incidents.probes + 1;
  return { ...withOpen(incidents, { ...known, probe: { ticket: probes } }), probes };
}

/** The probe that no process was told of yet. */
export const probeToLet = (incidents: Incidents): Incident | undefined =>
  openIncidents(incidents).find(
    ({ probe }) => probe !== undefined && probe.letAt === undefined && probe.isFailed !== true,
  );

/** @param letAt epoch ms; absent when no process took it. */
export function withProbeLet(incidents: Incidents, operation: string, ticket: number, letAt?: number): Incidents {
  const known = openOf(incidents, operation);
  if (known?.probe?.ticket !== ticket) return incidents;
  const probe: Probe = letAt === undefined ? { ticket, isFailed: true } : { ticket, letAt };
  return withOpen(incidents, { ...known, probe });
}

/** Operations are names from outside: `constructor` is none that is open. */
export const openOf = ({ open }: Incidents, operation: string): Incident | undefined =>
  Object.hasOwn(open, operation) ? open[operation] : undefined;

const withOpen = (incidents: Incidents, incident: Incident): Incidents => ({
  ...incidents,
  open: { ...incidents.open, [incident.operation]: incident },
});

function ended(incidents: Incidents, incident: Incident, how: EndedIncident['how'], now: number): Incidents {
  const { probe, isTold, ...facts } = incident;
  const { [incident.operation]: _over, ...open } = incidents.open;
  return {
    ...incidents,
    open,
    ended: [...incidents.ended, { ...facts, endedAt: now, how, isTold: false }].slice(-MAX_ENDED),
  };
}
