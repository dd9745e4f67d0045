import type { Alarm } from '../steps/watch.js';
import { openIncidents } from './incidents.js';
import type { EndedIncident, Incident, Incidents } from './incidents.js';

/** Search attribute `Incident`, and what people call it: `getOrder refusals`. */
export const incidentName = ({ operation, cause }: Pick<Incident, 'operation' | 'cause'>): string =>
  `${operation} ${cause}`;

/** What happened, in a sentence with Amazon's codes. */
export function incidentText({
  operation,
  cause,
  count,
  codes,
}: Pick<Incident, 'operation' | 'cause' | 'count' | 'codes'>): string {
  const calls = count === 1 ? '1 call' : `${count} calls`;
  return cause === 'refusals'
    ? `Amazon refuses ${operation}${codes.length === 0 ? '' : ` (${codes.join(', ')})`}: ${calls} so far.`
    : `Amazon does not answer ${operation}: the outcome of ${calls} so far is unknown.`;
}

/** What to do about it. */
export const incidentRemedies: Record<Incident['cause'], string> = {
  refusals:
    "Check the role of the operation and the vendor's authorisation of the application (fulfillment doctor tells which); " +
    'the request id is for Amazon’s support.',
  'unknown-outcomes': 'Wait for Amazon. What was sent without an answer is proven before it is sent again.',
};

/** What people are told about incidents and were not told yet: each once when it opens, and once when it is over. */
export const incidentAlarms = (account: string, incidents: Incidents): Alarm[] => [
  ...openIncidents(incidents)
    .filter(({ isTold }) => !isTold)
    .map((incident) => openingAlarm(account, incident)),
  ...incidents.ended.filter(({ isTold }) => !isTold).map((incident) => endAlarm(account, incident)),
];

/** Puts on record that these were told, or that they were not after all. */
export const withIncidentsTold = (incidents: Incidents, ids: readonly string[], isTold: boolean): Incidents => ({
  ...incidents,
  open: Object.fromEntries(
    openIncidents(incidents).map((each) => [
      each.operation,
      ids.includes(openingId(each)) ? { ...each, isTold } : each,
    ]),
  ),
  ended: incidents.ended.map((each) => (ids.includes(endId(each)) ? { ...each, isTold } : each)),
});

type Named = Pick<Incident, 'operation' | 'firstSeenAt'>;

const openingId = ({ operation }: Named): string => `incident ${operation}`;
const endId = ({ operation, firstSeenAt }: Named): string => `end of incident ${operation} ${firstSeenAt}`;

const openingAlarm = (account: string, incident: Incident): Alarm => ({
  id: openingId(incident),
  at: incident.firstSeenAt,
  notice: {
    type: 'incident.opened',
    account,
    businessId: account,
    reason: incidentName(incident),
    happened: `${incidentText(incident)} All orders that need it wait; nothing more is sent but a probe now and then.`,
    nextStep:
      `${incidentRemedies[incident.cause]} The orders go on by themselves; fulfillment incidents probe ` +
      `${incident.operation} tries at once.`,
    at: instantOf(incident.firstSeenAt),
  },
});

const endAlarm = (account: string, incident: EndedIncident): Alarm => ({
  id: endId(incident),
  at: incident.endedAt,
  notice: {
    type: 'incident.closed',
    account,
    businessId: account,
    reason: incidentName(incident),
    happened:
      incident.how === 'passed'
        ? `Amazon has answered ${incident.operation} again; it was paused since ${instantOf(incident.firstSeenAt)}.`
        : `There was no sign of ${incident.operation} since ${instantOf(incident.lastSeenAt)}: no order waits for it, or ` +
          'the worker was stopped. If it is refused again, it is a new incident.',
    nextStep: 'None: the orders that waited go on by themselves.',
    at: instantOf(incident.endedAt),
  },
});

const instantOf = (ms: number): string => new Date(ms).toISOString();
