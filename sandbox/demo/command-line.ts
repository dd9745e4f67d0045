import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';

import { commandLine } from '../../clients/commands/text.js';
import type { DemoEnvironment } from './environment.js';
import { COMMAND, END_WITH_OWNER, systemVariables } from './product-process.js';

/** What a command of the product has answered. */
export interface CommandResult {
  /** Exit code; `null` when a signal has ended it. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs `fulfillment <args>` to its end. */
export type RunCommand = (args: readonly string[]) => Promise<CommandResult>;

/** The product's command line as people have it in another terminal, in the demo's directory. */
export const createCommandLine =
  (environment: DemoEnvironment, directory: string): RunCommand =>
  async (args) => {
    const child = spawn(process.execPath, ['--import', END_WITH_OWNER, COMMAND, ...args], {
      cwd: directory,
      env: { ...systemVariables(), ...environment },
      detached: process.platform !== 'win32',
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.on('error', () => undefined);
    const [stdout, stderr, [code]] = await Promise.all([
      textOf(child.stdout),
      textOf(child.stderr),
      once(child, 'close') as Promise<[number | null]>,
    ]);
    return { code, stdout, stderr };
  };

/** The command as somebody would type it, in one line. */
export const typed = (args: readonly string[]): string => commandLine(['fulfillment', ...args], Infinity, '');

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
