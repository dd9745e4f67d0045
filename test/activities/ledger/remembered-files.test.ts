import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createCipher } from '../../../activities/cipher.js';
import { toLine } from '../../../activities/ledger/lines.js';
import { createRememberedFiles } from '../../../activities/ledger/remembered-files.js';
import type { RememberedFiles } from '../../../activities/ledger/remembered-files.js';
import { acceptanceOf, testKey } from './support.js';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ledger-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const cipher = createCipher([testKey]);
const textOf = (send: number, businessId = 'PO1'): string => `\n${toLine(acceptanceOf(businessId, send), cipher)}\n`;
const fileOf = (name: string): string => join(directory, `${name}.jsonl`);
const sendsIn = async (files: RememberedFiles, name = 'PO1'): Promise<number[]> =>
  (await files.read(fileOf(name))).map(({ send }) => send);

describe('a file of the ledger that is remembered', () => {
  it('is not read again as long as nobody touches it', async () => {
    const files = createRememberedFiles();
    appendFileSync(fileOf('PO1'), textOf(1));
    const first = await files.read(fileOf('PO1'));
    expect(await files.read(fileOf('PO1'))).toBe(first);
  });

  it('is not read again after lines of this process either', async () => {
    const files = createRememberedFiles();
    for (const send of [1, 2, 3]) await files.append(fileOf('PO1'), textOf(send));
    const known = await files.read(fileOf('PO1'));
    expect(known.map(({ send }) => send)).toEqual([1, 2, 3]);
    expect(await files.read(fileOf('PO1'))).toBe(known);
    expect(await sendsIn(createRememberedFiles())).toEqual([1, 2, 3]);
  });

  it.each<[string, (file: string) => void, number[]]>([
    ['another process appends', (file) => appendFileSync(file, textOf(2)), [1, 2]],
    ['another process dies in the middle of a line', (file) => appendFileSync(file, textOf(2).slice(0, -9)), [1]],
    ['a backup of another length is restored', (file) => writeFileSync(file, textOf(7) + textOf(8)), [7, 8]],
    [
      'a backup of the same length is restored in its place',
      (file) => {
        writeFileSync(file, textOf(9));
        utimesSync(file, 1, 1);
      },
      [9],
    ],
    [
      'another file of the same length takes its name',
      (file) => {
        writeFileSync(`${file}.copy`, textOf(9));
        renameSync(`${file}.copy`, file);
      },
      [9],
    ],
    ['it loses its lines', (file) => truncateSync(file), []],
    ['it is removed', (file) => rmSync(file), []],
  ])('is read again once %s', async (_what, touch, expected) => {
    const files = createRememberedFiles();
    await files.append(fileOf('PO1'), textOf(1));
    expect(await sendsIn(files)).toEqual([1]);
    touch(fileOf('PO1'));
    expect(await sendsIn(files)).toEqual(expected);
    await files.append(fileOf('PO1'), textOf(3));
    expect(await sendsIn(files)).toEqual([...expected, 3]);
    expect(await sendsIn(files)).toEqual(await sendsIn(createRememberedFiles()));
  });

  it('shows what every process has written, in the order of the file, whoever wrote in between', async () => {
    const all = [createRememberedFiles(), createRememberedFiles(), createRememberedFiles()];
    const sends = Array.from({ length: 120 }, (_, index) => index + 1);
    // Each writes and reads one after the other; all three at once.
    await Promise.all(
      all.map(async (files, own) => {
        for (const send of sends.filter((each) => each % all.length === own)) {
          await files.append(fileOf('PO1'), textOf(send));
          expect(await sendsIn(files)).toContain(send);
        }
      }),
    );
    const inFile = [...readFileSync(fileOf('PO1'), 'utf8').matchAll(/"send":(\d+)/g)].map(([, send]) => Number(send));
    expect([...inFile].sort((a, b) => a - b)).toEqual(sends);
    for (const files of all) expect(await sendsIn(files)).toEqual(inFile);
  });

  it('is kept up to so many bytes of text, those used last', async () => {
    const length = textOf(1).length;
    const files = createRememberedFiles(2 * length);
    for (const name of ['A', 'B']) await files.append(fileOf(name), textOf(1));
    const [a, b] = [await files.read(fileOf('A')), await files.read(fileOf('B'))];
    expect(await files.read(fileOf('A'))).toBe(a);
    await files.append(fileOf('C'), textOf(1));
    expect(await files.read(fileOf('A'))).toBe(a);
    expect(await files.read(fileOf('B'))).not.toBe(b);
    expect(await files.read(fileOf('B'))).toEqual(b);
  });

  it('is not kept when it is longer than all that is kept', async () => {
    const files = createRememberedFiles(1);
    await files.append(fileOf('PO1'), textOf(1));
    expect(await sendsIn(files)).toEqual([1]);
    expect(await files.read(fileOf('PO1'))).not.toBe(await files.read(fileOf('PO1')));
  });
});
