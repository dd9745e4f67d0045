import type { Control } from '../amazon/control.js';
import type { NdrAction } from '../amazon/ndr/ndr-book.js';
import type { Book } from '../amazon/shipments/book-view.js';
import { countFaults, endFaults } from './endings.js';
import type { Ending } from './endings.js';
import type { Answers } from './ndr/cases.js';
import type { CaseRow, ShipmentRow } from './parcel-board.js';
import type { Row } from './row.js';
import type { Purchases } from './shipments/shipments.js';

/** One shipment at the end, as Temporal and as Amazon know it. */
export interface ShipmentOutcome extends Ending {
  expected: Purchases;
  accepted: Purchases;
}

/** One failed delivery at the end, as Temporal and as Amazon know it. */
export interface CaseOutcome extends Ending {
  expected: Answers;
  accepted: Answers;
}

/** What Amazon has of shipments and failed deliveries, of all or of one. */
export type ParcelControl = Pick<Control, 'book' | 'ndrParcel'>;

export function shipmentOutcomes(rows: readonly ShipmentRow[], amazon: ParcelControl): ShipmentOutcome[] {
  const book = amazon.book();
  return rows.map((row) => ({
    ...endingOf(row),
    expected: row.shipment.expected,
    accepted: purchasesOf(book, row.name),
  }));
}

export const caseOutcomes = (rows: readonly CaseRow[], amazon: ParcelControl): CaseOutcome[] =>
  rows.map((row) => ({ ...endingOf(row), expected: row.ndr.expected, accepted: answersOf(amazon, row.name) }));

const endingOf = ({ name, state = 'NOT_TAKEN_IN', hasEnded, items, end }: Row): Ending => ({
  name,
  state,
  hasEnded,
  waitsFor: items.map(({ reason }) => reason),
  end,
});

/** What was bought, paid, given back and told of one reference. */
export function purchasesOf({ purchases, money, notices }: Book, shipmentReference: string): Purchases {
  const isIts = ({ parcel }: { parcel: string }): boolean => parcel === shipmentReference;
  const codes = purchases.filter(isIts).map(({ trackingId }) => trackingId);
  const entries = money.filter(isIts);
  return {
    purchases: codes.length,
    charges: entries.filter(({ kind }) => kind === 'charge').length,
    refunds: entries.filter(({ kind }) => kind === 'refund').length,
    notices: notices.filter(({ trackingNumber }) => codes.includes(trackingNumber)).length,
  };
}

/** The answers about one parcel that Amazon has taken; a return counts when it has begun, wherever it was asked for. */
export function answersOf({ ndrParcel }: Pick<ParcelControl, 'ndrParcel'>, trackingId: string): Answers {
  const { answers = [], events = [] } = ndrParcel(trackingId) ?? {};
  const returns = events.filter(({ eventCode }) => eventCode === 'ReturnInitiated').length;
  const count = (wanted: NdrAction): number => answers.filter(({ action }) => action === wanted).length;
  return { REATTEMPT: count('REATTEMPT'), RESCHEDULE: count('RESCHEDULE'), RTO: returns };
}

const purchaseNouns = {
  purchases: 'purchase',
  charges: 'charge',
  refunds: 'refund',
  notices: 'delivery notice',
} as const satisfies Record<keyof Purchases, string>;

const answerNouns = {
  REATTEMPT: 'REATTEMPT',
  RESCHEDULE: 'RESCHEDULE',
  RTO: 'RTO',
} as const satisfies Record<NdrAction, string>;

/** Another end than its own; two shipments, two charges, two notices; less than there has to be. */
export const shipmentFaults = (shipment: ShipmentOutcome): string[] => [
  ...endFaults(shipment),
  ...countFaults(shipment, purchaseNouns, shipment),
];

/** Another end than its own; an answer that was taken twice, that nobody has given, or that is missing. */
export const caseFaults = (ndr: CaseOutcome): string[] => [...endFaults(ndr), ...countFaults(ndr, answerNouns, ndr)];

/** All of some counts together. @param none the counts of nothing. */
export function totalled<Kind extends string>(
  none: Readonly<Record<Kind, number>>,
  counts: readonly Readonly<Record<Kind, number>>[],
): Record<Kind, number> {
  const total: Record<Kind, number> = { ...none };
  for (const each of counts) {
    for (const kind of Object.keys(total) as Kind[]) total[kind] += each[kind];
  }
  return total;
}

export const noPurchases: Purchases = { purchases: 0, charges: 0, refunds: 0, notices: 0 };
export const noAnswers: Answers = { REATTEMPT: 0, RESCHEDULE: 0, RTO: 0 };
