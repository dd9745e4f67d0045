import { createPrivateKey } from 'node:crypto';
import type { Logger } from 'pino';
import { CallFailed } from '../amazon/amazon.js';
import type { ReadOptions } from '../amazon/amazon.js';
import { createExchange, secureUrl } from '../amazon/exchange.js';
import { faultsOf } from '../amazon/faults.js';
import type { Limiter, MonotonicClock, Plan } from '../amazon/limiter.js';
import { userAgent } from '../amazon/user-agent.js';
import type { Product } from '../amazon/user-agent.js';
import type { Clock } from '../clock.js';
import { deliveryTrackerRequest } from './delivery-tracker.js';
import { deliveryTrackersPath } from './pay-key.js';
import type { PayEnvironment } from './pay-key.js';
import { payResultOf } from './pay-reply.js';
import type { PayResult } from './pay-reply.js';
import { authorization } from './signature.js';
import type { PayAlgorithm } from './signature.js';

/** A merchant of Amazon Pay, as it is configured. */
export interface PayMerchant {
  /** Base URL of Amazon Pay in the region. */
  endpoint: string;
  /** As the header spells it. */
  region: 'na' | 'eu' | 'jp';
  environment: PayEnvironment;
  publicKeyId: string;
  /** PEM. */
  privateKey: string;
  algorithm: PayAlgorithm;
}

/** Amazon Pay for one merchant. */
export interface AmazonPay {
  /**
   * Tells Amazon Pay once that a parcel belongs to an order. Nothing is retried inside.
   *
   * A tracking number can be used once, and nothing can be corrected: send it when the carrier has the parcel.
   *
   * @throws {CallFailed} when nothing was sent and {@link NoticeOptions.open} was not called: `Throttled` (no permit
   * in time), `Rejected` (Amazon Pay would refuse the notice; the message names the fields).
   */
  deliveryTracker(input: DeliveryTrackerInput, options: NoticeOptions): Promise<PayResult>;
}

export interface DeliveryTrackerInput {
  /** JSON text, from `deliveryTrackerBody`; goes out byte for byte. */
  body: string;
  /** 32 characters: the same body under the same key is taken once. */
  idempotencyKey: string;
}

export interface NoticeOptions extends ReadOptions {
  /**
   * Makes the intent durable: called once everything that only waits is over, right before the request leaves.
   *
   * @returns `false` when another attempt owns the send: nothing is sent.
   */
  open: (times: { at: number; sendableUntil: number }) => Promise<boolean>;
}

export interface AmazonPayDependencies {
  merchant: PayMerchant;
  /** Shared by all that notify for the merchant. */
  limiter: Pick<Limiter, 'permit' | 'learn' | 'retryAfterMs'>;
  clock: Clock;
  /** Gets one line per call, with codes, status and duration. */
  logger: Logger;
  product: Product;
  /** Deadline of one request, ms. Default: 15 s. */
  httpTimeoutMs?: number;
  /** For durations. Default: the process's. */
  monotonic?: MonotonicClock;
}

/**
 * One call a second. Without a burst calls keep their distance after a pause too: the sandbox's bucket holds a single
 * one. Source: page on delivery notifications, throttling limits (live 10 and 1/s, sandbox 1 and 1/s).
 */
const plan: Plan = { name: 'deliveryTrackers', ratePerSecond: 1, burst: 0 };
/** What a request needs of its attempt besides its deadline, ms: the verdict's write, and the way back to the server. */
const sendMarginMs = 1_000;
/** What the intent's write may cost, ms. */
const intentMs = 250;

/**
 * @throws TypeError when the key is for another environment, or the endpoint would carry order ids in clear; an error
 * of OpenSSL's when the private key is none.
 */
export function createAmazonPay({
  merchant,
  limiter,
  clock,
  logger,
  product,
  httpTimeoutMs = 15_000,
  monotonic = () => performance.now(),
}: AmazonPayDependencies): AmazonPay {
  const { publicKeyId, environment, algorithm } = merchant;
  const endpoint = secureUrl('endpoint', merchant.endpoint);
  const path = deliveryTrackersPath(publicKeyId, environment);
  const url = new URL(path, endpoint);
  const privateKey = createPrivateKey(merchant.privateKey);
  const exchange = createExchange({ userAgent: userAgent(product) });
  const neededMs = httpTimeoutMs + sendMarginMs;

  /** Signs anew for every call: the date is part of what is signed. */
  function headersOf({ body, idempotencyKey }: DeliveryTrackerInput): Record<string, string> {
    const headers = {
      accept: 'application/json',
      'content-type': 'application/json',
      'x-amz-pay-date': basicDate(clock()),
      'x-amz-pay-host': endpoint.host,
      'x-amz-pay-idempotency-key': idempotencyKey,
      'x-amz-pay-region': merchant.region,
    };
    const request = { method: 'POST', path, headers, body } as const;
    return { ...headers, authorization: authorization(request, { publicKeyId, privateKey, algorithm }) };
  }

  async function post(input: DeliveryTrackerInput, sendBefore: number): Promise<PayResult> {
    const startedAt = monotonic();
    const leftMs = (): number => sendBefore - clock();
    const reply = await exchange(url, {
      method: 'POST',
      headers: headersOf(input),
      body: input.body,
      timeoutMs: Math.min(httpTimeoutMs, leftMs()),
      mayStillSend: () => leftMs() > 0,
    });
    if (reply.kind === 'answered') limiter.learn(plan, { status: reply.status, ...reply.headers });
    const result = payResultOf(reply);
    const { kind: outcome, ...facts } = result;
    const durationMs = Math.round(monotonic() - startedAt);
    logger[outcome === 'accepted' ? 'info' : 'warn'](
      // Amazon Pay's own words are for the ledger.
      { operation: plan.name, outcome, ...facts, errors: undefined, durationMs },
      'called Amazon Pay',
    );
    if (result.kind !== 'not-sent' || result.retryAfterMs === undefined) return result;
    return { ...result, retryAfterMs: Math.max(result.retryAfterMs, limiter.retryAfterMs(plan)) };
  }

  return {
    deliveryTracker: async (input, { deadline, attemptEndsAt, open }) => {
      check(input);
      const spareMs = (): number => attemptEndsAt - clock() - neededMs;
      if (spareMs() < intentMs) throw tooLate();
      await limiter.permit(plan, { deadline, maxWaitMs: spareMs() - intentMs });
      if (spareMs() < intentMs) throw tooLate();

      const at = clock();
      if (!(await open({ at, sendableUntil: at + neededMs }))) return { kind: 'taken' };
      const sendBefore = Math.min(at + neededMs, attemptEndsAt - sendMarginMs);
      // A slow disk may have used up the time: this attempt could then still be sending when the next one begins.
      if (sendBefore - clock() < httpTimeoutMs) {
        return { kind: 'not-sent', reason: 'too little of the attempt was left', retryAfterMs: 1_000 };
      }
      return await post(input, sendBefore);
    },
  };
}

/** @throws {CallFailed} `Rejected`, naming the fields that Amazon Pay would refuse. */
function check({ body, idempotencyKey }: DeliveryTrackerInput): void {
  if (!/^[A-Za-z0-9_-]{32}$/.test(idempotencyKey)) {
    throw new TypeError('Expected `idempotencyKey` to have 32 characters of A-Z, a-z, 0-9, _ and -');
  }
  const checked = deliveryTrackerRequest.safeParse(JSON.parse(body));
  if (!checked.success) throw new CallFailed('Rejected', `${plan.name} was not sent, ${faultsOf(checked.error)}.`);
}

/** `20190305T024410Z`. */
const basicDate = (at: number): string => new Date(at).toISOString().replaceAll(/[-:]|\.\d+/g, '');

const tooLate = (): CallFailed =>
  new CallFailed('Throttled', `${plan.name} was not sent: too little of the attempt was left.`, {
    retryAfterMs: 1_000,
  });
