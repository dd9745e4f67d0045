import { crc32 } from 'node:zlib';

import type { Cipher, Sealed } from '../cipher.js';
import type { LedgerIntent, LedgerRecord, WriteKey } from './ledger.js';

/** What may hold personal data or Amazon's own text. */
const secretFields = ['body', 'errors'] as const;

/** A record as its line holds it: the secret fields are encrypted, so nothing of them is typed here. */
export type StoredRecord = { key: WriteKey; send: number } & (
  Pick<LedgerIntent, 'type' | 'intentId'> | { type: Exclude<LedgerRecord['type'], 'intent'> }
);

/** A line that was written whole does not read as it was written. The message holds no content. */
export class LedgerDamaged extends Error {
  override name = 'LedgerDamaged';
}

/**
 * One record as a line of JSON without its line feed.
 *
 * The check sum comes last, so that a line whose end is missing is never taken for a whole one.
 */
export function toLine(record: LedgerRecord, cipher: Cipher): string {
  const stored: Record<string, unknown> = { ...record };
  for (const field of secretFields) {
    const clear = stored[field];
    if (typeof clear !== 'string') continue;
    const { keyId, bytes } = cipher.seal(Buffer.from(clear), placeOf(record, field));
    stored[field] = { keyId, sealed: Buffer.from(bytes).toString('base64') };
  }
  const json = JSON.stringify(stored);
  return `${json.slice(0, -1)},"sum":"${sumOf(json)}"}`;
}

/**
 * The records of a file, still encrypted.
 *
 * A line without its end is the trace of a writer that died before its write was acknowledged: it never counted.
 *
 * @throws {LedgerDamaged} for a whole line that has changed.
 */
export function storedRecords(text: string): StoredRecord[] {
  return text.split('\n').flatMap((line) => {
    const [, start, sum] = /^(.*),"sum":"([0-9a-f]{8})"\}$/s.exec(line) ?? [];
    if (start === undefined) return [];
    const json = `${start}}`;
    if (sumOf(json) !== sum) throw new LedgerDamaged('A line of the ledger has changed since it was written.');
    return [JSON.parse(json) as StoredRecord];
  });
}

/**
 * The record as it was written; nothing of it can be changed, so that many may hold the same one.
 *
 * @throws {CipherError} when a key is not configured or a secret field is damaged.
 */
export function inClear(stored: StoredRecord, cipher: Cipher): LedgerRecord {
  const record: Record<string, unknown> = { ...stored };
  for (const field of secretFields) {
    if (record[field] === undefined) continue;
    const { keyId, sealed } = record[field] as { keyId: string; sealed: string };
    const secret: Sealed = { keyId, bytes: Buffer.from(sealed, 'base64') };
    record[field] = Buffer.from(cipher.open(secret, placeOf(stored, field))).toString();
  }
  return frozen(record) as unknown as LedgerRecord;
}

function frozen<Value extends object>(value: Value): Value {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) frozen(inner as object);
  return Object.freeze(value);
}

function placeOf({ key, send, type }: Pick<StoredRecord, 'key' | 'send' | 'type'>, field: string): string {
  const { account, operation, businessId, occurrence } = key;
  return JSON.stringify(['ledger', account, operation, businessId, occurrence, send, type, field]);
}

const sumOf = (json: string): string => crc32(json).toString(16).padStart(8, '0');
