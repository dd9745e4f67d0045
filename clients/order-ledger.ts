import { existsSync } from 'node:fs';
import { CipherError, createCipher } from '../activities/cipher.js';
import { createDirectoryLedger } from '../activities/ledger/directory-ledger.js';
import type { LedgerRecord } from '../activities/ledger/ledger.js';
import { LedgerDamaged } from '../activities/ledger/lines.js';
import type { EncryptedDirectory } from '../temporal.config.js';
import { systemCodeOf } from './errors.js';
import type { OrderName } from './purchase-orders.js';

/** What this machine's ledger has of an order, or why that cannot be told. */
export type LedgerPart = { records: LedgerRecord[] } | { problem: string };

/** Reads the ledger; nothing is made or changed there. */
export async function readOrderLedger(
  { directory, keys }: EncryptedDirectory,
  { account, purchaseOrderNumber }: OrderName,
): Promise<LedgerPart> {
  if (!existsSync(directory)) return { problem: `There is no ledger at ${directory} (LEDGER_DIR) on this machine.` };
  try {
    const ledger = createDirectoryLedger({ directory, cipher: createCipher(keys) });
    return { records: await ledger.read(account, purchaseOrderNumber) };
  } catch (error) {
    if (error instanceof CipherError || error instanceof LedgerDamaged) return { problem: error.message };
    const code = systemCodeOf(error);
    if (code === 'unknown') throw error;
    return { problem: `The ledger at ${directory} (LEDGER_DIR) cannot be read (${code}).` };
  }
}
