import { randomUUID } from 'node:crypto';
import process from 'node:process';

import { Client } from '@temporalio/client';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import type { NativeConnection } from '@temporalio/worker';

import { startTestEnvironment } from '../../sandbox/temporal/test-server.js';
import { searchAttributes } from '../../workflows/search-attributes.js';
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

/** A server that skips time, as one test file has it. */
export interface TimeSkippingServer {
  /** The test file's own: what another file left behind is not seen. */
  namespace: string;
  client: Client;
  nativeConnection: NativeConnection;
  /** Skips so much. */
  sleep(ms: number): Promise<void>;
  /** The skipped clock, epoch ms. */
  currentTimeMs(): Promise<number>;
}

/**
 * A time-skipping server with our search attributes, for one test file after the other: it has one clock, so no tests
 * side by side.
 *
 * It lasts as long as the process of the run, since a server of its own for each file would take a quarter of the run.
 * A file whose workers have stopped leaves it as it is. Rejects, with the reason, when the run has no test server.
 */
export async function timeSkippingServer(): Promise<TimeSkippingServer> {
  const { testServer } = serversOfRun();
  if ('unavailable' in testServer) throw new Error(testServer.unavailable);
  if (kept?.client !== undefined) await endAll(kept.client);
  if (kept === undefined || !(await skips(kept.environment))) {
    // One that is stuck is left to its guard: to close a connection with a call under way throws, with nobody to catch it.
    kept = {
      environment: await startTestEnvironment({ searchAttributes: Object.values(searchAttributes) }),
    };
  }
  const { environment } = kept;
  const namespace = `file-${randomUUID()}`;
  kept.client = new Client({ connection: environment.connection, namespace });
  return {
    namespace,
    client: kept.client,
    nativeConnection: environment.nativeConnection,
    sleep: environment.sleep,
    currentTimeMs: () => environment.currentTimeMs(),
  };
}

let kept: { environment: TestWorkflowEnvironment; client?: Client } | undefined;

/** A timer of a workflow without workers would stop the clock: the task that it makes is never taken. */
async function endAll(client: Client): Promise<void> {
  const { workflowService, options } = client;
  const { executions } = await workflowService.listOpenWorkflowExecutions({ namespace: options.namespace });
  for (const { execution } of executions) {
    await client.workflow.getHandle(execution?.workflowId ?? '', execution?.runId ?? '').terminate();
  }
}

/**
 * Whether the server's clock is at rest and moves when it is told to. A workflow that ended while one of its tasks ran
 * holds the clock for ever.
 */
async function skips(environment: TestWorkflowEnvironment): Promise<boolean> {
  const before = await environment.currentTimeMs();
  const hasSlept = await Promise.race([
    environment.sleep(MINUTE_MS).then(() => true),
    new Promise<false>((resolve) => setTimeout(resolve, STUCK_AFTER_MS, false)),
  ]);
  const passed = (await environment.currentTimeMs()) - before;
  return hasSlept && passed >= MINUTE_MS && passed < 2 * MINUTE_MS;
}

const MINUTE_MS = 60_000;
const STUCK_AFTER_MS = 5_000;

function serversOfRun(): ServersOfRun {
  const json = process.env[SERVERS_OF_RUN];
  if (json === undefined) throw new Error('No Temporal servers: this is not a run of Vitest with its global setup');
  return JSON.parse(json) as ServersOfRun;
}
