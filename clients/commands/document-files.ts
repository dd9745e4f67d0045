import { existsSync, statSync } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ClientError, systemCodeOf } from '../errors.js';
import { fileNameOf } from '../pull/order-files.js';
import { bad, good, InputError } from './checked-input.js';
import type { Input } from './checked-input.js';

/** Where documents go. */
export type Target = { to: 'stdout' } | { to: 'directory'; path: string } | { to: 'file'; path: string };

/** `--out`: a directory that is there or ends in `/`, a file, or `-`. Nothing is made yet. */
export function targetOf(out: string | undefined): Input<Target> {
  if (out === '-') return good({ to: 'stdout' });
  const path = out ?? '.';
  const isDirectory = existsSync(path) && statSync(path).isDirectory();
  if (isDirectory) return good({ to: 'directory', path });
  if (path === '') return bad('--out', 'is empty; name a directory, a file, or -.');
  if (!/[/\\]$/.test(path)) return good({ to: 'file', path });
  return existsSync(path.replace(/[/\\]+$/, ''))
    ? bad('--out', `${path} is no directory.`)
    : good({ to: 'directory', path });
}

/** The path of a document: extension from its media type, unless the file is named. */
export function pathOf(target: Exclude<Target, { to: 'stdout' }>, name: string, mediaType: string): string {
  return target.to === 'file' ? target.path : join(target.path, fileNameOf(name, mediaType));
}

/** Makes the directory where it is missing. @throws {ClientError} when the disk refuses. */
export async function makeReady(target: Target): Promise<void> {
  if (target.to !== 'directory') return;
  try {
    await mkdir(target.path, { recursive: true });
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'unknown') throw error;
    throw new ClientError('machine', `${target.path} cannot be made (${code}). Nothing was written.`);
  }
}

/** Raw orders are for the owner only. What is printed may be read by the group, so that a print service can take it. */
export const fileModes = { order: 0o600, label: 0o640, 'packing-slip': 0o640, 'customer-invoice': 0o640 } as const;

export interface FileToWrite {
  path: string;
  bytes: Uint8Array;
  /** Permissions, narrowed by the process's umask. */
  mode: number;
}

/**
 * Writes files; none at all when one of them exists already.
 *
 * @throws {InputError} for a file that exists, unless forced; {ClientError} when the disk refuses.
 */
export async function writeFiles(files: readonly FileToWrite[], isForced: boolean): Promise<void> {
  const existing = isForced ? [] : files.filter(({ path }) => existsSync(path));
  if (existing.length > 0) throw new InputError(existing.flatMap(({ path }) => exists(path)));
  for (const file of files) await writeOne(file, isForced);
}

async function writeOne({ path, bytes, mode }: FileToWrite, isForced: boolean): Promise<void> {
  try {
    // Removed, not overwritten: what it was linked to stays, and its permissions do not outlive it.
    if (isForced) await rm(path, { force: true });
    const handle = await open(path, 'wx', mode);
    try {
      await handle.writeFile(bytes);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'EEXIST') throw new InputError(exists(path));
    if (code === 'unknown') throw error;
    throw new ClientError('machine', `${path} cannot be written (${code}). Files named before it are written.`);
  }
}

const exists = (path: string) => bad('--out', `${path} exists already; --force overwrites it.`).faults;

/** Resolves when the reader has taken everything. */
export const writeToStdout = (bytes: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    process.stdout.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
