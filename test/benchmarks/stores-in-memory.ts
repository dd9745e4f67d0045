import { createHash } from 'node:crypto';
import { DocumentUnavailable } from '../../activities/documents/directory-store.js';
import type { DocumentStore } from '../../activities/documents/document-store.js';
import type { Ledger, LedgerRecord, WriteKey } from '../../activities/ledger/ledger.js';

/** A ledger that finds an order's records at once, however many orders there are; its records are lent, not copied. */
export function createQuickLedger(): Ledger {
  const records = new Map<string, LedgerRecord[]>();
  const owners = new Set<string>();
  const of = (account: string, businessId: string): LedgerRecord[] => {
    const name = JSON.stringify([account, businessId]);
    const found = records.get(name) ?? [];
    records.set(name, found);
    return found;
  };
  return {
    identity: () => Promise.resolve('memory'),
    read: (account, businessId) => Promise.resolve([...of(account, businessId)]),
    open: (intents) =>
      Promise.resolve(
        intents.map((intent) => {
          const owner = `${textOf(intent.key)} ${intent.send}`;
          if (owners.has(owner)) return false;
          owners.add(owner);
          of(intent.key.account, intent.key.businessId).push(intent);
          return true;
        }),
      ),
    append: (added) => {
      for (const record of added) of(record.key.account, record.key.businessId).push(record);
      return Promise.resolve();
    },
  };
}

const textOf = ({ account, operation, businessId, occurrence }: WriteKey): string =>
  JSON.stringify([account, operation, businessId, occurrence]);

export function createQuickDocuments(): DocumentStore {
  const documents = new Map<string, { bytes: Uint8Array; mediaType: string }>();
  return {
    put: (bytes, mediaType) => {
      const documentId = createHash('sha256').update(bytes).digest('hex');
      documents.set(documentId, { bytes, mediaType });
      return Promise.resolve({ documentId, sha256: documentId, mediaType });
    },
    get: (documentId) => {
      const found = documents.get(documentId);
      return found === undefined
        ? Promise.reject(new DocumentUnavailable(documentId, 'unknown', 'unknown.'))
        : Promise.resolve(found);
    },
  };
}
