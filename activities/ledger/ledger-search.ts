import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { isMissing } from '../durable-files.js';
import type { LedgerRecord } from './ledger.js';
import { ledgerFile, ledgerFilesIn } from './ledger-file.js';
import { ledgerKindOf, trackingOf } from './ledger-kinds.js';
import type { LedgerKind } from './ledger-kinds.js';
import { LedgerDamaged, storedRecords } from './lines.js';
import { requestIdOf, sendsOf } from './sends.js';
import type { Send } from './sends.js';

/** What the ledger knows of one order, shipment, notice or case, without what is encrypted. */
export interface LedgerEntry {
  kind: LedgerKind;
  /** As the ledger's keys have it: that of a notice is no account of the configuration. */
  account: string;
  /** The purchase order number, the shipment's reference, the tracking number, or `{shipping party}/{tracking id}`. */
  businessId: string;
  /** What it can be found by: `co:` customer order, `trk:` tracking, `sid:` Amazon's shipment, `tx:` transaction, `req:` request. */
  references: string[];
  /** Absent for a case that was reported, and never answered. */
  lastSend?: LastSend;
}

/** The send that was begun last, of all operations. */
export interface LastSend {
  operation: string;
  number: number;
  /** Epoch ms. */
  openedAt: number;
  status: Send['status'] | 'proven';
}

export interface LedgerSearchOptions {
  directory: string;
  /** Entries with any of these are found, such as `tx:…`. */
  references: readonly string[];
  /** Told now and then how many files were read. Default: nobody. */
  progress?: (filesRead: number) => void;
  /** After so many files each. Default: 10,000. */
  progressEvery?: number;
}

export interface LedgerSearchResult {
  entries: LedgerEntry[];
  filesRead: number;
  /** Files with a line that has changed since it was written: what else they hold was not searched. */
  damaged: string[];
}

/** Enough to keep a disk busy. */
const filesAtOnce = 16;

/**
 * Searches a whole ledger, each file once; nothing is decrypted, so no key is needed.
 *
 * A file that does not hold the text is not parsed: the time is the disk's.
 *
 * @throws an error of the disk.
 */
export async function searchLedger({
  directory,
  references,
  progress = () => undefined,
  progressEvery = 10_000,
}: LedgerSearchOptions): Promise<LedgerSearchResult> {
  const root = resolve(directory);
  const wanted = new Set(references);
  const texts = [...new Set(references.map(valueOf))].map((value) => Buffer.from(JSON.stringify(value).slice(1)));
  const result: LedgerSearchResult = { entries: [], filesRead: 0, damaged: [] };
  const files = ledgerFilesIn(root);
  const takeAll = async (): Promise<void> => {
    for await (const file of files) {
      const content = await readFile(file);
      result.filesRead += 1;
      if (result.filesRead % progressEvery === 0) progress(result.filesRead);
      if (!texts.some((text) => content.includes(text))) continue;
      try {
        const entries = entriesOf(content.toString());
        result.entries.push(...entries.filter(({ references: own }) => own.some((each) => wanted.has(each))));
      } catch (error) {
        if (!(error instanceof LedgerDamaged)) throw error;
        result.damaged.push(relative(root, file));
      }
    }
  };
  await Promise.all(Array.from({ length: filesAtOnce }, takeAll));
  return result;
}

/**
 * Reads what is kept under one business id: nothing when nothing was ever sent for it, two entries when an order and a
 * shipment share it.
 *
 * @throws {LedgerDamaged} for a line that has changed, or an error of the disk.
 */
export async function readLedgerEntries({
  directory,
  account,
  businessId,
}: {
  directory: string;
  account: string;
  businessId: string;
}): Promise<LedgerEntry[]> {
  try {
    return entriesOf(await readFile(ledgerFile(resolve(directory), account, businessId), 'utf8'));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

const valueOf = (reference: string): string => reference.slice(reference.indexOf(':') + 1);

function entriesOf(text: string): LedgerEntry[] {
  const records = storedRecords(text).map(withoutSecrets);
  const kinds = new Set(records.flatMap(({ key }) => ledgerKindOf(key) ?? []));
  return [...kinds].flatMap((kind) =>
    entryOf(
      kind,
      records.filter(({ key }) => ledgerKindOf(key) === kind),
    ),
  );
}

function entryOf(kind: LedgerKind, records: readonly LedgerRecord[]): LedgerEntry[] {
  const [first] = records;
  const lastSend = lastSendOf(records);
  if (first === undefined) return [];
  if (lastSend === undefined && !records.some(({ type }) => type === 'received')) return [];
  const { account, businessId } = first.key;
  const references = [...named('trk', trackingOf(kind, businessId)), ...records.flatMap(referencesOf)];
  return [
    {
      kind,
      account,
      businessId,
      references: [...new Set(references)],
      ...(lastSend === undefined ? {} : { lastSend }),
    },
  ];
}

/** What is encrypted stays so: in its place there is nothing. */
const withoutSecrets = (stored: ReturnType<typeof storedRecords>[number]): LedgerRecord =>
  ({ ...stored, ...(stored.type === 'intent' && { body: '' }), errors: undefined }) as unknown as LedgerRecord;

function referencesOf(record: LedgerRecord): string[] {
  switch (record.type) {
    case 'intent':
      return record.references ?? [];
    case 'verdict': {
      const { transactionId, shipment } = record.verdict.kind === 'accepted' ? record.verdict : {};
      return [
        ...named('tx', transactionId),
        ...named('trk', shipment?.trackingId),
        ...named('sid', shipment?.shipmentId),
        ...named('req', requestIdOf(record.verdict)),
      ];
    }
    case 'lost':
      return named('req', record.requestId);
    default:
      return [];
  }
}

const named = (kind: string, id: string | undefined): string[] => (id === undefined ? [] : [`${kind}:${id}`]);

function lastSendOf(records: readonly LedgerRecord[]): LastSend | undefined {
  const keys = new Map(records.map(({ key }) => [JSON.stringify([key.operation, key.occurrence]), key]));
  return [...keys.values()]
    .flatMap((key) =>
      sendsOf(records, key).map(({ number, openedAt, status, proven }) => ({
        operation: key.operation,
        number,
        openedAt,
        status: proven !== undefined && status === 'accepted' ? ('proven' as const) : status,
      })),
    )
    .reduce<LastSend | undefined>(
      (last, send) => (last === undefined || send.openedAt >= last.openedAt ? send : last),
      undefined,
    );
}
