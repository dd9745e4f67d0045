import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAccessTokens } from '../../../activities/amazon/access-token.js';
import type { AccessTokens } from '../../../activities/amazon/access-token.js';
import { createTransport } from '../../../activities/amazon/transport.js';
import { startLocalAmazon } from '../../../sandbox/amazon/local-amazon.js';
import type { LocalAmazon } from '../../../sandbox/amazon/local-amazon.js';
import { startHttpServer } from './http-server.js';
import { failureOf } from './local-account.js';

let local: LocalAmazon;
let monotonicMs: number;
let tokens: AccessTokens;

beforeEach(async () => {
  local = await startLocalAmazon();
  monotonicMs = 0;
  tokens = tokensFrom(local.environment.LWA_ENDPOINT);
});
afterEach(() => local.stop());

const tokensFrom = (lwaEndpoint: string, clientSecret = local.environment.LWA_CLIENT_SECRET): AccessTokens =>
  createAccessTokens({
    transport: createTransport({ endpoint: local.url, lwaEndpoint, userAgent: 'worker/1', timeoutMs: 2_000 }),
    clientId: local.environment.LWA_CLIENT_ID,
    clientSecret,
    refreshToken: local.environment.LWA_REFRESH_TOKEN,
    monotonic: () => monotonicMs,
  });
const asked = (): number => local.received({ operation: 'accessToken' }).length;

describe('access token', () => {
  it('is asked for once, however many want it at once', async () => {
    const got = await Promise.all([tokens.get(), tokens.get(), tokens.get()]);
    expect(new Set(got).size).toBe(1);
    expect(asked()).toBe(1);
  });

  it.each([
    // seconds since its receipt, life 3600 s; requests
    [3_539, 1],
    [3_540, 2],
    [3_600, 2],
  ])('is renewed 60 s before it expires: after %p s, %p requests', async (seconds, requests) => {
    await tokens.get();
    monotonicMs = seconds * 1_000;
    await tokens.get();
    expect(asked()).toBe(requests);
  });

  it('is dropped when Amazon refused it, and only if it is still the current one', async () => {
    const first = await tokens.get();
    tokens.refused(first);
    const second = await tokens.get();
    expect(second).not.toBe(first);
    tokens.refused(first);
    expect(await tokens.get()).toBe(second);
    expect(asked()).toBe(2);
  });

  it.each([
    ['access_denied', 403],
    ['invalid_grant', 400],
    ['invalid_request', 400],
    ['invalid_scope', 400],
    ['invalid_client', 401],
    ['unauthorized_client', 400],
  ])('stays refused for a minute after %s: nobody hammers the token service', async (error, status) => {
    local.addFault({ operation: 'accessToken', fault: { kind: 'lwa-error', error, status } });
    const refusal = {
      kind: 'NotPermitted',
      message: `Login with Amazon refused the credentials: status ${status}, ${error}.`,
      facts: { codes: [error], requestId: expect.any(String) as unknown },
    };
    expect(await failureOf(tokens.get())).toMatchObject(refusal);
    monotonicMs = 59_999;
    expect(await failureOf(tokens.get())).toMatchObject(refusal);
    expect(asked()).toBe(1);
    monotonicMs = 60_000;
    await tokens.get();
    expect(asked()).toBe(2);
  });

  it.each([
    ['429', { kind: 'status', status: 429 }, 'status 429, QuotaExceeded'],
    ['500', { kind: 'status', status: 500, html: true }, 'status 500'],
    ['503', { kind: 'status', status: 503 }, 'status 503, ServiceUnavailable'],
    ['server_error', { kind: 'lwa-error', error: 'server_error', status: 400 }, 'status 400, server_error'],
    [
      'temporarily_unavailable',
      { kind: 'lwa-error', error: 'temporarily_unavailable', status: 400 },
      'status 400, temporarily_unavailable',
    ],
  ] as const)('is asked for again a second after %s', async (_name, fault, answer) => {
    local.addFault({ operation: 'accessToken', fault });
    const outage = { kind: 'Unavailable', message: `Login with Amazon gave no token: ${answer}.` };
    expect(await failureOf(tokens.get())).toMatchObject(outage);
    monotonicMs = 999;
    expect(await failureOf(tokens.get())).toMatchObject(outage);
    monotonicMs = 1_000;
    await tokens.get();
    expect(asked()).toBe(2);
  });

  it('is unavailable when the connection breaks', async () => {
    local.addFault({ operation: 'accessToken', fault: { kind: 'reset-before' } });
    expect(await failureOf(tokens.get())).toMatchObject({
      kind: 'Unavailable',
      message: 'Login with Amazon did not answer: ECONNRESET.',
    });
  });

  it('is unavailable when a 200 holds none', async () => {
    const server = await startHttpServer((response) => response.end('<html>welcome</html>'));
    expect(await failureOf(tokensFrom(`${server.url}/token`).get())).toMatchObject({
      kind: 'Unavailable',
      message: 'Login with Amazon answered without a token: status 200.',
    });
    await server.close();
  });

  it('shows no secret in its failures', async () => {
    const failure = await failureOf(tokensFrom(local.environment.LWA_ENDPOINT, 'wrong-secret').get());
    const text = JSON.stringify([failure, String(failure), failure instanceof Error ? failure.stack : '']);
    for (const secret of ['wrong-secret', local.environment.LWA_REFRESH_TOKEN, local.environment.LWA_CLIENT_ID]) {
      expect(text).not.toContain(secret);
    }
  });
});
