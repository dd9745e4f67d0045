import { failures } from '../failures.js';
import { DRY_RUN_REFERENCE, searchAttributes } from '../search-attributes.js';
import { mostUrgent } from '../steps/attention.js';
import type { AttentionItem } from '../steps/attention.js';
import type { Visible } from '../steps/visibility.js';
import type { Alarm } from '../steps/watch.js';
import type { DeliveryNotificationState, NoticeState } from './state.js';

/** `References` keeps so many of the calls' ids: the server allows 2 KB. */
const MAX_REQUEST_IDS = 20;

/** Search attributes and current details of a notice. The order of Amazon Pay is in neither. */
export function visibleOf(notice: DeliveryNotificationState): Visible {
  const { account, state, attention } = notice;
  const references = [
    trackingReference(notice),
    ...(state === 'RECORDED' ? [DRY_RUN_REFERENCE] : []),
    ...notice.requestIds.slice(-MAX_REQUEST_IDS).map((id) => `req:${id}`),
  ];
  return {
    searchAttributes: [
      { key: searchAttributes.FulfillmentState, value: state },
      { key: searchAttributes.Account, value: account },
      { key: searchAttributes.Attention, value: mostUrgent(attention)?.reason ?? null },
      { key: searchAttributes.References, value: references },
    ],
    unhurried: [searchAttributes.References.name],
    details: detailsOf(notice),
    items: attention.items,
  };
}

/** By which a notice is found from the start on. */
export const trackingReference = ({ notice }: Pick<DeliveryNotificationState, 'notice'>): string =>
  `trk:${notice.trackingNumber}`;

/** What people are told about a notice, and were not told yet. */
export const alarmsOf = (notice: DeliveryNotificationState): Alarm[] =>
  notice.attention.items
    .filter(({ attentionId }) => !notice.told.includes(attentionId))
    .map((item) => ({
      id: item.attentionId,
      at: Date.parse(item.raisedAt),
      notice: {
        type: 'attention.raised',
        account: notice.account,
        businessId: notice.notice.trackingNumber,
        reason: item.reason,
        happened: `${failures[item.reason].happened} ${item.message}`,
        nextStep: failures[item.reason].remedy,
        attentionId: item.attentionId,
        answers: item.answers,
        at: item.raisedAt,
      },
    }));

/** Puts on record what was told; items never come again under their id. */
export const told = (notice: DeliveryNotificationState, alarms: readonly Alarm[]): DeliveryNotificationState => ({
  ...notice,
  told: [
    ...notice.told.filter((id) => notice.attention.items.some(({ attentionId }) => attentionId === id)),
    ...alarms.map(({ id }) => id),
  ],
});

const nextSteps: Record<NoticeState, string> = {
  SENDING: 'Amazon Pay takes the notice; until then it is tried again by itself.',
  ACCEPTED: 'None: Amazon Pay tells the buyer.',
  ASSUMED_ACCEPTED: 'None: an answer was lost, and the repetition was refused as a number that is used up.',
  RECORDED: 'None: dry run, nothing was sent.',
  DONE_ELSEWHERE: 'None.',
  CLOSED_BY_PERSON: 'None: nobody is told by Amazon Pay.',
};

/** What comes next, for people. */
export function nextStepOf({ state, attention }: DeliveryNotificationState): string {
  const item = mostUrgent(attention);
  return item === undefined ? nextSteps[state] : `${failures[item.reason].remedy} (${item.attentionId})`;
}

function detailsOf(notice: DeliveryNotificationState): string {
  const { trackingNumber, carrierId, carrierCode } = notice.notice;
  const rows = [
    ['Tracking', trackingNumber],
    ['Amazon Pay', notice.environment],
    ['State', `**${notice.state}**`],
    ['Next step', nextStepOf(notice)],
    ['Carrier', notice.sentCarrierCode ?? carrierCode ?? carrierId ?? '–'],
    ['Sent', notice.sentAt ?? '–'],
    ['Requests', notice.requestIds.join(', ') || '–'],
  ];
  return [
    '| | |',
    '| --- | --- |',
    ...rows.map(([name, value]) => `| ${name} | ${value?.replaceAll('|', '\\|')} |`),
    ...notice.attention.items.flatMap(itemDetails),
  ].join('\n');
}

const itemDetails = (item: AttentionItem): string[] => [
  '',
  `### Waits for a person: ${item.reason} (\`${item.attentionId}\`)`,
  `${failures[item.reason].happened} ${item.message}`,
  '',
  `Next step: ${failures[item.reason].remedy}`,
  '',
  `Answers: ${item.answers.join(', ')}.`,
];
