import { mostUrgent } from '../steps/attention.js';
import type { AttentionItem } from '../steps/attention.js';
import { failures } from '../failures.js';
import { DRY_RUN_REFERENCE, searchAttributes } from '../search-attributes.js';
import type { Visible } from '../steps/visibility.js';
import { duesOf, nextDeadlineOf } from './deadlines.js';
import { eventsOf, statusOf, strayEvents } from './parcels.js';
import type { PurchaseOrderPolicy } from './policy.js';
import type { FulfillmentState, PurchaseOrderState } from './state.js';

/** Who has to move next, and how. */
export interface Situation {
  whoseMove: 'worker' | 'Amazon' | 'warehouse' | 'carrier' | 'person' | 'nobody';
  nextStep: string;
  /** Epoch ms; absent when nothing is due. */
  nextDeadline?: number;
}

/** Where an order stands, for current details, lists and tables. */
export function situationOf(order: PurchaseOrderState, policy: PurchaseOrderPolicy): Situation {
  const nextDeadline = nextDeadlineOf(order, policy);
  const due = nextDeadline === undefined ? {} : { nextDeadline };
  const item = mostUrgent(order.attention);
  if (item !== undefined) {
    return { whoseMove: 'person', nextStep: `${failures[item.reason].remedy} (${item.attentionId})`, ...due };
  }
  return { ...(holdUp(order) ?? moves[order.state]), ...due };
}

type Move = Pick<Situation, 'whoseMove' | 'nextStep'>;

/** What an acknowledged order waits for besides Amazon and the worker. */
function holdUp({ state, hold, shipPlan, shipDay, labelMode, packing, denial }: PurchaseOrderState): Move | undefined {
  if (state === 'CONFIRMING' && denial !== undefined) {
    return { whoseMove: 'Amazon', nextStep: 'Take the floor denial.' };
  }
  if (state !== 'ACKNOWLEDGED') return undefined;
  if (hold !== undefined) {
    return { whoseMove: 'person', nextStep: `Held by ${hold.actor} since ${hold.since}; release it (release).` };
  }
  if (shipPlan?.waitForPacking === true && packing === undefined) {
    return { whoseMove: 'warehouse', nextStep: 'Pack, then report the packages (pack).' };
  }
  return shipDay !== undefined && labelMode?.mode === 'amazon'
    ? {
        whoseMove: 'worker',
        nextStep: `Request the shipping label on the ship day, ${shipDay.day}, from ${shipDay.local ?? shipDay.labelFrom} on.`,
      }
    : undefined;
}

const moves: Record<FulfillmentState, Move> = {
  RECEIVED: { whoseMove: 'worker', nextStep: 'Read the order and decide on its acknowledgement.' },
  ACKNOWLEDGING: { whoseMove: 'Amazon', nextStep: 'Take the acknowledgement.' },
  ACKNOWLEDGED: { whoseMove: 'worker', nextStep: 'Request the shipping label.' },
  LABELLING: { whoseMove: 'Amazon', nextStep: 'Make the shipping label.' },
  READY_TO_SHIP: { whoseMove: 'warehouse', nextStep: 'Ship, then report the departure (depart).' },
  CONFIRMING: { whoseMove: 'Amazon', nextStep: 'Take the shipment confirmation.' },
  IN_TRANSIT: { whoseMove: 'carrier', nextStep: 'Deliver; what the carrier reports goes to Amazon (orders event).' },
  COMPLETED: { whoseMove: 'nobody', nextStep: 'None.' },
  REJECTED: { whoseMove: 'nobody', nextStep: 'None.' },
  FLOOR_DENIED: { whoseMove: 'nobody', nextStep: 'None.' },
  CANCELLED: { whoseMove: 'nobody', nextStep: 'None.' },
  CLOSED_BY_PERSON: { whoseMove: 'nobody', nextStep: 'None: whatever is still due at Amazon is done by hand.' },
};

/** `References` keeps the newest values of each kind: the server allows 2 KB and fails the workflow task beyond. */
const MAX_REFERENCES_BYTES = 2_000;

/** Search attributes and current details of an order. */
export function visibleOf(order: PurchaseOrderState, policy: PurchaseOrderPolicy): Visible {
  const situation = situationOf(order, policy);
  const references = newest(
    [
      ownReferences(order).customer,
      order.transactionIds.map((id) => `tx:${id}`),
      order.requestIds.map((id) => `req:${id}`),
      ownReferences(order).tracking,
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
    // Whoever looks for an id that is this new finds it in the ledger as well.
    unhurried: [searchAttributes.References.name],
    details: detailsOf(order, policy, situation),
    items: order.attention.items,
  };
}

/** What an order can be found by that Amazon's answers do not bring: the ledger keeps it with every send. */
export function referencesOf(order: PurchaseOrderState): string[] {
  const { customer, tracking } = ownReferences(order);
  return newest([customer, tracking], MAX_REFERENCES_BYTES);
}

const ownReferences = (order: PurchaseOrderState): { customer: string[]; tracking: string[] } => ({
  customer: [
    ...(order.order === undefined ? [] : [`co:${order.order.customerOrderNumber}`]),
    ...(order.isDryRun === true ? [DRY_RUN_REFERENCE] : []),
  ],
  tracking: [...trackingNumbersOf(order)].map((trackingNumber) => `trk:${trackingNumber}`),
});

function trackingNumbersOf(order: PurchaseOrderState): Set<string> {
  return new Set(
    [
      ...order.voidLabels.flatMap(({ packages }) => packages),
      ...(order.label?.packages ?? []),
      ...order.parcels,
      ...(order.departure === undefined ? [] : [order.departure]),
      ...(order.departure?.containers ?? order.packing ?? []),
    ].flatMap(({ trackingNumber }) => trackingNumber ?? []),
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

function detailsOf(order: PurchaseOrderState, policy: PurchaseOrderPolicy, situation: Situation): string {
  const { nextDeadline } = situation;
  const rows = [
    ['Order', order.purchaseOrderNumber],
    ['State', `**${order.state}**`],
    ['Whose move', situation.whoseMove],
    ['Next step', situation.nextStep],
    ['Next deadline', nextDeadline === undefined ? '–' : new Date(nextDeadline).toISOString()],
    ...(order.order === undefined ? [] : [['Ship by', shipByOf(order)]]),
    ...(order.shipDay === undefined ? [] : [['Ship day', order.shipDay.day]]),
    ...(order.papersNeeded.length === 0 ? [] : [['Papers', papersOf(order)]]),
    ['Warehouse', order.order?.shipFromParty ?? '–'],
    ['Label mode', order.labelMode?.mode ?? '–'],
    ['Tracking', [...trackingNumbersOf(order)].join(', ') || '–'],
    ['Transactions', order.transactionIds.join(', ') || '–'],
  ];
  return [
    '| | |',
    '| --- | --- |',
    ...rows.map(([name, value]) => `| ${name} | ${value?.replaceAll('|', '\\|')} |`),
    ...section([
      ...(order.isDryRun === true ? ['- Dry run: nothing is sent to Amazon for this order.'] : []),
      ...order.breaches.map(
        ({ deadline, dueAt, metAt }) =>
          `- Breach: ${deadline} was due ${dueAt}, ${metAt === undefined ? 'not met yet' : `met ${metAt}`}.`,
      ),
      ...warnings(order, policy).map(
        ({ name, dueAt }) => `- Warning: ${name} is due ${new Date(dueAt).toISOString()}.`,
      ),
      ...(order.hold === undefined ? [] : [`- Held by ${order.hold.actor} since ${order.hold.since}.`]),
      ...order.voidLabels.map(
        (label) =>
          `- Do not use the label of ${label.packages.map((each) => each.trackingNumber ?? each.documentId).join(', ')}.`,
      ),
    ]),
    ...parcelDetails(order),
    ...order.attention.items.flatMap(itemDetails),
  ].join('\n');
}

const papersOf = ({ papersNeeded, papers, papersSkipped }: PurchaseOrderState): string =>
  papersNeeded
    .map((kind) => {
      if (papers.some((paper) => paper.kind === kind)) return `${kind}: there`;
      return `${kind}: ${papersSkipped.includes(kind) ? 'left out' : 'not yet'}`;
    })
    .join(', ');

/** Where each parcel on the vendor's own carrier is. */
function parcelDetails(order: PurchaseOrderState): string[] {
  const rows = order.parcels.map((parcel) => {
    const last = eventsOf(order, parcel.trackingNumber).at(-1);
    const says = last === undefined ? 'nothing reported' : `${statusOf(last) ?? last.code ?? ''} ${last.occurredAt}`;
    return `- Parcel ${parcel.trackingNumber}: ${says}${parcel.closedBy === undefined ? '' : `; closed by ${parcel.closedBy}`}.`;
  });
  const strays = strayEvents(order).map(
    ({ trackingNumber, occurredAt }) =>
      `- An event of ${occurredAt} names ${trackingNumber}, which is no parcel of this order.`,
  );
  const afterwards = order.cancelledAfterwards;
  return section([
    ...rows,
    ...strays,
    ...(afterwards === undefined
      ? []
      : [`- Amazon shows the order as cancelled since ${afterwards}, after its confirmation.`]),
  ]);
}

const section = (lines: string[]): string[] => (lines.length > 0 ? ['', ...lines] : []);

/** Deadlines that people were warned of, and that are neither met nor broken. */
const warnings = (order: PurchaseOrderState, policy: PurchaseOrderPolicy) =>
  duesOf(order, policy).filter(
    ({ name }) =>
      order.told.includes(`warning ${name}`) &&
      !order.breaches.some((breach) => breach.deadline === name && breach.metAt === undefined),
  );

/** The warehouse's last chance, in its own time, and what Amazon measures. */
function shipByOf({ order, shipPlan }: PurchaseOrderState): string {
  const required = order?.requiredShipDate ?? '–';
  if (shipPlan === undefined) return required;
  return `${shipPlan.shipBy}${shipPlan.local === undefined ? '' : ` (${shipPlan.local})`}; required by Amazon: ${required}`;
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
