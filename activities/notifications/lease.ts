import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock.js';
import { isMissing } from '../durable-files.js';

/** A right that one process at a time has, among those that share a directory of one machine. */
export interface Lease {
  /** Takes it when it is free, or prolongs it. `false`: somebody else has it. */
  take(): Promise<boolean>;
  /** Gives it back, if it is still ours. */
  giveBack(): Promise<void>;
}

export interface LeaseOptions {
  /** Its own directory; the one above it must exist. */
  directory: string;
  clock: Clock;
  /** After this time without `take`, the holder counts as dead, ms. */
  holdMs: number;
}

/**
 * A lease as the name of an empty file, `<until>~<holder>`; `until` is 0 when it is free.
 *
 * Renaming it takes the lease: the name changes with every holder and every prolongation, so of several processes that
 * read the same name exactly one can rename it. It need not outlive a power cut, which no holder survives.
 */
export function createLease({ directory, clock, holdMs }: LeaseOptions): Lease {
  const holder = randomUUID();

  async function moveTo(name: string, from: Token): Promise<boolean> {
    try {
      await rename(join(directory, from.name), join(directory, name));
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  return {
    async take() {
      const token = (await tokenIn(directory)) ?? (await begin(directory));
      if (token === undefined) return false;
      const now = clock();
      // A clock that was set back must not keep a dead holder's lease alive.
      const isFree = token.until <= now || token.until > now + holdMs;
      return (isFree || token.holder === holder) && moveTo(nameOf(now + holdMs, holder), token);
    },

    async giveBack() {
      const token = await tokenIn(directory);
      if (token?.holder === holder) await moveTo(nameOf(0, holder), token);
    },
  };
}

interface Token {
  name: string;
  /** Epoch ms. */
  until: number;
  holder: string;
}

const nameOf = (until: number, holder: string): string => `${until}~${holder}`;

async function tokenIn(directory: string): Promise<Token | undefined> {
  let names: string[];
  try {
    names = await readdir(directory);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  // A listing during a rename may show both names: the later one counts.
  return names
    .flatMap((name) => {
      const [, until, holder] = /^(\d{1,16})~([0-9a-f-]{36})$/.exec(name) ?? [];
      return until === undefined || holder === undefined ? [] : [{ name, until: Number(until), holder }];
    })
    .sort((a, b) => b.until - a.until)[0];
}

/** Puts the one file there, unless somebody else does: a directory cannot be renamed onto one that is not empty. */
async function begin(directory: string): Promise<Token | undefined> {
  const draft = `${directory}.${randomUUID()}`;
  await mkdir(draft, { mode: 0o700 });
  try {
    await writeFile(join(draft, nameOf(0, randomUUID())), '', { mode: 0o600 });
    await rename(draft, directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'EPERM') throw error;
    return undefined;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return tokenIn(directory);
}
