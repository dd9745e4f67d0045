import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';

import { executableNamedBy, executableName, findOnPath, firstExecutable } from './executables.js';
import { cachedDevServers, downloadDevServer, goInstallDevServer, goInstallTarget } from './provision-dev-server.js';
import { firstWayThatWorks } from './provision.js';
import type { ProvisionWay, Report } from './provision.js';

/** What can be seen on this machine before anything is started or fetched. */
export interface DevServerFacts {
  /** `TEMPORAL_ADDRESS`: a server that somebody else runs. */
  address?: string | undefined;
  /** `TEMPORAL_CLI_PATH`, known to be executable. */
  cliPath?: string | undefined;
  /** `temporal` on `PATH`. */
  onPath?: string | undefined;
  /** `temporal` in the folder of `go install`. */
  inGoBin?: string | undefined;
  /** A server provisioned earlier. */
  cached?: string | undefined;
  /** `go` on `PATH`. */
  goTool?: string | undefined;
}

/** Where the dev server comes from. */
export type DevServerSource =
  | { from: 'address'; address: string }
  | { from: 'executable'; path: string }
  | { from: 'provisioning'; ways: readonly ('SDK download' | 'go install')[] };

/** The search order: somebody's server, an installed one, one provisioned earlier, a new one. */
export function chooseDevServer(facts: DevServerFacts): DevServerSource {
  if (facts.address) return { from: 'address', address: facts.address };
  const path = facts.cliPath ?? facts.onPath ?? facts.inGoBin ?? facts.cached;
  if (path) return { from: 'executable', path };
  return { from: 'provisioning', ways: facts.goTool ? ['SDK download', 'go install'] : ['SDK download'] };
}

/** What {@link chooseDevServer} decides by, read from this machine. Rejects when `TEMPORAL_CLI_PATH` is wrong. */
export async function devServerFacts(env: NodeJS.ProcessEnv = process.env): Promise<DevServerFacts> {
  if (env['TEMPORAL_ADDRESS']) return { address: env['TEMPORAL_ADDRESS'] };
  const goTool = await findOnPath('go', env['PATH']);
  return {
    cliPath: await executableNamedBy('TEMPORAL_CLI_PATH', env),
    onPath: await findOnPath('temporal', env['PATH']),
    inGoBin: await firstExecutable(
      (await goBinFolders(goTool, env)).map((dir) => join(dir, executableName('temporal'))),
    ),
    cached: await firstExecutable(cachedDevServers(env)),
    goTool,
  };
}

/**
 * The dev server's executable, provisioned when there is none: a download of about a minute, or a build of about five.
 *
 * Not for `TEMPORAL_ADDRESS`, where nothing is to be started. Rejects with the four ways to get a server when all fail.
 */
export async function devServerExecutable(
  source: Exclude<DevServerSource, { from: 'address' }>,
  report: Report,
  ways: Record<'SDK download' | 'go install', ProvisionWay['provide']> = {
    'SDK download': downloadDevServer,
    'go install': goInstallDevServer,
  },
): Promise<string> {
  if (source.from === 'executable') return source.path;
  const provisioning = source.ways.map((name) => ({ name, provide: ways[name] }));
  return await firstWayThatWorks(provisioning, noDevServer, report);
}

function noDevServer(reasons: readonly string[]): string {
  return [
    'No Temporal dev server. There are four ways to have one:',
    '  1. TEMPORAL_ADDRESS: the address of a server that is already running',
    '  2. the Temporal CLI: `temporal` on PATH, or its path in TEMPORAL_CLI_PATH',
    '  3. the download by the Temporal SDK: starts by itself, needs access to the internet',
    `  4. a Go toolchain: \`go install ${goInstallTarget}\` starts by itself when \`go\` is on PATH`,
    'Tried:',
    ...reasons.map((reason) => `  ${reason}`),
  ].join('\n');
}

async function goBinFolders(goTool: string | undefined, env: NodeJS.ProcessEnv): Promise<string[]> {
  const byDefault = join(homedir(), 'go', 'bin');
  if (!goTool) return [byDefault];
  try {
    const { stdout } = await promisify(execFile)(goTool, ['env', 'GOBIN', 'GOPATH'], { env });
    const [goBin = '', goPath = ''] = stdout.split('\n').map((line) => line.trim());
    return [goBin, goPath && join(goPath, 'bin')].filter((folder) => folder !== '');
  } catch {
    return [byDefault];
  }
}
