import type { z } from 'zod';
import type { FailureKind } from '../../../workflows/failures.js';
import { CallFailed } from '../amazon.js';
import { callWithFreshToken } from '../authorization.js';
import { outcomeOfAnswer, outcomeOfFailure } from '../breaker.js';
import type { CallOutcome } from '../breaker.js';
import type { Answer } from '../caller.js';
import type { ndrOperations } from '../ndr/operations.js';
import type { Operation } from '../operations.js';
import type { AskDependencies, CallContent, CallOptions } from './ask.js';
import type { shippingOperations } from './operations.js';
import { payloadOf } from './payload.js';
import { isRateExpired } from './rate-expired.js';

export interface SendDependencies extends AskDependencies {
  /** Deadline of one request, ms. */
  httpTimeoutMs: number;
}

/** An operation of Shipping v2 that changes something. */
export type SendOperation<R> = Operation & {
  name: keyof typeof shippingOperations | keyof typeof ndrOperations;
  write: true;
  response: z.ZodType<R>;
};

export interface SendOptions extends CallOptions {
  /**
   * Makes the intent durable: called once everything that only waits is over, right before the request leaves.
   *
   * @returns `false` when another attempt owns the send: nothing is sent.
   */
  open: (times: SendTimes) => Promise<boolean>;
}

/** Epoch ms. */
export interface SendTimes {
  at: number;
  /** The last instant at which this attempt could still be sending. */
  sendableUntil: number;
}

/** What became of one send. Amazon's own words are in `errors` only: they belong into the encrypted ledger. */
export type SendResult<R> =
  | { kind: 'accepted'; result: R; requestId?: string }
  | {
      kind: 'refused';
      /** `RateExpired`: this call bought nothing; an earlier one whose reply was lost may have. */
      failure: Extract<FailureKind, 'Rejected' | 'NotPermitted' | 'RateExpired'>;
      status: number;
      codes: string[];
      requestId?: string;
      /** Amazon's errors verbatim, as JSON. */
      errors?: string;
    }
  /** It never reached Amazon's processing. `retryAfterMs`: when trying again makes sense, ms from now. */
  | { kind: 'not-sent'; reason: string; retryAfterMs?: number; requestId?: string }
  /** Sent, and nobody knows what became of it: 5xx, no answer, or a success that cannot be understood. */
  | { kind: 'lost'; reason: string; status?: number; requestId?: string }
  /** Another attempt owns the send; nothing was sent. */
  | { kind: 'taken' };

/**
 * Sends something that changes something, once: breaker, permit, token, intent, request, in this order.
 *
 * @throws {CallFailed} when nothing was sent and {@link SendOptions.open} was not called: `Throttled`, `Paused`,
 * `Unavailable`, `NotPermitted`.
 */
export type Send = <R>(
  operation: SendOperation<R>,
  content: CallContent,
  options: SendOptions,
) => Promise<SendResult<R>>;

/** What a request needs of its attempt besides its deadline, ms: the verdict's write, and the way back to the server. */
const sendMarginMs = 1_000;
/** What the intent's write may cost, ms. */
const intentMs = 250;
/** A request is repeated with a fresh token when at least this share of its deadline is left. */
const leastShareForRepeat = 0.5;

export function createSend({ call, limiter, breaker, accessTokens, clock, httpTimeoutMs }: SendDependencies): Send {
  const neededMs = httpTimeoutMs + sendMarginMs;

  /** The request itself, and the same once more when its token was refused: nothing was processed then. */
  async function exchange(
    operation: SendOperation<unknown>,
    content: CallContent,
    { token, sendBefore, ...options }: CallOptions & { token: string; sendBefore: number },
  ): Promise<Answer | { unrepeated: Answer; failure: CallFailed }> {
    const { shipmentReference: businessId, deadline } = options;
    const leftMs = (): number => sendBefore - clock();
    let refused: Answer | undefined;
    try {
      return await callWithFreshToken(accessTokens, token, async (withToken) => {
        if (refused) {
          const shareMs = leastShareForRepeat * httpTimeoutMs;
          await limiter.permit(operation, { deadline, maxWaitMs: leftMs() - shareMs });
          if (leftMs() < shareMs) throw tooLate(operation.name);
        }
        const timeoutMs = Math.min(httpTimeoutMs, leftMs());
        const mayStillSend = (): boolean => leftMs() > 0;
        const answer = await call({ operation, token: withToken, timeoutMs, mayStillSend, ...content }, { businessId });
        if (answer.classification === 'token-refused') refused = answer;
        return answer;
      });
    } catch (error) {
      if (!refused || !(error instanceof CallFailed)) throw error;
      return { unrepeated: refused, failure: error };
    }
  }

  return async (operation, content, options) => {
    const { name } = operation;
    const { shipmentReference: businessId, deadline, attemptEndsAt } = options;
    const spareMs = (): number => attemptEndsAt - clock() - neededMs;

    breaker.admit(name);
    let outcome: CallOutcome = { kind: 'not-sent' };
    try {
      if (spareMs() < intentMs) throw tooLate(name);
      await limiter.permit(operation, { deadline, maxWaitMs: spareMs() - intentMs });
      const token = await accessTokens.get();
      if (spareMs() < intentMs) throw tooLate(name);

      const at = clock();
      if (!(await options.open({ at, sendableUntil: at + neededMs }))) return { kind: 'taken' };
      const sendBefore = Math.min(at + neededMs, attemptEndsAt - sendMarginMs);
      // A slow disk may have used up the time: this attempt could then still be sending when the next one begins.
      if (sendBefore - clock() < httpTimeoutMs) {
        return { kind: 'not-sent', reason: 'too little of the attempt was left', retryAfterMs: 1_000 };
      }

      const answer = await exchange(operation, content, { ...options, token, sendBefore });
      if ('unrepeated' in answer) {
        outcome = outcomeOfFailure(answer.failure, [businessId]);
        return withoutRepeat(answer.unrepeated, answer.failure);
      }
      outcome = isRateExpired(operation, answer) ? { kind: 'answered' } : outcomeOfAnswer(answer, [businessId]);
      return resultOf(operation, answer, () => limiter.retryAfterMs(operation));
    } catch (error) {
      if (outcome.kind === 'not-sent') outcome = outcomeOfFailure(error, [businessId]);
      throw error;
    } finally {
      breaker.report(name, outcome);
    }
  };
}

/** @param retryAfterMs - Asked only after a 429: every answer is a time promised to one caller. */
function resultOf<R>(operation: SendOperation<R>, answer: Answer, retryAfterMs: () => number): SendResult<R> {
  const { classification, status, reason, codes, requestId, envelope } = answer;
  const ids = requestId === undefined ? {} : { requestId };
  const errors = envelope.errors.length > 0 ? { errors: JSON.stringify(envelope.errors) } : {};
  if (isRateExpired(operation, answer)) {
    return { kind: 'refused', failure: 'RateExpired', status: status ?? 0, codes, ...ids, ...errors };
  }
  switch (classification) {
    case 'ok': {
      const payload = payloadOf(operation.response, answer);
      if ('result' in payload) return { kind: 'accepted', result: payload.result, ...ids };
      return { kind: 'lost', reason: payload.fault, ...(status !== undefined && { status }), ...ids };
    }
    case 'Rejected':
    case 'NotPermitted':
      return { kind: 'refused', failure: classification, status: status ?? 0, codes, ...ids, ...errors };
    case 'Throttled':
      return { kind: 'not-sent', reason, ...ids, ...(status === 429 && { retryAfterMs: retryAfterMs() }) };
    default:
      return { kind: 'lost', reason, ...(status !== undefined && { status }), ...ids };
  }
}

/** Refused for its token, and there was none for the repeat: nothing was processed. */
function withoutRepeat({ status = 401, codes, requestId }: Answer, failure: CallFailed): SendResult<never> {
  const ids = requestId === undefined ? {} : { requestId };
  if (failure.kind === 'NotPermitted') return { kind: 'refused', failure: 'NotPermitted', status, codes, ...ids };
  const { retryAfterMs } = failure.facts;
  return {
    kind: 'not-sent',
    reason: `token refused, no repeat: ${failure.kind}`,
    ...ids,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

const tooLate = (name: string): CallFailed =>
  new CallFailed('Throttled', `${name} was not sent: too little of the attempt was left.`, { retryAfterMs: 1_000 });
