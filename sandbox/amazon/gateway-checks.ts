import type { Operation } from './operations/operation.js';
import type { Rate } from './options.js';
import { expiredTokenDetails, gateway } from './replies.js';
import type { Answer } from './replies.js';
import { covers } from './tokens.js';
import { userAgentFault } from './user-agent.js';
import { header, mediaType } from './wire.js';
import type { WireRequest } from './wire.js';
import type { World } from './world.js';

/** What a gateway refuses before an operation sees it, in the words of its API: first who is calling, then how often, then what. */
export function gatewayRefusal(world: World, operation: Operation, request: WireRequest): Answer | undefined {
  const { headers } = request;
  const refusals = operation.refusals ?? gateway;
  const agentFault = userAgentFault(header(headers, 'user-agent'));
  if (agentFault !== undefined) return refusals.invalid(agentFault);
  const hasBody = request.body !== undefined && request.body.length > 0;
  const announcesBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
  if (operation.method === 'GET' && (hasBody || announcesBody)) {
    return refusals.invalid('A GET request must have neither a body nor a Content-Length header');
  }
  const denied = tokenRefusal(world, operation, request);
  if (denied !== undefined) return denied;
  if (!world.buckets.take(operation.name, rateOf(world, operation))) return refusals.throttled();
  if (operation.method === 'GET' || (operation.method === 'PUT' && !hasBody)) return undefined;
  if (mediaType(headers) !== 'application/json') return refusals.unsupportedMediaType();
  if ((request.body?.length ?? 0) > world.settings.maxBodyBytes) return refusals.tooLarge();
  return undefined;
}

function tokenRefusal(world: World, operation: Operation, request: WireRequest): Answer | undefined {
  const refusals = operation.refusals ?? gateway;
  const found = world.tokens.find(header(request.headers, 'x-amz-access-token'));
  switch (found.kind) {
    case 'none':
      return refusals.denied('Access token is missing in the request header.');
    case 'unknown':
      return refusals.denied('The access token you provided is revoked, malformed or invalid.');
    case 'expired':
      return refusals.denied(expiredTokenDetails);
    case 'lwa':
      return operation.restricted ? refusals.denied('') : undefined;
    case 'rdt':
      return operation.restricted && covers(found.resources, request.method, request.path)
        ? undefined
        : refusals.denied('');
  }
}

/** The rate of an operation: the configured one, or the model's. */
export function rateOf(world: World, operation: Operation): Rate {
  return world.settings.rates[operation.name] ?? operation.rate;
}
