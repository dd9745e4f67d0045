import { dirname, resolve } from 'node:path';

import type { Cipher } from '../cipher.js';
import { createDurableDirectories } from '../durable-files.js';
import { createTaskLanes } from '../task-lanes.js';
import type { Ledger, LedgerIntent, LedgerRecord } from './ledger.js';
import { isSameWrite } from './sends.js';
import { ledgerFile } from './ledger-file.js';
import { createRememberedFiles } from './remembered-files.js';
import { ledgerIdentity } from './ledger-identity.js';
import type { StoredRecord } from './lines.js';
import { inClear, LedgerDamaged, toLine } from './lines.js';

/** Files open at the same time: enough to keep a disk busy, far below what one process may open. */
const filesAtOnce = 64;

export interface DirectoryLedgerOptions {
  /** A directory on a local disk: appending is not atomic on network file systems such as NFS. */
  directory: string;
  cipher: Cipher;
}

/**
 * The embedded ledger: one append-only file of JSON lines for each business id.
 *
 * 1. An append is one `write` at the end of the file, then fsync; it is acknowledged only after both.
 * 2. Every append starts with a line feed, so that a torn last line cannot swallow it; blank lines count for nothing.
 * 3. The name of a file is durable before its first line is written.
 * 4. `open` appends first and reads afterwards: the operating system puts appends of all processes into one order, and
 *    the first intent in it owns the send.
 * 5. Calls for the same business id run one after the other within a process.
 * 6. Every error of the disk rejects the call. Lines of a rejected call may exist all the same: an intent among them
 *    is an unknown outcome like any other.
 * 7. A file that nobody has touched since it was last read is not read again, and its lines are decrypted once.
 */
export function createDirectoryLedger({ directory, cipher }: DirectoryLedgerOptions): Ledger {
  const root = resolve(directory);
  const lanes = createTaskLanes(filesAtOnce);
  const directories = createDurableDirectories(root);
  const files = createRememberedFiles();
  const clear = new WeakMap<StoredRecord, LedgerRecord>();

  function toClear(stored: StoredRecord): LedgerRecord {
    const known = clear.get(stored) ?? inClear(stored, cipher);
    clear.set(stored, known);
    return known;
  }

  async function appendTo(file: string, records: LedgerRecord[]): Promise<void> {
    try {
      await directories.make(dirname(file));
      await files.append(file, records.map((record) => `\n${toLine(record, cipher)}\n`).join(''));
    } catch (error) {
      directories.forget(dirname(file));
      throw error;
    }
  }

  let identity: string | undefined;
  return {
    async identity() {
      return (identity ??= await ledgerIdentity(root, cipher));
    },

    read(account, businessId) {
      const file = ledgerFile(root, account, businessId);
      return lanes.run(file, async () => {
        const stored = await files.read(file);
        if (stored.some(({ key }) => key.account !== account || key.businessId !== businessId)) {
          throw new LedgerDamaged('A file of the ledger holds a line of another purchase order.');
        }
        return stored.map(toClear);
      });
    },

    async open(intents) {
      const owned = new Set<LedgerIntent>();
      await forEachFile(root, intents, (file, own) =>
        lanes.run(file, async () => {
          await appendTo(file, own);
          const stored = await files.read(file);
          for (const intent of own) if (ownerOf(stored, intent) === intent.intentId) owned.add(intent);
        }),
      );
      return intents.map((intent) => owned.has(intent));
    },

    async append(records) {
      await forEachFile(root, records, (file, own) => lanes.run(file, () => appendTo(file, own)));
    },
  };
}

/** All files are tried, and nothing runs on in the background when one of them fails. */
async function forEachFile<Entry extends LedgerRecord>(
  root: string,
  records: Entry[],
  task: (file: string, own: Entry[]) => Promise<void>,
): Promise<void> {
  const byFile = new Map<string, Entry[]>();
  for (const record of records) {
    const file = ledgerFile(root, record.key.account, record.key.businessId);
    byFile.set(file, [...(byFile.get(file) ?? []), record]);
  }
  const results = await Promise.allSettled([...byFile].map(([file, own]) => task(file, own)));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

function ownerOf(stored: readonly StoredRecord[], { key, send }: LedgerIntent): string | undefined {
  const first = stored.find(
    (record) => record.type === 'intent' && record.send === send && isSameWrite(record.key, key),
  );
  return first?.type === 'intent' ? first.intentId : undefined;
}
