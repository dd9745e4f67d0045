import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { Ledger, LedgerIntent, LedgerRecord } from '../ledger/ledger.js';
import type { AccessTokens } from './access-token.js';
import { isNamedIn } from '../batch-limit.js';
import { CallFailed } from './amazon.js';
import type { Submission, SubmitResult, WriteOperation } from './amazon.js';
import { callWithFreshToken } from './authorization.js';
import { createBatcher, defaultBatching } from './batcher.js';
import type { Batching, SendBatch } from './batcher.js';
import { outcomeOfAnswer, outcomeOfFailure } from './breaker.js';
import type { Breaker, CallOutcome } from './breaker.js';
import type { Answer, Caller } from './caller.js';
import { faultsOf } from './faults.js';
import { createIdleness } from './idleness.js';
import { timer } from './limiter.js';
import type { Limiter, MonotonicClock, Schedule } from './limiter.js';
import { operations } from './operations.js';
import { transactionReference } from './schemas/index.js';

export interface SubmitOptions {
  call: Caller;
  limiter: Pick<Limiter, 'permit' | 'retryAfterMs' | 'ratePerSecond'>;
  breaker: Breaker;
  accessTokens: AccessTokens;
  ledger: Ledger;
  clock: Clock;
  logger: Logger;
  /** The account is in dry run: whoever asks, nothing is sent. */
  isDryRun: boolean;
  /** Told of every POST, with the number of its orders. Default: nobody. */
  batched?: ((call: { operation: WriteOperation; orders: number }) => void) | undefined;
  /** Deadline of one POST, ms. */
  httpTimeoutMs: number;
  /** Default: {@link defaultBatching}. */
  batching?: Batching | undefined;
  /** Ends waiting for company. */
  stopping: AbortSignal;
  /** Default: the process's. */
  monotonic?: MonotonicClock | undefined;
  /** Default: a timer. */
  schedule?: Schedule | undefined;
}

/** What a POST needs of its attempt besides its deadline, ms: the verdict's write, and the way back to the server. */
const sendMarginMs = 1_000;
/** What the intent's write may cost, ms. */
const intentMs = 250;
/** Dry run ends with a new start of the worker only, ms. */
const dryRunRetryMs = 5 * 60_000;
/** The orders of a refused batch come back together, ms: their halves are filled from all of them. */
const splitRetryMs = 1_000;
/** A POST is repeated with a fresh token when at least this share of its deadline is left. */
const leastShareForRepeat = 0.5;

/**
 * Sends items of array operations, each with its own intent and verdict, many in one call.
 *
 * Order: schema, company, breaker, permit, token, intents, POST, verdicts. What only waits has no intent, and an outage of
 * the token service leaves none. For an account in dry run not even that is begun: its orders do not come here, and this
 * is what holds if one does.
 */
export function createSubmit(options: SubmitOptions): (submission: Submission) => Promise<SubmitResult> {
  const { clock, stopping, httpTimeoutMs, batching = defaultBatching } = options;
  const { monotonic = () => performance.now(), schedule = timer } = options;
  const idleness = createIdleness({ limiter: options.limiter, monotonic });
  const batcher = createBatcher({
    send: createSendArray(options),
    isIdle: idleness.isIdle,
    batching,
    neededMs: httpTimeoutMs + sendMarginMs + intentMs,
    clock,
    monotonic,
    schedule,
    stopping,
  });
  return async (submission) => {
    const { operation } = submission;
    if (options.isDryRun) {
      throw new CallFailed('Paused', `${operation} was not sent: the account is in dry run.`, {
        retryAfterMs: dryRunRetryMs,
      });
    }
    check(submission);
    idleness.count(operation);
    return batcher(submission);
  };
}

/** What became of one POST, and Amazon's errors verbatim. */
interface Posted {
  result: SubmitResult;
  errors?: string;
}

/** One array call for many orders of one operation; the results are in the order of the submissions. */
function createSendArray(options: SubmitOptions): SendBatch {
  const { limiter, breaker, accessTokens, ledger, clock, logger, httpTimeoutMs } = options;
  const neededMs = httpTimeoutMs + sendMarginMs;
  const post = createPost(options);

  return async ({ operation: name, deadline, attemptEndsAt: leadEndsAt }, compose) => {
    const spareMs = (): number => leadEndsAt - clock() - neededMs;

    breaker.admit(name);
    // A probe risks one order, not a batch.
    const atMost = breaker.incidents().some(({ operation }) => operation === name) ? 1 : Number.POSITIVE_INFINITY;
    let outcome: CallOutcome = { kind: 'not-sent' };
    let businessIds: string[] = [];
    try {
      if (spareMs() < intentMs) throw tooLate(name);
      await limiter.permit(operations[name], { deadline, maxWaitMs: spareMs() - intentMs });
      const token = await accessTokens.get();
      if (spareMs() < intentMs) throw tooLate(name);

      const submissions = compose({ atMost });
      if (submissions.length === 0) return [];
      businessIds = submissions.map(({ intent }) => intent.key.businessId);
      const attemptEndsAt = Math.min(...submissions.map((submission) => submission.attemptEndsAt));
      const at = clock();
      const batch = submissions.length;
      const intents = submissions.map((submission) =>
        intentOf(submission, { at, sendableUntil: at + neededMs, batch }),
      );
      const owned = await ledger.open(intents);
      const own = intents.filter((_intent, index) => owned[index]);
      if (own.length === 0) return submissions.map(() => ({ kind: 'taken' }));

      const sendBefore = Math.min(at + neededMs, attemptEndsAt - sendMarginMs);
      const posted = await post(name, own, { token, deadline, sendBefore, businessIds });
      outcome = posted.outcome;
      const resultOf = resultsOf(posted, own.length);
      await record(name, own, { ...posted, resultOf }, businessIds);
      return intents.map((intent, index) => (owned[index] ? resultOf(intent) : { kind: 'taken' }));
    } catch (error) {
      if (outcome.kind === 'not-sent') outcome = outcomeOfFailure(error, businessIds);
      throw error;
    } finally {
      breaker.report(name, outcome);
    }
  };

  async function record(
    name: string,
    intents: readonly LedgerIntent[],
    posted: Posted & { resultOf: (intent: LedgerIntent) => SubmitResult },
    ids: readonly string[],
  ): Promise<void> {
    const at = clock();
    try {
      await ledger.append(
        intents.map((intent) => recordOf(intent, { ...posted, result: posted.resultOf(intent) }, at)),
      );
    } catch (error) {
      // The send stays open in the ledger and will be proven; its ids are kept here.
      logger.error({ operation: name, businessId: ids.join(), ...posted.result }, 'verdict not recorded');
      throw error;
    }
  }
}

/** The POST itself, under intents that are already durable. */
function createPost({ call, limiter, accessTokens, clock, batched, httpTimeoutMs }: SubmitOptions) {
  return async (
    name: WriteOperation,
    intents: readonly LedgerIntent[],
    {
      token,
      deadline,
      sendBefore,
      businessIds,
    }: { token: string; deadline: number; sendBefore: number; businessIds: readonly string[] },
  ): Promise<Posted & { outcome: CallOutcome }> => {
    const operation = operations[name];
    const leftMs = (): number => sendBefore - clock();
    const body = `{${JSON.stringify(operation.arrayName)}:[${intents.map((intent) => intent.body).join()}]}`;

    // A slow disk may have used up the time: this attempt could then still be sending when the next one begins.
    if (leftMs() < httpTimeoutMs) {
      const result = { kind: 'not-sent', reason: 'too little of the attempt was left', retryAfterMs: 1_000 } as const;
      return { result, outcome: { kind: 'not-sent' } };
    }

    let refused: Answer | undefined;
    const send = async (withToken: string): Promise<Answer> => {
      if (refused) {
        const shareMs = leastShareForRepeat * httpTimeoutMs;
        await limiter.permit(operation, { deadline, maxWaitMs: leftMs() - shareMs });
        if (leftMs() < shareMs) throw tooLate(name);
      }
      const timeoutMs = Math.min(httpTimeoutMs, leftMs());
      const mayStillSend = (): boolean => leftMs() > 0;
      const request = { operation, body, token: withToken, timeoutMs, mayStillSend };
      const answer = await call(request, { businessId: businessIds.join() });
      batched?.({ operation: name, orders: intents.length });
      if (answer.classification === 'token-refused') refused = answer;
      return answer;
    };

    try {
      const answer = await callWithFreshToken(accessTokens, token, send);
      return {
        ...postedOf(answer, () => limiter.retryAfterMs(operation)),
        outcome: outcomeOfAnswer(answer, businessIds),
      };
    } catch (error) {
      if (!refused || !(error instanceof CallFailed)) throw error;
      // Refused for its token, and there was none for the repeat: nothing was processed.
      return { ...postedWithoutRepeat(refused, error), outcome: outcomeOfFailure(error, businessIds) };
    }
  };
}

/** @throws {CallFailed} `Rejected`, naming the fields that Amazon would refuse. */
function check({ operation, item, intent }: Submission): void {
  if (!isDeepStrictEqual(JSON.parse(intent.body), JSON.parse(JSON.stringify(item)))) {
    throw new TypeError('Expected `intent.body` to be the JSON of `item`');
  }
  checkItem(operation, item);
}

/**
 * Checks an item as it would go out.
 *
 * @throws {CallFailed} `Rejected`, naming the fields that Amazon would refuse.
 */
export function checkItem(name: WriteOperation, item: unknown): void {
  const operation = operations[name];
  const checked = operation.request.safeParse({ [operation.arrayName]: [item] });
  if (!checked.success) throw new CallFailed('Rejected', `${name} was not sent, ${faultsOf(checked.error)}.`);
}

/**
 * What one POST means for each of its orders.
 *
 * A refusal of an array blames none of its orders for sure: to each it was not sent, and it goes again with fewer others.
 */
function resultsOf({ result, errors = '' }: Posted, size: number): (intent: LedgerIntent) => SubmitResult {
  if (size === 1 || result.kind !== 'refused' || result.failure !== 'Rejected') return () => result;
  const { status, codes, requestId } = result;
  return ({ key }) => ({
    kind: 'not-sent',
    reason: `a batch of ${size} orders was refused (HTTP ${status})`,
    retryAfterMs: splitRetryMs,
    refusedBatch: {
      status,
      codes,
      ...(isNamedIn(errors, key.businessId) && { isNamed: true }),
      ...(status === 413 && { isTooLarge: true }),
    },
    ...(requestId !== undefined && { requestId }),
  });
}

const intentOf = (
  { intent }: Submission,
  { at, sendableUntil, batch }: { at: number; sendableUntil: number; batch: number },
): LedgerIntent => ({
  type: 'intent',
  key: intent.key,
  send: intent.send,
  at,
  intentId: randomUUID(),
  sendableUntil,
  subject: intent.subject,
  body: intent.body,
  actor: intent.actor,
  ...(batch > 1 && { batch }),
  ...(intent.references === undefined ? {} : { references: intent.references }),
});

/** @param retryAfterMs - Asked only after a 429: every answer is a time promised to one caller. */
function postedOf(answer: Answer, retryAfterMs: () => number): Posted {
  const { classification, status, reason, codes, requestId, envelope } = answer;
  const ids = requestId === undefined ? {} : { requestId };
  const errors = envelope.errors.length > 0 ? { errors: JSON.stringify(envelope.errors) } : {};
  switch (classification) {
    case 'ok': {
      const reference = transactionReference.safeParse(envelope.data);
      return { result: { kind: 'accepted', ...reference.data, ...ids }, ...errors };
    }
    case 'Rejected':
    case 'NotPermitted':
      return { result: { kind: 'refused', failure: classification, status: status ?? 0, codes, ...ids }, ...errors };
    case 'Throttled':
      // Without a connection the caller's own back-off decides: each try costs the ledger an intent.
      return {
        result: { kind: 'not-sent', reason, ...ids, ...(status === 429 && { retryAfterMs: retryAfterMs() }) },
        ...errors,
      };
    default:
      return { result: { kind: 'lost', reason, ...(status !== undefined && { status }), ...ids } };
  }
}

function postedWithoutRepeat(refused: Answer, failure: CallFailed): Posted {
  const ids = refused.requestId === undefined ? {} : { requestId: refused.requestId };
  if (failure.kind === 'NotPermitted') {
    const { status = 401, codes } = refused;
    return { result: { kind: 'refused', failure: 'NotPermitted', status, codes, ...ids } };
  }
  const { retryAfterMs } = failure.facts;
  return {
    result: {
      kind: 'not-sent',
      reason: `token refused, no repeat: ${failure.kind}`,
      ...ids,
      ...(retryAfterMs !== undefined && { retryAfterMs }),
    },
  };
}

function recordOf(
  { key, send }: LedgerIntent,
  { result, errors }: Posted,
  at: number,
): Exclude<LedgerRecord, LedgerIntent> {
  switch (result.kind) {
    case 'taken':
      throw new Error('Expected a result of a POST');
    case 'lost': {
      const { kind: _kind, ...lost } = result;
      return { type: 'lost', key, send, at, ...lost };
    }
    case 'not-sent': {
      const { retryAfterMs: _retryAfterMs, ...verdict } = result;
      return { type: 'verdict', key, send, at, verdict, ...(errors !== undefined && { errors }) };
    }
    default:
      return { type: 'verdict', key, send, at, verdict: result, ...(errors !== undefined && { errors }) };
  }
}

const tooLate = (name: string): CallFailed =>
  new CallFailed('Throttled', `${name} was not sent: too little of the attempt was left.`, { retryAfterMs: 1_000 });
