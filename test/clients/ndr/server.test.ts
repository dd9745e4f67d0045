import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { JWK } from 'jose';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { pino } from 'pino';
import { createAuthentication } from '../../../clients/ndr/authentication.js';
import { createNdrServer } from '../../../clients/ndr/server.js';
import type { NdrServerOptions } from '../../../clients/ndr/server.js';
import type { TakenIn } from '../../../clients/ndr/take-in.js';
import { push } from '../../../sandbox/amazon/ndr/push.js';
import type { PushAuthentication } from '../../../sandbox/amazon/ndr/push.js';
import type { NdrAuthentication } from '../../../temporal.config.js';
import { mutated, seededDice } from '../../support/random-json.js';
import { SAMPLE } from './sample.js';

const key = 'made-up-api-key-0001';
const next = 'made-up-api-key-0002';
const password = 'made-up-password-01';
const clientSecret = 'made-up-client-secret';
const oauth = {
  clientId: 'amazon',
  clientSecrets: [clientSecret],
  signingKeys: [new Uint8Array(32).fill(1)],
  audience: 'ndr',
  lifetimeS: 3_600,
};
const passwordHeaders = {
  username: 'amazon',
  passwords: [password, `${password}-new`],
  usernameHeader: 'X-USERNAME',
  passwordHeader: 'X-PASSWORD',
};

describe('the webhook for pushes', () => {
  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  async function webhook(mechanisms: NdrAuthentication, more: Partial<NdrServerOptions> = {}, now = Date.now) {
    const bodies: string[] = [];
    const log: string[] = [];
    const server = createNdrServer({
      path: '/ndr',
      authentication: createAuthentication(mechanisms, now),
      rate: { perSecond: 1_000, burst: 1_000 },
      takeIn: (body) => {
        bodies.push(Buffer.from(body).toString());
        return Promise.resolve<TakenIn>({ outcome: 'reported', workflowId: 'ndr/P/T', eventId: 'e' });
      },
      readiness: () => Promise.resolve(undefined),
      logger: pino({ level: 'trace' }, { write: (line) => void log.push(line) }),
      ...more,
    });
    closing.push(() => server.close());
    const url = `${await server.listen({ host: '127.0.0.1', port: 0 })}/ndr`;
    const send = (
      authentication: PushAuthentication,
      body = SAMPLE,
      target: { method?: 'PUT'; contentType?: string } = {},
    ) => push(body, { url, authentication, ...target });
    return { url, send, bodies, log };
  }

  it('refuses to be without any mechanism', () => {
    expect(() => createAuthentication({}, Date.now)).toThrow(RangeError);
  });

  const mechanisms: [string, NdrAuthentication, (secret: string) => PushAuthentication, string[]][] = [
    [
      'API key',
      { apiKey: { header: 'X-API-KEY', keys: [key, next] } },
      (given) => ({ kind: 'api-key', header: 'x-api-key', key: given }),
      [key, next],
    ],
    [
      'API key under another name',
      { apiKey: { header: 'X-Ours', keys: [key] } },
      (given) => ({ kind: 'api-key', header: 'X-Ours', key: given }),
      [key],
    ],
    [
      'query parameter',
      { queryParameter: { name: 'auth', keys: [key, next] } },
      (given) => ({ kind: 'query-parameter', name: 'auth', key: given }),
      [key, next],
    ],
    [
      'user name and password as Basic',
      { password: passwordHeaders },
      (given) => ({ kind: 'basic', username: 'amazon', password: given }),
      passwordHeaders.passwords,
    ],
    [
      'user name and password as headers',
      { password: passwordHeaders },
      (given) => ({ kind: 'password-headers', ...passwordHeaders, password: given }),
      passwordHeaders.passwords,
    ],
  ];

  it.each(mechanisms)('%s: lets the secrets in and nothing else', async (_name, configured, given, secrets) => {
    const { send, bodies, log, url } = await webhook(configured);
    for (const secret of secrets) expect(await send(given(secret))).toBe(200);
    expect(bodies).toEqual(secrets.map(() => SAMPLE));
    for (const wrong of ['wrong', secrets[0]!.slice(0, -1), `${secrets[0]!}x`, '']) {
      expect(await send(given(wrong))).toBe(401);
    }
    for (const [, , other] of mechanisms.filter(([, each]) => Object.keys(each)[0] !== Object.keys(configured)[0])) {
      expect(await send(other(secrets[0]!))).toBe(401);
    }
    expect(await send({ kind: 'none' })).toBe(401);
    const answer = await fetch(url, { method: 'POST', body: SAMPLE });
    expect(await answer.json()).toEqual({ error: { message: 'Unauthorized' } });
    expect(bodies).toHaveLength(secrets.length);
    expect(log.join('')).not.toMatch(/made-up/);
  });

  it('OAuth: gives short-lived tokens for the client\u2019s secret, and takes only those', async () => {
    let now = Date.parse('2026-03-02T10:00:00Z');
    const { send, url, bodies, log } = await webhook({ oauth }, {}, () => now);
    const client = { kind: 'oauth' as const, tokenUrl: `${url}/oauth/token`, clientId: 'amazon', clientSecret };
    expect(await send(client)).toBe(200);
    expect(await send({ ...client, clientSecret: 'wrong' })).toBe(401);
    expect(await send({ ...client, clientId: 'somebody' })).toBe(401);
    const form = { grant_type: 'client_credentials', client_id: 'amazon', client_secret: clientSecret };
    const asked = async (fields: Record<string, string>) => {
      const answer = await fetch(`${url}/oauth/token`, { method: 'POST', body: new URLSearchParams(fields) });
      return { status: answer.status, body: (await answer.json()) as { access_token: string; expires_in?: number } };
    };
    const { body } = await asked(form);
    expect(body.expires_in).toBe(3_600);
    expect(await asked({ ...form, grant_type: 'password' })).toEqual({
      status: 400,
      body: { error: 'unsupported_grant_type' },
    });
    expect(await send({ kind: 'bearer', token: body.access_token })).toBe(200);
    now += 3_601_000;
    expect(await send({ kind: 'bearer', token: body.access_token })).toBe(401);
    now -= 3_601_000;
    const forged = [
      await new SignJWT()
        .setProtectedHeader({ alg: 'HS256' })
        .setAudience('ndr')
        .setIssuer('amazon-fulfillment-worker')
        .setExpirationTime('2h')
        .sign(new Uint8Array(32).fill(2)),
      await new SignJWT()
        .setProtectedHeader({ alg: 'HS256' })
        .setAudience('other')
        .setIssuer('amazon-fulfillment-worker')
        .setExpirationTime('2h')
        .sign(oauth.signingKeys[0]!),
      await new SignJWT()
        .setProtectedHeader({ alg: 'HS256' })
        .setAudience('ndr')
        .setIssuer('amazon-fulfillment-worker')
        .sign(oauth.signingKeys[0]!),
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body.access_token.split('.')[1]!}.`,
      'x',
    ];
    for (const token of forged) expect(await send({ kind: 'bearer', token })).toBe(401);
    expect(bodies).toHaveLength(2);
    expect(log.join('')).not.toMatch(/made-up|eyJ/);
  });

  it('OAuth: takes a token of the key before while keys change', async () => {
    const old = await webhook({ oauth });
    const answer = await fetch(`${old.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: 'amazon', client_secret: clientSecret }),
    });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const changing = await webhook({
      oauth: { ...oauth, signingKeys: [new Uint8Array(32).fill(9), ...oauth.signingKeys] },
    });
    const changed = await webhook({ oauth: { ...oauth, signingKeys: [new Uint8Array(32).fill(9)] } });
    expect(await changing.send({ kind: 'bearer', token })).toBe(200);
    expect(await changed.send({ kind: 'bearer', token })).toBe(401);
  });

  it('OAuth: takes tokens of another issuer by its public keys, and answers 503 while those are not to be had', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    const stranger = await generateKeyPair('ES256');
    const jwk: JWK = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'ES256' };
    let isUp = false;
    const issuer = createServer((_request, response) => {
      response.writeHead(isUp ? 200 : 500, { 'content-type': 'application/json' });
      response.end(isUp ? JSON.stringify({ keys: [jwk] }) : '');
    });
    closing.push(() => new Promise((resolve) => issuer.close(resolve)));
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
    const { port } = issuer.address() as AddressInfo;
    const configured = { issuer: 'https://issuer.example', jwksUrl: `http://127.0.0.1:${port}/jwks`, audience: 'ndr' };
    const { send, bodies } = await webhook({ issuer: configured });
    const token = (by: typeof privateKey, claims: { iss?: string; aud?: string; exp?: string } = {}) =>
      new SignJWT()
        .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
        .setIssuer(claims.iss ?? 'https://issuer.example')
        .setAudience(claims.aud ?? 'ndr')
        .setExpirationTime(claims.exp ?? '1h')
        .sign(by);
    expect(await send({ kind: 'bearer', token: await token(privateKey) })).toBe(503);
    isUp = true;
    expect(await send({ kind: 'bearer', token: await token(privateKey) })).toBe(200);
    for (const wrong of [
      await token(stranger.privateKey),
      await token(privateKey, { iss: 'https://else.example' }),
      await token(privateKey, { aud: 'else' }),
      await token(privateKey, { exp: '1h ago' }),
      // The public key as a shared secret.
      await new SignJWT()
        .setProtectedHeader({ alg: 'HS256', kid: 'k1' })
        .setIssuer('https://issuer.example')
        .setAudience('ndr')
        .setExpirationTime('1h')
        .sign(Buffer.from(JSON.stringify(jwk))),
    ]) {
      expect(await send({ kind: 'bearer', token: wrong })).toBe(401);
    }
    expect(bodies).toHaveLength(1);
  });

  const apiKey: NdrAuthentication = { apiKey: { header: 'X-API-KEY', keys: [key] } };
  const good: PushAuthentication = { kind: 'api-key', header: 'X-API-KEY', key };

  it('lets one of several mechanisms do', async () => {
    const { send } = await webhook({ ...apiKey, password: passwordHeaders });
    expect(await send(good)).toBe(200);
    expect(await send({ kind: 'basic', username: 'amazon', password })).toBe(200);
    expect(await send({ kind: 'basic', username: 'amazon', password: key })).toBe(401);
  });

  it.each([
    ['PUT', 'application/json'],
    [undefined, 'text/plain'],
    [undefined, 'application/x-amz-json-1.1'],
    [undefined, 'nonsense'],
  ] as const)('takes %s with %s: neither method nor content type is documented', async (method, contentType) => {
    const { send, bodies } = await webhook(apiKey);
    expect(await send(good, SAMPLE, { contentType, ...(method === undefined ? {} : { method }) })).toBe(200);
    expect(bodies).toEqual([SAMPLE]);
  });

  it('answers 503 with Retry-After when the push cannot be made durable, and 200 for one in quarantine', async () => {
    const failing = await webhook(apiKey, { takeIn: () => Promise.reject(new Error('secret text')) });
    const answer = await fetch(failing.url, { method: 'POST', headers: { 'x-api-key': key }, body: SAMPLE });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(`${await answer.text()}${failing.log.join('')}`).not.toContain('secret text');
    const quarantining = await webhook(apiKey, {
      takeIn: () =>
        Promise.resolve({ outcome: 'quarantined', workflowId: 'ndr-quarantine/1', fault: 'detail is no object' }),
    });
    expect(await quarantining.send(good, '{}')).toBe(200);
  });

  it('reads at most 256 kB, and nothing of a stranger', async () => {
    const { send, bodies } = await webhook(apiKey);
    expect(await send(good, 'x'.repeat(256 * 1024 + 1))).toBe(413);
    expect(await send({ kind: 'none' }, 'x'.repeat(100_000))).toBe(401);
    expect(bodies).toEqual([]);
  });

  it('answers 429 beyond the rate, and soon takes pushes again', async () => {
    let at = 0;
    const { send } = await webhook(apiKey, { rate: { perSecond: 1, burst: 2 }, monotonic: () => at });
    expect([await send(good), await send(good), await send(good)]).toEqual([200, 200, 429]);
    // Strangers use nothing of it up.
    expect(await send({ kind: 'none' })).toBe(401);
    at = 1_000;
    expect([await send(good), await send(good)]).toEqual([200, 429]);
  });

  it('slows strangers down without slowing Amazon', async () => {
    const { send } = await webhook(apiKey, { monotonic: () => 0 });
    const refused = await Promise.all(Array.from({ length: 60 }, () => send({ kind: 'none' })));
    expect(refused.filter((status) => status === 401)).toHaveLength(50);
    expect(refused.filter((status) => status === 429)).toHaveLength(10);
    expect(await send(good)).toBe(200);
  });

  it('never crashes on a fuzzed body, and answers each', async () => {
    const dice = seededDice(11);
    const sample: unknown = JSON.parse(SAMPLE);
    const { send, bodies } = await webhook(apiKey);
    for (let round = 0; round < 150; round += 1) {
      const text = JSON.stringify(mutated(dice, sample, ['detail', 'id', 'version']));
      const body = round % 3 === 0 ? text.slice(0, dice.below(text.length)) : text;
      expect(await send(good, body)).toBe(200);
    }
    expect(bodies.length).toBeGreaterThan(140);
    expect(await send(good)).toBe(200);
  });
});
