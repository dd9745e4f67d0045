import { readFile } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { CipherError } from '../cipher.js';
import type { Cipher } from '../cipher.js';
import type { LedgerRecord } from './ledger.js';
import { ledgerFile, ledgerFilesIn } from './ledger-file.js';
import { inClear, LedgerDamaged, storedRecords } from './lines.js';
import type { StoredRecord } from './lines.js';
import { departureTimeOf } from './meaning.js';
import { liveSends, sendsOf } from './sends.js';
import type { Send } from './sends.js';

/** An order whose shipment confirmation is proven. No personal data. */
export interface ConfirmedOrder {
  account: string;
  purchaseOrderNumber: string;
  /** As it was acknowledged; `null` when that was done elsewhere. */
  vendorOrderNumber: string | null;
  /** Amazon's code of the warehouse. */
  warehouse: string;
  /** When the truck left, ISO 8601. */
  departedAt: string;
  /** When Amazon was found to have the confirmation, ISO 8601. */
  confirmedAt: string;
  transactionId: string | null;
  trackingNumbers: string[];
  lines: ConfirmedLine[];
}

export interface ConfirmedLine {
  itemSequenceNumber: number;
  /** The vendor's own number, `vendorProductIdentifier`. */
  sku: string | null;
  /** Amazon's number, `buyerProductIdentifier`. */
  asin: string | null;
  quantity: number;
  unitOfMeasure: string;
}

export interface ConfirmedPeriodOptions {
  directory: string;
  cipher: Cipher;
  /** Departures from this instant on, epoch ms. */
  from: number;
  /** And before this one, epoch ms. */
  to: number;
  /** Only orders of this account. Default: all. */
  account?: string;
  /** Told now and then how many files were read. Default: nobody. */
  progress?: (filesRead: number) => void;
  /** After so many files each. Default: 10,000. */
  progressEvery?: number;
}

export interface ConfirmedPeriod {
  /** By departure, then number. */
  found: ConfirmedName[];
  /** Departed in the period, and their confirmation was sent, but is not proven. */
  unproven: ConfirmedName[];
  filesRead: number;
  /** Files that have changed since they were written, or whose key is not configured: what they hold is not told. */
  unreadable: string[];
}

/** As little as is needed to sort an order and to find it again: all of a period are kept at once. */
export interface ConfirmedName {
  account: string;
  purchaseOrderNumber: string;
  /** Epoch ms. */
  departedAt: number;
}

/** Enough to keep a disk busy. */
const filesAtOnce = 16;
const OPERATION = 'submitShipmentConfirmations';

/**
 * Finds the orders that departed in a period: the whole ledger is read once.
 *
 * @throws an error of the disk.
 */
export async function findConfirmed(options: ConfirmedPeriodOptions): Promise<ConfirmedPeriod> {
  const { directory, cipher, account, from, to, progress = () => undefined, progressEvery = 10_000 } = options;
  const root = resolve(directory);
  const period: ConfirmedPeriod = { found: [], unproven: [], filesRead: 0, unreadable: [] };
  // One text for each account, not one for each order.
  const accounts = new Map<string, string>();
  const files = ledgerFilesIn(root);
  const takeAll = async (): Promise<void> => {
    for await (const file of files) {
      const content = await readFile(file);
      period.filesRead += 1;
      if (period.filesRead % progressEvery === 0) progress(period.filesRead);
      if (!content.includes(`"${OPERATION}"`)) continue;
      try {
        const shipped = shipmentOf(storedRecords(content.toString()), cipher);
        if (shipped === undefined || shipped.departedAt < from || shipped.departedAt >= to) continue;
        const { key, departedAt } = shipped;
        if (account !== undefined && key.account !== account) continue;
        accounts.set(key.account, accounts.get(key.account) ?? key.account);
        const name = {
          account: accounts.get(key.account) ?? key.account,
          purchaseOrderNumber: key.businessId,
          departedAt,
        };
        (shipped.send.proven === undefined ? period.unproven : period.found).push(name);
      } catch (error) {
        if (!(error instanceof LedgerDamaged) && !(error instanceof CipherError)) throw error;
        period.unreadable.push(relative(root, file));
      }
    }
  };
  await Promise.all(Array.from({ length: filesAtOnce }, takeAll));
  period.found.sort(byDeparture);
  period.unproven.sort(byDeparture);
  period.unreadable.sort();
  return period;
}

/**
 * Reads orders that {@link findConfirmed} has found, in the order given; few are held at a time.
 *
 * @throws {LedgerDamaged} {@link CipherError} or an error of the disk for what has changed since it was found.
 */
export async function* readConfirmed(
  { directory, cipher }: Pick<ConfirmedPeriodOptions, 'directory' | 'cipher'>,
  names: readonly ConfirmedName[],
): AsyncGenerator<ConfirmedOrder> {
  const root = resolve(directory);
  for (let start = 0; start < names.length; start += filesAtOnce) {
    const texts = await Promise.all(
      names
        .slice(start, start + filesAtOnce)
        .map(({ account, purchaseOrderNumber }) => readFile(ledgerFile(root, account, purchaseOrderNumber), 'utf8')),
    );
    for (const text of texts) yield confirmedOrder(storedRecords(text), cipher);
  }
}

function byDeparture(a: ConfirmedName, b: ConfirmedName): number {
  if (a.departedAt !== b.departedAt) return a.departedAt - b.departedAt;
  return a.purchaseOrderNumber < b.purchaseOrderNumber ? -1 : 1;
}

interface Shipment {
  key: LedgerRecord['key'];
  send: Send;
  departedAt: number;
}

/** The confirmation that counts: the proven one, else the last that Amazon may have. */
function shipmentOf(stored: readonly StoredRecord[], cipher: Cipher): Shipment | undefined {
  const [own, ...others] = recordsOf(stored, OPERATION, cipher);
  if (own === undefined) return undefined;
  const shipments = liveSends(sendsOf([own, ...others], own.key)).flatMap((send) => {
    const departedAt = departureTimeOf(send.body);
    return departedAt === undefined || send.status === 'overruled' ? [] : [{ key: own.key, send, departedAt }];
  });
  return (
    shipments.findLast(({ send }) => send.proven !== undefined) ??
    shipments.findLast(({ send }) => send.status === 'accepted' || send.status === 'open')
  );
}

/** Only what an intent says is decrypted: Amazon's errors are of no interest here. */
const recordsOf = (stored: readonly StoredRecord[], operation: string, cipher: Cipher): LedgerRecord[] =>
  stored
    .filter(({ key }) => key.operation === operation)
    .map((record) =>
      record.type === 'intent'
        ? inClear(record, cipher)
        : ({ ...record, errors: undefined } as unknown as LedgerRecord),
    );

/** What is read of a confirmation. */
interface Confirmation {
  shipmentDetails: { vendorOrderNumber?: string };
  shipFromParty: { partyId: string };
  items: {
    itemSequenceNumber: number;
    vendorProductIdentifier?: string;
    buyerProductIdentifier?: string;
    shippedQuantity: { amount: number; unitOfMeasure: string };
  }[];
  containers?: { trackingNumber?: string }[];
}

function confirmedOrder(stored: readonly StoredRecord[], cipher: Cipher): ConfirmedOrder {
  const shipment = shipmentOf(stored, cipher);
  if (shipment?.send.proven === undefined) throw new LedgerDamaged('A confirmation that was proven is no longer.');
  const { key, send, departedAt } = shipment;
  const { shipmentDetails, shipFromParty, items, containers = [] } = JSON.parse(send.body) as Confirmation;
  const references = recordsOf(stored, OPERATION, cipher).flatMap((record) =>
    record.type === 'intent' && record.send === send.number ? (record.references ?? []) : [],
  );
  const trackingNumbers = [
    ...containers.flatMap(({ trackingNumber }) => trackingNumber ?? []),
    ...references.flatMap((reference) => (reference.startsWith('trk:') ? [reference.slice('trk:'.length)] : [])),
  ];
  return {
    account: key.account,
    purchaseOrderNumber: key.businessId,
    vendorOrderNumber: shipmentDetails.vendorOrderNumber ?? acknowledgedAs(stored, cipher),
    warehouse: shipFromParty.partyId,
    departedAt: new Date(departedAt).toISOString(),
    confirmedAt: new Date(shipment.send.proven.at).toISOString(),
    transactionId: send.transactionIds.at(-1) ?? null,
    trackingNumbers: [...new Set(trackingNumbers)],
    lines: items.map(({ itemSequenceNumber, vendorProductIdentifier, buyerProductIdentifier, shippedQuantity }) => ({
      itemSequenceNumber,
      sku: vendorProductIdentifier ?? null,
      asin: buyerProductIdentifier ?? null,
      quantity: shippedQuantity.amount,
      unitOfMeasure: shippedQuantity.unitOfMeasure,
    })),
  };
}

function acknowledgedAs(stored: readonly StoredRecord[], cipher: Cipher): string | null {
  const [own, ...others] = recordsOf(stored, 'submitAcknowledgement', cipher);
  if (own === undefined) return null;
  const acknowledgement = liveSends(sendsOf([own, ...others], own.key)).findLast(({ proven }) => proven !== undefined);
  if (acknowledgement === undefined) return null;
  return (JSON.parse(acknowledgement.body) as { vendorOrderNumber?: string }).vendorOrderNumber ?? null;
}
