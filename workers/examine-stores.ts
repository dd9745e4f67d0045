import { access, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CipherError, createCipher } from '../activities/cipher.js';
import { createDirectoryStore } from '../activities/documents/directory-store.js';
import { createDirectoryLedger } from '../activities/ledger/directory-ledger.js';
import type { Config } from '../temporal.config.js';
import { fault, fine, warning } from './examination.js';
import type { Finding } from './examination.js';
import { probeDirectory } from './stores.js';

/** Below this a day of many orders may fill the disk before somebody has looked. */
const LOW_SPACE_BYTES = 1e9;

/**
 * Whether ledger and documents can be read and written with the configured keys, and how much room they have.
 *
 * Nothing is made that is not there: an empty ledger in the wrong place would look like a good one.
 */
export async function examineStores(config: Pick<Config, 'ledger' | 'documents'>): Promise<Finding[]> {
  const ledger = { variable: 'LEDGER_DIR', check: 'ledger', directory: resolve(config.ledger.directory) };
  const documents = { variable: 'DOCUMENTS_DIR', check: 'documents', directory: resolve(config.documents.directory) };
  return [
    ...(await examine(ledger, () => ledgerIsUsable(config.ledger))),
    ...(await examine(documents, () => documentsAreUsable(config.documents))),
  ];
}

interface Store {
  variable: string;
  check: string;
  directory: string;
}

async function examine(store: Store, use: () => Promise<Finding>): Promise<Finding[]> {
  const { variable, check, directory } = store;
  try {
    await access(directory);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') return [unusable(store, error)];
    const what = `${variable} is not there: ${directory}.`;
    return [
      warning({ check }, what, `The worker makes it at its first start. If one ran before, correct ${variable}.`),
    ];
  }
  try {
    const found = await use();
    await probeDirectory(directory);
    return [found, await space(store)];
  } catch (error) {
    return [unusable(store, error)];
  }
}

async function ledgerIsUsable({ directory, keys }: Config['ledger']): Promise<Finding> {
  const subject = { check: 'ledger' };
  const root = resolve(directory);
  const hasIdentity = await access(join(root, 'identity.json')).then(
    () => true,
    () => false,
  );
  if (!hasIdentity) {
    const what = `No ledger was begun in LEDGER_DIR yet: ${root}.`;
    return warning(subject, what, 'The worker begins one at its first start. If one ran before, correct LEDGER_DIR.');
  }
  const identity = await createDirectoryLedger({ directory, cipher: createCipher(keys) }).identity();
  return fine(subject, `Ledger ${identity} can be read and written: ${root}.`);
}

async function documentsAreUsable({ directory, keys }: Config['documents']): Promise<Finding> {
  const store = createDirectoryStore({ directory, cipher: createCipher(keys) });
  await store.get((await store.put(Buffer.from('probe'), 'text/plain')).documentId);
  return fine({ check: 'documents' }, `Documents can be read and written: ${resolve(directory)}.`);
}

const unusable = ({ variable, check, directory }: Store, error: unknown): Finding =>
  error instanceof CipherError
    ? fault({ check }, `${variable} cannot be read: ${error.message}`, 'Configure the key it was begun with.')
    : fault(
        { check },
        `${variable} cannot be used: ${directory} (${codeOf(error)}).`,
        `Make room, mount the disk, or correct its permissions; nothing is sent to Amazon until then.`,
      );

const space = async (store: Store): Promise<Finding> => {
  const { bavail, bsize } = await statfs(store.directory);
  return examineSpace(store, bavail * bsize);
};

/** What so much free room means. */
export function examineSpace({ variable, check }: Pick<Store, 'variable' | 'check'>, freeBytes: number): Finding {
  const subject = { check: `${check}-space` };
  const what = `${variable} has ${(freeBytes / 1e9).toFixed(1)} GB of free disk space.`;
  return freeBytes >= LOW_SPACE_BYTES
    ? fine(subject, what)
    : warning(subject, what, 'Make room: when the disk is full, nothing is sent to Amazon any more.');
}

/** A code of the system; never a message, which may name anything. */
const codeOf = (error: unknown): string => {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : String(name);
};
