import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createCipher } from '../../../activities/cipher.js';
import { createDirectoryStore } from '../../../activities/documents/directory-store.js';
import type { LabelFacts } from '../../../workflows/purchase-order/order.js';
import { openShownOrders } from '../stand-in/shown-orders.js';
import type { ShownOrders } from '../stand-in/shown-orders.js';
import { COMMAND, run } from '../terminal.js';
import type { Ran } from '../terminal.js';

const key = { id: 'k1', key: randomBytes(32) };
/** Bytes that are no text. */
const png = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0xff, 0x00, 0xfe]);

describe('documents get', () => {
  let orders: ShownOrders;
  let root: string;
  let out: string;
  let environment: Record<string, string>;
  let zplId: string;

  beforeAll(async () => {
    orders = await openShownOrders();
    await orders.startWorker();
    root = mkdtempSync(join(tmpdir(), 'documents-'));
    environment = {
      ...orders.environment,
      DOCUMENTS_DIR: join(root, 'store'),
      DOCUMENTS_KEY: `k1:${key.key.toString('base64')}`,
    };
    const store = createDirectoryStore({ directory: join(root, 'store'), cipher: createCipher([key]) });
    const labelOf = async (text: Buffer | string, mediaType: string, trackingNumber: string): Promise<LabelFacts> => {
      const { documentId, sha256 } = await store.put(Buffer.from(text), mediaType);
      return { format: 'ZPL', packages: [{ documentId, sha256, mediaType, trackingNumber }] };
    };
    const [first, second, old] = await Promise.all([
      labelOf('^XA-one^XZ', 'application/zpl', '1Z1'),
      labelOf(png, 'image/png', '1Z2'),
      labelOf('^XA-old^XZ', 'application/zpl', '1Z0'),
    ]);
    zplId = first.packages[0]!.documentId;
    const raw = await store.put(Buffer.from('{"payload":{"shipTo":"somebody"}}'), 'application/json');
    await orders.show('TWO', { label: { ...first, packages: [...first.packages, ...second.packages] } });
    await orders.show('ENDED', { state: 'COMPLETED', label: second, orderDocumentId: raw.documentId });
    const marked = { voidedAt: '2026-01-05T16:00:00.000Z', actor: 'dock-1', isDestroyed: false };
    await orders.show('RELABELLED', { label: first, voidLabels: [{ ...old, ...marked }] });
    const slip = await store.put(Buffer.from('%PDF slip'), 'application/pdf');
    await orders.show('SLIP', { label: first, papers: [{ kind: 'packing-slip', ...slip }] });
    const purged = { ...first.packages[0]!, documentId: '0'.repeat(64) };
    await orders.show('PURGED', { label: { ...first, packages: [...second.packages, purged] } });
  }, 60_000);
  beforeEach(() => {
    out = mkdtempSync(join(root, 'out-'));
  });
  afterAll(async () => {
    await orders.stopWorker();
    rmSync(root, { recursive: true });
  });

  const get = (...args: string[]): Promise<Ran> => run(['documents', 'get', ...args], environment);

  it('writes one file for each package, named for the printer, and prints the paths', async () => {
    const { exitCode, stdout } = await get('TWO', '--out', out);
    expect([exitCode, stdout]).toEqual([0, `${join(out, 'TWO-001.zpl')}\n${join(out, 'TWO-002.png')}\n`]);
    expect(readFileSync(join(out, 'TWO-001.zpl'), 'utf8')).toBe('^XA-one^XZ');
    expect(readFileSync(join(out, 'TWO-002.png'))).toEqual(png);
  });

  it('has the same with --json', async () => {
    const { stdout } = await get('TWO', '--out', out, '--package', '1Z2', '--json');
    expect(JSON.parse(stdout)).toEqual({
      files: [
        {
          path: join(out, 'TWO-002.png'),
          documentId: expect.stringMatching(/^[0-9a-f]{64}$/),
          mediaType: 'image/png',
          packageIdentifier: null,
          trackingNumber: '1Z2',
          isVoid: false,
        },
      ],
    });
  });

  it('works for an ended order, and writes the raw order for its owner only', async () => {
    const order = join(out, 'order.json');
    writeFileSync(order, 'older');
    chmodSync(order, 0o644);
    const written = await get('ENDED', '--kind', 'order', '--out', order, '--force');
    expect(written.exitCode).toBe(0);
    expect(readFileSync(order, 'utf8')).toBe('{"payload":{"shipTo":"somebody"}}');
    expect(statSync(order).mode & 0o777).toBe(0o600);
    expect((await get('ENDED', '--out', out)).stdout).toBe(`${join(out, 'ENDED-001.png')}\n`);
  });

  it('writes a paper of the order', async () => {
    const { exitCode, stdout } = await get('SLIP', '--kind', 'packing-slip', '--out', out);
    expect([exitCode, stdout]).toEqual([0, `${join(out, 'SLIP-packing-slip.pdf')}\n`]);
    expect(readFileSync(join(out, 'SLIP-packing-slip.pdf'), 'utf8')).toBe('%PDF slip');
  });

  it('notes in the print log what is handed out, to whom, and nothing that was refused', async () => {
    const log = join(root, 'store', 'print-log.jsonl');
    writeFileSync(log, '');
    await get('TWO', '--out', out, '--actor', 'dock-7');
    await get('TWO', '--out', out, '--actor', 'dock-8');
    await get('--id', zplId, '--out', out, '--actor', 'dock-9');
    const entries = readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as unknown);
    const at = expect.stringMatching(/^\d{4}-.*Z$/);
    const two = { at, actor: 'dock-7', kind: 'label', account: 'default', purchaseOrderNumber: 'TWO' };
    expect(entries).toEqual([
      { ...two, documentId: zplId, package: '1Z1' },
      { ...two, documentId: expect.any(String), package: '1Z2' },
      { at, actor: 'dock-9', kind: 'document', documentId: zplId },
    ]);
  });

  it('overwrites nothing without --force, and then writes none of several', async () => {
    writeFileSync(join(out, 'TWO-002.png'), 'mine');
    const refused = await get('TWO', '--out', out);
    expect([refused.exitCode, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain('TWO-002.png exists already; --force overwrites it.');
    expect(existsSync(join(out, 'TWO-001.zpl'))).toBe(false);
    expect(readFileSync(join(out, 'TWO-002.png'), 'utf8')).toBe('mine');
    expect((await get('TWO', '--out', out, '--force')).exitCode).toBe(0);
    expect(readFileSync(join(out, 'TWO-002.png'))).toEqual(png);
  });

  it('leaves nothing behind when a document is missing', async () => {
    const { exitCode, stderr } = await get('PURGED', '--out', out);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^Document 0{64}: unknown, or purged\. .*DOCUMENTS_DIR.* Nothing was written\.$/m);
    expect(existsSync(join(out, 'PURGED-001.png'))).toBe(false);
  });

  it('gives out a void label on demand only, under a name and with a warning that say so', async () => {
    expect((await get('RELABELLED', '--out', out)).stdout).toBe(`${join(out, 'RELABELLED-001.zpl')}\n`);
    const refused = await get('RELABELLED', '--package', '1Z0', '--out', out);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/is void: marked by dock-1/);
    const given = await get('RELABELLED', '--void', '--out', out);
    expect([given.exitCode, given.stdout]).toEqual([0, `${join(out, 'RELABELLED-VOID1-001.zpl')}\n`]);
    expect(given.stderr).toMatch(/^VOID LABEL: .*Do not put it on a parcel/);
    const asJson = await get('RELABELLED', '--void', '--out', out, '--force', '--json');
    expect(JSON.parse(asJson.stdout)).toMatchObject({ files: [{ isVoid: true }] });
  });

  it('makes a directory that is missing, where its name ends as one', async () => {
    const made = join(out, 'new', 'labels');
    expect((await get('TWO', '--out', `${made}/`)).stdout).toBe(
      `${join(made, 'TWO-001.zpl')}\n${join(made, 'TWO-002.png')}\n`,
    );
  });

  it('takes one file name, or stdout, for exactly one document', async () => {
    for (const one of [join(out, 'label.zpl'), '-']) {
      const { exitCode, stderr } = await get('TWO', '--out', one);
      expect([exitCode, stderr]).toEqual([2, expect.stringContaining('there are 2 packages')]);
    }
    expect((await get('TWO', '--package', '1Z1', '--out', join(out, 'label.zpl'))).exitCode).toBe(0);
    expect(readFileSync(join(out, 'label.zpl'), 'utf8')).toBe('^XA-one^XZ');
  });

  it('prints the bytes of a label, and nothing else, to stdout', async () => {
    const args = ['documents', 'get', 'TWO', '--package', '1Z2', '--out', '-'];
    const child = spawn(process.execPath, [COMMAND, ...args], {
      env: environment,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    const exitCode = await new Promise((resolve) => child.once('close', resolve));
    expect([exitCode, Buffer.concat(chunks)]).toEqual([0, png]);
  });

  it('gets a document by its id, with neither Temporal nor a worker', async () => {
    const store = { ...environment, TEMPORAL_ADDRESS: '127.0.0.1:1' };
    const { exitCode, stdout, stderr } = await run(['documents', 'get', '--id', zplId, '--out', out], store);
    expect([exitCode, stdout]).toEqual([0, `${join(out, `${zplId.slice(0, 16)}.zpl`)}\n`]);
    expect(stderr).toMatch(/^Not checked: whether this document is a label that was marked void\./);
  });

  it.each([
    // what is wrong, arguments, what the error names
    ['neither order nor id', [], '- ORDER: is missing; or name a document by --id.'],
    ['both', ['TWO', '--id', 'x'], '- --id: stands instead of an order.'],
    ['a package of a raw order', ['TWO', '--kind', 'order', '--package', 'x'], '- --package: is for the labels'],
    ['a package of a paper', ['TWO', '--kind', 'packing-slip', '--package', 'x'], '- --package: is for the labels'],
    [
      'an unknown kind',
      ['TWO', '--kind', 'slip'],
      '- --kind: "slip" is not one of label, packing-slip, customer-invoice, order.',
    ],
    ['a file as a directory', ['TWO', '--out', `${process.execPath}/`], 'is no directory.'],
    ['stdout with --json', ['TWO', '--out', '-', '--json'], 'prints the document itself; leave out --json'],
  ])('refuses %s before anything is asked', async (_what, args, named) => {
    const refused = await run(['documents', 'get', ...args], { ...environment, TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect([refused.exitCode, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toContain(named);
  });

  it('names a directory that cannot be written', async () => {
    const file = join(out, 'file');
    writeFileSync(file, '');
    const { exitCode, stderr } = await get('ENDED', '--out', join(file, 'label.png'));
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/label\.png cannot be written \(ENOTDIR\)\./)]);
  });

  it('says so when no worker answers', async () => {
    await orders.stopWorker();
    const { exitCode, stdout, stderr } = await get('TWO', '--out', out);
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^No worker answered\. .*fulfillment worker/);
  }, 30_000);
});
