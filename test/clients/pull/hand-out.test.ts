import { createHash } from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DocumentUnavailable } from '../../../activities/documents/directory-store.js';
import { createPrintLog } from '../../../activities/documents/print-log.js';
import { handOut } from '../../../clients/pull/hand-out.js';
import type { HandOutOptions } from '../../../clients/pull/hand-out.js';
import type { PrintJob } from '../../../clients/pull/print-jobs.js';

const NOW = Date.parse('2026-01-09T15:00:00.000Z');
const idOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const job = (purchaseOrderNumber: string, text: string): PrintJob => ({
  purchaseOrderNumber,
  kind: 'label',
  documentId: idOf(text),
  name: `${purchaseOrderNumber}-001`,
  file: `${purchaseOrderNumber}-${text}.zpl`,
  mediaType: 'application/zpl',
  trackingNumber: `1Z${text}`,
});

let root: string;
let directory: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hand-out-'));
  directory = join(root, 'to', 'the', 'printer');
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const optionsWith = (texts: readonly string[], more: Partial<HandOutOptions> = {}): HandOutOptions => ({
  account: 'acme',
  actor: 'dock-1',
  directory,
  zone: 'utc',
  mode: 0o640,
  store: {
    get: (documentId) => {
      const text = texts.find((candidate) => idOf(candidate) === documentId);
      return text === undefined
        ? Promise.reject(new DocumentUnavailable(documentId, 'unknown', 'unknown, or purged.'))
        : Promise.resolve({ bytes: Buffer.from(text), mediaType: 'application/zpl' });
    },
  },
  log: createPrintLog(root),
  now: () => NOW,
  onOrder: () => undefined,
  signal: new AbortController().signal,
  ...more,
});

describe('handing documents out', () => {
  it('writes files and index into a directory that it makes, and notes it', async () => {
    const jobs = [job('PO1', 'a'), job('PO1', 'b'), job('PO2', 'c')];
    const done = await handOut(jobs, optionsWith(['a', 'b', 'c']));
    expect(done).toEqual({ documents: jobs, unavailable: [], otherFiles: [] });
    expect(readdirSync(directory).toSorted()).toEqual(['PO1-a.zpl', 'PO1-b.zpl', 'PO2-c.zpl', 'index.csv']);
    expect(readFileSync(join(directory, 'PO1-b.zpl'), 'utf8')).toBe('b');
    expect(statSync(join(directory, 'PO1-b.zpl')).mode & 0o777).toBe(0o640);
    expect(await createPrintLog(root).of(new Set([idOf('c')]))).toEqual([
      {
        at: '2026-01-09T15:00:00.000Z',
        actor: 'dock-1',
        documentId: idOf('c'),
        kind: 'label',
        account: 'acme',
        purchaseOrderNumber: 'PO2',
        package: '1Zc',
      },
    ]);
  });

  it('hands out nothing of an order of which a document is missing, and all of the others', async () => {
    const jobs = [job('PO1', 'a'), job('PO1', 'purged'), job('PO2', 'c')];
    const done = await handOut(jobs, optionsWith(['a', 'c']));
    expect(done.documents.map(({ file }) => file)).toEqual(['PO2-c.zpl']);
    expect(done.unavailable).toEqual([
      { purchaseOrderNumber: 'PO1', reason: 'unavailable', says: expect.stringContaining('unknown, or purged') },
    ]);
    expect(readdirSync(directory).toSorted()).toEqual(['PO2-c.zpl', 'index.csv']);
    expect(await createPrintLog(root).of(new Set([idOf('a')]))).toEqual([]);
  });

  it('leaves nothing behind when it is stopped, and notes nothing', async () => {
    const stop = new AbortController();
    const options = optionsWith(['a', 'c'], { signal: stop.signal, onOrder: () => stop.abort() });
    await expect(handOut([job('PO1', 'a'), job('PO2', 'c')], options)).rejects.toThrow();
    expect(readdirSync(directory)).toEqual([]);
    expect(await createPrintLog(root).of(new Set([idOf('a'), idOf('c')]))).toEqual([]);
  });

  it('leaves nothing behind when reading fails', async () => {
    const store = { get: () => Promise.reject(Object.assign(new Error('disk'), { code: 'EIO' })) };
    await expect(handOut([job('PO1', 'a')], optionsWith([], { store }))).rejects.toMatchObject({ code: 'EIO' });
    expect(readdirSync(directory)).toEqual([]);
  });

  it('hands out nothing when the log cannot be written', async () => {
    const log = createPrintLog(join(root, 'nowhere'));
    await expect(handOut([job('PO1', 'a')], optionsWith(['a'], { log }))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(readdirSync(root)).toEqual([]);
  });

  it('names what an earlier pull has left in the directory', async () => {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, 'PO9-001.zpl'), 'older');
    expect((await handOut([job('PO1', 'a')], optionsWith(['a']))).otherFiles).toEqual(['PO9-001.zpl']);
  });

  it('removes what a killed process has left, but not what another one is staging', async () => {
    for (const [name, ageMs] of [
      ['.pull-killed', 25 * 3_600_000],
      ['.pull-underway', 60_000],
    ] as const) {
      mkdirSync(join(directory, name), { recursive: true });
      writeFileSync(join(directory, name, 'PO9-001.zpl'), 'personal');
      utimesSync(join(directory, name), (NOW - ageMs) / 1_000, (NOW - ageMs) / 1_000);
    }
    await handOut([job('PO1', 'a')], optionsWith(['a']));
    expect(readdirSync(directory).toSorted()).toEqual(['.pull-underway', 'PO1-a.zpl', 'index.csv']);
  });
});
