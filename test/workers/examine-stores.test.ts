import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCipher } from '../../activities/cipher.js';
import { createDirectoryStore } from '../../activities/documents/directory-store.js';
import { createDirectoryLedger } from '../../activities/ledger/directory-ledger.js';
import { examineSpace, examineStores } from '../../workers/examine-stores.js';

const keyOf = (byte: number) => ({ id: `k${byte}`, key: Buffer.alloc(32, byte) });

describe('an examination of ledger and documents', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'examine-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const configOf = (keys = [keyOf(1)]) => ({
    ledger: { directory: join(root, 'ledger'), keys },
    documents: { directory: join(root, 'documents'), keys },
  });
  /** What a worker makes at its first start. */
  const begin = async (): Promise<{ ledgerId: string }> => {
    const { ledger, documents } = configOf();
    const cipher = createCipher(ledger.keys);
    await createDirectoryStore({ directory: documents.directory, cipher }).put(Buffer.from('x'), 'text/plain');
    return { ledgerId: await createDirectoryLedger({ directory: ledger.directory, cipher }).identity() };
  };
  const statuses = async (config = configOf()): Promise<string[]> =>
    (await examineStores(config)).map(({ check, status }) => `${check} ${status}`);

  it('finds what a worker has made in order, and tells which ledger it is', async () => {
    const { ledgerId } = await begin();
    const findings = await examineStores(configOf());
    expect(findings.map(({ check }) => check)).toEqual(['ledger', 'ledger-space', 'documents', 'documents-space']);
    expect(findings[0]).toMatchObject({ status: 'ok', what: expect.stringContaining(ledgerId) });
    expect(findings[2]).toMatchObject({ status: 'ok' });
  });

  it('makes nothing that is not there', async () => {
    await expect(statuses()).resolves.toEqual(['ledger warning', 'documents warning']);
    expect(existsSync(join(root, 'ledger'))).toBe(false);
    mkdirSync(join(root, 'ledger'));
    expect((await examineStores(configOf()))[0]).toMatchObject({
      status: 'warning',
      what: expect.stringContaining('No ledger was begun'),
    });
    expect(existsSync(join(root, 'ledger', 'identity.json'))).toBe(false);
  });

  it('finds out that the key of the ledger is not configured', async () => {
    await begin();
    expect((await examineStores(configOf([keyOf(2)])))[0]).toMatchObject({
      status: 'error',
      what: expect.stringContaining('Encryption key "k1" is not configured'),
    });
    await expect(statuses(configOf([keyOf(2), keyOf(1)]))).resolves.toContain('ledger ok');
  });

  it('goes on when one of them cannot be used', async () => {
    await begin();
    rmSync(join(root, 'ledger'), { recursive: true });
    writeFileSync(join(root, 'ledger'), 'no directory');
    const [ledger, documents] = await examineStores(configOf());
    expect([ledger?.status, documents?.status]).toEqual(['error', 'ok']);
    expect(ledger?.what).toMatch(/LEDGER_DIR cannot be used: .* \((ENOTDIR|EEXIST)\)\./);
  });

  it.each([
    // free bytes, status, said
    [0, 'warning', '0.0 GB'],
    [999_999_999, 'warning', '1.0 GB'],
    [1_000_000_000, 'ok', '1.0 GB'],
    [80e9, 'ok', '80.0 GB'],
  ])('with %d bytes of free disk space is %s', (free, status, said) => {
    expect(examineSpace({ variable: 'LEDGER_DIR', check: 'ledger' }, free)).toMatchObject({
      status,
      what: `LEDGER_DIR has ${said} of free disk space.`,
    });
  });
});
