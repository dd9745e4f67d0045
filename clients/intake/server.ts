import { fastify, LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { grpcCodeOf } from '../errors.js';
import type { StartOutcome } from '../purchase-orders.js';
import { createAuthorization } from './authorization.js';
import { createEventReader } from './events.js';
import type { EventFault, PurchaseOrderReceived, ReadEvent } from './events.js';
import type { Problem } from './readiness.js';

export interface IntakeServerOptions {
  /** What senders put into `Authorization: Bearer`. */
  token: string;
  /** Names of the configured accounts; the first is the default. */
  accounts: readonly string[];
  /** Starts the order; resolves when the start is durable, rejects within seconds when it cannot be made so. */
  start: (order: Pick<PurchaseOrderReceived, 'account' | 'purchaseOrderNumber'>) => Promise<StartOutcome>;
  /** What keeps events from being taken in; `undefined` when nothing does. Never rejects. */
  readiness: () => Promise<Problem | undefined>;
  logger: Logger;
}

const BODY_LIMIT_BYTES = 1024 * 1024;
const REQUEST_TIMEOUT_MS = 15_000;
const RETRY_AFTER_S = 5;

/**
 * The event intake over HTTP. Stateless: a sender that gets no 2xx repeats, and a repeated event starts nothing twice.
 *
 * Answers and log records hold ids and paths, never a value of an event.
 */
export function createIntakeServer({
  token,
  accounts,
  start,
  readiness,
  logger,
}: IntakeServerOptions): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = logger;
  const server = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: 'idle',
  });
  const isAuthorized = createAuthorization(token);
  const events = createEventReader(accounts);

  const take = async (request: FastifyRequest, read: ReadEvent, reply: FastifyReply): Promise<FastifyReply> => {
    if ('faults' in read) {
      const { faults } = read;
      logger.warn(
        { status: 400, path: pathOf(request), faults: faults.length, faultPaths: faultPathsOf(faults) },
        'event refused',
      );
      return reply.code(400).send(failure('The event has faults; nothing was done.', read.faults));
    }
    const { type, account, purchaseOrderNumber } = read.event;
    try {
      const started = await start({ account, purchaseOrderNumber });
      logger.info({ type, workflowId: started.workflowId, outcome: started.outcome }, 'event taken in');
      return await reply.code(started.outcome === 'ended' ? 200 : 202).send(answerOf(started));
    } catch (error) {
      logger.error({ type, account, purchaseOrderNumber, ...causeOf(error) }, 'event not taken in');
      return await reply
        .code(503)
        .header('retry-after', RETRY_AFTER_S)
        .send(failure('Temporal cannot be reached or refuses. Send the event again; it is never taken in twice.'));
    }
  };

  server.get('/healthz', () => ({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    const found = await readiness();
    reply.header('cache-control', 'no-store');
    if (found === undefined) return { status: 'ready' };
    return await reply.code(503).send({ status: 'not ready', problems: [found] });
  });
  server.register((routes, _options, done) => {
    acceptJsonOnly(routes);
    routes.addHook('onRequest', async (request, reply) => {
      if (isAuthorized(request.headers.authorization)) return;
      logger.warn({ status: 401, path: pathOf(request) }, 'event refused: no token, or a wrong one');
      await reply.code(401).header('www-authenticate', 'Bearer').send(failure('Unauthorized'));
    });
    routes.post('/events', (request, reply) => take(request, events.cloudEvent(request.body), reply));
    routes.post<{ Params: { type: string } }>('/events/:type', (request, reply) =>
      take(request, events.bare(request.params.type, request.body), reply),
    );
    done();
  });
  server.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(failure('There are POST /events, POST /events/{type}, GET /healthz and GET /readyz.')),
  );
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    logger[status >= 500 ? 'error' : 'warn']({ status, path: pathOf(request), code: error.code }, 'request refused');
    return reply.code(status).send(failure(explanations[status] ?? 'The request could not be handled.'));
  });
  return server;
}

/** The path of the route: the one that was asked for is the sender's own text. */
const pathOf = (request: FastifyRequest): string | undefined => request.routeOptions.url;

/** Where the faults are. The name of a field that nobody knows is the sender's own text, too. */
const faultPathsOf = (faults: readonly EventFault[]): string[] =>
  faults.map(({ path, message }) => (message === 'is not known' ? '(unknown field)' : path));

const explanations: Record<number, string> = {
  400: 'The body is not valid JSON.',
  413: `The body has more than ${BODY_LIMIT_BYTES} bytes.`,
  415: 'Send application/cloudevents+json or application/json.',
  500: 'The event could not be handled; nothing was done.',
};

/** Malformed and empty bodies are refused; so are bodies that try to change prototypes. */
function acceptJsonOnly(routes: FastifyInstance): void {
  const parse = routes.getDefaultJsonParser('error', 'error');
  routes.removeAllContentTypeParsers();
  routes.addContentTypeParser(['application/cloudevents+json', 'application/json'], { parseAs: 'string' }, parse);
}

const answerOf = (started: StartOutcome) => ({
  workflowId: started.workflowId,
  started: started.outcome === 'started',
  ...(started.outcome === 'ended' && started.state !== undefined ? { state: started.state } : {}),
});

const failure = (message: string, faults?: EventFault[]) => ({
  error: { message, ...(faults === undefined ? {} : { faults }) },
});

const causeOf = (error: unknown): { error: string; grpcCode?: number } => {
  const grpcCode = grpcCodeOf(error);
  return { error: error instanceof Error ? error.name : 'unknown', ...(grpcCode === undefined ? {} : { grpcCode }) };
};
