import got from 'got';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { createAccessTokens } from './access-token.js';
import { createCaller } from './caller.js';
import type { AmazonAccount } from './create-amazon.js';
import { createLimiter } from './limiter.js';
import { restrictedReads } from './operations.js';
import type { OperationName } from './operations.js';
import { createRestrictedTokens } from './restricted-token.js';
import { createTransport } from './transport.js';
import { userAgent } from './user-agent.js';
import type { Product } from './user-agent.js';

/** What can be found out about an account without reading or writing anything of an order. */
export interface Examination {
  /** Resolves when Login with Amazon gives an access token; @throws {CallFailed} else, with Amazon's code only. */
  login(): Promise<void>;
  /** What the account is configured to read with restricted data tokens. */
  restrictedReads: readonly RestrictedRead[];
  /**
   * Resolves when Amazon gives a token for this path alone.
   *
   * @throws {CallFailed} `NotPermitted` when it refuses.
   */
  permission(read: RestrictedRead): Promise<void>;
  /**
   * How far this machine's clock is ahead of Amazon's, ms, to about a second; `undefined` when Amazon does not say.
   *
   * From the `Date` header of an answer to a request without token.
   */
  clockAheadMs(): Promise<number | undefined>;
}

export interface RestrictedRead {
  name: OperationName;
  path: string;
  /** Orders stand still without it. */
  isNeeded: boolean;
}

export interface ExaminationOptions {
  account: AmazonAccount;
  /** Deadline of each request, ms. Default: 10 s. */
  httpTimeoutMs?: number;
  clock: Clock;
  /** Gets one line per call, with ids and codes. */
  logger: Logger;
  product: Product;
  /** Ends waiting. */
  stopping: AbortSignal;
}

/** Documents go along with an order; no order waits for one to be confirmed. */
const documents: readonly OperationName[] = [
  'getPackingSlips',
  'getPackingSlip',
  'getCustomerInvoices',
  'getCustomerInvoice',
];

/** @throws TypeError when an endpoint would carry tokens in clear. */
export function createExamination({
  account,
  httpTimeoutMs = 10_000,
  clock,
  logger,
  product,
  stopping,
}: ExaminationOptions): Examination {
  const { endpoint, lwaEndpoint, clientId, clientSecret, refreshToken } = account;
  const agent = userAgent(product);
  const transport = createTransport({ endpoint, lwaEndpoint, userAgent: agent, timeoutMs: httpTimeoutMs });
  const limiter = createLimiter({ stopping });
  const call = createCaller({ transport, limiter, logger });
  const accessTokens = createAccessTokens({ transport, clientId, clientSecret, refreshToken });
  return {
    login: async () => {
      await accessTokens.get();
    },
    restrictedReads: restrictedReads(account).map(({ name, path }) => ({
      name,
      path,
      isNeeded: !documents.includes(name),
    })),
    permission: async ({ path }) => {
      // One path only, so that what is missing for another does not refuse this one as well.
      const tokens = createRestrictedTokens({ call, limiter, accessTokens, paths: [path] });
      await tokens.get(path, { deadline: clock() + httpTimeoutMs });
    },
    clockAheadMs: () => clockAhead(endpoint, { agent, httpTimeoutMs, clock }),
  };
}

async function clockAhead(
  endpoint: string,
  { agent, httpTimeoutMs, clock }: { agent: string; httpTimeoutMs: number; clock: Clock },
): Promise<number | undefined> {
  const before = clock();
  const { headers } = await got(endpoint, {
    method: 'HEAD',
    headers: { 'user-agent': agent },
    retry: { limit: 0 },
    throwHttpErrors: false,
    followRedirect: false,
    timeout: { request: httpTimeoutMs },
  });
  const after = clock();
  const theirs = Date.parse(headers.date ?? '');
  // The header is cut to whole seconds, and was written somewhere between question and answer.
  return Number.isNaN(theirs) ? undefined : (before + after) / 2 - (theirs + 500);
}
