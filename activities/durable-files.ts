import { mkdir, open } from 'node:fs/promises';
import { dirname, sep } from 'node:path';

/** Directories below a root, readable by the owner only, that outlive a power cut. */
export interface DurableDirectories {
  /** Creates the directory with all above it, or makes sure that its name is durable. Work only at the first call. */
  make(directory: string): Promise<void>;
  /** After a failure: somebody may have removed it, so the next `make` looks again. */
  forget(directory: string): void;
}

export function createDurableDirectories(root: string): DurableDirectories {
  const made = new Set<string>();
  return {
    async make(directory) {
      if (made.has(directory)) return;
      const firstCreated = await mkdir(directory, { recursive: true, mode: 0o700 });
      const top = firstCreated !== undefined && root.startsWith(firstCreated) ? dirname(firstCreated) : root;
      // Those found are synced as well: who created them may have died before doing so.
      for (let parent = dirname(directory); isWithin(top, parent); parent = dirname(parent)) {
        await syncDirectory(parent);
        if (parent === top) break;
      }
      made.add(directory);
    },
    forget(directory) {
      made.delete(directory);
    },
  };
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
