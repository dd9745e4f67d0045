import process from 'node:process';

import { startDevServer } from '../../sandbox/temporal/dev-server.js';
import type { DevServer } from '../../sandbox/temporal/dev-server.js';
import { chooseTestServer, testServerExecutable, testServerFacts } from '../../sandbox/temporal/find-test-server.js';
import { reportToStderr } from '../../sandbox/temporal/provision.js';
import { searchAttributes } from '../../workflows/search-attributes.js';

/** What the run tells its test files, as JSON in the environment variable {@link SERVERS_OF_RUN}. */
export interface ServersOfRun {
  devServer: { address: string; namespace: string } | { unavailable: string };
  testServer: { provisioned: true } | { unavailable: string };
}

export const SERVERS_OF_RUN = 'SERVERS_OF_RUN';

let devServer: DevServer | undefined;

/**
 * Before the first test file: one dev server for the run, and the test server made available, so that two workers do not
 * both fetch it. `NO_SERVERS=1` skips both.
 *
 * Never rejects: without a server only those tests fail that ask for it, each with the reason.
 */
export async function startServersOfRun(): Promise<void> {
  const skipped = { unavailable: 'NO_SERVERS is set: this run has no Temporal servers' };
  const servers: ServersOfRun = process.env['NO_SERVERS']
    ? { devServer: skipped, testServer: skipped }
    : { devServer: await orReason(startOne), testServer: await orReason(provisionTestServer) };
  process.env[SERVERS_OF_RUN] = JSON.stringify(servers);
}

/** After the last test file. */
export async function stopServersOfRun(): Promise<void> {
  await devServer?.stop();
}

async function startOne(): Promise<{ address: string; namespace: string }> {
  devServer = await startDevServer({ searchAttributes: Object.values(searchAttributes) });
  return { address: devServer.address, namespace: devServer.namespace };
}

async function provisionTestServer(): Promise<{ provisioned: true }> {
  await testServerExecutable(chooseTestServer(await testServerFacts()), reportToStderr);
  return { provisioned: true };
}

async function orReason<T>(attempt: () => Promise<T>): Promise<T | { unavailable: string }> {
  try {
    return await attempt();
  } catch (error) {
    return { unavailable: error instanceof Error ? error.message : String(error) };
  }
}
