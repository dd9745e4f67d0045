import { mkdir, open } from 'node:fs/promises';
import { dirname, sep } from 'node:path';

/**
 * Creates a directory below `root`, readable by the owner only, so that it outlives a power cut.
 *
 * Every name from `root` down is synced, those found as well: who created them may have died before syncing.
 */
export async function makeDurableDirectory(root: string, directory: string): Promise<void> {
  const firstCreated = await mkdir(directory, { recursive: true, mode: 0o700 });
  const top = firstCreated !== undefined && root.startsWith(firstCreated) ? dirname(firstCreated) : root;
  for (let parent = dirname(directory); isWithin(top, parent); parent = dirname(parent)) {
    await syncDirectory(parent);
    if (parent === top) break;
  }
}

/** Makes the names in a directory durable: the fsync of a file does not cover its own name. */
export async function syncDirectory(directory: string): Promise<void> {
  // Directories cannot be opened there; the file system journals names by itself.
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Whether a file system call failed because there is no such file. */
export const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';

const isWithin = (top: string, path: string): boolean =>
  path === top || path.startsWith(top.endsWith(sep) ? top : top + sep);
