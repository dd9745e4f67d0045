import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createCipher } from '../../../activities/cipher.js';
import { createDirectoryLedger } from '../../../activities/ledger/directory-ledger.js';
import { acceptanceOf, intentOf, ledgerIn, testKey } from './support.js';

let directory: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ledger-'));
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

const filesIn = (root: string): string[] =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const theFile = (): string => {
  const [file, ...others] = filesIn(directory);
  if (file === undefined || others.length > 0) throw new Error('Expected exactly one file.');
  return file;
};

const start = (script: string, ...args: string[]): ChildProcess => {
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), [directory, ...args], { execArgv: [] });
  children.push(child);
  return child;
};

describe('the ledger in a directory', () => {
  it('reads back what was written, oldest first, from another instance as well', async () => {
    const intent = intentOf('PO1', 1, 'i1', '{"order":"é\\n"}');
    const acceptance = acceptanceOf('PO1', 1, '[{"message":"no"}]');
    const ledger = ledgerIn(directory);
    expect(await ledger.read('acme', 'PO1')).toEqual([]);
    expect(await ledger.open([intent])).toEqual([true]);
    await ledger.append([acceptance]);
    expect(await ledger.read('acme', 'PO1')).toEqual([intent, acceptance]);
    expect(await ledgerIn(directory).read('acme', 'PO1')).toEqual([intent, acceptance]);
  });

  it('gives each caller an array of its own, of records that nobody can change', async () => {
    const ledger = ledgerIn(directory);
    await ledger.open([intentOf('PO1', 1, 'i1')]);
    const records = await ledger.read('acme', 'PO1');
    records.pop();
    const [record] = await ledger.read('acme', 'PO1');
    if (record === undefined) throw new Error('Expected the intent.');
    expect(() => (record.send = 2)).toThrow(TypeError);
    expect(() => (record.key.occurrence = 2)).toThrow(TypeError);
    expect(await ledger.read('acme', 'PO1')).toEqual([intentOf('PO1', 1, 'i1')]);
  });

  it('keeps the order of calls that do not wait for each other', async () => {
    const ledger = ledgerIn(directory);
    const sends = Array.from({ length: 50 }, (_, index) => index + 1);
    await Promise.all(sends.map((send) => ledger.append([acceptanceOf('PO1', send)])));
    expect((await ledger.read('acme', 'PO1')).map(({ send }) => send)).toEqual(sends);
  });

  it('writes one call for many orders to the file of each', async () => {
    const ledger = ledgerIn(directory);
    expect(await ledger.open([intentOf('PO1', 1, 'a'), intentOf('PO2', 1, 'b'), intentOf('PO1', 2, 'c')])).toEqual([
      true,
      true,
      true,
    ]);
    expect((await ledger.read('acme', 'PO1')).map(({ send }) => send)).toEqual([1, 2]);
    expect(await ledger.read('acme', 'PO2')).toHaveLength(1);
  });

  it.each([
    ['case', 'po1', 'PO1'],
    ['a slash', 'PO/1', 'PO_1'],
    ['a space at the end', 'PO1', 'PO1 '],
    ['a way out', '../PO1', 'PO1'],
    ['dots', '.', '..'],
    ['Unicode composition', 'é', 'e\u0301'],
    ['the end of a long name', 'a'.repeat(300), 'a'.repeat(301)],
  ])('keeps ids apart that differ in %s, in names that any file system takes', async (_in, one, other) => {
    const ledger = ledgerIn(directory);
    await ledger.append([acceptanceOf(one, 1), acceptanceOf(other, 2)]);
    expect((await ledger.read('acme', one)).map(({ send }) => send)).toEqual([1]);
    expect((await ledger.read('acme', other)).map(({ send }) => send)).toEqual([2]);
    const names = filesIn(directory).map((file) => file.slice(directory.length + 1));
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^[a-z0-9_-]+\/[0-9a-f]{2}\/[a-z0-9_-]{1,80}\.jsonl$/);
  });

  it('lets nobody but its owner read', async () => {
    await ledgerIn(directory).append([acceptanceOf('PO1', 1)]);
    expect(statSync(theFile()).mode & 0o777).toBe(0o600);
    expect(statSync(join(theFile(), '..')).mode & 0o777).toBe(0o700);
  });

  it('encrypts body and errors, and keeps the rest legible', async () => {
    const ledger = ledgerIn(directory);
    await ledger.open([intentOf('PO1', 1, 'i1', 'planted in the body')]);
    await ledger.append([acceptanceOf('PO1', 1, 'planted in the errors')]);
    const text = readFileSync(theFile(), 'utf8');
    expect(text).not.toMatch(/planted|cGxhbnRlZ/);
    const lines = text.split('\n').filter((line) => line !== '');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { type: 'intent', key: { businessId: 'PO1' }, body: { keyId: 'k1' } },
      { type: 'verdict', verdict: { transactionId: 'tx-1' }, errors: { keyId: 'k1' } },
    ]);
  });

  it('reads with an older key, and names the key it lacks', async () => {
    await ledgerIn(directory).open([intentOf('PO1', 1, 'i1')]);
    const newKey = { id: 'k2', key: Buffer.alloc(32, 8) };
    const rotated = createDirectoryLedger({ directory, cipher: createCipher([newKey, testKey]) });
    expect(await rotated.read('acme', 'PO1')).toHaveLength(1);
    const without = createDirectoryLedger({ directory, cipher: createCipher([newKey]) });
    await expect(without.read('acme', 'PO1')).rejects.toThrow(/"k1" is not configured/);
  });
});

describe('opening a send', () => {
  it('succeeds once; the second intent is told so and the first stands', async () => {
    const ledger = ledgerIn(directory);
    expect(await ledger.open([intentOf('PO1', 1, 'first', '1')])).toEqual([true]);
    expect(await ledger.open([intentOf('PO1', 1, 'second', '2'), intentOf('PO1', 2, 'third')])).toEqual([false, true]);
    expect((await ledger.read('acme', 'PO1'))[0]).toMatchObject({ intentId: 'first', body: '1' });
  });

  it('gives one of two intents in the same call the send', async () => {
    const ledger = ledgerIn(directory);
    expect(await ledger.open([intentOf('PO1', 1, 'a'), intentOf('PO1', 1, 'b')])).toEqual([true, false]);
  });

  it('does not take another operation, occurrence or order for the same write', async () => {
    const ledger = ledgerIn(directory);
    const intent = intentOf('PO1', 1, 'a');
    expect(
      await ledger.open([
        intent,
        { ...intent, intentId: 'b', key: { ...intent.key, operation: 'submitShipmentConfirmations' } },
        { ...intent, intentId: 'c', key: { ...intent.key, occurrence: 2 } },
        { ...intent, intentId: 'd', key: { ...intent.key, businessId: 'PO2' } },
      ]),
    ).toEqual([true, true, true, true]);
  });

  it('gives a send to exactly one of two processes, whatever the order', async () => {
    const racers = [start('racer.js', 'a'), start('racer.js', 'b')];
    await Promise.all(racers.map((racer) => once(racer, 'message')));
    for (let send = 1; send <= 200; send += 1) {
      const answers = racers.map((racer) => once(racer, 'message'));
      for (const racer of racers) racer.send(send);
      const owners = (await Promise.all(answers)).map(([answer]) => (answer as { owns: boolean }).owns);
      expect(owners.filter(Boolean)).toHaveLength(1);
    }
  });
});

describe('a writer that dies', () => {
  it('loses nothing that was acknowledged, twice in a row', async () => {
    const acknowledged: { businessId: string; send: number }[] = [];
    for (const firstSend of [1, 1_000_001]) {
      const target = acknowledged.length + 2_000;
      const writer = start('writer.js', String(firstSend));
      writer.on('message', (line) => {
        acknowledged.push(line as { businessId: string; send: number });
        if (acknowledged.length >= target) writer.kill('SIGKILL');
      });
      expect((await once(writer, 'close'))[1]).toBe('SIGKILL');
    }
    const ledger = ledgerIn(directory);
    const kept = new Set<string>();
    for (const businessId of new Set(acknowledged.map((line) => line.businessId))) {
      for (const { send } of await ledger.read('acme', businessId)) kept.add(`${businessId} ${send}`);
    }
    expect(acknowledged.filter(({ businessId, send }) => !kept.has(`${businessId} ${send}`))).toEqual([]);
  });

  it('may leave a torn last line, cut anywhere: it does not count, and swallows nothing that follows', async () => {
    const ledger = ledgerIn(directory);
    await ledger.append([acceptanceOf('PO1', 1)]);
    const whole = readFileSync(theFile());
    await ledger.append([acceptanceOf('PO1', 2)]);
    const both = readFileSync(theFile());
    await ledger.append([acceptanceOf('PO1', 3)]);
    const appended = readFileSync(theFile()).subarray(both.length);
    // The line feed at the end is not part of the line.
    for (let length = whole.length; length < both.length - 1; length += 1) {
      writeFileSync(theFile(), both.subarray(0, length));
      expect((await ledger.read('acme', 'PO1')).map(({ send }) => send)).toEqual([1]);
      appendFileSync(theFile(), appended);
      expect((await ledger.read('acme', 'PO1')).map(({ send }) => send)).toEqual([1, 3]);
    }
  });

  it('may leave an empty file or a block of zeros', async () => {
    const ledger = ledgerIn(directory);
    await ledger.append([acceptanceOf('PO1', 1)]);
    appendFileSync(theFile(), Buffer.alloc(4096));
    await ledger.append([acceptanceOf('PO1', 2)]);
    expect((await ledger.read('acme', 'PO1')).map(({ send }) => send)).toEqual([1, 2]);
    truncateSync(theFile());
    expect(await ledger.read('acme', 'PO1')).toEqual([]);
    expect(await ledger.open([intentOf('PO1', 1, 'i1')])).toEqual([true]);
  });
});

describe('a ledger that cannot be trusted', () => {
  it('refuses to read a whole line that has changed', async () => {
    const ledger = ledgerIn(directory);
    await ledger.append([acceptanceOf('PO1', 1)]);
    writeFileSync(theFile(), readFileSync(theFile(), 'utf8').replace('accepted', 'acceptEd'));
    const next = ledgerIn(directory);
    await expect(next.read('acme', 'PO1')).rejects.toThrow(/has changed since it was written/);
    await expect(next.open([intentOf('PO1', 1, 'i1')])).rejects.toThrow(/has changed since it was written/);
  });

  it('refuses to read lines of another order', async () => {
    const ledger = ledgerIn(directory);
    await ledger.append([acceptanceOf('PO1', 1)]);
    const line = readFileSync(theFile());
    rmSync(theFile());
    await ledger.append([acceptanceOf('PO2', 1)]);
    writeFileSync(theFile(), line);
    await expect(ledgerIn(directory).read('acme', 'PO2')).rejects.toThrow(/another purchase order/);
  });

  (existsSync('/dev/full') ? it : it.skip)('acknowledges nothing when the disk is full', async () => {
    const ledger = ledgerIn(directory);
    await ledger.append([acceptanceOf('PO1', 1)]);
    const file = theFile();
    rmSync(file);
    symlinkSync('/dev/full', file);
    await expect(ledger.append([acceptanceOf('PO1', 2)])).rejects.toMatchObject({ code: 'ENOSPC' });
    await expect(ledger.open([intentOf('PO1', 2, 'i1')])).rejects.toMatchObject({ code: 'ENOSPC' });
  });

  it('acknowledges nothing when its directory is none, and goes on when it is', async () => {
    const ledger = ledgerIn(join(directory, 'ledger'));
    writeFileSync(join(directory, 'ledger'), '');
    await expect(ledger.append([acceptanceOf('PO1', 1)])).rejects.toMatchObject({ code: 'ENOTDIR' });
    await expect(ledger.open([intentOf('PO1', 1, 'i1')])).rejects.toMatchObject({ code: 'ENOTDIR' });
    await expect(ledger.read('acme', 'PO1')).rejects.toMatchObject({ code: 'ENOTDIR' });
    rmSync(join(directory, 'ledger'));
    expect(await ledger.open([intentOf('PO1', 1, 'i1')])).toEqual([true]);
  });

  it('makes its directories again when somebody removed them', async () => {
    const ledger = ledgerIn(directory);
    await ledger.append([acceptanceOf('PO1', 1)]);
    rmSync(directory, { recursive: true });
    mkdirSync(directory);
    await expect(ledger.append([acceptanceOf('PO1', 2)])).rejects.toMatchObject({ code: 'ENOENT' });
    await ledger.append([acceptanceOf('PO1', 2)]);
    expect((await ledger.read('acme', 'PO1')).map(({ send }) => send)).toEqual([2]);
  });
});
