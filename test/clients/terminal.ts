import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runCommandLine } from '../../clients/commands/program.js';

/** What a command left behind. */
export interface Ran {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** Runs a command in this process: only what is given is its environment. */
export async function run(args: readonly string[], environment: Record<string, string> = {}): Promise<Ran> {
  const written = { stdout: '', stderr: '' };
  const exitCode = await runCommandLine(args, {
    environment,
    stdout: { write: (text) => (written.stdout += text) },
    stderr: { write: (text) => (written.stderr += text) },
    now: Date.now,
  });
  return { exitCode, ...written };
}

/** The binary, as npm installs it. */
export const COMMAND = fileURLToPath(new URL('../../clients/main.js', import.meta.url));

/** Runs a command as a process of its own. */
export function spawned(args: readonly string[], environment: Record<string, string> = {}): Promise<Ran> {
  const child = spawn(process.execPath, [COMMAND, ...args], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const written = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (written.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (written.stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ exitCode: code ?? -1, ...written }));
  });
}
