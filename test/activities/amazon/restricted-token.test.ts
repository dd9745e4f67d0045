import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { createAccessTokens } from '../../../activities/amazon/access-token.js';
import { createCaller } from '../../../activities/amazon/caller.js';
import { createLimiter } from '../../../activities/amazon/limiter.js';
import { operations, restrictedPaths } from '../../../activities/amazon/operations.js';
import { createRestrictedTokens } from '../../../activities/amazon/restricted-token.js';
import type { RestrictedTokens } from '../../../activities/amazon/restricted-token.js';
import { createTransport } from '../../../activities/amazon/transport.js';
import { startLocalAmazon } from '../../../sandbox/amazon/local-amazon.js';
import type { LocalAmazon } from '../../../sandbox/amazon/local-amazon.js';
import { failureOf } from './local-account.js';

const orderPath = operations.getOrder.path;
const labelPath = operations.getShippingLabel.path;
const ask = { deadline: 0 };

let local: LocalAmazon;
let skippedMs: number;

beforeEach(async () => {
  local = await startLocalAmazon();
  skippedMs = 0;
});
afterEach(() => local.stop());

function restrictedTokens(options: { paced?: boolean; invoices?: boolean } = {}): RestrictedTokens {
  const { environment } = local;
  const monotonic = (): number => performance.now() + skippedMs;
  const transport = createTransport({
    endpoint: local.url,
    lwaEndpoint: environment.LWA_ENDPOINT,
    userAgent: 'worker/1 (Language=TypeScript)',
    timeoutMs: 2_000,
  });
  const limiter = createLimiter({
    stopping: new AbortController().signal,
    quotas: options.paced ? {} : { createRestrictedDataToken: { ratePerSecond: 1_000, burst: 1_000 } },
    monotonic,
  });
  return createRestrictedTokens({
    call: createCaller({ transport, limiter, logger: pino({ level: 'silent' }), monotonic }),
    limiter,
    accessTokens: createAccessTokens({
      transport,
      clientId: environment.LWA_CLIENT_ID,
      clientSecret: environment.LWA_CLIENT_SECRET,
      refreshToken: environment.LWA_REFRESH_TOKEN,
      monotonic,
    }),
    paths: restrictedPaths({ invoices: options.invoices ?? false }),
    monotonic,
  });
}

/** The paths of every request for a restricted token so far. */
const requested = (): string[][] =>
  local
    .received({ operation: 'createRestrictedDataToken' })
    .map(({ body }) =>
      (body as { restrictedResources: { path: string }[] }).restrictedResources.map(({ path }) => path),
    );

describe('restricted data token', () => {
  it('is not asked for where the account is not configured for the path', async () => {
    const tokens = restrictedTokens({ invoices: false });
    const failure = await failureOf(tokens.get(operations.getCustomerInvoice.path, ask));
    expect(failure).toMatchObject({ kind: 'NotPermitted' });
    expect(requested()).toEqual([]);
  });

  it.each([false, true])('is one request for all paths, single flight and cached; invoices %p', async (invoices) => {
    const tokens = restrictedTokens({ invoices });
    const got = await Promise.all([tokens.get(orderPath, ask), tokens.get(labelPath, ask), tokens.get(orderPath, ask)]);
    expect(new Set(got).size).toBe(1);
    expect(await tokens.get(labelPath, ask)).toBe(got[0]);
    expect(requested()).toEqual([restrictedPaths({ invoices })]);
  });

  it.each([
    // seconds since it was asked for, life 3600 s; requests
    [3_530, 1],
    [3_540, 2],
  ])('is renewed a minute before it expires: after %p s, %p requests', async (seconds, requests) => {
    const tokens = restrictedTokens();
    await tokens.get(orderPath, ask);
    skippedMs = seconds * 1_000;
    await tokens.get(orderPath, ask);
    expect(requested()).toHaveLength(requests);
  });

  it('is dropped when Amazon refused it', async () => {
    const tokens = restrictedTokens();
    const first = await tokens.get(orderPath, ask);
    tokens.refused('another');
    expect(await tokens.get(orderPath, ask)).toBe(first);
    tokens.refused(first);
    expect(await tokens.get(orderPath, ask)).not.toBe(first);
  });

  it('is asked for path by path, as they are needed, when the whole is refused', async () => {
    local.addFault({
      operation: 'createRestrictedDataToken',
      fault: { kind: 'rdt-refused', combined: true },
      times: 'always',
    });
    const tokens = restrictedTokens();
    const order = await tokens.get(orderPath, ask);
    const label = await tokens.get(labelPath, ask);
    expect(order).not.toBe(label);
    expect(await tokens.get(orderPath, ask)).toBe(order);
    expect(requested().slice(1)).toEqual([[orderPath], [labelPath]]);
  });

  it('is missing for the refused path only', async () => {
    local.addFault({
      operation: 'createRestrictedDataToken',
      fault: { kind: 'rdt-refused', path: labelPath },
      times: 'always',
    });
    const tokens = restrictedTokens();
    await tokens.get(orderPath, ask);
    expect(await failureOf(tokens.get(labelPath, ask))).toMatchObject({
      kind: 'NotPermitted',
      message: 'createRestrictedDataToken: status 400, InvalidInput.',
      facts: { codes: ['InvalidInput'], requestId: expect.any(String) as unknown },
    });
    await tokens.get(orderPath, ask);
  });

  it('asks for a refused path again after a minute, for all after an hour', async () => {
    local.addFault({ operation: 'createRestrictedDataToken', fault: { kind: 'rdt-refused' }, times: 2 });
    const tokens = restrictedTokens();
    for (const seconds of [0, 59]) {
      skippedMs = seconds * 1_000;
      expect(await failureOf(tokens.get(orderPath, ask))).toMatchObject({ kind: 'NotPermitted' });
    }
    skippedMs = 61_000;
    await tokens.get(orderPath, ask);
    skippedMs = 3_601_000;
    await tokens.get(orderPath, ask);
    expect(requested().map((paths) => paths.length)).toEqual([6, 1, 1, 6]);
  });

  it.each([
    ['429', { kind: 'status', status: 429 }, 'Throttled'],
    ['500', { kind: 'status', status: 500 }, 'Unavailable'],
    ['HTML', { kind: 'status', status: 503, html: true }, 'Unavailable'],
    ['a reset', { kind: 'reset-before' }, 'Unavailable'],
  ] as const)('is %s: not a refusal of the paths', async (_name, fault, kind) => {
    local.addFault({ operation: 'createRestrictedDataToken', fault });
    const tokens = restrictedTokens();
    expect(await failureOf(tokens.get(orderPath, ask))).toMatchObject({ kind });
    skippedMs = 2_000;
    await tokens.get(orderPath, ask);
    expect(requested().at(-1)).toHaveLength(6);
  });

  it('repeats with a fresh access token when that had expired', async () => {
    const tokens = restrictedTokens();
    tokens.refused(await tokens.get(orderPath, ask));
    local.expireTokens();
    await tokens.get(orderPath, ask);
    expect(local.received({ operation: 'accessToken' })).toHaveLength(2);
  });

  it('is paced like any other operation', async () => {
    const tokens = restrictedTokens({ paced: true });
    tokens.refused(await tokens.get(orderPath, ask));
    expect(await failureOf(tokens.get(orderPath, { deadline: 0, maxWaitMs: 0 }))).toMatchObject({ kind: 'Throttled' });
  });

  it('that was refused is asked for again at once when somebody knows better', async () => {
    local.addFault({ operation: 'createRestrictedDataToken', fault: { kind: 'rdt-refused' }, times: 'always' });
    const tokens = restrictedTokens();
    expect(await failureOf(tokens.get(orderPath, ask))).toMatchObject({ kind: 'NotPermitted' });
    local.clearFaults();
    expect(await failureOf(tokens.get(orderPath, ask))).toMatchObject({ kind: 'NotPermitted' });
    tokens.forgetRefusals(orderPath);
    expect(await tokens.get(orderPath, ask)).toEqual(expect.any(String));
  });
});
