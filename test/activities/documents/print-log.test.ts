import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPrintLog } from '../../../activities/documents/print-log.js';
import type { PrintLogEntry } from '../../../activities/documents/print-log.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'print-log-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const file = (): string => join(directory, 'print-log.jsonl');
const entry = (documentId: string, actor = 'dock-1'): PrintLogEntry => ({
  at: '2026-01-05T12:00:00.000Z',
  actor,
  documentId,
  kind: 'label',
  account: 'acme',
  purchaseOrderNumber: 'PO1',
  package: '1Z1',
});
const of = (...documentIds: string[]): Promise<PrintLogEntry[]> => createPrintLog(directory).of(new Set(documentIds));

describe('the print log', () => {
  it('tells what was handed out, the oldest first, and nothing of other documents', async () => {
    const log = createPrintLog(directory);
    expect(await of('a')).toEqual([]);
    await log.append([entry('a'), entry('b')]);
    await createPrintLog(directory).append([entry('a', 'dock-2')]);
    expect(await of('a')).toEqual([entry('a'), entry('a', 'dock-2')]);
    expect(await of('c')).toEqual([]);
  });

  it('only ever grows, and is its owner’s alone', async () => {
    const log = createPrintLog(directory);
    await log.append([entry('a')]);
    const before = readFileSync(file(), 'utf8');
    await log.prepare();
    await log.append([entry('b')]);
    expect(readFileSync(file(), 'utf8').startsWith(before)).toBe(true);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it('loses no entry of writers at once', async () => {
    const ids = Array.from({ length: 40 }, (_, index) => `d${index}`);
    await Promise.all(ids.map((id) => createPrintLog(directory).append([entry(id), entry(`${id}x`)])));
    expect((await of(...ids)).map(({ documentId }) => documentId).toSorted()).toEqual(ids.toSorted());
  });

  it('reads around a torn line, and writes around it', async () => {
    const log = createPrintLog(directory);
    await log.append([entry('a')]);
    appendFileSync(file(), '\n{"at":"2026-01-05T12:00:00.000Z","act');
    expect(await of('a')).toHaveLength(1);
    await log.append([entry('b')]);
    appendFileSync(file(), '\nnull\n');
    expect(await of('a', 'b')).toHaveLength(2);
  });

  it('finds out before anything is handed out that it cannot be written', async () => {
    const log = createPrintLog(join(file(), 'below-a-file'));
    appendFileSync(file(), '');
    await expect(log.prepare()).rejects.toMatchObject({ code: 'ENOTDIR' });
    expect(existsSync(log.file)).toBe(false);
  });
});
