import { randomUUID } from 'node:crypto';
import { link, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cipher } from '../cipher.js';
import { createDurableDirectories, isMissing, syncDirectory } from '../durable-files.js';

const PLACE = 'ledger identity';

/**
 * The identity of the ledger in a directory, made on first use.
 *
 * It is sealed, so that a ledger opened with another key is found out before anything is sent. Of two processes that
 * make it at once, one wins and both return the same.
 *
 * @throws an error of the disk, or CipherError when the key of the ledger is not configured.
 */
export async function ledgerIdentity(root: string, cipher: Cipher): Promise<string> {
  const file = join(root, 'identity.json');
  const found = await read(file, cipher);
  if (found !== undefined) return found;
  await createDurableDirectories(root).make(root);
  const { keyId, bytes } = cipher.seal(Buffer.from(randomUUID()), PLACE);
  const draft = join(root, `identity-${randomUUID()}.tmp`);
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(JSON.stringify({ keyId, sealed: Buffer.from(bytes).toString('base64') }));
    await handle.sync();
  } finally {
    await handle.close();
  }
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(draft);
  }
  await syncDirectory(root);
  const made = await read(file, cipher);
  if (made === undefined) throw new Error('The identity of the ledger has vanished.');
  return made;
}

async function read(file: string, cipher: Cipher): Promise<string | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  const { keyId, sealed } = JSON.parse(text) as { keyId: string; sealed: string };
  return Buffer.from(cipher.open({ keyId, bytes: Buffer.from(sealed, 'base64') }, PLACE)).toString();
}
