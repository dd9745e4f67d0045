import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import process from 'node:process';

const SUFFIX = process.platform === 'win32' ? '.exe' : '';

/** Name of a program's file on this system: `temporal`, or `temporal.exe` on Windows. */
export const executableName = (program: string): string => `${program}${SUFFIX}`;

/** Path of a program on `PATH`, or `undefined`. */
export async function findOnPath(program: string, path = process.env['PATH'] ?? ''): Promise<string | undefined> {
  return await firstExecutable(path.split(delimiter).map((folder) => join(folder || '.', executableName(program))));
}

/** The first of these paths that is an executable file, or `undefined`. */
export async function firstExecutable(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await isExecutable(path)) return path;
  return undefined;
}

/**
 * The program a person has named in an environment variable, or `undefined` when the variable is unset or empty.
 *
 * Rejects when it is set to something that cannot be executed: a typing error must not silently choose another server.
 */
export async function executableNamedBy(variable: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const path = env[variable];
  if (!path) return undefined;
  if (!(await isExecutable(path))) throw new Error(`${variable} is set to ${path}, which is not an executable file.`);
  return path;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
