import process from 'node:process';

import { Connection } from '@temporalio/client';
import { msToTs, tsToMs } from '@temporalio/common/lib/time.js';
import { loadClientConnectConfig } from '@temporalio/envconfig';

import { chooseDevServer, devServerExecutable, devServerFacts } from './find-dev-server.js';
import { freePorts } from './ports.js';
import { startGuarded } from './processes.js';
import type { Exit, GuardedProcess } from './processes.js';
import { reportToStderr } from './provision.js';
import type { Report } from './provision.js';
import { connectWhenServing, ServerEndedError } from './readiness.js';
import { addMissingSearchAttributes, searchAttributeFlags } from './search-attributes.js';
import type { SearchAttribute } from './search-attributes.js';

/** A Temporal server that serves. */
export interface DevServer {
  /** `host:port` of its gRPC interface. */
  readonly address: string;
  readonly namespace: string;
  /** Address of the Temporal UI, when this server has been started with one. */
  readonly uiUrl?: string;
  /** Process id of the server; absent when `TEMPORAL_ADDRESS` names somebody else's. */
  readonly pid?: number;
  /** Resolves when the server is gone, by `stop` or by itself. Never, for somebody else's. */
  readonly exited: Promise<Exit>;
  /** Ends the server and waits until it is gone; does nothing to somebody else's. Safe to call twice. */
  stop(): Promise<void>;
}

/** Options of {@link startDevServer}. Only `searchAttributes` and `report` matter when `TEMPORAL_ADDRESS` is set. */
export interface DevServerOptions {
  /** SQLite file that keeps everything over a restart; made when absent. By default all is kept in memory. */
  databaseFile?: string;
  /** Port of the gRPC interface. Default: a free one. */
  port?: number;
  /** Whether to serve the Temporal UI. Default: false, unless `uiPort` is given. */
  ui?: boolean;
  /** Port of the UI. Default: a free one. */
  uiPort?: number;
  /** Search attributes the namespace has from the start. The dev server holds 10 Keyword and 3 of each other type. */
  searchAttributes?: readonly SearchAttribute[];
  /** Dynamic configuration of the server by key, such as `{ 'matching.useNewMatcher': true }`. */
  dynamicConfig?: Readonly<Record<string, string | number | boolean>>;
  /** Told what is being provisioned, on first use only. Default: lines on stderr. */
  report?: Report;
}

const NAMESPACE = 'default';
const RETENTION_MS = 30 * 24 * 60 * 60 * 1_000;
const ATTEMPTS = 3;
const NOT_FOUND = 5;

/**
 * Starts the real Temporal server on loopback, namespace `default`, retention 30 days; about 3 s.
 *
 * Uses the server at `TEMPORAL_ADDRESS` (namespace `TEMPORAL_NAMESPACE`, or `default`) as it is when that is set, and
 * then only adds search attributes that are asked for and missing. The server ends with this process, however that
 * ends. Rejects when no server can be had (the message names the four ways) or when it does not serve in 60 s.
 */
export async function startDevServer(options: DevServerOptions = {}): Promise<DevServer> {
  const { report = reportToStderr, searchAttributes = [] } = options;
  const source = chooseDevServer(await devServerFacts());
  if (source.from === 'address') return await useServerAt(source.address, searchAttributes);
  const executable = await devServerExecutable(source, report);

  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(executable, options);
    } catch (error) {
      // Between the look for a free port and its use somebody else may take it.
      const portTaken = error instanceof ServerEndedError && error.message.includes('address already in use');
      if (!portTaken || attempt === ATTEMPTS || options.port !== undefined) throw error;
    }
  }
}

async function startOnce(executable: string, options: DevServerOptions): Promise<DevServer> {
  const [freePort = 0, freeUiPort = 0] = await freePorts(2);
  const port = options.port ?? freePort;
  const withUi = options.ui ?? options.uiPort !== undefined;
  const uiPort = withUi ? (options.uiPort ?? freeUiPort) : undefined;

  const server = await startGuarded(executable, flags({ ...options, port }, uiPort), {
    stopSignal: options.databaseFile === undefined ? 'SIGKILL' : 'SIGTERM',
  });
  try {
    await prepare(server, port);
    const uiUrl = uiPort === undefined ? undefined : `http://127.0.0.1:${uiPort}`;
    return {
      address: `127.0.0.1:${port}`,
      namespace: NAMESPACE,
      pid: server.pid,
      exited: server.exited,
      stop: server.stop,
      ...(uiUrl !== undefined && { uiUrl }),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function flags(options: DevServerOptions & { port: number }, uiPort: number | undefined): string[] {
  const dynamicConfig = {
    // Would ask the internet for a newer version.
    'frontend.enableServerVersionCheck': false,
    ...options.dynamicConfig,
  };
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(options.port), '--log-level', 'error'],
    ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)]),
    ...(options.databaseFile === undefined ? [] : ['--db-filename', options.databaseFile]),
    ...searchAttributeFlags(options.searchAttributes ?? []),
    ...Object.entries(dynamicConfig).flatMap(([key, value]) => [
      '--dynamic-config-value',
      `${key}=${JSON.stringify(value)}`,
    ]),
  ];
}

async function prepare(server: GuardedProcess, port: number): Promise<void> {
  const connection = await connectWhenServing({ process: server, port, probe: servesWorkflows });
  try {
    await keepFor30Days(connection);
  } finally {
    await connection.close();
  }
}

/** The frontend answers before the services behind it do, so each of them is asked something. */
async function servesWorkflows({ workflowService }: Connection): Promise<void> {
  const taskQueue = { name: 'is-it-serving' };
  const execution = { workflowId: 'is-it-serving' };
  await workflowService.describeNamespace({ namespace: NAMESPACE });
  await workflowService.describeTaskQueue({ namespace: NAMESPACE, taskQueue, taskQueueType: 1 });
  await workflowService.countWorkflowExecutions({ namespace: NAMESPACE });
  await workflowService.describeWorkflowExecution({ namespace: NAMESPACE, execution }).catch((error: unknown) => {
    if ((error as { code?: number }).code !== NOT_FOUND) throw error;
  });
}

/** The dev server is built with a retention of 24 h and has no flag for it. */
async function keepFor30Days({ workflowService }: Connection): Promise<void> {
  const { config } = await workflowService.describeNamespace({ namespace: NAMESPACE });
  const retention = config?.workflowExecutionRetentionTtl;
  if (retention && tsToMs(retention) === RETENTION_MS) return;
  await workflowService.updateNamespace({
    namespace: NAMESPACE,
    config: { workflowExecutionRetentionTtl: msToTs(RETENTION_MS) },
  });
}

async function useServerAt(address: string, searchAttributes: readonly SearchAttribute[]): Promise<DevServer> {
  const namespace = process.env['TEMPORAL_NAMESPACE'] ?? NAMESPACE;
  if (searchAttributes.length > 0) {
    const connection = await Connection.connect(loadClientConnectConfig().connectionOptions);
    try {
      await addMissingSearchAttributes(connection, namespace, searchAttributes);
    } finally {
      await connection.close();
    }
  }
  return { address, namespace, exited: new Promise(() => undefined), stop: async () => Promise.resolve() };
}
