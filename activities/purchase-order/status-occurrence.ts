import type { LedgerRecord, WriteKey } from '../ledger/ledger.js';
import { sendsOf } from '../ledger/sends.js';
import type { Send } from '../ledger/sends.js';

/**
 * The occurrence of an event among all status updates of its order: its own, where anything of it is on record, else the
 * next free number.
 *
 * A number belongs to the event whose intent came first. Whoever lost that race finds it taken, and chooses anew.
 *
 * @param subject the hash of what the event means.
 */
export function occurrenceOf(records: readonly LedgerRecord[], key: WriteKey, subject: string): number {
  const own = numbersOf(records, key).find((occurrence) => isOf(sendsOf(records, { ...key, occurrence }), subject));
  return own ?? Math.max(0, ...numbersOf(records, key)) + 1;
}

/** What was sent of an event; nothing, when nothing of it is on record. */
export function sendsOfEvent(records: readonly LedgerRecord[], key: WriteKey, subject: string): Send[] {
  const sends = sendsOf(records, { ...key, occurrence: occurrenceOf(records, key, subject) });
  return isOf(sends, subject) ? sends : [];
}

const isOf = (sends: readonly Send[], subject: string): boolean => sends[0]?.subject === subject;

const numbersOf = (records: readonly LedgerRecord[], { operation }: WriteKey): number[] => [
  ...new Set(records.filter(({ key }) => key.operation === operation).map(({ key }) => key.occurrence)),
];
