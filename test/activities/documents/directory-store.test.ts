import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createCipher } from '../../../activities/cipher.js';
import { createDirectoryStore, DocumentUnavailable } from '../../../activities/documents/directory-store.js';

const key = { id: 'k1', key: randomBytes(32) };
const label = Buffer.from('^XA^FDAda Lovelace^XZ');
const labelId = createHash('sha256').update(label).digest('hex');

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'documents-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const storeWith = (...keys: (typeof key)[]) => createDirectoryStore({ directory, cipher: createCipher(keys) });
const fileOf = (documentId: string): string => join(directory, documentId.slice(0, 2), documentId);

describe('the document store in a directory', () => {
  it('gives back what was put in, under the hash of the clear bytes', async () => {
    const store = storeWith(key);
    const reference = { documentId: labelId, sha256: labelId, mediaType: 'application/zpl' };
    expect(await store.put(label, 'application/zpl')).toEqual(reference);
    const { bytes, mediaType } = await storeWith(key).get(labelId);
    expect(Buffer.from(bytes)).toEqual(label);
    expect(mediaType).toBe('application/zpl');
  });

  it.each([
    ['no bytes', Buffer.alloc(0)],
    ['line feeds and zeros', Buffer.from('\n\n\0\0\n')],
    ['a megabyte', randomBytes(1_000_000)],
  ])('takes %s', async (_name, bytes) => {
    const store = storeWith(key);
    const { documentId } = await store.put(bytes, 'application/octet-stream');
    expect(Buffer.from((await store.get(documentId)).bytes).equals(bytes)).toBe(true);
  });

  it('has one file, whole and without left-overs, for the same bytes put at once and again', async () => {
    const store = storeWith(key);
    await Promise.all([store.put(label, 'a/b'), store.put(label, 'a/b'), storeWith(key).put(label, 'a/b')]);
    const before = readFileSync(fileOf(labelId));
    await store.put(label, 'a/b');
    expect(readFileSync(fileOf(labelId))).toEqual(before);
    expect(readdirSync(join(directory, labelId.slice(0, 2)))).toEqual([labelId]);
  });

  it('keeps the first media type of the same bytes, and says so', async () => {
    const store = storeWith(key);
    await store.put(label, 'application/zpl');
    expect(await store.put(label, 'text/plain')).toMatchObject({ mediaType: 'application/zpl' });
    expect(await store.get(labelId)).toMatchObject({ mediaType: 'application/zpl' });
  });

  it('holds no clear text and lets nobody but its owner read', async () => {
    await storeWith(key).put(label, 'application/zpl');
    expect(readFileSync(fileOf(labelId)).includes('Lovelace')).toBe(false);
    expect(statSync(fileOf(labelId)).mode & 0o777).toBe(0o600);
    expect(statSync(join(fileOf(labelId), '..')).mode & 0o777).toBe(0o700);
  });

  it('reads with an older key, and names document and key when it lacks it', async () => {
    const newKey = { id: 'k2', key: randomBytes(32) };
    await storeWith(key).put(label, 'application/zpl');
    expect(await storeWith(newKey, key).get(labelId)).toMatchObject({ mediaType: 'application/zpl' });
    const reading = storeWith(newKey).get(labelId);
    await expect(reading).rejects.toMatchObject({ reason: 'unknown-key', documentId: labelId });
    await expect(reading).rejects.toThrow(new RegExp(`^Document ${labelId}: .*"k1" is not configured`));
  });

  it.each(['0'.repeat(64), '../../etc/passwd', 'ABC', ''])('knows no document %j', async (documentId) => {
    await expect(storeWith(key).get(documentId)).rejects.toMatchObject({ reason: 'unknown', documentId });
  });

  it.each<[string, (content: Buffer) => Uint8Array]>([
    [
      'its last byte changed',
      (content) => Buffer.concat([content.subarray(0, -1), Buffer.from([(content.at(-1) ?? 0) ^ 1])]),
    ],
    ['its end missing', (content) => content.subarray(0, -5)],
    ['its media type changed', (content) => Buffer.from(content.toString('latin1').replace('zpl', 'pdf'), 'latin1')],
    ['its first line missing', (content) => content.subarray(content.indexOf('\n') + 1)],
    ['nothing left', () => Buffer.alloc(0)],
    ['JSON of another kind', () => Buffer.from('{}\nabc')],
  ])('refuses a file with %s, names it, and mends it when the bytes are put again', async (_name, damage) => {
    const store = storeWith(key);
    await store.put(label, 'application/zpl');
    writeFileSync(fileOf(labelId), damage(readFileSync(fileOf(labelId))));
    await expect(store.get(labelId)).rejects.toThrow(DocumentUnavailable);
    await expect(store.get(labelId)).rejects.toMatchObject({ reason: 'damaged', documentId: labelId });
    await store.put(label, 'application/zpl');
    expect(Buffer.from((await store.get(labelId)).bytes)).toEqual(label);
  });

  it('refuses a file that holds another document', async () => {
    const store = storeWith(key);
    await store.put(label, 'application/zpl');
    const other = await store.put(Buffer.from('other'), 'application/zpl');
    writeFileSync(fileOf(labelId), readFileSync(fileOf(other.documentId)));
    await expect(store.get(labelId)).rejects.toMatchObject({ reason: 'damaged' });
  });

  it('fails when it cannot write, and leaves nothing behind', async () => {
    writeFileSync(join(directory, labelId.slice(0, 2)), '');
    await expect(storeWith(key).put(label, 'application/zpl')).rejects.toMatchObject({ code: 'ENOTDIR' });
    expect(readdirSync(directory)).toEqual([labelId.slice(0, 2)]);
  });
});
