import { readLedgerEntry, searchLedger } from '../../activities/ledger/ledger-search.js';
import type { LedgerEntry } from '../../activities/ledger/ledger-search.js';
import { concurrently } from '../concurrently.js';
import type { OrderName } from '../purchase-orders.js';
import { matchedKinds } from './search-text.js';
import type { MatchKind, SearchText } from './search-text.js';

/** An order that the ledger knows. */
export interface LedgerMatch extends OrderName {
  matched: MatchKind[];
  lastSend: LedgerEntry['lastSend'];
}

const FILES_AT_ONCE = 16;

/** What the ledger has of these orders: one file each. */
export async function readFromLedger(
  directory: string,
  orders: readonly OrderName[],
  search: SearchText,
): Promise<LedgerMatch[]> {
  const entries = await concurrently(orders, FILES_AT_ONCE, ({ account, purchaseOrderNumber }) =>
    readLedgerEntry({ directory, account, businessId: purchaseOrderNumber }),
  );
  return entries.flatMap((entry) => (entry === undefined ? [] : [matchOf(entry, search)]));
}

/** Every order whose entry has one of the references; reads the whole ledger. */
export async function searchWholeLedger(
  directory: string,
  search: SearchText,
  progress: (filesRead: number) => void,
): Promise<{ matches: LedgerMatch[]; filesRead: number; damaged: string[] }> {
  const { entries, filesRead, damaged } = await searchLedger({ directory, references: search.references, progress });
  return { matches: entries.map((entry) => matchOf(entry, search)), filesRead, damaged };
}

const matchOf = ({ account, businessId, references, lastSend }: LedgerEntry, search: SearchText): LedgerMatch => ({
  account,
  purchaseOrderNumber: businessId,
  matched: [
    ...(businessId === search.purchaseOrderNumber ? (['po'] as const) : []),
    ...matchedKinds(references, search),
  ],
  lastSend,
});
