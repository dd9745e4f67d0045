import Fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Control } from './control.js';
import { addControlRoutes } from './control-routes.js';
import { answerOutside } from './exchange.js';
import { callAccessToken, callDeliveryTrackers, callOperation } from './gateway.js';
import { operations } from './operations/index.js';
import { accessTokenPath } from './operations/access-token.js';
import { deliveryTrackersPaths } from './pay/delivery-trackers.js';
import { gateway } from './replies.js';
import type { Delay, WireReply, WireRequest } from './wire.js';
import type { World } from './world.js';

/** The HTTP side of a world: the API, the token endpoint, Amazon Pay, and the control under `/control/`. */
export interface Server {
  readonly url: string;
  /** Ends at once, also with open connections and delayed answers. */
  stop(): Promise<void>;
}

/** Listens on 127.0.0.1; port 0 takes any free one. */
export async function startServer(world: World, control: Control, port: number): Promise<Server> {
  const stopping = new AbortController();
  const delay: Delay = (ms) => sleep(ms, undefined, { signal: stopping.signal });
  const server = Fastify({
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    // The gateway itself answers 413; this only bounds what is read at all.
    bodyLimit: Math.max(world.settings.maxBodyBytes * 2, 64 * 1024 * 1024),
  });
  readBodiesAsBytes(server);

  server.post(accessTokenPath, (request, reply) => carry(reply, callAccessToken(world, wireRequest(request), delay)));
  for (const path of deliveryTrackersPaths) {
    server.post(path, (request, reply) => carry(reply, callDeliveryTrackers(world, wireRequest(request), delay)));
  }
  for (const operation of operations) {
    server.route({
      method: operation.method,
      url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      handler: (request, reply) => carry(reply, callOperation(world, operation, wireRequest(request), delay)),
    });
  }
  addControlRoutes(server, control);
  server.setNotFoundHandler((request, reply) =>
    carry(reply, Promise.resolve(answerOutside(world, wireRequest(request), gateway.notFound()))),
  );
  server.setErrorHandler((error: { statusCode?: number }, request, reply) => {
    const answer = error.statusCode === 413 ? gateway.tooLarge() : gateway.failure(500);
    return carry(reply, Promise.resolve(answerOutside(world, wireRequest(request), answer)));
  });

  const url = await server.listen({ host: '127.0.0.1', port });
  return {
    url,
    async stop() {
      stopping.abort();
      await server.close();
    },
  };
}

function readBodiesAsBytes(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
}

async function carry(reply: FastifyReply, exchange: Promise<WireReply>): Promise<FastifyReply> {
  let result: WireReply;
  try {
    result = await exchange;
  } catch (error) {
    // A delayed answer is dropped when the server stops.
    if (error instanceof Error && error.name === 'AbortError') result = { connection: 'destroyed' };
    else throw error;
  }
  if (result.connection === 'destroyed') {
    reply.hijack();
    reply.raw.socket?.resetAndDestroy();
    return reply;
  }
  return reply.code(result.status).headers(result.headers).type(result.contentType).send(result.text);
}

function wireRequest(request: FastifyRequest): WireRequest {
  const url = request.raw.url ?? '/';
  const mark = url.indexOf('?');
  const query: Record<string, string | string[]> = {};
  for (const [name, value] of new URLSearchParams(mark === -1 ? '' : url.slice(mark))) {
    const earlier = query[name];
    query[name] = earlier === undefined ? value : [...(Array.isArray(earlier) ? earlier : [earlier]), value];
  }
  return {
    method: request.method,
    path: mark === -1 ? url : url.slice(0, mark),
    query,
    params: request.params as Record<string, string>,
    headers: request.headers,
    body: Buffer.isBuffer(request.body) ? request.body : undefined,
  };
}
