import { randomUUID } from 'node:crypto';
import { mkdir, open, unlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CipherError, createCipher } from '../activities/cipher.js';
import { createDirectoryStore } from '../activities/documents/directory-store.js';
import type { DocumentStore } from '../activities/documents/document-store.js';
import { createDirectoryLedger } from '../activities/ledger/directory-ledger.js';
import type { Ledger } from '../activities/ledger/ledger.js';
import { ConfigError } from '../temporal.config.js';
import type { Config, Fault } from '../temporal.config.js';

/** Where the workers keep what must outlive them. */
export interface Stores {
  ledger: Ledger;
  documents: DocumentStore;
}

/**
 * Opens ledger and documents, and proves that both can be written and read with the configured keys. Where notices are
 * sent, they have a place to wait.
 *
 * @throws {ConfigError} naming what cannot be used: found out now, not at the first order.
 */
export async function openStores(
  config: Pick<Config, 'ledger' | 'documents'> & Partial<Pick<Config, 'notify'>>,
): Promise<Stores> {
  const ledger = createDirectoryLedger({
    directory: config.ledger.directory,
    cipher: createCipher(config.ledger.keys),
  });
  const documents = createDirectoryStore({
    directory: config.documents.directory,
    cipher: createCipher(config.documents.keys),
  });
  const probes = [
    { where: 'LEDGER_DIR', directory: config.ledger.directory, probe: () => ledger.identity() },
    {
      where: 'DOCUMENTS_DIR',
      directory: config.documents.directory,
      probe: async () => documents.get((await documents.put(Buffer.from('probe'), 'text/plain')).documentId),
    },
    ...(config.notify === undefined || Object.keys(config.notify.urls).length === 0
      ? []
      : [noticesProbe(config.notify.directory)]),
  ];
  const faults: Fault[] = [];
  for (const { where, directory, probe } of probes) {
    try {
      await probe();
    } catch (error) {
      const why = error instanceof CipherError ? error.message : String((error as NodeJS.ErrnoException).code);
      faults.push({ where, what: `${resolve(directory)} cannot be used: ${why}` });
    }
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return { ledger, documents };
}

const noticesProbe = (directory: string) => ({
  where: 'NOTIFY_DIR',
  directory,
  probe: async () => {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await probeDirectory(directory);
  },
});

/** More than a file system keeps in the entry of a file: a full disk is found out. */
const PROBE_BYTES = 8_192;

/**
 * Writes a file durably and removes it again.
 *
 * @throws the error of the disk: it is full, read-only, or gone.
 */
export async function probeDirectory(directory: string): Promise<void> {
  // Ledger and documents may share a directory, and processes in containers their id.
  const file = join(directory, `.probe-${randomUUID()}`);
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(Buffer.alloc(PROBE_BYTES, 'probe'));
    await handle.sync();
  } finally {
    await handle.close();
    await unlink(file);
  }
}
