import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import { createAccessTokens } from '../access-token.js';
import type { AccessTokens } from '../access-token.js';
import { CallFailed } from '../amazon.js';
import { createCaller } from '../caller.js';
import type { AmazonAccount } from '../create-amazon.js';
import { createLimiter } from '../limiter.js';
import { createTransport } from '../transport.js';
import { userAgent } from '../user-agent.js';
import type { Product } from '../user-agent.js';
import type { ShippingBusinessId } from './schemas/index.js';
import { createShippingCalls } from './shipping-calls.js';

export interface ShippingPermissionOptions {
  account: AmazonAccount;
  businessId: ShippingBusinessId;
  clock: Clock;
  /** Gets one line per call, with ids and codes. */
  logger: Logger;
  product: Product;
  /** Ends waiting. */
  stopping: AbortSignal;
}

const HTTP_TIMEOUT_MS = 10_000;

/** Nobody has such a parcel. */
const NO_PARCEL = { carrierId: 'AMZN', trackingId: 'EXAMINATION' };

/**
 * Whether an account may use Amazon Shipping: resolves when Amazon answers a question about a parcel that does not exist.
 *
 * @throws {CallFailed} `NotPermitted` when it refuses to; `Throttled` or `Unavailable` when that is not known.
 * @throws TypeError when an endpoint would carry tokens in clear.
 */
export async function askShippingPermission({
  account: { endpoint, lwaEndpoint, clientId, clientSecret, refreshToken },
  businessId,
  clock,
  logger,
  product,
  stopping,
}: ShippingPermissionOptions): Promise<void> {
  const agent = userAgent(product);
  const transport = createTransport({ endpoint, lwaEndpoint, userAgent: agent, timeoutMs: HTTP_TIMEOUT_MS });
  const limiter = createLimiter({ stopping });
  const accessTokens = createAccessTokens({ transport, clientId, clientSecret, refreshToken });
  await loggedIn(accessTokens);
  const { getTracking } = createShippingCalls({
    call: createCaller({ transport, limiter, logger }),
    limiter,
    // One call pauses nothing.
    breaker: { admit: () => undefined, report: () => undefined },
    accessTokens,
    clock,
    httpTimeoutMs: HTTP_TIMEOUT_MS,
  });
  const endsAt = clock() + 2 * HTTP_TIMEOUT_MS;
  const options = { shipmentReference: 'examination', deadline: endsAt, attemptEndsAt: endsAt };
  try {
    await getTracking({ businessId, ...NO_PARCEL }, options);
  } catch (error) {
    // A refusal of the parcel is an answer.
    if (!(error instanceof CallFailed) || error.kind !== 'Rejected') throw error;
  }
}

/** Whoever cannot log in has not been refused Amazon Shipping. */
async function loggedIn(accessTokens: AccessTokens): Promise<void> {
  try {
    await accessTokens.get();
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    throw new CallFailed('Unavailable', error.message, error.facts);
  }
}
