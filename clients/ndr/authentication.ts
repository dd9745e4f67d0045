import type { NdrAuthentication } from '../../temporal.config.js';
import { readBasic } from './basic.js';
import { createIssuerCheck, createOwnTokens, KeysUnavailable } from './oauth.js';
import type { OwnTokens } from './oauth.js';
import { createSecretCheck } from './secrets.js';

/** What a request says about where it is from. */
export interface Claim {
  headers: Readonly<Record<string, string | string[] | undefined>>;
  query: Readonly<Record<string, unknown>>;
}

/** How a request has proven where it is from. */
export type Mechanism = 'api-key' | 'query-parameter' | 'password' | 'oauth' | 'issuer';

export interface Authentication {
  /**
   * The mechanism that a request passes; `undefined` when it passes none of those that are configured.
   *
   * @throws {KeysUnavailable} when a token might be good, and nobody can say.
   */
  passes(claim: Claim): Promise<Mechanism | undefined>;
  /** Our own token endpoint; absent where it is not configured. */
  tokens?: OwnTokens;
}

/**
 * Checks requests by the mechanisms of the configuration: one of them has to pass, and none is on that is not configured.
 *
 * @throws RangeError without any: nothing may come in unproven.
 */
export function createAuthentication(
  { apiKey, queryParameter, password, oauth, issuer }: NdrAuthentication,
  now: () => number,
): Authentication {
  const tokens = oauth === undefined ? undefined : createOwnTokens(oauth, now);
  const checks: [Mechanism, (claim: Claim) => boolean | Promise<boolean>][] = [];
  if (apiKey !== undefined) {
    const isKey = createSecretCheck(apiKey.keys);
    checks.push(['api-key', ({ headers }) => isKey(only(headers[apiKey.header.toLowerCase()]))]);
  }
  if (queryParameter !== undefined) {
    const isKey = createSecretCheck(queryParameter.keys);
    checks.push(['query-parameter', ({ query }) => isKey(only(query[queryParameter.name]))]);
  }
  if (password !== undefined) checks.push(['password', createPasswordCheck(password)]);
  if (tokens !== undefined) checks.push(['oauth', (claim) => withBearer(claim, tokens.isGenuine)]);
  if (issuer !== undefined) {
    const isGenuine = createIssuerCheck(issuer, now);
    checks.push(['issuer', (claim) => withBearer(claim, isGenuine)]);
  }
  if (checks.length === 0) throw new RangeError('No mechanism is configured.');
  return {
    async passes(claim) {
      let unavailable: KeysUnavailable | undefined;
      for (const [mechanism, check] of checks) {
        try {
          if (await check(claim)) return mechanism;
        } catch (error) {
          if (!(error instanceof KeysUnavailable)) throw error;
          unavailable = error;
        }
      }
      if (unavailable !== undefined) throw unavailable;
      return undefined;
    },
    ...(tokens === undefined ? {} : { tokens }),
  };
}

/** User name and password as Basic, or in two headers of their own. */
function createPasswordCheck({
  username,
  passwords,
  usernameHeader,
  passwordHeader,
}: NonNullable<NdrAuthentication['password']>): (claim: Claim) => boolean {
  const isName = createSecretCheck([username]);
  const isPassword = createSecretCheck(passwords);
  return ({ headers }) => {
    const given = readBasic(only(headers['authorization'])) ?? {
      username: only(headers[usernameHeader.toLowerCase()]),
      password: only(headers[passwordHeader.toLowerCase()]),
    };
    // Both are compared, whatever the first one says.
    const fits = [isName(given.username), isPassword(given.password)];
    return !fits.includes(false);
  };
}

async function withBearer({ headers }: Claim, check: (token: string) => Promise<boolean>): Promise<boolean> {
  const [, token] = /^Bearer +(\S+) *$/i.exec(only(headers['authorization']) ?? '') ?? [];
  return token !== undefined && (await check(token));
}

/** What is given twice is not given at all. */
const only = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
