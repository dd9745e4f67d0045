import { shaped } from './answer-faults.js';
import type { Fault, FaultKind, FaultTarget } from './faults.js';
import type { ReceivedRequest } from './journal.js';
import { accessToken, lwaError } from './operations/access-token.js';
import type { Operation } from './operations/operation.js';
import type { OperationName, Rate } from './options.js';
import { expiredTokenDetails, gateway } from './replies.js';
import type { Answer } from './replies.js';
import { covers } from './tokens.js';
import type { ScriptedOutcome } from './transactions.js';
import { userAgentFault } from './user-agent.js';
import type { World } from './world.js';

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** Path without query, not decoded. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly params: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer | undefined;
}

/** What goes back over the wire. */
export type WireReply =
  | { readonly connection: 'destroyed' }
  | {
      readonly connection: 'answered';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly contentType: string;
      readonly text: string;
    };

/** Waits in real time; ends early, with a rejection, when the server stops. */
export type Delay = (ms: number) => Promise<void>;

/** Carries one call to an operation through scripted faults and the gateway's checks. */
export function callOperation(
  world: World,
  operation: Operation,
  request: WireRequest,
  delay: Delay,
): Promise<WireReply> {
  const body = parsedJson(request.body);
  const target: FaultTarget = {
    operation: operation.name,
    purchaseOrderNumbers: numbersIn(world, request, body),
  };
  return exchange(world, target, request, body, delay, operation, (faults) => {
    const scripted = (): ScriptedOutcome => takeScriptedOutcome(world, target, faults);
    return (
      gatewayRefusal(world, operation, request) ??
      operation.run({
        world,
        params: request.params,
        query: request.query,
        body,
        receivedAt: world.settings.clock(),
        scripted,
      })
    );
  });
}

/** Carries one call to Login with Amazon, which has no gateway before it. */
export function callAccessToken(world: World, request: WireRequest, delay: Delay): Promise<WireReply> {
  const target: FaultTarget = { operation: 'accessToken', purchaseOrderNumbers: [] };
  return exchange(world, target, request, undefined, delay, undefined, (faults) => {
    const scripted = world.faults.take(['lwa-error'], target);
    if (scripted !== undefined) {
      faults.push('lwa-error');
      return lwaError(scripted.fault.status ?? 401, scripted.fault.error, 'Scripted by the local Amazon');
    }
    const parameters = formOrJson(request);
    return parameters === undefined
      ? lwaError(400, 'invalid_request', 'The content type is not supported')
      : accessToken(world, parameters);
  });
}

/** Answers a request that no operation takes, or that could not be read. */
export function answerOutside(world: World, request: WireRequest, answer: Answer): WireReply {
  const requestId = world.requestIds.uuid();
  record(world, request, 'unknown', [], requestId, answer, 'answered', [], undefined);
  return reply(world, answer, requestId, undefined);
}

async function exchange(
  world: World,
  target: FaultTarget,
  request: WireRequest,
  body: unknown,
  delay: Delay,
  operation: Operation | undefined,
  process: (faults: FaultKind[]) => Answer,
): Promise<WireReply> {
  world.transactions.settle();
  const requestId = world.requestIds.uuid();
  const faults: FaultKind[] = [];
  const written = (answer: Answer | undefined, connection: ReceivedRequest['connection']): void => {
    const { operation: name, purchaseOrderNumbers } = target;
    record(world, request, name, purchaseOrderNumbers, requestId, answer, connection, faults, body);
  };

  cancelScripted(world, target, faults);
  const gate = world.faults.take(['status', 'reset-before', 'token-expired', 'not-permitted'], target)?.fault;
  if (gate !== undefined) faults.push(gate.kind);
  if (gate?.kind === 'reset-before') {
    written(undefined, 'destroyed');
    return { connection: 'destroyed' };
  }
  if (gate !== undefined && !(gate.kind === 'status' && gate.processed === true)) {
    const answer = gateAnswer(gate);
    written(answer, 'answered');
    return reply(world, answer, requestId, operation, gate);
  }

  const slow = world.faults.take(['slow'], target)?.fault;
  if (slow !== undefined) faults.push('slow');
  if (slow?.processed === 'after-delay') {
    await delay(slow.delayMs);
    world.transactions.settle();
  }

  const answer = shaped(world, target, process(faults), faults);
  const lost = world.faults.take(['reply-lost'], target) !== undefined;
  if (lost) faults.push('reply-lost');
  const given = gate === undefined ? answer : { ...answer, ...gateAnswer(gate) };
  written(given, lost ? 'destroyed' : 'answered');
  if (slow !== undefined && slow.processed !== 'after-delay') await delay(slow.delayMs);
  return lost ? { connection: 'destroyed' } : reply(world, given, requestId, operation, gate);
}

type GateFault = Extract<Fault, { kind: 'status' | 'reset-before' | 'token-expired' | 'not-permitted' }>;

function gateAnswer(fault: Exclude<GateFault, { kind: 'reset-before' }>): Answer {
  switch (fault.kind) {
    case 'token-expired':
      return (fault.status === 401 ? gateway.unauthorized : gateway.denied)(expiredTokenDetails);
    case 'not-permitted':
      return (fault.status === 401 ? gateway.unauthorized : gateway.denied)('');
    case 'status':
      return scriptedStatus(fault.status);
  }
}

function scriptedStatus(status: number): Answer {
  switch (status) {
    case 401:
      return gateway.unauthorized('');
    case 403:
      return gateway.denied('');
    case 404:
      return gateway.notFound();
    case 413:
      return gateway.tooLarge();
    case 415:
      return gateway.unsupportedMediaType();
    case 429:
      return gateway.throttled();
    default:
      return status < 500 ? { ...gateway.invalid('Scripted by the local Amazon'), status } : gateway.failure(status);
  }
}

// In the order of a gateway: who is calling, how often, then what.
function gatewayRefusal(world: World, operation: Operation, request: WireRequest): Answer | undefined {
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

function rateOf(world: World, operation: Operation): Rate {
  return world.settings.rates[operation.name] ?? operation.rate;
}

function cancelScripted(world: World, target: FaultTarget, faults: FaultKind[]): void {
  const scripted = world.faults.take(['cancelled-order'], target);
  if (scripted === undefined) return;
  faults.push('cancelled-order');
  const numbers =
    scripted.purchaseOrderNumber === undefined ? target.purchaseOrderNumbers : [scripted.purchaseOrderNumber];
  for (const number of numbers) {
    const record = world.orders.find(number);
    if (record !== undefined) record.cancelledAt ??= world.settings.clock();
  }
}

function takeScriptedOutcome(world: World, target: FaultTarget, faults: FaultKind[]): ScriptedOutcome {
  const failure = world.faults.take(['transaction-failure'], target);
  const never = world.faults.take(['never-success'], target)?.fault;
  const late = world.faults.take(['label-late'], target)?.fault;
  if (failure !== undefined) faults.push('transaction-failure');
  if (never !== undefined) faults.push('never-success');
  if (late !== undefined) faults.push('label-late');
  const only = failure?.purchaseOrderNumber;
  return {
    ...(failure === undefined
      ? {}
      : {
          failure: {
            code: failure.fault.code,
            message: failure.fault.message ?? 'The transaction failed.',
            effect: failure.fault.effect ?? false,
            ...(only === undefined ? {} : { only }),
          },
        }),
    ...(never === undefined ? {} : { neverSuccess: { effect: never.effect } }),
    ...(late === undefined ? {} : { labelDelayMs: late.delayMs }),
  };
}

function reply(
  world: World,
  answer: Answer,
  requestId: string,
  operation: Operation | undefined,
  gate?: GateFault,
): WireReply {
  const status = gate?.kind === 'status' ? gate : undefined;
  const headers: Record<string, string> = {
    date: new Date(world.settings.clock()).toUTCString(),
    'x-amzn-requestid': requestId,
  };
  if (operation?.rateHeaderOn.includes(answer.status) === true) {
    const { ratePerSecond } = rateOf(world, operation);
    headers['x-amzn-ratelimit-limit'] = Number.isInteger(ratePerSecond)
      ? `${String(ratePerSecond)}.0`
      : String(ratePerSecond);
  }
  if (status?.retryAfterSeconds !== undefined) headers['retry-after'] = String(status.retryAfterSeconds);
  return {
    connection: 'answered',
    status: answer.status,
    headers,
    ...(status?.html === true
      ? { contentType: 'text/html', text: htmlPage(answer.status) }
      : { contentType: 'application/json', text: JSON.stringify(answer.body) }),
  };
}

function htmlPage(status: number): string {
  return `<html><head><title>${String(status)}</title></head><body><center><h1>${String(status)}</h1></center></body></html>\n`;
}

function record(
  world: World,
  request: WireRequest,
  operation: OperationName | 'unknown',
  purchaseOrderNumbers: readonly string[],
  requestId: string,
  answer: Answer | undefined,
  connection: ReceivedRequest['connection'],
  faults: readonly FaultKind[],
  body: unknown,
): void {
  world.journal.record({
    at: world.settings.clock(),
    operation,
    method: request.method,
    path: request.path,
    query: request.query,
    purchaseOrderNumbers,
    tokenKind: world.tokens.find(header(request.headers, 'x-amz-access-token')).kind,
    userAgent: header(request.headers, 'user-agent') ?? '',
    requestId,
    ...(answer === undefined ? {} : { status: answer.status }),
    connection,
    ...(answer?.transactionId === undefined ? {} : { transactionId: answer.transactionId }),
    faults,
    ...(body === undefined ? {} : { body }),
  });
}

// The orders that a request is about: from its path, from its body, or from the transaction it asks for.
function numbersIn(world: World, request: WireRequest, body: unknown): readonly string[] {
  const { purchaseOrderNumber, transactionId } = request.params;
  if (purchaseOrderNumber !== undefined) return [purchaseOrderNumber];
  if (transactionId !== undefined) return world.transactions.find(transactionId)?.purchaseOrderNumbers ?? [];
  if (typeof body !== 'object' || body === null) return [];
  return Object.values(body)
    .flatMap((list: unknown) => (Array.isArray(list) ? (list as unknown[]) : []))
    .flatMap((entry) =>
      typeof entry === 'object' && entry !== null && 'purchaseOrderNumber' in entry ? [entry.purchaseOrderNumber] : [],
    )
    .filter((number) => typeof number === 'string');
}

function formOrJson(request: WireRequest): Readonly<Record<string, unknown>> | undefined {
  switch (mediaType(request.headers)) {
    case 'application/x-www-form-urlencoded':
      return Object.fromEntries(new URLSearchParams(request.body?.toString('utf8') ?? ''));
    case 'application/json': {
      const body = parsedJson(request.body);
      return typeof body === 'object' && body !== null ? { ...body } : {};
    }
    default:
      return undefined;
  }
}

function parsedJson(body: Buffer | undefined): unknown {
  try {
    return JSON.parse(body?.toString('utf8') ?? '');
  } catch {
    return undefined; // refused later, by the operation's schema
  }
}

function mediaType(headers: WireRequest['headers']): string {
  return (header(headers, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

function header(headers: WireRequest['headers'], name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}
