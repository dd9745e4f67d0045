import type { Operation } from './operations/operation.js';
import type { Rate } from './options.js';
import { expiredTokenDetails, gateway } from './replies.js';
import type { Answer } from './replies.js';
import { covers } from './tokens.js';
import { userAgentFault } from './user-agent.js';
import { header, mediaType } from './wire.js';
import type { WireRequest } from './wire.js';
import type { World } from './world.js';

/** What a gateway refuses before an operation sees it: first who is calling, then how often, then what. */
export function gatewayRefusal(world: World, operation: Operation, request: WireRequest): Answer | undefined {
  const { headers } = request;
  const agentFault = userAgentFault(header(headers, 'user-agent'));
  if (agentFault !== undefined) return gateway.invalid(agentFault);
  const hasBody = request.body !== undefined && request.body.length > 0;
  const announcesBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  if (operation.method === 'GET' && (hasBody || announcesBody)) {
    return gateway.invalid('A GET request must have neither a body nor a Content-Length header');
  }
  const denied = tokenRefusal(world, operation, request);
  if (denied !== undefined) return denied;
  if (!world.buckets.take(operation.name, rateOf(world, operation))) return gateway.throttled();
  if (operation.method === 'GET') return undefined;
  if (mediaType(headers) !== 'application/json') return gateway.unsupportedMediaType();
  if ((request.body?.length ?? 0) > world.settings.maxBodyBytes) return gateway.tooLarge();
  return undefined;
}

function tokenRefusal(world: World, operation: Operation, request: WireRequest): Answer | undefined {
  const found = world.tokens.find(header(request.headers, 'x-amz-access-token'));
  switch (found.kind) {
    case 'none':
      return gateway.denied('Access token is missing in the request header.');
    case 'unknown':
      return gateway.denied('The access token you provided is revoked, malformed or invalid.');
    case 'expired':
      return gateway.denied(expiredTokenDetails);
    case 'lwa':
      return operation.restricted ? gateway.denied('') : undefined;
    case 'rdt':
      return operation.restricted && covers(found.resources, request.method, request.path)
        ? undefined
        : gateway.denied('');
  }
}

/** The rate of an operation: the configured one, or the model's. */
export function rateOf(world: World, operation: Operation): Rate {
  return world.settings.rates[operation.name] ?? operation.rate;
}
