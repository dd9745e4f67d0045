import { mkdir, readdir, rename, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import type { Report } from './provision.js';
import { runTool } from './run-tool.js';

/** The servers that the SDK can fetch. */
export type SdkServer = 'dev-server' | 'test-server';

const PROGRAM = fileURLToPath(new URL('./sdk-download-program.js', import.meta.url));
const FIRST_SIGN_WITHIN_MS = 15_000;
const PROGRESS_WITHIN_MS = 30_000;
/** Ending of the SDK's own file while it is incomplete. */
const INCOMPLETE = '.downloading';

/** Version of the SDK, which decides the version of the servers it fetches. */
export const sdkVersion: string = (
  createRequire(import.meta.url)('@temporalio/testing/package.json') as { version: string }
).version;

/**
 * Lets the SDK fetch a server into `folder` and gives it the name `executable` there.
 *
 * The SDK sets no time limit, and a half-finished download would block every later one. So it works in a process and a
 * folder of their own, and is given up when nothing arrives for 15 s at first, or for 30 s later on.
 */
export async function downloadWithSdk(
  server: SdkServer,
  folder: string,
  executable: string,
  report: Report,
): Promise<void> {
  const downloads = join(folder, 'download');
  await mkdir(downloads);
  const progress = watchProgress(downloads);
  try {
    await runTool({
      program: process.execPath,
      args: [PROGRAM, server, downloads],
      doing: 'Downloading',
      report,
      giveUp: progress,
    });
  } catch (error) {
    // The SDK also starts what it has fetched and may find it slow to start: the file counts.
    if ((await completeFile(downloads)) === undefined) throw new Error(rootCause(error));
  }
  const file = await completeFile(downloads);
  if (file === undefined) throw new Error('the SDK has left no file');
  await rename(join(downloads, file), join(folder, executable));
}

function watchProgress(folder: string): (elapsedMs: number) => Promise<string | undefined> {
  let size = 0;
  let grownAtMs: number | undefined;
  return async (elapsedMs) => {
    const now = await sizeOf(folder);
    if (now > size) [size, grownAtMs] = [now, elapsedMs];
    if ((await completeFile(folder)) !== undefined) return undefined;
    if (grownAtMs === undefined) {
      return elapsedMs > FIRST_SIGN_WITHIN_MS ? `nothing received in ${FIRST_SIGN_WITHIN_MS / 1_000} s` : undefined;
    }
    return elapsedMs - grownAtMs > PROGRESS_WITHIN_MS ? `stalled for ${PROGRESS_WITHIN_MS / 1_000} s` : undefined;
  };
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(folder, name)).catch(() => null))?.size));
  return sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
}

async function completeFile(folder: string): Promise<string | undefined> {
  return (await readdir(folder)).find((name) => !name.endsWith(INCOMPLETE));
}

/** The SDK strings every cause together, addresses included; the last one says what is wrong. */
function rootCause(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('): ').at(-1) ?? message;
}
