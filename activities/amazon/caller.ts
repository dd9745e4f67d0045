import type { Logger } from 'pino';
import type { Metrics } from '../metrics.js';
import { classify } from './classification.js';
import type { Classification } from './classification.js';
import { codesOf, openEnvelope } from './envelope.js';
import type { Envelope } from './envelope.js';
import type { Limiter, MonotonicClock } from './limiter.js';
import type { ApiRequest, Reply, Transport } from './transport.js';

/** A call's reply and what it means. */
export interface Answer {
  classification: Classification;
  /** HTTP status; absent when nothing was answered. */
  status?: number;
  requestId?: string;
  /** Why nothing was answered, or the status: our own words. */
  reason: string;
  /** Amazon's error codes. */
  codes: string[];
  envelope: Envelope;
  /** The body as received. */
  body: Uint8Array;
}

/** Makes one call: transport, classification, what the limiter learns, one log line, its metrics. */
export type Caller = (request: ApiRequest, about: { businessId?: string }) => Promise<Answer>;

export interface CallerOptions {
  transport: Pick<Transport, 'call'>;
  limiter: Pick<Limiter, 'learn'>;
  /** Gets ids, codes, status and durations only. */
  logger: Logger;
  /** Told of every call. Default: nobody. */
  called?: (call: Omit<Parameters<Metrics['called']>[0], 'account'>) => void;
  monotonic?: MonotonicClock;
}

export function createCaller({
  transport,
  limiter,
  logger,
  called = () => undefined,
  monotonic = () => performance.now(),
}: CallerOptions): Caller {
  return async (request, { businessId }) => {
    const startedAt = monotonic();
    const reply = await transport.call(request);
    const answer = answerOf(request, reply);
    if (reply.kind === 'answered') limiter.learn(request.operation, { status: reply.status, ...reply.headers });
    const durationMs = monotonic() - startedAt;
    const counted = reply.kind === 'not-sent' ? 'no-connection' : answer.classification;
    called({ operation: request.operation.name, answer: counted, durationMs });
    const transactionId = request.params?.['transactionId'];
    logger[answer.classification === 'ok' ? 'info' : 'warn'](
      {
        operation: request.operation.name,
        // What is read by its transaction belongs to the order whose activity asks for it.
        ...(transactionId !== undefined ? { transactionId } : businessId !== undefined && { businessId }),
        outcome: answer.classification,
        ...(answer.status === undefined ? { reason: answer.reason } : { status: answer.status }),
        ...(answer.codes.length > 0 && { codes: answer.codes }),
        ...(answer.requestId !== undefined && { requestId: answer.requestId }),
        durationMs: Math.round(durationMs),
      },
      'called Amazon',
    );
    return answer;
  };
}

const nothing = new Uint8Array();

function answerOf({ operation }: ApiRequest, reply: Reply): Answer {
  const body = reply.kind === 'answered' ? reply.body : nothing;
  const envelope = openEnvelope(body);
  const common = {
    classification: classify(operation, reply, envelope),
    codes: codesOf(envelope.errors),
    envelope,
    body,
  };
  if (reply.kind !== 'answered') return { ...common, reason: reply.reason };
  const { status, headers } = reply;
  return {
    ...common,
    status,
    reason: `status ${status}`,
    ...(headers.requestId !== undefined && { requestId: headers.requestId }),
  };
}
