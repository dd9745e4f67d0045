import { fastify } from 'fastify';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Problem } from './readiness.js';
import type { Roles } from './roles.js';

export interface WorkerServerOptions {
  /** What is wrong now; empty when the worker is ready. */
  problems: () => Promise<Problem[]>;
  /** For which accounts the process speaks; one that stands by for all is as ready as one that speaks. */
  roles: Roles['list'];
  /** All metrics in Prometheus' text format. */
  metrics: () => Promise<string>;
  logger: Logger;
}

const PROMETHEUS_TEXT = 'text/plain; version=0.0.4; charset=utf-8';

/** The HTTP server of a worker process, for its platform and Prometheus. It knows no order and takes nothing in. */
export function createWorkerServer({ problems, roles, metrics, logger }: WorkerServerOptions): FastifyInstance {
  const server = fastify({ forceCloseConnections: true });
  server.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
  server.get('/healthz', () => ({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    const found = await problems();
    return found.length === 0
      ? { status: 'ready', ...roles() }
      : await reply.code(503).send({ status: 'not ready', problems: found });
  });
  server.get('/metrics', async (_request, reply) => reply.type(PROMETHEUS_TEXT).send(await metrics()));
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: { message: 'There are GET /healthz, GET /readyz and GET /metrics.' } }),
  );
  server.setErrorHandler((error: Error, request, reply) => {
    logger.warn({ route: request.routeOptions.url, error: error.name }, 'request not answered');
    return reply.code(503).send({ error: { message: 'Not available now; ask again.' } });
  });
  return server;
}
