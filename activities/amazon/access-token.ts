import { CallFailed } from './amazon.js';
import { codesOf, openEnvelope } from './envelope.js';
import type { MonotonicClock } from './limiter.js';
import { accessTokenGrant } from './schemas/index.js';
import type { Reply, Transport } from './transport.js';

/** Access tokens of one account. */
export interface AccessTokens {
  /**
   * A token with at least a minute to live.
   *
   * @throws {CallFailed} `NotPermitted` when Login with Amazon refuses the credentials, `Unavailable` when it does
   * not answer.
   */
  get(): Promise<string>;
  /** Drops a token that Amazon answered with 401 or 403, unless a newer one is already there. */
  refused(token: string): void;
}

export interface AccessTokenOptions {
  transport: Pick<Transport, 'grant'>;
  clientId: string;
  clientSecret: string;
  refreshToken: string;
  /** Default: the process's. Wall clocks jump, a token's age does not. */
  monotonic?: MonotonicClock;
}

/** A token is renewed this long before it expires. Source: Amazon's own Java cache, 60 s. */
export const renewBeforeMs = 60_000;
/** Refused credentials stay refused until a person acts; the token service is asked again after this. */
const rememberRefusalMs = 60_000;
/** After an outage many orders come at once; the token service is asked once a second for all of them. */
const rememberOutageMs = 1_000;

/** Codes with which a 4xx says "later"; any other 4xx is final. Source: error codes known to Amazon's libraries. */
const temporaryCodes = ['server_error', 'temporarily_unavailable'];

/** Access tokens by the refresh-token grant: one request at a time, cached, renewed early. */
export function createAccessTokens({
  transport,
  clientId,
  clientSecret,
  refreshToken,
  monotonic = () => performance.now(),
}: AccessTokenOptions): AccessTokens {
  let current: { token: string; renewAt: number } | undefined;
  let failed: { failure: CallFailed; until: number } | undefined;
  let underway: Promise<string> | undefined;

  async function request(): Promise<string> {
    const askedAt = monotonic();
    const reply = await transport.grant({
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      client_id: clientId,
      client_secret: clientSecret,
    });
    const granted = grantOf(reply);
    if (granted instanceof CallFailed) {
      const rememberMs = granted.kind === 'NotPermitted' ? rememberRefusalMs : rememberOutageMs;
      failed = { failure: granted, until: monotonic() + rememberMs };
      throw granted;
    }
    failed = undefined;
    // The age counts from the question: the answer may have been long on its way.
    current = { token: granted.token, renewAt: askedAt + granted.lifeMs - renewBeforeMs };
    return granted.token;
  }

  return {
    get: async () => {
      if (current && monotonic() < current.renewAt) return current.token;
      if (failed && monotonic() < failed.until) throw failed.failure;
      underway ??= request().finally(() => {
        underway = undefined;
      });
      return await underway;
    },
    refused: (token) => {
      if (current?.token === token) current = undefined;
    },
  };
}

function grantOf(reply: Reply): { token: string; lifeMs: number } | CallFailed {
  if (reply.kind !== 'answered') {
    return new CallFailed('Unavailable', `Login with Amazon did not answer: ${reply.reason}.`);
  }
  const { status, headers, body } = reply;
  const { data, errors } = openEnvelope(body);
  const codes = codesOf(errors);
  const facts = { codes, ...(headers.requestId !== undefined && { requestId: headers.requestId }) };
  const answer = [`status ${status}`, ...codes].join(', ');
  if (status >= 200 && status <= 299) {
    const grant = accessTokenGrant.safeParse(data);
    if (grant.success) return { token: grant.data.access_token, lifeMs: grant.data.expires_in * 1000 };
    return new CallFailed('Unavailable', `Login with Amazon answered without a token: ${answer}.`, facts);
  }
  const isFinal =
    status >= 400 &&
    status <= 499 &&
    status !== 408 &&
    status !== 429 &&
    !codes.some((code) => temporaryCodes.includes(code));
  return isFinal
    ? new CallFailed('NotPermitted', `Login with Amazon refused the credentials: ${answer}.`, facts)
    : new CallFailed('Unavailable', `Login with Amazon gave no token: ${answer}.`, facts);
}
