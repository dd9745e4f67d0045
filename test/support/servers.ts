import process from 'node:process';

import type { TestWorkflowEnvironment } from '@temporalio/testing';

import { startTestEnvironment } from '../../sandbox/temporal/test-server.js';
import type { TestEnvironmentOptions } from '../../sandbox/temporal/test-server.js';
import { SERVERS_OF_RUN } from './run-servers.js';
import type { ServersOfRun } from './run-servers.js';

/**
 * The real Temporal server that all test files of a run share: `host:port`.
 *
 * Shared means that workflow ids and task queues must be a file's own. Throws, with the reason, when the run has none.
 */
export function devServerAddress(): string {
  return devServer().address;
}

/** Address and namespace of the server of {@link devServerAddress}; the namespace has our search attributes. */
export function devServer(): { address: string; namespace: string } {
  const server = serversOfRun().devServer;
  if ('unavailable' in server) throw new Error(server.unavailable);
  return server;
}

/**
 * A time-skipping server of the caller's own, about 1 s. It has one clock: one per test file, and no tests side by side.
 *
 * Its `teardown()` belongs into `afterAll`. Rejects, with the reason, when the run has no test server.
 */
export async function timeSkippingEnvironment(options: TestEnvironmentOptions = {}): Promise<TestWorkflowEnvironment> {
  const { testServer } = serversOfRun();
  if ('unavailable' in testServer) throw new Error(testServer.unavailable);
  return await startTestEnvironment(options);
}

function serversOfRun(): ServersOfRun {
  const json = process.env[SERVERS_OF_RUN];
  if (json === undefined) throw new Error('No Temporal servers: this is not a run of Jest with its global setup');
  return JSON.parse(json) as ServersOfRun;
}
