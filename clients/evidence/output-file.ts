import { open, rename, rm } from 'node:fs/promises';
import { ClientError, systemCodeOf } from '../errors.js';

/**
 * Writes a text piece by piece to a file that only its owner can read; it has its name only when it is whole.
 *
 * @throws {ClientError} when the disk refuses.
 */
export async function writeInPieces(path: string, pieces: AsyncIterable<string>): Promise<void> {
  const draft = `${path}.part`;
  try {
    // What an interrupted run left behind keeps its own permissions otherwise.
    await rm(draft, { force: true });
    const handle = await open(draft, 'wx', 0o600);
    try {
      for await (const piece of pieces) await handle.write(piece);
    } finally {
      await handle.close();
    }
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    const code = systemCodeOf(error);
    if (code === 'unknown') throw error;
    throw new ClientError('machine', `${path} cannot be written (${code}). There is no such file now.`);
  }
}
