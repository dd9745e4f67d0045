import type { Logger } from 'pino';
import { ConfigError } from '../temporal.config.js';
import type { WorkerServerConfig } from '../temporal.config.js';
import { createMetrics, silentWorkerMetrics } from './metrics.js';
import type { WorkerMetrics } from './metrics.js';
import { createReadiness } from './readiness.js';
import type { Readiness } from './readiness.js';
import { createRoles } from './roles.js';
import type { Roles } from './roles.js';
import { installRuntime, installRuntimeWithExporter } from './runtime.js';
import { createWorkerServer } from './worker-server.js';

/** How a worker process is seen from outside. */
export interface Observation {
  /** Whether anybody can look: without a port there is no server, and nothing is measured. */
  isOpen: boolean;
  readiness: Readiness;
  metrics: WorkerMetrics;
  roles: Roles;
  close(): Promise<void>;
}

export interface ObservationOptions extends WorkerServerConfig {
  /** Names of the configured accounts. */
  accounts: readonly string[];
  logger: Logger;
  /** From then on the worker is not ready. */
  stopping: AbortSignal;
}

/**
 * Installs the SDK's runtime and, where a port is configured, opens the HTTP server: first of all, so that the platform
 * sees a process that starts.
 *
 * @throws {ConfigError} when the port cannot be had.
 */
export async function openObservation({
  host,
  port,
  accounts,
  logger,
  stopping,
}: ObservationOptions): Promise<Observation> {
  const readiness = createReadiness({ stopping });
  if (port === undefined) {
    installRuntime(logger);
    const roles = createRoles(accounts, silentWorkerMetrics);
    return { isOpen: false, readiness, metrics: silentWorkerMetrics, roles, close: () => Promise.resolve() };
  }
  const exporter = await installRuntimeWithExporter(logger);
  const metrics = createMetrics(exporter.meter, accounts);
  const roles = createRoles(accounts, metrics);
  const server = createWorkerServer({
    problems: readiness.problems,
    roles: roles.list,
    metrics: exporter.read,
    logger,
  });
  const url = await server.listen({ host, port }).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError([
      {
        where: 'WORKER_PORT',
        what: `cannot be listened on at ${host}:${port} (${String(code)}). Change it, or WORKER_HOST.`,
      },
    ]);
  });
  logger.info({ url }, 'health and metrics are served');
  return { isOpen: true, readiness, metrics, roles, close: () => server.close() };
}
