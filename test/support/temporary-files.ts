import { accessSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const IN_MEMORY = '/dev/shm';
const ENOUGH_BYTES = 2 ** 30;

let directory: string | undefined;

/**
 * What the tests write lies in memory where the system offers it, with 1 GB free; else where `TMPDIR` says.
 *
 * The stores make each write durable, and a disk's flushes are a third of a run's time. Tests kill processes, never the
 * machine, and memory outlives processes.
 */
export function keepTemporaryFilesInMemory(): void {
  if (process.env['TMPDIR'] !== undefined || !isRoomy(IN_MEMORY)) return;
  directory = mkdtempSync(join(IN_MEMORY, 'tests-'));
  process.env['TMPDIR'] = directory;
}

export function removeTemporaryFiles(): void {
  if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
}

function isRoomy(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    const { bavail, bsize } = statfsSync(path);
    return bavail * bsize >= ENOUGH_BYTES;
  } catch {
    return false;
  }
}
