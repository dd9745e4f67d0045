import { shaped } from './answer-faults.js';
import type { FaultKind, FaultTarget } from './faults.js';
import type { ReceivedRequest } from './journal.js';
import type { OperationName } from './options.js';
import type { Answer, GatewayRefusals } from './replies.js';
import { cancelScripted, gateAnswer } from './scripted-faults.js';
import type { GateFault } from './scripted-faults.js';
import { header, jsonText } from './wire.js';
import type { Delay, WireReply, WireRequest } from './wire.js';
import type { World } from './world.js';

/** The value of `x-amzn-RateLimit-Limit` for a status that carries it. */
export type RateHeader = (status: number) => string | undefined;

/** Answers a request that no operation takes, or that could not be read. */
export function answerOutside(world: World, request: WireRequest, answer: Answer): WireReply {
  const requestId = world.requestIds.uuid();
  const target = { operation: 'unknown', purchaseOrderNumbers: [] } as const;
  record(world, request, target, requestId, answer, 'answered', [], undefined);
  return reply(world, answer, requestId, undefined);
}

/** One call on its way: what scripted faults do to it, how it is answered, and what is written down. */
export interface Exchange {
  readonly world: World;
  readonly target: FaultTarget;
  readonly request: WireRequest;
  readonly body: unknown;
  readonly delay: Delay;
  readonly rateHeader?: RateHeader;
  readonly refusals: GatewayRefusals;
  readonly process: (faults: FaultKind[]) => Answer;
}

/** Carries a call through scripted faults to its answer, and records it. */
export async function exchange(call: Exchange): Promise<WireReply> {
  const { world, target, request, body, delay, rateHeader, refusals, process } = call;
  world.transactions.settle();
  const requestId = world.requestIds.uuid();
  const faults: FaultKind[] = [];
  const written = (answer: Answer | undefined, connection: ReceivedRequest['connection']): void => {
    record(world, request, target, requestId, answer, connection, faults, body);
  };

  cancelScripted(world, target, faults);
  const gate = world.faults.take(['status', 'reset-before', 'token-expired', 'not-permitted'], target)?.fault;
  if (gate !== undefined) faults.push(gate.kind);
  if (gate?.kind === 'reset-before') {
    written(undefined, 'destroyed');
    return { connection: 'destroyed' };
  }
  if (gate !== undefined && !(gate.kind === 'status' && gate.processed === true)) {
    const answer = gateAnswer(gate, refusals);
    written(answer, 'answered');
    return reply(world, answer, requestId, rateHeader, gate);
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
  const given = gate === undefined ? answer : { ...answer, ...gateAnswer(gate, refusals) };
  written(given, lost ? 'destroyed' : 'answered');
  if (slow !== undefined && slow.processed !== 'after-delay') await delay(slow.delayMs);
  return lost ? { connection: 'destroyed' } : reply(world, given, requestId, rateHeader, gate);
}

function reply(
  world: World,
  answer: Answer,
  requestId: string,
  rateHeader: RateHeader | undefined,
  gate?: GateFault,
): WireReply {
  const status = gate?.kind === 'status' ? gate : undefined;
  const headers: Record<string, string> = {
    date: new Date(world.settings.clock()).toUTCString(),
    'x-amzn-requestid': requestId,
    ...answer.headers,
  };
  const limit = rateHeader?.(answer.status);
  if (limit !== undefined) headers['x-amzn-ratelimit-limit'] = limit;
  if (status?.retryAfterSeconds !== undefined) headers['retry-after'] = String(status.retryAfterSeconds);
  return {
    connection: 'answered',
    status: answer.status,
    headers,
    ...(status?.html === true
      ? { contentType: 'text/html', text: htmlPage(answer.status) }
      : { contentType: 'application/json', text: answer.body === undefined ? '' : jsonText(answer.body) }),
  };
}

function htmlPage(status: number): string {
  return `<html><head><title>${String(status)}</title></head><body><center><h1>${String(status)}</h1></center></body></html>\n`;
}

function record(
  world: World,
  request: WireRequest,
  target: Omit<FaultTarget, 'operation'> & { readonly operation: OperationName | 'unknown' },
  requestId: string,
  answer: Answer | undefined,
  connection: ReceivedRequest['connection'],
  faults: readonly FaultKind[],
  body: unknown,
): void {
  world.journal.record({
    at: world.settings.clock(),
    operation: target.operation,
    method: request.method,
    path: request.path,
    query: request.query,
    purchaseOrderNumbers: target.purchaseOrderNumbers,
    ...(target.parcels === undefined || target.parcels.length === 0 ? {} : { parcels: target.parcels }),
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
