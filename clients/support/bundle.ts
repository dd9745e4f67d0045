import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ClientError, systemCodeOf } from '../errors.js';

/** A file of a bundle, before it is written. */
export interface BundleFile {
  file: string;
  what: string;
  text: string;
}

/** What is not in it, and why. */
export interface MissingPart {
  what: string;
  why: string;
}

export interface BundleManifest {
  /** ISO 8601. */
  madeAt: string;
  product: { name: string; version: string };
  node: string;
  account: string;
  purchaseOrderNumber: string;
  files: { file: string; what: string; bytes: number; sha256: string }[];
  missing: MissingPart[];
}

/** Whether a bundle can be put there: nothing is there, or an empty directory. */
export const isFree = (directory: string): boolean => !existsSync(directory) || readdirSync(directory).length === 0;

/**
 * Writes a bundle into a directory of its own that only its owner can read; `manifest.json` comes last and lists all.
 *
 * @throws {ClientError} when the disk refuses.
 */
export async function writeBundle(
  directory: string,
  files: readonly BundleFile[],
  about: Omit<BundleManifest, 'files'>,
): Promise<BundleManifest> {
  const manifest = {
    ...about,
    files: files.map(({ file, what, text }) => ({
      file,
      what,
      bytes: Buffer.byteLength(text),
      sha256: createHash('sha256').update(text).digest('hex'),
    })),
  };
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    for (const { file, text } of [
      ...files,
      { file: 'manifest.json', text: `${JSON.stringify(manifest, null, 2)}\n` },
    ]) {
      await writeFile(join(directory, file), text, { mode: 0o600, flag: 'wx' });
    }
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'unknown') throw error;
    throw new ClientError('machine', `${directory} cannot be written (${code}).`);
  }
  return manifest;
}
