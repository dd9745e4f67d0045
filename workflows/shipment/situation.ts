import { failures } from '../failures.js';
import { DRY_RUN_REFERENCE, searchAttributes } from '../search-attributes.js';
import { mostUrgent } from '../steps/attention.js';
import type { AttentionItem } from '../steps/attention.js';
import type { Visible } from '../steps/visibility.js';
import type { ShipmentInput } from './messages.js';
import { serviceWithCarrier } from './offer.js';
import type { Money } from './offer.js';
import { promisedAt } from './parcel.js';
import { parcelStatus } from './parcel-events.js';
import type { ShipmentState, ShipmentStateName } from './state.js';

/** Who has to move next, and how. */
export interface Situation {
  whoseMove: 'worker' | 'Amazon' | 'warehouse' | 'carrier' | 'person' | 'nobody';
  nextStep: string;
  /** Epoch ms; absent when nothing is due. */
  nextDeadline?: number;
}

/** Where a shipment stands, for current details, lists and tables. */
export function situationOf(shipment: ShipmentState): Situation {
  const item = mostUrgent(shipment.attention);
  const due = item?.dueAt === undefined ? promisedAt(shipment) : Date.parse(item.dueAt);
  const nextDeadline = due === undefined ? {} : { nextDeadline: due };
  if (item === undefined) return { ...moves[shipment.state], ...nextDeadline };
  return {
    whoseMove: 'person',
    nextStep: `${failures[item.reason].remedy} (${item.attentionId})`,
    ...nextDeadline,
  };
}

const moves: Record<ShipmentStateName, Pick<Situation, 'whoseMove' | 'nextStep'>> = {
  RECEIVED: { whoseMove: 'worker', nextStep: 'Ask for rates.' },
  RATING: { whoseMove: 'Amazon', nextStep: 'Offer rates.' },
  PURCHASING: { whoseMove: 'Amazon', nextStep: 'Sell the label.' },
  PURCHASED: { whoseMove: 'warehouse', nextStep: 'Print the label and hand the parcel to the carrier.' },
  CANCELLING: { whoseMove: 'Amazon', nextStep: 'Cancel the shipment.' },
  REFUND_EXPECTED: { whoseMove: 'Amazon', nextStep: 'Pay the price back.' },
  IN_TRANSIT: { whoseMove: 'carrier', nextStep: 'Deliver.' },
  DELIVERED: { whoseMove: 'nobody', nextStep: 'None.' },
  RETURNED: { whoseMove: 'nobody', nextStep: 'None: the parcel is back with the sender.' },
  LOST: { whoseMove: 'nobody', nextStep: 'None.' },
  CANCELLED: { whoseMove: 'nobody', nextStep: 'None.' },
  HANDED_TO_CARRIER: { whoseMove: 'nobody', nextStep: 'None: the carrier tells the rest.' },
  TRACKING_ENDED: { whoseMove: 'nobody', nextStep: 'None: Amazon keeps no more of its history.' },
  RECORDED: { whoseMove: 'nobody', nextStep: 'None: a dry run.' },
  CLOSED_BY_PERSON: { whoseMove: 'nobody', nextStep: 'None: whatever is still due at Amazon is done by hand.' },
};

/** The server allows 2 KB of `References`; a shipment's own are far fewer, request ids the newest. */
const MAX_REQUEST_IDS = 20;

/** What a shipment can be found by that Amazon's answers do not bring: the ledger keeps it with every send. */
export function referencesOf({ request }: Pick<ShipmentInput, 'request'>, shipment: ShipmentState): string[] {
  const { channel } = request;
  const { trackingId, shipmentId } = shipment.purchase ?? {};
  return [
    ...(channel.type === 'AMAZON' ? [`co:${channel.orderId}`] : []),
    ...(trackingId === undefined ? [] : [`trk:${trackingId}`]),
    ...(shipmentId === undefined ? [] : [`sid:${shipmentId}`]),
    ...(shipment.isDryRun === true ? [DRY_RUN_REFERENCE] : []),
  ];
}

/** Search attributes and current details of a shipment. */
export function visibleOf(input: Pick<ShipmentInput, 'request' | 'packages'>, shipment: ShipmentState): Visible {
  const situation = situationOf(shipment);
  const references = [
    ...referencesOf(input, shipment),
    ...shipment.requestIds.slice(-MAX_REQUEST_IDS).map((id) => `req:${id}`),
  ];
  const { nextDeadline } = situation;
  return {
    searchAttributes: [
      { key: searchAttributes.FulfillmentState, value: shipment.state },
      { key: searchAttributes.Account, value: shipment.account },
      { key: searchAttributes.Attention, value: mostUrgent(shipment.attention)?.reason ?? null },
      { key: searchAttributes.NextDeadline, value: nextDeadline === undefined ? null : new Date(nextDeadline) },
      { key: searchAttributes.References, value: references.length === 0 ? null : references },
    ],
    // Whoever looks for an id that is this new finds it in the ledger as well.
    unhurried: [searchAttributes.References.name],
    details: detailsOf(input, shipment, situation),
    items: shipment.attention.items,
  };
}

function detailsOf(
  { request, packages }: Pick<ShipmentInput, 'request' | 'packages'>,
  shipment: ShipmentState,
  { whoseMove, nextStep, nextDeadline }: Situation,
): string {
  const { purchase, documents, events, refund } = shipment;
  const bought = purchase?.bought ?? shipment.offer;
  const last = events.at(-1);
  const rows: [string, string][] = [
    ['Shipment', shipment.shipmentReference],
    ...(packages === undefined ? [] : ([['Packages of the order', String(packages)]] satisfies [string, string][])),
    ['State', `**${shipment.state}**`],
    ['Whose move', whoseMove],
    ['Next step', nextStep],
    ['Next deadline', nextDeadline === undefined ? '–' : new Date(nextDeadline).toISOString()],
    ['Channel', `${request.channel.type}, ${request.businessId}`],
    ['Service', bought === undefined ? '–' : `${serviceWithCarrier(bought)} (${bought.serviceId})`],
    ['Price', bought === undefined ? '–' : priceOf(bought.total)],
    ['Amazon’s shipment', purchase?.shipmentId ?? '–'],
    ['Tracking', purchase?.trackingId ?? '–'],
    ['Parcel', last === undefined ? '–' : `${parcelStatus(events) ?? last.eventCode}, ${last.eventTime}`],
    ['Documents', documents.map(({ type, format }) => `${type} (${format})`).join(', ') || '–'],
  ];
  return [
    '| | |',
    '| --- | --- |',
    ...rows.map(([name, value]) => `| ${name} | ${value.replaceAll('|', '\\|')} |`),
    ...(shipment.isDryRun === true ? ['', '- Dry run: nothing is bought for this shipment.'] : []),
    ...(refund === undefined ? [] : ['', `- Refund since ${refund.since}: ${refund.outcome ?? 'expected'}.`]),
    ...rateDetails(shipment),
    ...shipment.attention.items.flatMap(itemDetails),
  ].join('\n');
}

const priceOf = ({ value, unit }: Money): string => `${value} ${unit}`;

/** What there is to choose from, as long as somebody may have to. */
function rateDetails({ state, list, missing = [] }: ShipmentState): string[] {
  if (list === undefined || (state !== 'RATING' && state !== 'PURCHASING')) return [];
  return [
    '',
    `### Rates of ${list.at}`,
    ...list.rates.map(
      ({ serviceId, total, promise, refused, ...names }) =>
        `- ${serviceWithCarrier(names)} (\`${serviceId}\`): ${priceOf(total)}, delivered by ${promise.deliveryWindow?.end ?? '–'}${refused === undefined ? '' : `; not by policy: ${refused}`}`,
    ),
    ...list.ineligible.map(
      ({ reasons, ...names }) =>
        `- not to be had: ${serviceWithCarrier(names)}: ${reasons.map(({ code, message }) => `${code} ${message}`).join('; ')}`,
    ),
    ...missing.map(({ path, title }) => `- missing: ${path.join('.')}${title === undefined ? '' : ` (${title})`}`),
  ];
}

const itemDetails = (item: AttentionItem): string[] => [
  '',
  `### Waits for a person: ${item.reason} (\`${item.attentionId}\`)`,
  `${failures[item.reason].happened} ${item.message}`,
  '',
  `Next step: ${failures[item.reason].remedy}`,
  '',
  `Answers: ${item.answers.join(', ')}. Due: ${item.dueAt ?? '–'}.`,
];
