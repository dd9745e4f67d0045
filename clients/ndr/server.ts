import { fastify, LogController } from 'fastify';
import type { FastifyBaseLogger, FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { grpcCodeOf } from '../errors.js';
import type { Problem } from '../intake/readiness.js';
import type { Authentication, Mechanism } from './authentication.js';
import { createLimit, createLimits } from './rate.js';
import type { Rate } from './rate.js';
import type { TakenIn } from './take-in.js';

export interface NdrServerOptions {
  path: string;
  authentication: Authentication;
  /** Pushes that are taken in; what is over gets a 429. */
  rate: Rate;
  /** Makes a push durable; rejects within seconds when it cannot be made so. */
  takeIn: (body: Uint8Array) => Promise<TakenIn>;
  /** What keeps pushes from being taken in; `undefined` when nothing does. Never rejects. */
  readiness: () => Promise<Problem | undefined>;
  logger: Logger;
  /** Ages of permits, ms. Default: the process's. */
  monotonic?: () => number;
}

/** Far more than a report, of which the guide's has 800 bytes. */
const BODY_LIMIT_BYTES = 256 * 1024;
const REQUEST_TIMEOUT_MS = 15_000;
const RETRY_AFTER_S = 5;
/** Of one sender that has not proven where it is from. */
const STRANGER_RATE: Rate = { perSecond: 5, burst: 50 };

/**
 * The webhook for Amazon's pushes.
 *
 * 1. 2xx only when the push is durable; otherwise 503, and nothing is lost if it is sent again.
 * 2. Whoever has not proven where it is from learns nothing, and its body is not read.
 * 3. Method and content type mean nothing: neither is documented.
 * 4. Log records hold ids and our own words, never a value of a push, of a header or of the query.
 */
export function createNdrServer(options: NdrServerOptions): FastifyInstance {
  const { path, authentication, takeIn, readiness, logger, monotonic = () => performance.now() } = options;
  const loggerInstance: FastifyBaseLogger = logger;
  const server = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
  });
  const mayTakeIn = createLimit(options.rate, monotonic);
  const mayTry = createLimits(STRANGER_RATE, monotonic);
  readBodiesAsBytes(server);

  server.addHook('onRequest', (request, _reply, done) => {
    // What it says means nothing here, and one that cannot be read would be refused.
    delete request.raw.headers['content-type'];
    done();
  });
  server.get('/healthz', () => ({ status: 'ok' }));
  server.get('/readyz', async (_request, reply) => {
    const found = await readiness();
    reply.header('cache-control', 'no-store');
    if (found === undefined) return { status: 'ready' };
    return await reply.code(503).send({ status: 'not ready', problems: [found] });
  });

  const later = (reply: FastifyReply, status: 429 | 503): FastifyReply =>
    reply.code(status).header('retry-after', RETRY_AFTER_S).send(failure('Try again later.'));

  server.route({
    method: ['POST', 'PUT', 'PATCH'],
    url: path,
    onRequest: async (request, reply) => {
      let mechanism: Mechanism | undefined;
      try {
        mechanism = await authentication.passes({ headers: request.headers, query: queryOf(request) });
      } catch (error) {
        logger.error({ status: 503, error: nameOf(error) }, 'push not checked');
        return later(reply, 503);
      }
      if (mechanism === undefined) {
        const isPatient = mayTry(request.ip);
        logger.warn({ status: isPatient ? 401 : 429 }, 'push refused: it does not prove where it is from');
        return isPatient ? reply.code(401).send(failure('Unauthorized')) : later(reply, 429);
      }
      if (mayTakeIn()) return undefined;
      logger.warn({ status: 429, mechanism }, 'push refused: too many at once');
      return later(reply, 429);
    },
    handler: async (request, reply) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      if (body.length === 0) {
        logger.warn({ status: 200 }, 'push without a body: nothing to take in');
        return { outcome: 'empty' };
      }
      try {
        const taken = await takeIn(body);
        const isReported = taken.outcome === 'reported';
        logger[isReported ? 'info' : 'warn']({ ...taken }, isReported ? 'push taken in' : 'push in quarantine');
        return { outcome: taken.outcome };
      } catch (error) {
        const grpcCode = grpcCodeOf(error);
        const why = { error: nameOf(error), ...(grpcCode === undefined ? {} : { grpcCode }) };
        logger.error({ status: 503, ...why }, 'push not taken in');
        return later(reply, 503);
      }
    },
  });

  const { tokens } = authentication;
  if (tokens !== undefined) {
    server.post(`${path}/oauth/token`, async (request, reply) => {
      const text = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
      const form = Object.fromEntries(new URLSearchParams(text));
      const { status, body } = await tokens.issue({ authorization: request.headers.authorization, form });
      if (status !== 200 && !mayTry(request.ip)) return later(reply, 429);
      logger[status === 200 ? 'info' : 'warn']({ status }, status === 200 ? 'token issued' : 'token refused');
      return reply.code(status).header('cache-control', 'no-store').send(body);
    });
  }

  server.setNotFoundHandler((_request, reply) => reply.code(404).send(failure('There is nothing here.')));
  server.setErrorHandler((error: FastifyError, _request, reply) => {
    const status = error.statusCode ?? 500;
    logger[status >= 500 ? 'error' : 'warn']({ status, code: error.code }, 'request refused');
    return reply.code(status).send(failure(explanations[status] ?? 'The request could not be handled.'));
  });
  return server;
}

/** Whatever the content type says, or whether there is one. */
function readBodiesAsBytes(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
}

const queryOf = (request: FastifyRequest): Readonly<Record<string, unknown>> =>
  request.query as Readonly<Record<string, unknown>>;

const explanations: Record<number, string> = { 413: `The body has more than ${BODY_LIMIT_BYTES} bytes.` };

const failure = (message: string) => ({ error: { message } });

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown');
