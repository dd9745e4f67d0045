import { shaped } from './answer-faults.js';
import type { FaultKind, FaultTarget } from './faults.js';
import { gatewayRefusal, rateOf } from './gateway-checks.js';
import type { ReceivedRequest } from './journal.js';
import { accessToken, lwaError } from './operations/access-token.js';
import type { Operation } from './operations/operation.js';
import type { OperationName } from './options.js';
import type { Answer } from './replies.js';
import { cancelScripted, gateAnswer, takeScriptedOutcome } from './scripted-faults.js';
import type { GateFault } from './scripted-faults.js';
import type { ScriptedOutcome } from './transactions.js';
import { formOrJson, header, parsedJson } from './wire.js';
import type { Delay, WireReply, WireRequest } from './wire.js';
import type { World } from './world.js';

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
        struck: (fault) => faults.push(fault),
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
