import { mostUrgent } from '../steps/attention.js';
import type { AttentionItem } from '../steps/attention.js';
import { failures } from '../failures.js';
import { searchAttributes } from '../search-attributes.js';
import type { Visible } from '../steps/visibility.js';
import type { PurchaseOrderPolicy } from './policy.js';
import { isEnd } from './state.js';
import type { FulfillmentState, PurchaseOrderState } from './state.js';

/** Who has to move next, and how. */
export interface Situation {
  whoseMove: 'worker' | 'Amazon' | 'warehouse' | 'person' | 'nobody';
  nextStep: string;
  /** Epoch ms; absent when nothing is due. */
  nextDeadline?: number;
}

/** Where an order stands, for current details, lists and tables. */
export function situationOf(order: PurchaseOrderState, policy: PurchaseOrderPolicy): Situation {
  const nextDeadline = deadlineOf(order, policy);
  const due = nextDeadline === undefined ? {} : { nextDeadline };
  const item = mostUrgent(order.attention);
  if (item !== undefined) {
    return { whoseMove: 'person', nextStep: `${failures[item.reason].remedy} (${item.attentionId})`, ...due };
  }
  return { ...moves[order.state], ...due };
}

const moves: Record<FulfillmentState, Pick<Situation, 'whoseMove' | 'nextStep'>> = {
  RECEIVED: { whoseMove: 'worker', nextStep: 'Read the order and decide on its acknowledgement.' },
  ACKNOWLEDGING: { whoseMove: 'Amazon', nextStep: 'Take the acknowledgement.' },
  ACKNOWLEDGED: { whoseMove: 'worker', nextStep: 'Request the shipping label.' },
  LABELLING: { whoseMove: 'Amazon', nextStep: 'Make the shipping label.' },
  READY_TO_SHIP: { whoseMove: 'warehouse', nextStep: 'Ship, then report the departure (depart).' },
  CONFIRMING: { whoseMove: 'Amazon', nextStep: 'Take the shipment confirmation.' },
  IN_TRANSIT: { whoseMove: 'warehouse', nextStep: "Report the carrier's events." },
  COMPLETED: { whoseMove: 'nobody', nextStep: 'None.' },
  REJECTED: { whoseMove: 'nobody', nextStep: 'None.' },
  FLOOR_DENIED: { whoseMove: 'nobody', nextStep: 'None.' },
  CANCELLED: { whoseMove: 'nobody', nextStep: 'None.' },
  CLOSED_BY_PERSON: { whoseMove: 'nobody', nextStep: 'None: whatever is still due at Amazon is done by hand.' },
};

/**
 * The business deadline of the state, epoch ms.
 *
 * Acknowledge within 24 h of `orderDate`; ship by `requiredShipDate`; confirm at the latest 4 h after departure
 * (DF-14). Absent before the order was read and after its end.
 */
export function deadlineOf(order: PurchaseOrderState, { deadlines }: PurchaseOrderPolicy): number | undefined {
  if (order.order === undefined || isEnd(order.state)) return undefined;
  switch (order.state) {
    case 'RECEIVED':
    case 'ACKNOWLEDGING':
      return Date.parse(order.order.orderDate) + deadlines.acknowledgeMs;
    case 'CONFIRMING':
      return order.departure === undefined ? undefined : Date.parse(order.departure.departedAt) + deadlines.confirmMs;
    case 'IN_TRANSIT':
      return undefined;
    default:
      return Date.parse(order.order.requiredShipDate);
  }
}

/** `References` keeps the newest values of each kind: the server allows 2 KB and fails the workflow task beyond. */
const MAX_REFERENCES_BYTES = 2_000;

/** Search attributes and current details of an order. */
export function visibleOf(order: PurchaseOrderState, policy: PurchaseOrderPolicy): Visible {
  const situation = situationOf(order, policy);
  const references = newest(
    [
      order.order === undefined ? [] : [`co:${order.order.customerOrderNumber}`],
      order.transactionIds.map((id) => `tx:${id}`),
      order.requestIds.map((id) => `req:${id}`),
      [...trackingNumbersOf(order)].map((trackingNumber) => `trk:${trackingNumber}`),
    ],
    MAX_REFERENCES_BYTES,
  );
  return {
    searchAttributes: [
      { key: searchAttributes.FulfillmentState, value: order.state },
      { key: searchAttributes.Account, value: order.account },
      { key: searchAttributes.Warehouse, value: order.order?.shipFromParty ?? null },
      { key: searchAttributes.LabelMode, value: order.labelMode?.mode ?? null },
      { key: searchAttributes.Attention, value: mostUrgent(order.attention)?.reason ?? null },
      {
        key: searchAttributes.NextDeadline,
        value: situation.nextDeadline === undefined ? null : new Date(situation.nextDeadline),
      },
      { key: searchAttributes.References, value: references.length === 0 ? null : references },
    ],
    details: detailsOf(order, situation),
  };
}

function trackingNumbersOf(order: PurchaseOrderState): Set<string> {
  return new Set(
    [
      ...(order.label?.packages ?? []).map((labelled) => labelled.trackingNumber),
      order.departure?.trackingNumber,
      ...(order.departure?.containers ?? []).map((container) => container.trackingNumber),
    ].filter((trackingNumber) => trackingNumber !== undefined),
  );
}

/** The newest values of all kinds that fit, one of each kind in turn: no kind pushes another out. */
function newest(kinds: string[][], maxBytes: number): string[] {
  const encoder = new TextEncoder();
  const taken = new Set<string>();
  const longest = Math.max(...kinds.map((kind) => kind.length));
  let left = maxBytes;
  for (let age = 1; age <= longest && left > 0; age += 1) {
    for (const value of kinds.flatMap((kind) => kind.at(-age) ?? [])) {
      const bytes = encoder.encode(JSON.stringify(value)).length + 1;
      if (bytes > left) continue;
      left -= bytes;
      taken.add(value);
    }
  }
  return kinds.flat().filter((value) => taken.has(value));
}

function detailsOf(order: PurchaseOrderState, situation: Situation): string {
  const rows = [
    ['Order', order.purchaseOrderNumber],
    ['State', `**${order.state}**`],
    ['Whose move', situation.whoseMove],
    ['Next step', situation.nextStep],
    ['Next deadline', situation.nextDeadline === undefined ? '–' : new Date(situation.nextDeadline).toISOString()],
    ['Warehouse', order.order?.shipFromParty ?? '–'],
    ['Label mode', order.labelMode?.mode ?? '–'],
    ['Tracking', [...trackingNumbersOf(order)].join(', ') || '–'],
    ['Transactions', order.transactionIds.join(', ') || '–'],
  ];
  const breaches = order.breaches.map(
    (breach) => `- Breach: ${breach.deadline} was due ${breach.dueAt}, met ${breach.metAt}.`,
  );
  return [
    '| | |',
    '| --- | --- |',
    ...rows.map(([name, value]) => `| ${name} | ${value?.replaceAll('|', '\\|')} |`),
    ...(breaches.length > 0 ? ['', ...breaches] : []),
    ...order.attention.items.flatMap(itemDetails),
  ].join('\n');
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
