import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

import type { GuardMessage, GuardOrder } from './guard-protocol.js';

/** How a guarded program ended. */
export interface Exit {
  /** Its exit code; `null` when a signal ended it or when it was stopped by its owner. */
  code: number | null;
  signal: string | null;
  /** The last 4,000 characters of what it wrote to stdout and stderr; empty when it was stopped by its owner. */
  output: string;
}

/** A program that cannot outlive the process that started it. */
export interface GuardedProcess {
  /** Process id of the program itself, not of its guard. */
  readonly pid: number;
  /** Resolves when the program is gone, whoever ended it. Never rejects. */
  readonly exited: Promise<Exit>;
  /** Ends the program and waits until it is gone. Safe to call twice. */
  stop(): Promise<void>;
}

/** Options of {@link startGuarded}. */
export interface GuardOptions {
  /** `SIGTERM` (default) lets the program close its files; `SIGKILL` is for one that keeps nothing, and is faster. */
  stopSignal?: GuardOrder['stopSignal'];
  /** Environment of the program, instead of this process's own. */
  env?: NodeJS.ProcessEnv;
}

const GUARD = fileURLToPath(new URL('./guard.js', import.meta.url));
const STOP_LIMIT_MS = 15_000;

/**
 * Starts a program that ends with this process, however this process ends: return, exception, signal, SIGKILL.
 *
 * A small guard process sits between the two and ends the program as soon as the channel to this process closes. Ctrl-C
 * in the terminal does not reach the program directly, so its owner can stop it in order. A running program does not
 * keep this process alive. What remains unprotected is a SIGKILL of the guard itself.
 *
 * Rejects when the program cannot be started.
 */
export async function startGuarded(
  program: string,
  args: readonly string[],
  { stopSignal = 'SIGTERM', env = process.env }: GuardOptions = {},
): Promise<GuardedProcess> {
  const order: GuardOrder = { program, args: [...args], stopSignal };
  const guard = spawn(process.execPath, [GUARD, JSON.stringify(order)], {
    detached: true,
    // Flags meant for this process (a debugger's port) are not for the guard.
    env: { ...env, NODE_OPTIONS: undefined },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });

  const exited = exitOf(guard);
  const pid = await startOf(guard);
  // The guard can be killed before its program; the program is then ours to end.
  void exited.then(() => killGroup(pid));
  keepAlive(guard, false);

  return {
    pid,
    exited,
    stop: async () => {
      keepAlive(guard, true);
      if (guard.connected) guard.disconnect();
      const limit = setTimeout(() => guard.kill('SIGKILL'), STOP_LIMIT_MS);
      await exited;
      clearTimeout(limit);
    },
  };
}

/** Whether a process with this id exists. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists and belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function startOf(guard: ChildProcess): Promise<number> {
  return await new Promise((resolve, reject) => {
    guard.on('error', reject);
    void ended(guard).then(() => reject(new Error('The guard process ended before it had started the program.')));
    guard.on('message', (message: GuardMessage) => {
      if (message.type === 'started') resolve(message.pid);
      if (message.type === 'failed') reject(new Error(message.message));
    });
  });
}

async function exitOf(guard: ChildProcess): Promise<Exit> {
  return await new Promise((resolve) => {
    let exit: Exit = { code: null, signal: null, output: '' };
    guard.on('message', (message: GuardMessage) => {
      if (message.type === 'exited') exit = { code: message.code, signal: message.signal, output: message.output };
    });
    void ended(guard).then(() => resolve(exit));
  });
}

/** Both the process and its channel are at their end: an exit can be seen before the last message is read. */
async function ended(guard: ChildProcess): Promise<void> {
  await new Promise<void>((resolve) => {
    guard.once('error', () => resolve());
    guard.once('exit', () => (guard.connected ? guard.once('disconnect', () => resolve()) : resolve()));
  });
}

function keepAlive(guard: ChildProcess, keep: boolean): void {
  if (keep) {
    guard.ref();
    guard.channel?.ref();
  } else {
    guard.unref();
    guard.channel?.unref();
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // ESRCH: the guard has done it already.
  }
}
