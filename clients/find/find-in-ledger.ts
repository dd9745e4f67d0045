import { readLedgerEntries, searchLedger } from '../../activities/ledger/ledger-search.js';
import type { LedgerEntry } from '../../activities/ledger/ledger-search.js';
import { packageReference } from '../../workflows/shipment/messages.js';
import { concurrently } from '../concurrently.js';
import { nameOfEntry } from './found-name.js';
import type { FoundName, LedgerPlace } from './found-name.js';
import { matchedKinds } from './search-text.js';
import type { MatchKind, SearchText } from './search-text.js';

/** Something that the ledger knows. */
export interface LedgerMatch extends FoundName {
  matched: MatchKind[];
  /** Absent for a case that was never answered. */
  lastSend?: LedgerEntry['lastSend'];
}

const FILES_AT_ONCE = 16;

/** What the ledger has at these places: one file each. */
export async function readFromLedger(
  directory: string,
  places: readonly LedgerPlace[],
  search: SearchText,
): Promise<LedgerMatch[]> {
  const entries = await concurrently(places, FILES_AT_ONCE, (place) => readLedgerEntries({ directory, ...place }));
  return entries.flat().flatMap((entry) => matchOf(entry, search));
}

/** What the ledger has under the text itself: an order, a shipment, or the packages of an order, counted from 1. */
export async function lookUpInLedger(
  directory: string,
  accounts: readonly string[],
  search: SearchText,
): Promise<LedgerMatch[]> {
  const { purchaseOrderNumber, shipmentReference } = search;
  const text = purchaseOrderNumber ?? shipmentReference;
  if (text === undefined) return [];
  const found = await concurrently(accounts, FILES_AT_ONCE, async (account) => {
    const entries = await readLedgerEntries({ directory, account, businessId: text });
    if (shipmentReference === undefined) return entries;
    for (let number = 1; ; number += 1) {
      const businessId = packageReference(shipmentReference, number);
      const ofPackage = await readLedgerEntries({ directory, account, businessId });
      if (ofPackage.length === 0) return entries;
      entries.push(...ofPackage);
    }
  });
  // A file may be another's: an order has no packages with references.
  return found
    .flat()
    .flatMap((entry) => matchOf(entry, search))
    .filter(({ matched }) => matched.length > 0);
}

/** Everything whose entry has one of the references; reads the whole ledger. */
export async function searchWholeLedger(
  directory: string,
  search: SearchText,
  progress: (filesRead: number) => void,
): Promise<{ matches: LedgerMatch[]; filesRead: number; damaged: string[] }> {
  const { entries, filesRead, damaged } = await searchLedger({ directory, references: search.references, progress });
  return { matches: entries.flatMap((entry) => matchOf(entry, search)), filesRead, damaged };
}

function matchOf(entry: LedgerEntry, search: SearchText): LedgerMatch[] {
  const name = nameOfEntry(entry);
  if (name === undefined) return [];
  const { references, lastSend } = entry;
  return [
    { ...name, matched: matchedKinds(name, references, search), ...(lastSend === undefined ? {} : { lastSend }) },
  ];
}
