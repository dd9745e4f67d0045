import { failures } from '../failures.js';
import { searchAttributes } from '../search-attributes.js';
import type { Alarm } from '../steps/watch.js';
import type { Visible } from '../steps/visibility.js';
import { incidentAlarms, incidentName, incidentText, withIncidentsTold } from './incident-notices.js';
import { openIncidents } from './incidents.js';
import { pickupAlarms, withPickupsTold } from './pickups.js';
import { jobs } from './state.js';
import type { AccountState, Job, Trouble } from './state.js';

/** What each job is to people. */
export const jobTitles: Record<Job, string> = {
  sweep: 'Sweep for new orders',
  cancellations: 'Look for cancelled orders',
  gap: 'Gap sweep',
};

/** Search attributes and current details of an account. */
export function visibleOf(state: AccountState): Visible {
  const [incident] = openIncidents(state.incidents);
  return {
    searchAttributes: [
      { key: searchAttributes.Account, value: state.account },
      { key: searchAttributes.Attention, value: troublesOf(state)[0]?.trouble.kind ?? null },
      { key: searchAttributes.Incident, value: incident === undefined ? null : incidentName(incident) },
    ],
    details: detailsOf(state),
    items: [],
  };
}

/** What people are told about an account and were not told yet: jobs that cannot get on, incidents, missed pickups. */
export const alarmsOf = (state: AccountState): Alarm[] => [
  ...troubleAlarms(state),
  ...incidentAlarms(state.account, state.incidents),
  ...pickupAlarms(state.account, state.pickups),
];

const troubleAlarms = (state: AccountState): Alarm[] =>
  troublesOf(state)
    .filter(({ trouble }) => !trouble.isTold)
    .map(({ job, trouble: { kind, message, since } }) => ({
      id: alarmId(job),
      at: since,
      notice: {
        type: 'attention.raised',
        account: state.account,
        businessId: state.account,
        reason: kind,
        happened: `${jobTitles[job]}: ${failures[kind].happened} ${message}`,
        nextStep: `It is tried again by itself, and nothing is skipped. ${remedies[job]}`,
        at: instantOf(since),
      },
    }));

/** Puts on record that these were told, or that they were not after all. */
export function withTold(state: AccountState, ids: readonly string[], isTold: boolean): AccountState {
  const troubles = { ...state.troubles };
  for (const { job, trouble } of troublesOf(state)) {
    if (ids.includes(alarmId(job))) troubles[job] = { ...trouble, isTold };
  }
  return {
    ...state,
    troubles,
    incidents: withIncidentsTold(state.incidents, ids, isTold),
    pickups: withPickupsTold(state.pickups, ids, isTold),
  };
}

const alarmId = (job: Job): string => `trouble ${job}`;

const remedies: Record<Job, string> = {
  sweep: 'Until then only events and orders adopt bring orders in; fulfillment doctor names what is wrong.',
  cancellations: 'Until then an order sees its cancellation at its next step; fulfillment doctor names what is wrong.',
  gap: 'Until then nobody knows whether an order is missing; fulfillment doctor names what is wrong.',
};

/** The oldest first. */
const troublesOf = (state: AccountState): { job: Job; trouble: Trouble }[] =>
  jobs
    .flatMap((job) => {
      const trouble = state.troubles[job];
      return trouble === undefined ? [] : [{ job, trouble }];
    })
    .toSorted((a, b) => a.trouble.since - b.trouble.since);

function detailsOf(state: AccountState): string {
  const { pause } = state;
  return [
    `**${doingOf(state)}**. Every order up to ${instantOf(state.cursor)} was listed.`,
    ...(pause === undefined
      ? []
      : [`Paused by ${pause.actor} since ${pause.at}${pause.reason === undefined ? '' : `: ${pause.reason}`}.`]),
    ...openIncidents(state.incidents).map(
      (incident) =>
        `**Incident** ${incidentName(incident)} since ${instantOf(incident.firstSeenAt)}: ${incidentText(incident)} ` +
        `Next probe ${instantOf(incident.nextProbeAt)}.`,
    ),
    ...troublesOf(state).map(
      ({ job, trouble }) => `${jobTitles[job]} cannot get on since ${instantOf(trouble.since)}: ${trouble.message}`,
    ),
    ...jobs.map((job) => `- ${jobTitles[job]}: ${jobLine(state, job)}`),
  ].join('\n\n');
}

function doingOf({ pause, settings }: AccountState): string {
  if (pause !== undefined) return 'Paused';
  return settings.policy.sweeps ? 'Sweeping' : 'Orders are not looked for';
}

function jobLine(state: AccountState, job: Job): string {
  const [last, next] = [state.last[job], `next ${instantOf(state.nextAt[job])}`];
  if (state.rounds[job] !== undefined) return 'under way';
  if (last === undefined) return next;
  const { listed, started, signalled } = last.counts;
  const found = job === 'cancellations' ? `${signalled} told` : `${started} started`;
  return `${instantOf(last.finishedAt)}, ${listed} listed, ${found}; ${next}`;
}

const instantOf = (ms: number): string => new Date(ms).toISOString();
