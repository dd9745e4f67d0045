import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A hidden directory inside another one, in which files wait until all of them are there. */
export interface Staging {
  add(file: { name: string; bytes: Uint8Array; mode: number }): Promise<void>;
  /** Moves files to where they are wanted, one after the other; what is there already is replaced. */
  place(names: readonly string[]): Promise<void>;
  /** Removes what was not placed. */
  discard(): Promise<void>;
}

const PREFIX = '.pull-';
/** No pull takes that long: what is older has lost its process. */
const ABANDONED_MS = 24 * 3_600_000;

/** Makes the directory where it is missing. What a killed process left in it a day ago holds personal data: it goes. */
export async function openStaging(directory: string, now: number): Promise<Staging> {
  await mkdir(directory, { recursive: true });
  await removeAbandoned(directory, now);
  const staging = join(directory, `${PREFIX}${randomUUID()}`);
  await mkdir(staging, { mode: 0o700 });
  return {
    async add({ name, bytes, mode }) {
      const handle = await open(join(staging, name), 'wx', mode);
      try {
        await handle.writeFile(bytes);
      } finally {
        await handle.close();
      }
    },
    async place(names) {
      for (const name of names) await rename(join(staging, name), join(directory, name));
    },
    discard: () => rm(staging, { recursive: true, force: true }),
  };
}

/** Which of these files are in a directory already. */
export const existingIn = (directory: string, names: readonly string[]): string[] =>
  names.filter((name) => existsSync(join(directory, name)));

/** The other files of a directory: what an earlier pull has left must not be taken for this one's. */
export async function othersIn(directory: string, names: readonly string[]): Promise<string[]> {
  const own = new Set(names);
  const entries = await readdir(directory, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() && !own.has(entry.name) ? [entry.name] : [])).toSorted();
}

async function removeAbandoned(directory: string, now: number): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!name.startsWith(PREFIX)) continue;
    const path = join(directory, name);
    const { mtimeMs } = await stat(path);
    if (now - mtimeMs > ABANDONED_MS) await rm(path, { recursive: true, force: true });
  }
}
