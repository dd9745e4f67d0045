import { fstatSync, statSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';

import { isMissing, syncDirectory } from '../durable-files.js';
import { storedRecords } from './lines.js';
import type { StoredRecord } from './lines.js';

/** The files of a ledger. Calls for the same file are the caller's to run one after the other. */
export interface RememberedFiles {
  /** All records of a file, still encrypted; none of a file that does not exist. They are not to be changed. */
  read(file: string): Promise<readonly StoredRecord[]>;
  /** Appends lines to a file of an existing directory; resolves when they are durable. */
  append(file: string, text: string): Promise<void>;
}

/** Text of all files that are remembered, bytes: some 2,000 orders. Too low: files are read again at every step. */
const mostBytes = 8 * 1024 * 1024;

/** What a file held when it was looked at. */
interface Known {
  /** As the file was then: whoever has touched it since has changed this. */
  stats: BigIntStats;
  records: readonly StoredRecord[];
}

/**
 * Files of which those that were used last are remembered.
 *
 * What is remembered never stands in for the file: each `read` asks the operating system whether the file is still the
 * one that was looked at, and reads it whole when it is not. Any append of another process makes it longer. So nothing is
 * assumed about who writes: two speakers at once, a process that was frozen, and a restored backup are all seen.
 *
 * @param remembered bytes of text. Default: 8 MiB.
 */
export function createRememberedFiles(remembered = mostBytes): RememberedFiles {
  const memory = createMemory(remembered);

  async function readWhole(file: string): Promise<readonly StoredRecord[]> {
    memory.forget(file);
    const handle = await openIfThere(file);
    if (handle === undefined) return [];
    try {
      // Looked at first: what is appended while it is read makes it another one than was looked at.
      const stats = statsOf(handle);
      const records = storedRecords(await handle.readFile('utf8'));
      memory.keep(file, { stats, records });
      return records;
    } finally {
      await handle.close();
    }
  }

  return {
    async read(file) {
      const known = memory.get(file);
      // Not worth a thread: a look at a file that was used a moment ago takes microseconds.
      const stats = known && statSync(file, { bigint: true, throwIfNoEntry: false });
      if (known !== undefined && stats !== undefined && isSame(known.stats, stats)) {
        memory.keep(file, known);
        return known.records;
      }
      return readWhole(file);
    },

    async append(file, text) {
      const known = memory.get(file);
      memory.forget(file);
      const bytes = Buffer.from(text);
      const handle = await open(file, 'a', 0o600);
      try {
        const before = statsOf(handle);
        if (before.size === 0n) await syncDirectory(dirname(file));
        // One write, never a second for the rest: another process could append in between.
        const { bytesWritten } = await handle.write(bytes);
        if (bytesWritten < bytes.length) {
          throw new Error(
            `Only ${bytesWritten} of ${bytes.length} bytes could be written to ${file}. Is the disk full?`,
          );
        }
        await handle.sync();
        const records = before.size === 0n ? [] : known && isSame(known.stats, before) ? known.records : undefined;
        const stats = statsOf(handle);
        // Otherwise somebody else has appended as well, before these lines or after them.
        const isAlone = stats.size === before.size + BigInt(bytes.length);
        if (records !== undefined && isAlone)
          memory.keep(file, { stats, records: [...records, ...storedRecords(text)] });
      } finally {
        await handle.close();
      }
    },
  };
}

const statsOf = (handle: FileHandle): BigIntStats => fstatSync(handle.fd, { bigint: true });

const isSame = (a: BigIntStats, b: BigIntStats): boolean =>
  a.size === b.size && a.ino === b.ino && a.dev === b.dev && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs;

async function openIfThere(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, 'r');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Keeps what was used last, up to so many bytes of text. */
function createMemory(most: number) {
  const kept = new Map<string, Known>();
  let bytes = 0;
  const forget = (file: string): void => {
    bytes -= Number(kept.get(file)?.stats.size ?? 0);
    kept.delete(file);
  };
  return {
    get: (file: string): Known | undefined => kept.get(file),
    forget,
    keep: (file: string, known: Known): void => {
      forget(file);
      kept.set(file, known);
      bytes += Number(known.stats.size);
      for (const oldest of kept.keys()) {
        if (bytes <= most) break;
        forget(oldest);
      }
    },
  };
}
