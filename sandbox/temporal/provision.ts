import { mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';

import { isRunning } from './processes.js';

/** Receives one line for the person at the terminal, without line end. */
export type Report = (line: string) => void;

/** One way to get a server onto this machine. */
export interface ProvisionWay {
  /** How it is called in messages, such as `go install`. */
  name: string;
  /** Returns the path of the executable. Rejects with a reason that a person understands. */
  provide(report: Report): Promise<string>;
}

const ABANDONED_AFTER_MS = 60 * 60 * 1_000;

/** Writes to stderr, so that stdout stays for results. */
export const reportToStderr: Report = (line) => {
  process.stderr.write(`${line}\n`);
};

/** Folder where this user's provisioned servers are kept, by the custom of the operating system. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env, platform = process.platform): string {
  return join(userCache(env, platform), 'amazon-fulfillment-worker', 'temporal');
}

/**
 * The path from the first way that works.
 *
 * Rejects, when none does, with `explain(reasons)`; `reasons` holds one line per way that was tried.
 */
export async function firstWayThatWorks(
  ways: readonly ProvisionWay[],
  explain: (reasons: readonly string[]) => string,
  report: Report,
): Promise<string> {
  const reasons: string[] = [];
  for (const way of ways) {
    try {
      return await way.provide(report);
    } catch (error) {
      const reason = `${way.name}: ${error instanceof Error ? error.message : String(error)}`;
      report(reason);
      reasons.push(reason);
    }
  }
  throw new Error(explain(reasons));
}

/**
 * Makes a folder whole or not at all, also when two processes try at once or one is killed half-way.
 *
 * `fill` works in a folder of its own beside the target, which takes the target's name at the end. When another process
 * was faster, its folder stays and this one's work is dropped.
 */
export async function provisionOnce(folder: string, fill: (staging: string) => Promise<void>): Promise<void> {
  if (await exists(folder)) return;
  await mkdir(dirname(folder), { recursive: true });
  await removeAbandoned(folder);
  const staging = await mkdtemp(`${folder}.${process.pid}-`);
  try {
    await fill(staging);
    await rename(staging, folder);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    if (!(await exists(folder))) throw error;
  }
}

/** What an interrupted process has left behind. The age protects a process whose id cannot be seen from here. */
async function removeAbandoned(folder: string): Promise<void> {
  const prefix = `${basename(folder)}.`;
  for (const name of await readdir(dirname(folder))) {
    if (!name.startsWith(prefix)) continue;
    const path = join(dirname(folder), name);
    const owner = Number.parseInt(name.slice(prefix.length), 10);
    if (isRunning(owner)) continue;
    const ageMs = Date.now() - (await stat(path).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    if (ageMs > ABANDONED_AFTER_MS) await rm(path, { recursive: true, force: true });
  }
}

function userCache(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (env['XDG_CACHE_HOME']) return env['XDG_CACHE_HOME'];
  if (platform === 'win32') return env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local');
  if (platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return join(homedir(), '.cache');
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
