import { dirname, join } from 'node:path';
import process from 'node:process';

import { executableName, findOnPath } from './executables.js';
import { cacheFolder, provisionOnce } from './provision.js';
import type { Report } from './provision.js';
import { runTool } from './run-tool.js';
import { downloadWithSdk, sdkVersion } from './sdk-download.js';

// 1.6 and later replace a nested module in their go.mod, which `go install` of a path with a version refuses.
const CLI_VERSION = '1.5.1';

/** What `go install` is given. */
export const goInstallTarget = `github.com/temporalio/cli/cmd/temporal@v${CLI_VERSION}`;

/** Where the servers provisioned earlier are, best first. */
export function cachedDevServers(env: NodeJS.ProcessEnv = process.env): string[] {
  return [downloadedPath(env), builtPath(env)];
}

/** Fetches the dev server with the SDK. Rejects within about 15 s when it cannot be reached. */
export async function downloadDevServer(report: Report): Promise<string> {
  const path = downloadedPath(process.env);
  report('Downloading the Temporal dev server, once; this takes about a minute');
  await provisionOnce(dirname(path), async (staging) => {
    await downloadWithSdk('dev-server', staging, executableName('temporal'), report);
  });
  return path;
}

/** Builds the dev server with the Go toolchain. Rejects with the end of the build's output. */
export async function goInstallDevServer(report: Report): Promise<string> {
  const path = builtPath(process.env);
  const go = await findOnPath('go');
  if (go === undefined) throw new Error('no `go` on PATH');
  report('Building the Temporal dev server with Go, once; this takes about 5 min on 2 cores');
  await provisionOnce(dirname(path), async (staging) => {
    await runTool({
      program: go,
      args: ['install', goInstallTarget],
      env: { ...process.env, GOBIN: staging },
      doing: 'Building',
      report,
    });
  });
  return path;
}

const downloadedPath = (env: NodeJS.ProcessEnv): string =>
  join(cacheFolder(env), `dev-server-sdk-${sdkVersion}`, executableName('temporal'));

const builtPath = (env: NodeJS.ProcessEnv): string =>
  join(cacheFolder(env), `dev-server-cli-${CLI_VERSION}`, executableName('temporal'));
