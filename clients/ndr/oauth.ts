import { createRemoteJWKSet, errors, jwtVerify, SignJWT } from 'jose';
import type { NdrAuthentication } from '../../temporal.config.js';
import { readBasic } from './basic.js';
import { createSecretCheck } from './secrets.js';

/** Of our own tokens. */
const ISSUER = 'amazon-fulfillment-worker';
const ALGORITHM = 'HS256';

/** What is asked of a token endpoint, as it came. */
export interface TokenRequest {
  authorization: string | undefined;
  /** Fields of the form. */
  form: Readonly<Record<string, unknown>>;
}

/** RFC 6749, 5.1 and 5.2. */
export type TokenAnswer =
  | { status: 200; body: { access_token: string; token_type: 'Bearer'; expires_in: number } }
  | { status: 400 | 401; body: { error: 'invalid_client' | 'unsupported_grant_type' } };

/** Our own token endpoint, and the check of the tokens that it has given out. */
export interface OwnTokens {
  issue(request: TokenRequest): Promise<TokenAnswer>;
  isGenuine(token: string): Promise<boolean>;
}

/**
 * Short-lived signed tokens for one client. The first key signs, all of them verify, so that a key can be replaced
 * without a gap.
 */
export function createOwnTokens(
  { clientId, clientSecrets, signingKeys, audience, lifetimeS }: NonNullable<NdrAuthentication['oauth']>,
  now: () => number,
): OwnTokens {
  const isClient = createSecretCheck([clientId]);
  const isSecret = createSecretCheck(clientSecrets);
  return {
    async issue({ authorization, form }) {
      const { username, password } = readBasic(authorization) ?? {
        username: textIn(form, 'client_id'),
        password: textIn(form, 'client_secret'),
      };
      // Both are compared, whatever the first one says.
      const fits = [isClient(username), isSecret(password)];
      if (fits.includes(false)) return { status: 401, body: { error: 'invalid_client' } };
      if (form['grant_type'] !== 'client_credentials')
        return { status: 400, body: { error: 'unsupported_grant_type' } };
      const [key = new Uint8Array()] = signingKeys;
      const issuedAt = Math.floor(now() / 1_000);
      const token = await new SignJWT()
        .setProtectedHeader({ alg: ALGORITHM, typ: 'at+jwt' })
        .setIssuer(ISSUER)
        .setAudience(audience)
        .setSubject(clientId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetimeS)
        .sign(key);
      return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: lifetimeS } };
    },
    async isGenuine(token) {
      const checks = signingKeys.map(async (key) => {
        try {
          await jwtVerify(token, key, {
            issuer: ISSUER,
            audience,
            algorithms: [ALGORITHM],
            requiredClaims: ['exp'],
            currentDate: new Date(now()),
          });
          return true;
        } catch {
          return false;
        }
      });
      return (await Promise.all(checks)).includes(true);
    },
  };
}

/** The keys of an issuer could not be fetched: nothing is known about the token. */
export class KeysUnavailable extends Error {
  override name = 'KeysUnavailable';
}

/** Signatures with a public key only: with a shared secret, the published key itself would sign. */
const ASYMMETRIC = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const KEYS_TIMEOUT_MS = 3_000;

/** Checks tokens of somebody else's, by signature, issuer, audience and expiry. @throws {KeysUnavailable} */
export function createIssuerCheck(
  { issuer, jwksUrl, audience }: NonNullable<NdrAuthentication['issuer']>,
  now: () => number,
): (token: string) => Promise<boolean> {
  const keys = createRemoteJWKSet(new URL(jwksUrl), { timeoutDuration: KEYS_TIMEOUT_MS });
  return async (token) => {
    try {
      await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ASYMMETRIC,
        requiredClaims: ['exp'],
        currentDate: new Date(now()),
      });
      return true;
    } catch (error) {
      if (isAboutToken(error)) return false;
      throw new KeysUnavailable('The keys of the issuer cannot be fetched.');
    }
  };
}

/** Everything else is the network, or what the issuer answered. */
const isAboutToken = (error: unknown): boolean =>
  [
    errors.JWTExpired,
    errors.JWTClaimValidationFailed,
    errors.JWTInvalid,
    errors.JWSInvalid,
    errors.JWSSignatureVerificationFailed,
    errors.JOSEAlgNotAllowed,
    errors.JOSENotSupported,
    errors.JWKSNoMatchingKey,
    errors.JWKSMultipleMatchingKeys,
  ].some((kind) => error instanceof kind);

function textIn(form: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = form[name];
  return typeof value === 'string' ? value : undefined;
}
