import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { Ledger } from '../ledger/ledger.js';
import { silentMetrics } from '../metrics.js';
import type { Metrics } from '../metrics.js';
import { createAccessTokens } from './access-token.js';
import type { Amazon } from './amazon.js';
import type { BreakerSign } from '../../workflows/account/activities.js';
import type { Batching } from './batcher.js';
import { createBreaker, defaultProbeEveryMs } from './breaker.js';
import type { Incident, KnownIncident } from './breaker.js';
import { createCaller } from './caller.js';
import { createFirstPolls } from './first-poll.js';
import { createLearned } from './learned.js';
import type { Learned } from './learned.js';
import { createLimiter, timer } from './limiter.js';
import type { MonotonicClock, Quotas, Schedule } from './limiter.js';
import { createNdrCalls } from './ndr/ndr-calls.js';
import type { NdrCalls } from './ndr/ndr-calls.js';
import { operations, restrictedPaths } from './operations.js';
import type { OperationName } from './operations.js';
import { createReads } from './reads.js';
import { createRestrictedTokens } from './restricted-token.js';
import { createShippingCalls } from './shipping/shipping-calls.js';
import type { ShippingCalls } from './shipping/shipping-calls.js';
import { createSubmit } from './submit.js';
import { createTransport } from './transport.js';
import { userAgent } from './user-agent.js';
import type { Product } from './user-agent.js';

/** A selling partner's account, as it is configured. */
export interface AmazonAccount {
  /** Our name of the account: in ids and logs. */
  account: string;
  /** Base URL of the Selling Partner API. */
  endpoint: string;
  /** Login with Amazon's full token URL. */
  lwaEndpoint: string;
  clientId: string;
  clientSecret: string;
  refreshToken: string;
  /** Whether customer invoices exist for the account (India only). */
  invoices: boolean;
  /** Whether nothing is sent for the account. */
  dryRun: boolean;
}

export interface AmazonOptions {
  account: AmazonAccount;
  ledger: Ledger;
  clock: Clock;
  /** Gets one line per call, with ids, codes and durations; bound to the account by the caller. */
  logger: Logger;
  /** Default: none are kept. */
  metrics?: Metrics | undefined;
  /** Deadline of one HTTP request, ms. Default: 15 s. */
  httpTimeoutMs?: number | undefined;
  /** A paused operation is tried by one order in this time, ms. Default: 5 min. */
  probeEveryMs?: number | undefined;
  /** Told when an operation is paused, of each probe that did not pass, and when it goes on. Default: nobody. */
  signed?: ((sign: BreakerSign) => void) | undefined;
  /** Replaces the plan of operations where the account has another one. */
  quotas?: Quotas | undefined;
  /** How submissions of many orders become one call. Default: the batcher's. */
  batching?: Batching | undefined;
  /** What was learned of Amazon before, and is kept for the next process. Default: nothing, and for this one only. */
  learned?: Learned | undefined;
  /** Switches directPurchaseShipment on, which Amazon has paused. Default: off. */
  directPurchase?: boolean | undefined;
  product: Product;
  /** Ends waiting for permits; requests in flight are finished. */
  stopping: AbortSignal;
  /** Spreads the return of paused calls, 0 to 1. Default: `Math.random`. */
  random?: () => number;
  /** Ages of tokens, permits, durations. Default: the process's. */
  monotonic?: MonotonicClock;
  /** Ends waiting for permits and for company. Default: a timer. */
  schedule?: Schedule;
}

/** Amazon for one account, with what is wrong there. */
export interface AmazonWithIncidents extends Amazon {
  /** The operations that are paused now. */
  incidents(): Incident[];
  shipping: ShippingCalls;
  ndr: NdrCalls;
  /**
   * The same for an open purchase that is repeated inside its window: a paused operation lets it pass, because after the
   * window nobody could tell any more whether it was bought.
   */
  repeats: Pick<ShippingCalls, 'purchaseShipment' | 'directPurchaseShipment'>;
  /** Lets the next call to an operation through at once, and asks Amazon for a token that it refused before. */
  probeNow(operation: OperationName, known: KnownIncident): void;
}

const defaultHttpTimeoutMs = 15_000;

/**
 * Composes everything that talks to Amazon for one account.
 *
 * @throws TypeError when an endpoint would carry tokens in clear, RangeError when the user agent is too long.
 */
export function createAmazon({
  account,
  ledger,
  clock,
  logger,
  metrics = silentMetrics,
  httpTimeoutMs = defaultHttpTimeoutMs,
  probeEveryMs,
  signed,
  quotas = {},
  batching,
  learned = createLearned(clock),
  directPurchase = false,
  product,
  stopping,
  random = Math.random,
  monotonic = () => performance.now(),
  schedule = timer,
}: AmazonOptions): AmazonWithIncidents {
  const transport = createTransport({
    endpoint: account.endpoint,
    lwaEndpoint: account.lwaEndpoint,
    userAgent: userAgent(product),
    timeoutMs: httpTimeoutMs,
  });
  const limiter = createLimiter({ stopping, quotas, learned, monotonic, schedule });
  const firstPolls = createFirstPolls({ clock, learned });
  const breaker = createBreaker({
    clock,
    random,
    probeEveryMs,
    changed: (operation, isOpen) => metrics.breaker({ account: account.account, operation, isOpen }),
    ...(signed !== undefined && { signed }),
  });
  for (const operation of Object.keys(operations)) {
    metrics.breaker({ account: account.account, operation, isOpen: false });
  }
  const call = createCaller({
    transport,
    limiter,
    logger,
    called: (answered) => metrics.called({ account: account.account, ...answered }),
    monotonic,
  });
  const { clientId, clientSecret, refreshToken } = account;
  const accessTokens = createAccessTokens({ transport, clientId, clientSecret, refreshToken, monotonic });
  const paths = restrictedPaths(account);
  const restrictedTokens = createRestrictedTokens({ call, limiter, accessTokens, paths, monotonic });
  const shipping = { call, limiter, accessTokens, clock, httpTimeoutMs, directPurchase };
  const reads = createReads({
    call,
    limiter,
    breaker,
    accessTokens,
    restrictedTokens,
    clock,
    firstPolls,
    monotonic,
    schedule,
    stopping,
  });
  const submit = createSubmit({
    call,
    limiter,
    breaker,
    accessTokens,
    ledger,
    clock,
    logger,
    batched: (sent) => metrics.batched({ account: account.account, ...sent }),
    isDryRun: account.dryRun,
    httpTimeoutMs,
    batching,
    stopping,
    monotonic,
    schedule,
  });

  return {
    shipping: createShippingCalls({ ...shipping, breaker }),
    repeats: createShippingCalls({ ...shipping, breaker: { ...breaker, admit: () => undefined } }),
    ndr: createNdrCalls({ ...shipping, breaker }),
    submit: (submission) => {
      const { operation, intent } = submission;
      const { businessId: purchaseOrderNumber, occurrence } = intent.key;
      reads.sending({ operation, purchaseOrderNumber, occurrence, send: intent.send });
      return submit(submission);
    },
    reads,
    firstPollMs: (operation, plan, deadline) => firstPolls.ms(operation, plan, deadline),
    permissionRetryMs: probeEveryMs ?? defaultProbeEveryMs,
    incidents: () => breaker.incidents(),
    probeNow: (operation, known) => {
      restrictedTokens.forgetRefusals(operations[operation].path);
      breaker.probeNow(operation, known);
    },
  };
}
