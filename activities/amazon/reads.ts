import type { z } from 'zod';
import type { Clock } from '../clock.js';
import type { AccessTokens } from './access-token.js';
import { CallFailed } from './amazon.js';
import type { ReadOptions, Reads, TransactionOutcome } from './amazon.js';
import { callWithFreshToken } from './authorization.js';
import type { TokenSource } from './authorization.js';
import { outcomeOfAnswer, outcomeOfFailure } from './breaker.js';
import type { Breaker } from './breaker.js';
import type { Answer, Caller } from './caller.js';
import { codesOf, errorsOf } from './envelope.js';
import { failureOf } from './failure.js';
import { faultsOf } from './faults.js';
import type { Limiter, PermitAsk } from './limiter.js';
import { operations } from './operations.js';
import type { RestrictedTokens } from './restricted-token.js';
import type { Order, ShippingLabel } from './schemas/index.js';

export interface ReadsOptions {
  call: Caller;
  limiter: Pick<Limiter, 'permit' | 'retryAfterMs'>;
  breaker: Breaker;
  accessTokens: AccessTokens;
  restrictedTokens: RestrictedTokens;
  clock: Clock;
}

/** Kept free at the end of an attempt, so that its failure still reaches the server. */
const attemptMarginMs = 1_000;
/** A read is not begun with less than this, ms. */
const leastCallMs = 1_000;
/** Orders whose last status is remembered. */
const rememberedStatuses = 5_000;

/** Reads of one account. A read that is asked for while the same one is under way gets that one's answer. */
export function createReads(options: ReadsOptions): Reads {
  const { clock } = options;
  const read = createRead(options);
  const share = createSharing();
  const statuses = createRecent<string | undefined>(rememberedStatuses);

  const order = (purchaseOrderNumber: string, ask: ReadOptions): Promise<{ order: Order; raw: Uint8Array }> =>
    share(`getOrder ${purchaseOrderNumber}`, ask, async () => {
      const answer = await read(operations.getOrder, { purchaseOrderNumber }, ask);
      // An unknown number was seen as 400 InvalidInput too; an empty payload means the same.
      if (answer.classification === 'not-found' || isUnknownId(answer) || isEmpty(answer)) {
        throw failureOf('not-found', operations.getOrder, answer);
      }
      const parsed = parse(operations.getOrder, answer);
      statuses.set(purchaseOrderNumber, { value: parsed.orderDetails.orderStatus, at: clock() });
      return { order: parsed, raw: answer.body };
    });

  return {
    order,
    orderStatus: async (purchaseOrderNumber, ask) => {
      const remembered = statuses.get(purchaseOrderNumber);
      const age = remembered === undefined ? undefined : clock() - remembered.at;
      // A clock that was set back makes nothing fresh.
      const isFresh = age !== undefined && age >= 0 && age < ask.maxAgeMs;
      if (remembered && isFresh) return remembered.value;
      return (await order(purchaseOrderNumber, ask)).order.orderDetails.orderStatus;
    },
    label: (purchaseOrderNumber, ask) =>
      share(`getShippingLabel ${purchaseOrderNumber}`, ask, async (): Promise<ShippingLabel | undefined> => {
        const answer = await read(operations.getShippingLabel, { purchaseOrderNumber }, ask);
        // Whoever asks has read the order: what Amazon does not know is the label.
        if (answer.classification === 'not-found' || isUnknownId(answer) || isEmpty(answer)) return undefined;
        const label = parse(operations.getShippingLabel, answer);
        return label.labelData.length > 0 ? label : undefined;
      }),
    transaction: (transactionId, ask) =>
      share(`getTransactionStatus ${transactionId}`, ask, async (): Promise<TransactionOutcome> => {
        const answer = await read(operations.getTransactionStatus, { transactionId }, ask);
        // "Invalid transmission ID.": it takes a moment until a new transaction is known.
        if (answer.classification === 'not-found' || isUnknownId(answer) || isEmpty(answer)) {
          return { status: 'Processing', codes: [] };
        }
        const { transactionStatus } = parse(operations.getTransactionStatus, answer);
        const errors = errorsOf(transactionStatus.errors);
        return {
          status: capitalised(transactionStatus.status),
          codes: codesOf(errors),
          ...(errors.length > 0 && { errors: JSON.stringify(transactionStatus.errors) }),
        };
      }),
  };
}

type ReadOperation = (typeof operations)['getOrder' | 'getShippingLabel' | 'getTransactionStatus'];

/** One read: breaker, permit, token, call. Returns what Amazon has, does not have, or calls an unknown id. */
function createRead({ call, limiter, breaker, accessTokens, restrictedTokens, clock }: ReadsOptions) {
  return async (operation: ReadOperation, params: Record<string, string>, ask: ReadOptions): Promise<Answer> => {
    const businessId = Object.values(params).join();
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
      await limiter.permit(operation, permitAsk());
      answer = await callWithFreshToken(tokens, await tokens.get(), async (token) => {
        const timeoutMs = leftMs();
        if (timeoutMs < leastCallMs) throw tooLate(operation.name);
        return await call({ operation, params, token, timeoutMs }, { businessId });
      });
    } catch (error) {
      breaker.report(operation.name, outcomeOfFailure(error, businessId));
      throw error;
    }
    breaker.report(operation.name, outcomeOfAnswer(answer, businessId));

    const { classification } = answer;
    if (classification === 'ok' || classification === 'not-found' || isUnknownId(answer)) return answer;
    throw failureOf(classification, operation, answer, limiter);
  };
}

function parse<O extends ReadOperation>(operation: O, answer: Answer): z.output<O['response']> {
  // A gateway's page under 200.
  if (!answer.envelope.readable) throw failureOf('Unavailable', operation, { ...answer, reason: 'unreadable answer' });
  const parsed = operation.response.safeParse(answer.envelope.data);
  if (parsed.success) return parsed.data as z.output<O['response']>;
  throw failureOf('Unavailable', operation, { ...answer, reason: `unexpected answer, ${faultsOf(parsed.error)}` });
}

/** `InvalidInput` for an id: Amazon does not know it. `InvalidRequest` would mean that the request is malformed. */
const isUnknownId = ({ status, codes }: Answer): boolean => status === 400 && codes.includes('InvalidInput');

/** `{ "payload": {} }`. */
const isEmpty = ({ envelope: { data } }: Answer): boolean =>
  typeof data === 'object' && data !== null && Object.keys(data).length === 0;

/** `Processing` for `PROCESSING`, as the newer version spells it. */
const capitalised = (status: string): string => status.charAt(0).toUpperCase() + status.slice(1).toLowerCase();

const tooLate = (name: string): CallFailed =>
  new CallFailed('Throttled', `${name} was not sent: too little of the attempt was left.`, { retryAfterMs: 1_000 });

/** Joins a read under way, provided that it ends no later than the asker's own attempt. */
function createSharing() {
  const underway = new Map<string, { endsAt: number; answer: Promise<unknown> }>();
  return <T>(key: string, { attemptEndsAt }: ReadOptions, read: () => Promise<T>): Promise<T> => {
    const running = underway.get(key);
    if (running && running.endsAt <= attemptEndsAt) return running.answer as Promise<T>;
    const started = {
      endsAt: attemptEndsAt,
      answer: read().finally(() => {
        if (underway.get(key) === started) underway.delete(key);
      }),
    };
    underway.set(key, started);
    return started.answer;
  };
}

/** The latest values by key, at most `size` of them; the oldest go first. */
function createRecent<T>(size: number) {
  const values = new Map<string, { value: T; at: number }>();
  return {
    get: (key: string) => values.get(key),
    set: (key: string, value: { value: T; at: number }): void => {
      values.delete(key);
      values.set(key, value);
      const oldest = values.keys().next();
      if (values.size > size && !oldest.done) values.delete(oldest.value);
    },
  };
}
