import type { z } from 'zod';
import type { Clock } from '../../clock.js';
import type { AccessTokens } from '../access-token.js';
import { CallFailed } from '../amazon.js';
import type { ReadOptions } from '../amazon.js';
import { callWithFreshToken } from '../authorization.js';
import { outcomeOfAnswer, outcomeOfFailure } from '../breaker.js';
import type { Breaker } from '../breaker.js';
import type { Answer, Caller } from '../caller.js';
import { failureOf } from '../failure.js';
import type { Limiter } from '../limiter.js';
import type { Operation } from '../operations.js';
import type { ApiRequest } from '../transport.js';
import type { shippingOperations } from './operations.js';
import { payloadOf } from './payload.js';
import { isRateExpired } from './rate-expired.js';

export interface AskDependencies {
  call: Caller;
  limiter: Pick<Limiter, 'permit' | 'retryAfterMs'>;
  breaker: Pick<Breaker, 'admit' | 'report'>;
  accessTokens: AccessTokens;
  clock: Clock;
}

/** An operation of Shipping v2 that changes nothing. */
export type AskOperation<R> = Operation & {
  name: keyof typeof shippingOperations;
  write: false;
  response: z.ZodType<R>;
};

/** Whose call it is, and how long it may take. */
export interface CallOptions extends ReadOptions {
  /** Our reference of the shipment: in logs, and told apart by the breaker. Holds no personal data. */
  shipmentReference: string;
}

/** What is sent, checked already. */
export type CallContent = Pick<ApiRequest, 'params' | 'query' | 'headers' | 'body'>;

/** Kept free at the end of an attempt, so that its failure still reaches the server. */
const attemptMarginMs = 1_000;
/** A call is not begun with less than this, ms. */
const leastCallMs = 1_000;

/**
 * Calls an operation that changes nothing: breaker, permit, token, call, in this order.
 *
 * @returns the parsed answer; `undefined` under 404.
 * @throws {CallFailed} for everything else; `RateExpired` when the rate's ten minutes are over.
 */
export type Ask = <R>(operation: AskOperation<R>, content: CallContent, options: CallOptions) => Promise<R | undefined>;

export function createAsk({ call, limiter, breaker, accessTokens, clock }: AskDependencies): Ask {
  async function answerTo(
    operation: AskOperation<unknown>,
    content: CallContent,
    options: CallOptions,
  ): Promise<Answer> {
    const { shipmentReference: businessId, deadline, attemptEndsAt } = options;
    const leftMs = (): number => attemptEndsAt - clock() - attemptMarginMs;
    breaker.admit(operation.name);
    let answer: Answer;
    try {
      if (leftMs() < leastCallMs) throw tooLate(operation.name);
      await limiter.permit(operation, { deadline, maxWaitMs: leftMs() - leastCallMs });
      answer = await callWithFreshToken(accessTokens, await accessTokens.get(), async (token) => {
        const timeoutMs = leftMs();
        if (timeoutMs < leastCallMs) throw tooLate(operation.name);
        return await call({ operation, token, timeoutMs, ...content }, { businessId });
      });
    } catch (error) {
      breaker.report(operation.name, outcomeOfFailure(error, [businessId]));
      throw error;
    }
    breaker.report(
      operation.name,
      isRateExpired(operation, answer) ? { kind: 'answered' } : outcomeOfAnswer(answer, [businessId]),
    );
    return answer;
  }

  return async (operation, content, options) => {
    const answer = await answerTo(operation, content, options);
    if (isRateExpired(operation, answer)) throw rateExpired(operation.name, answer);
    if (answer.classification === 'not-found') return undefined;
    if (answer.classification !== 'ok') throw failureOf(answer.classification, operation, answer, limiter);
    const payload = payloadOf(operation.response, answer);
    if ('fault' in payload) throw failureOf('Unavailable', operation, { ...answer, reason: payload.fault });
    return payload.result;
  };
}

const rateExpired = (name: string, { reason, codes, requestId }: Answer): CallFailed =>
  new CallFailed('RateExpired', `${name}: ${[reason, ...codes].join(', ')}.`, {
    codes,
    ...(requestId !== undefined && { requestId }),
  });

const tooLate = (name: string): CallFailed =>
  new CallFailed('Throttled', `${name} was not sent: too little of the attempt was left.`, { retryAfterMs: 1_000 });
