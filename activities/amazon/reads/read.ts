import type { z } from 'zod';
import type { Clock } from '../../clock.js';
import type { AccessTokens } from '../access-token.js';
import { CallFailed } from '../amazon.js';
import type { ReadOptions } from '../amazon.js';
import { callWithFreshToken } from '../authorization.js';
import type { TokenSource } from '../authorization.js';
import { outcomeOfAnswer, outcomeOfFailure } from '../breaker.js';
import type { Breaker } from '../breaker.js';
import type { Answer, Caller } from '../caller.js';
import { failureOf } from '../failure.js';
import { faultsOf } from '../faults.js';
import type { Limiter, PermitAsk } from '../limiter.js';
import type { Operation, operations } from '../operations.js';
import type { RestrictedTokens } from '../restricted-token.js';

export interface ReadDependencies {
  call: Caller;
  limiter: Pick<Limiter, 'permit' | 'retryAfterMs'>;
  breaker: Breaker;
  accessTokens: AccessTokens;
  restrictedTokens: RestrictedTokens;
  clock: Clock;
}

type OperationsTable = typeof operations;
/** A row of the table that only reads. */
export type ReadOperation = Extract<OperationsTable[keyof OperationsTable], { method: 'GET' }>;

/** What is read: one thing by its id in the path, or a list by its query. */
export interface ReadTarget {
  params?: Record<string, string>;
  query?: Record<string, string>;
}

/**
 * One read. Returns what Amazon has, does not have, or calls an unknown id.
 *
 * @throws {CallFailed} for everything else.
 */
export type Read = (operation: ReadOperation, target: ReadTarget, ask: ReadOptions) => Promise<Answer>;

/** Kept free at the end of an attempt, so that its failure still reaches the server. */
const attemptMarginMs = 1_000;
/** A read is not begun with less than this, ms. */
const leastCallMs = 1_000;

/**
 * Breaker, token, permit, call, in this order: calls that have waited for a new token together, each with its permit,
 * would go out at once.
 */
export function createRead({ call, limiter, breaker, accessTokens, restrictedTokens, clock }: ReadDependencies): Read {
  return async (operation, { params, query }, ask) => {
    const id = params === undefined ? undefined : Object.values(params).join();
    // A list is about no order: for the breaker, each window counts as one that was refused.
    const subject = id ?? JSON.stringify(query);
    const leftMs = (): number => ask.attemptEndsAt - clock() - attemptMarginMs;
    const permitAsk = (): PermitAsk => ({ deadline: ask.deadline, maxWaitMs: leftMs() - leastCallMs });
    const tokens: TokenSource = operation.restricted
      ? {
          get: () => restrictedTokens.get(operation.path, permitAsk()),
          refused: (token) => restrictedTokens.refused(token),
        }
      : accessTokens;

    breaker.admit(operation.name);
    let answer: Answer;
    try {
      if (leftMs() < leastCallMs) throw tooLate(operation.name);
      const fresh = await tokens.get();
      await limiter.permit(operation, permitAsk());
      answer = await callWithFreshToken(tokens, fresh, async (token) => {
        const timeoutMs = leftMs();
        if (timeoutMs < leastCallMs) throw tooLate(operation.name);
        return await call(
          { operation, token, timeoutMs, ...(params && { params }), ...(query && { query }) },
          id === undefined ? {} : { businessId: id },
        );
      });
    } catch (error) {
      breaker.report(operation.name, outcomeOfFailure(error, [subject]));
      throw error;
    }
    breaker.report(operation.name, outcomeOfAnswer(answer, [subject]));

    const { classification } = answer;
    if (classification === 'ok' || classification === 'not-found' || isUnknownId(answer)) return answer;
    throw failureOf(classification, operation, answer, limiter);
  };
}

/** Whether Amazon does not have what was asked for by its id, or not yet: 404, an unknown id, or `{ "payload": {} }`. */
export const isAbsent = (answer: Answer): boolean =>
  answer.classification === 'not-found' || isUnknownId(answer) || isEmpty(answer);

/** @throws {CallFailed} `Unavailable`, naming the fields that cannot be understood. */
export function parse<O extends ReadOperation>(operation: O, answer: Answer): z.output<O['response']> {
  // A gateway's page under 200.
  if (!answer.envelope.readable) throw unexpected(operation, answer, 'unreadable answer');
  const parsed = operation.response.safeParse(answer.envelope.data);
  if (parsed.success) return parsed.data as z.output<O['response']>;
  throw unexpected(operation, answer, `unexpected answer, ${faultsOf(parsed.error)}`);
}

/** An answer that is none: what is wrong with it, in our own words. */
export const unexpected = (operation: Operation, answer: Answer, reason: string): CallFailed =>
  failureOf('Unavailable', operation, { ...answer, reason });

/** `InvalidInput` for an id: Amazon does not know it. `InvalidRequest` would mean that the request is malformed. */
const isUnknownId = ({ status, codes }: Answer): boolean => status === 400 && codes.includes('InvalidInput');

const isEmpty = ({ envelope: { data } }: Answer): boolean =>
  typeof data === 'object' && data !== null && Object.keys(data).length === 0;

const tooLate = (name: string): CallFailed =>
  new CallFailed('Throttled', `${name} was not sent: too little of the attempt was left.`, { retryAfterMs: 1_000 });
