import { failures } from '../failures.js';
import { DRY_RUN_REFERENCE, searchAttributes } from '../search-attributes.js';
import { dropItems, mostUrgent } from '../steps/attention.js';
import type { AttentionItem } from '../steps/attention.js';
import type { Notice } from '../steps/notices.js';
import type { Visible } from '../steps/visibility.js';
import type { Alarm } from '../steps/watch.js';
import type { NdrParcel } from './activities.js';
import type { NdrPolicy } from './policy.js';
import { isDecisionItem } from './reports.js';
import { dueAtOf, isUnanswered } from './state.js';
import type { AttemptRecord, CaseState, NdrCaseState } from './state.js';

/** `References` keeps so many of the calls' ids: the server allows 2 KB. */
const MAX_REQUEST_IDS = 20;

/** By which a case is found from the start on. */
export const trackingReference = ({ trackingId }: Pick<NdrParcel, 'trackingId'>): string => `trk:${trackingId}`;

/** Search attributes and current details of a case. */
export function visibleOf(ndr: NdrCaseState): Visible {
  const dueAt = isUnanswered(ndr) ? dueAtOf(ndr) : undefined;
  const requestIds = ndr.attempts.flatMap((attempt) => attempt.requestIds ?? []).slice(-MAX_REQUEST_IDS);
  const references = [
    trackingReference(ndr),
    ...(ndr.report?.referenceId === undefined ? [] : [`co:${ndr.report.referenceId}`]),
    ...(ndr.attempts.some(({ outcome }) => outcome === 'recorded') ? [DRY_RUN_REFERENCE] : []),
    ...requestIds.map((id) => `req:${id}`),
  ];
  return {
    searchAttributes: [
      { key: searchAttributes.FulfillmentState, value: ndr.state },
      { key: searchAttributes.Account, value: ndr.account },
      { key: searchAttributes.Attention, value: mostUrgent(ndr.attention)?.reason ?? null },
      { key: searchAttributes.NextDeadline, value: dueAt === undefined ? null : new Date(dueAt) },
      { key: searchAttributes.References, value: references },
    ],
    unhurried: [searchAttributes.References.name],
    details: detailsOf(ndr),
    items: ndr.attention.items,
  };
}

/** What people are told about a case, and were not told yet: items, and the due date of an attempt without an answer. */
export const alarmsOf = (ndr: NdrCaseState, { warnBeforeMs }: Pick<NdrPolicy, 'warnBeforeMs'>): Alarm[] => [
  ...ndr.attention.items
    .filter(({ attentionId }) => !ndr.told.includes(attentionId))
    .map((item) => itemAlarm(ndr, item)),
  ...dueAlarms(ndr, warnBeforeMs),
];

const itemAlarm = (ndr: NdrCaseState, item: AttentionItem): Alarm => ({
  id: item.attentionId,
  at: Date.parse(item.raisedAt),
  notice: {
    ...noticeOf(ndr, item.reason),
    type: 'attention.raised',
    happened: `${failures[item.reason].happened} ${item.message}`,
    nextStep: failures[item.reason].remedy,
    attentionId: item.attentionId,
    answers: item.answers,
    at: item.raisedAt,
    ...(item.dueAt === undefined ? {} : { dueAt: item.dueAt }),
  },
});

function dueAlarms(ndr: NdrCaseState, warnBeforeMs: number): Alarm[] {
  const dueAt = dueAtOf(ndr);
  const { attempt } = ndr;
  if (dueAt === undefined || attempt === undefined || !isUnanswered(ndr)) return [];
  const [warning, breach] = [dueId(ndr, 'warning'), dueId(ndr, 'breach')];
  const alarm = (id: string, at: number, type: Notice['type'], happened: string): Alarm => ({
    id,
    at,
    notice: {
      ...noticeOf(ndr, 'answer'),
      type,
      happened,
      nextStep: nextStepOf(ndr),
      at: new Date(at).toISOString(),
      dueAt: new Date(dueAt).toISOString(),
    },
  });
  return [
    {
      ...alarm(warning, dueAt - warnBeforeMs, 'deadline.warning', `Attempt ${attempt} is not answered yet.`),
      unless: breach,
    },
    alarm(
      breach,
      dueAt,
      'deadline.breach',
      `Attempt ${attempt} was not answered in time; nothing is sent by itself any more.`,
    ),
  ].filter(({ id }) => !ndr.dueTold.includes(id));
}

/** One for each date that Amazon has named for an attempt. */
const dueId = ({ attempt = 0, report }: NdrCaseState, what: 'warning' | 'breach'): string =>
  `due-${attempt} ${what} ${report?.dueAt ?? ''}`;

const noticeOf = ({ account, trackingId }: NdrCaseState, reason: string) => ({
  account,
  businessId: trackingId,
  reason,
});

/** Puts on record what was told. Once the due date is past, people are asked another question. */
export function told(ndr: NdrCaseState, alarms: readonly Alarm[]): NdrCaseState {
  const ids = alarms.map(({ id }) => id);
  const isPast = ids.includes(dueId(ndr, 'breach'));
  const isDue = (id: string): boolean => id.startsWith('due-');
  return {
    ...ndr,
    told: [
      ...ndr.told.filter((id) => ndr.attention.items.some(({ attentionId }) => attentionId === id)),
      ...ids.filter((id) => !isDue(id)),
    ],
    // Only the current attempt's can come again.
    dueTold: [...ndr.dueTold, ...ids.filter(isDue)].slice(-10),
    attention: isPast ? dropItems(ndr.attention, isDecisionItem) : ndr.attention,
  };
}

const nextSteps: Record<CaseState, string> = {
  RECEIVED: 'The report is looked at.',
  ASKING_ADDRESS: 'Your address hook is asked for address notes.',
  AWAITING_DECISION: 'Somebody decides (fulfillment ndr decide).',
  ANSWERING: 'The answer goes to Amazon.',
  ANSWERED: 'None, unless the next attempt fails too.',
  NOT_ANSWERED: 'None: this attempt is left to Amazon.',
  DELIVERED: 'None: it is delivered.',
  RETURNED: 'None: it is back.',
  LOST: 'Settle the loss with Amazon.',
  EXPIRED: 'None: there was no report for two weeks.',
  NOTHING_NEW: 'None: all of it was known from an earlier case.',
  CLOSED_BY_PERSON: 'None.',
};

/** What comes next, for people. */
export function nextStepOf({ state, attention }: NdrCaseState): string {
  const item = mostUrgent(attention);
  return item === undefined ? nextSteps[state] : `${failures[item.reason].remedy} (${item.attentionId})`;
}

function detailsOf(ndr: NdrCaseState): string {
  const { report } = ndr;
  const rows = [
    ['Tracking', ndr.trackingId],
    ['Shipping party', ndr.shippingPartyAccountId],
    ['State', `**${ndr.state}**`],
    ['Next step', nextStepOf(ndr)],
    ['Reason', report === undefined ? '–' : `${report.reasonCode} (${report.shipmentStatus})`],
    ['Answer by', report?.dueAt ?? '–'],
    ['Reports', `${ndr.counts.taken} taken up, ${ndr.counts.repeated} repeated, ${ndr.counts.stale} out of date`],
  ];
  return [
    '| | |',
    '| --- | --- |',
    ...rows.map(([name, value]) => `| ${name} | ${value?.replaceAll('|', '\\|')} |`),
    '',
    ...ndr.attempts.map((attempt) => `- Attempt ${attempt.attempt}: ${attemptText(attempt)}`),
    ...ndr.attention.items.flatMap(itemDetails),
  ].join('\n');
}

const attemptText = ({ reasonCode, decision, outcome }: AttemptRecord): string =>
  [
    reasonCode,
    ...(decision === undefined ? [] : [`${decision.answer} (${decision.actor})`]),
    ...(outcome === undefined ? [] : [outcome]),
  ].join(', ');

const itemDetails = (item: AttentionItem): string[] => [
  '',
  `### Waits for a person: ${item.reason} (\`${item.attentionId}\`)`,
  `${failures[item.reason].happened} ${item.message}`,
  '',
  `Next step: ${failures[item.reason].remedy}`,
  '',
  `Answers: ${item.answers.join(', ')}.`,
];
