import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCipher } from '../../../activities/cipher.js';
import { ledgerIdentity } from '../../../activities/ledger/ledger-identity.js';

describe('the identity of a ledger', () => {
  let root: string;
  const key = { id: 'k1', key: randomBytes(32) };
  const cipher = createCipher([key]);
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'identity-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('stays what it was, also with a newer current key, and differs from every other', async () => {
    const first = await ledgerIdentity(root, cipher);
    expect(await ledgerIdentity(root, cipher)).toBe(first);
    expect(await ledgerIdentity(root, createCipher([{ id: 'k2', key: randomBytes(32) }, key]))).toBe(first);
    expect(await ledgerIdentity(join(root, 'other'), cipher)).not.toBe(first);
  });

  it('is one for all who make it at once, and leaves nothing else behind', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, () => ledgerIdentity(join(root, 'new'), cipher)));
    expect(new Set(made).size).toBe(1);
    expect(readdirSync(join(root, 'new'))).toEqual(['identity.json']);
  });

  it('refuses a ledger whose key is not configured, or that is damaged', async () => {
    await ledgerIdentity(root, cipher);
    await expect(ledgerIdentity(root, createCipher([{ id: 'k9', key: randomBytes(32) }]))).rejects.toThrow(/"k1"/);
    const file = join(root, 'identity.json');
    const stored = JSON.parse(readFileSync(file, 'utf8')) as { keyId: string; sealed: string };
    writeFileSync(file, JSON.stringify({ ...stored, sealed: Buffer.alloc(60).toString('base64') }));
    await expect(ledgerIdentity(root, cipher)).rejects.toThrow(/damaged/);
  });
});
