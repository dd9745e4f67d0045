import { createHash, randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

import type { Cipher } from '../cipher.js';
import { CipherError } from '../cipher.js';
import { createDurableDirectories, isMissing, syncDirectory } from '../durable-files.js';
import { createTaskLanes } from '../task-lanes.js';
import type { DocumentStore } from './document-store.js';

/** Files open at the same time: enough to keep a disk busy, far below what one process may open. */
const filesAtOnce = 64;

export interface DirectoryStoreOptions {
  directory: string;
  cipher: Cipher;
}

/** A document cannot be given out. The message names it and holds no content. */
export class DocumentUnavailable extends Error {
  override name = 'DocumentUnavailable';
  constructor(
    readonly documentId: string,
    /** `unknown` covers what was purged, too. */
    readonly reason: 'unknown' | 'damaged' | 'unknown-key',
    explanation: string,
  ) {
    super(`Document ${documentId}: ${explanation}`);
  }
}

/**
 * The embedded document store: one encrypted file for each document, under `<2 hex>/<document id>`.
 *
 * The document id is the SHA-256 of the clear bytes, so a document never changes. Putting the same bytes again keeps
 * the first media type; a file that has become unreadable is written anew. A file begins with one line of JSON
 * (key id and media type), then IV, authentication tag and ciphertext.
 */
export function createDirectoryStore({ directory, cipher }: DirectoryStoreOptions): DocumentStore {
  const root = resolve(directory);
  const lanes = createTaskLanes(filesAtOnce);
  const directories = createDurableDirectories(root);
  const fileOf = (documentId: string): string => join(root, documentId.slice(0, 2), documentId);

  async function read(documentId: string): Promise<{ bytes: Uint8Array; mediaType: string }> {
    const { keyId, mediaType, bytes } = parse(documentId, await readDocument(documentId, fileOf(documentId)));
    const clear = openDocument(documentId, () => cipher.open({ keyId, bytes }, placeOf(documentId, mediaType)));
    if (sha256(clear) !== documentId) throw damaged(documentId);
    return { bytes: clear, mediaType };
  }

  async function write(documentId: string, bytes: Uint8Array, mediaType: string): Promise<void> {
    const file = fileOf(documentId);
    const { keyId, bytes: sealed } = cipher.seal(bytes, placeOf(documentId, mediaType));
    const header = Buffer.from(`${JSON.stringify({ keyId, mediaType })}\n`);
    try {
      await directories.make(dirname(file));
      await replaceDurably(file, Buffer.concat([header, sealed]));
    } catch (error) {
      directories.forget(dirname(file));
      throw error;
    }
  }

  return {
    async put(bytes, mediaType) {
      const documentId = sha256(bytes);
      return lanes.run(documentId, async () => {
        const existing = await orUnavailable(read(documentId));
        if (existing === undefined) await write(documentId, bytes, mediaType);
        // Who wrote it may have died before its name was durable.
        else await syncDirectory(dirname(fileOf(documentId)));
        return { documentId, sha256: documentId, mediaType: existing?.mediaType ?? mediaType };
      });
    },

    async get(documentId) {
      if (!/^[0-9a-f]{64}$/.test(documentId)) throw unknown(documentId);
      return lanes.run(documentId, () => read(documentId));
    },
  };
}

async function readDocument(documentId: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isMissing(error)) throw unknown(documentId);
    throw error;
  }
}

function parse(documentId: string, content: Buffer): { keyId: string; mediaType: string; bytes: Buffer } {
  const end = content.indexOf('\n');
  try {
    const { keyId, mediaType } = JSON.parse(content.toString('utf8', 0, Math.max(end, 0))) as Record<string, unknown>;
    if (typeof keyId === 'string' && typeof mediaType === 'string') {
      return { keyId, mediaType, bytes: content.subarray(end + 1) };
    }
  } catch {
    // The parser's message would quote the file.
  }
  throw damaged(documentId);
}

function openDocument(documentId: string, decrypt: () => Uint8Array): Uint8Array {
  try {
    return decrypt();
  } catch (error) {
    if (error instanceof CipherError) throw new DocumentUnavailable(documentId, error.reason, error.message);
    throw error;
  }
}

/** Whole or not at all: a reader never sees half a file, nor does a power cut leave one. */
async function replaceDurably(file: string, content: Uint8Array): Promise<void> {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
  await syncDirectory(dirname(file));
}

async function orUnavailable<Result>(reading: Promise<Result>): Promise<Result | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof DocumentUnavailable) return undefined;
    throw error;
  }
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const placeOf = (documentId: string, mediaType: string): string => JSON.stringify(['document', documentId, mediaType]);

const unknown = (documentId: string): DocumentUnavailable =>
  new DocumentUnavailable(documentId, 'unknown', 'unknown, or purged.');

const damaged = (documentId: string): DocumentUnavailable =>
  new DocumentUnavailable(documentId, 'damaged', 'the file is damaged. Restore it from a backup, or store it again.');
