import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import type { DemoEnvironment } from './environment.js';

/** The product's command line. */
export const COMMAND = fileURLToPath(new URL('../../clients/main.js', import.meta.url));

/** One of the product's commands as a process of its own. */
export interface ProductProcess {
  readonly pid: number;
  /** Resolves when the process is gone. Never rejects. */
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** The last lines it wrote. */
  lastLines(): string;
  /** Resolves when it has written this. Rejects with its last lines when it ends before. */
  hasWritten(text: string): Promise<void>;
  /** SIGKILL. */
  kill(): void;
  /** Asks it to end, insists after a while, and resolves when it is gone. */
  stop(): Promise<void>;
}

/** Loaded into child processes: they end with this one. */
export const END_WITH_OWNER = new URL('./end-with-owner.js', import.meta.url).href;
/** Longer than `worker.shutdownGraceMs` of the demo's policy. */
const INSIST_AFTER_MS = 6_000;
const KEPT_CHARACTERS = 4_000;

/**
 * Starts `fulfillment <args>`; what it writes goes to `<first argument>.log` in the directory.
 *
 * It ends with this process, however this process ends, and does not hear the terminal's Ctrl-C, so that one place
 * decides in which order everything stops.
 */
export async function startProduct(
  args: readonly [string, ...string[]],
  environment: DemoEnvironment,
  directory: string,
): Promise<ProductProcess> {
  const child = spawn(process.execPath, ['--import', END_WITH_OWNER, COMMAND, ...args], {
    cwd: directory,
    env: { ...systemVariables(), ...environment },
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const log = createWriteStream(join(directory, `${args[0]}.log`), { flags: 'a' });
  // A log that cannot be written is no reason to end.
  log.on('error', () => undefined);
  let written = '';
  const listeners = new Set<() => void>();
  const keep = (chunk: Buffer): void => {
    log.write(chunk);
    written = (written + chunk.toString()).slice(-KEPT_CHARACTERS);
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  // A killed process has closed its end; that it is gone is told by `exited`.
  child.stdin.on('error', () => undefined);
  const exited = new Promise<Awaited<ProductProcess['exited']>>((resolve) => {
    child.once('close', (code, signal) => log.end(() => resolve({ code, signal })));
  });
  // Rejects when the program cannot be started at all.
  await once(child, 'spawn');
  const kill = (): void => void child.kill('SIGKILL');

  return {
    pid: child.pid ?? 0,
    exited,
    lastLines: () => written.trim(),
    hasWritten: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!written.includes(text)) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
        void exited.then(() => reject(new Error(`fulfillment ${args.join(' ')} has ended:\n${written.trim()}`)));
      }),
    kill,
    stop: async () => {
      child.kill('SIGTERM');
      const insist = setTimeout(kill, INSIST_AFTER_MS);
      await exited;
      clearTimeout(insist);
    },
  };
}

/** What any program needs to run here; nothing else of the user's environment reaches the demo. */
export function systemVariables(): NodeJS.ProcessEnv {
  const names = ['PATH', 'HOME', 'USERPROFILE', 'SystemRoot', 'TMPDIR', 'TEMP', 'TZ', 'LANG'];
  return Object.fromEntries(names.flatMap((name) => (name in process.env ? [[name, process.env[name]]] : [])));
}
