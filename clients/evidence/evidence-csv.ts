import { csvRow } from '../csv.js';
import type { Evidence, EvidencedSend } from './evidence.js';

type Cell = string | number | null;

/** A row for each send; several ids stand in one cell, separated by spaces. */
const columns: [string, (send: EvidencedSend) => Cell][] = [
  ['operation', ({ operation }) => operation],
  ['occurrence', ({ occurrence }) => occurrence],
  ['send', ({ number }) => number],
  ['meaning', ({ meaning }) => meaning],
  ['outcome', ({ outcome }) => outcome],
  ['sentAt', ({ sentAt }) => sentAt],
  ['by', ({ by }) => by],
  ['answer', ({ answer }) => answer?.says ?? null],
  ['answeredAt', ({ answer }) => answer?.at ?? null],
  ['transactionIds', ({ transactionIds }) => transactionIds.join(' ')],
  ['requestIds', ({ requestIds }) => requestIds.join(' ')],
  ['codes', ({ codes }) => codes.join(' ')],
  ['proofBy', ({ proof }) => proof?.by ?? null],
  ['provenAt', ({ proof }) => proof?.at ?? null],
  ['disproofBy', ({ disproof }) => disproof?.by ?? null],
  ['disprovenAt', ({ disproof }) => disproof?.at ?? null],
  ['overruledBy', ({ overruled }) => overruled?.by ?? null],
  ['overruledAt', ({ overruled }) => overruled?.at ?? null],
];

const contentColumns: [string, (send: EvidencedSend) => Cell][] = [
  ['body', ({ content }) => content?.body ?? null],
  ['errors', ({ content }) => content?.errors.join('\n') ?? null],
];

/** The sends as CSV with a header; bodies only where the evidence has them. */
export function evidenceCsv({ account, purchaseOrderNumber, sends }: Evidence): string {
  const shown = sends.some(({ content }) => content !== undefined) ? [...columns, ...contentColumns] : columns;
  return [
    csvRow(['purchaseOrderNumber', 'account', ...shown.map(([title]) => title)]),
    ...sends.map((send) => csvRow([purchaseOrderNumber, account, ...shown.map(([, cellOf]) => cellOf(send))])),
  ].join('');
}
