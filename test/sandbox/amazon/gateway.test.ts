import { afterEach, describe, expect, it } from 'vitest';
import axios from 'axios';
import { request } from 'node:http';
import {
  acknowledgementsPath,
  confirmationsPath,
  labelsPath,
  logIn,
  ordersPath,
  readingResources,
  restrictedTokenPath,
  startWithClients,
  transactionsPath,
  userAgent,
} from './clients.js';
import type { Clients } from './clients.js';
import type { LocalAmazonOptions } from '../../../sandbox/amazon/options.js';

let here: Clients;

afterEach(async () => {
  await here.amazon.stop();
});

async function start(options: LocalAmazonOptions = {}): Promise<Clients> {
  here = await startWithClients(options);
  return here;
}

const listQuery = 'createdAfter=2026-03-01T00:00:00Z&createdBefore=2026-03-03T00:00:00Z';

describe('Login with Amazon', () => {
  const good = (clients: Clients) => ({
    grant_type: 'refresh_token',
    refresh_token: clients.amazon.environment.LWA_REFRESH_TOKEN,
    client_id: clients.amazon.environment.LWA_CLIENT_ID,
    client_secret: clients.amazon.environment.LWA_CLIENT_SECRET,
  });

  it('takes a form or JSON and answers with a token for an hour', async () => {
    const clients = await start({ tokenLifetimeSeconds: 3600 });
    for (const body of [new URLSearchParams(good(clients)), good(clients)]) {
      const { data } = await axios.post<unknown>(clients.amazon.environment.LWA_ENDPOINT, body);
      expect(data).toEqual({
        access_token: expect.stringMatching(/^Atza\|/),
        token_type: 'bearer',
        expires_in: 3600,
        refresh_token: clients.amazon.environment.LWA_REFRESH_TOKEN,
      });
    }
  });

  it.each([
    [{ client_secret: 'wrong' }, 401, 'invalid_client'],
    [{ client_id: 'wrong' }, 401, 'invalid_client'],
    [{ refresh_token: 'wrong' }, 400, 'invalid_grant'],
    [{ grant_type: 'client_credentials' }, 400, 'unsupported_grant_type'],
    [{ client_id: '' }, 400, 'invalid_request'],
  ])('refuses %j with %i %s in its own error shape', async (change, status, error) => {
    const clients = await start();
    const { LWA_ENDPOINT } = clients.amazon.environment;
    const body = new URLSearchParams({ ...good(clients), ...change });
    const answer = await axios.post<unknown>(LWA_ENDPOINT, body, { validateStatus: () => true });
    expect([answer.status, answer.data]).toEqual([status, { error, error_description: expect.any(String) }]);
  });
});

describe('restricted data tokens', () => {
  it('come without a payload wrapper and last an hour', async () => {
    const { tokens } = await start({ tokenLifetimeSeconds: 3600 });
    const answer = await tokens.createRestrictedDataToken({ body: { restrictedResources: readingResources } });
    expect(answer.data).toEqual({ restrictedDataToken: expect.stringMatching(/^Atz\.sprdt\|/), expiresIn: 3600 });
  });

  it.each<[what: string, resources: unknown, details: RegExp]>([
    ['no resource', [], /Resource not provided/],
    ['51 resources', Array.from({ length: 51 }, () => readingResources[0]), /Too big/],
    ['a path with a query', [{ method: 'GET', path: `${ordersPath}?limit=1` }], /path/],
    ['a path with a host', [{ method: 'GET', path: `https://example.com${ordersPath}` }], /path/],
    ['an unknown method', [{ method: 'PATCH', path: ordersPath }], /method/],
    ['an unknown field', [{ method: 'GET', path: ordersPath, scope: 'all' }], /scope/],
    [
      'data elements, which only the seller Orders API has',
      [{ method: 'GET', path: ordersPath, dataElements: ['buyerInfo'] }],
      /data elements/,
    ],
  ])('are refused for %s', async (_what, restrictedResources, details) => {
    const { http } = await start();
    const answer = await http.post<unknown>(restrictedTokenPath, { restrictedResources });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.data)).toMatch(details);
  });

  // what the token was asked for, what is called, status
  it.each([
    [`${ordersPath}/{purchaseOrderNumber}`, `${ordersPath}/PO1`, 404],
    [`${ordersPath}/PO1`, `${ordersPath}/PO1`, 404],
    [`${ordersPath}/PO1`, `${ordersPath}/PO2`, 403],
    [ordersPath, `${ordersPath}/PO1`, 403],
    [`${ordersPath}/{purchaseOrderNumber}`, `${ordersPath}?${listQuery}`, 403],
    [ordersPath, `${ordersPath}?${listQuery}`, 200],
    [`${labelsPath}/{anything}`, `${labelsPath}/PO1`, 400],
    ['/no/such/path', `${ordersPath}/PO1`, 403],
  ])('for %s: GET %s is answered with %i', async (path, called, status) => {
    const { http, tokens } = await start();
    const { data } = await tokens.createRestrictedDataToken({
      body: { restrictedResources: [{ method: 'GET', path }] },
    });
    const headers = { 'x-amz-access-token': data.restrictedDataToken ?? '' };
    expect((await http.get(called, { headers })).status).toBe(status);
  });
});

describe('the wrong kind of token', () => {
  it.each([
    ['an access token on a restricted operation', 'get', `${ordersPath}/PO1`, 'access'],
    ['a restricted token on a submission', 'post', acknowledgementsPath, 'restricted'],
    ['a restricted token on the transaction status', 'get', `${transactionsPath}/T1`, 'restricted'],
    ['a restricted token to get a restricted token', 'post', restrictedTokenPath, 'restricted'],
    ['no token', 'get', `${transactionsPath}/T1`, ''],
    ['an unknown token', 'get', `${transactionsPath}/T1`, 'Atza|unknown'],
  ])('%s is a 403 Unauthorized', async (_what, method, url, kind) => {
    const { http, accessToken, restrictedToken } = await start();
    const token = { access: accessToken, restricted: restrictedToken }[kind] ?? kind;
    const answer = await http.request<unknown>({
      method,
      url,
      headers: { 'x-amz-access-token': token },
      ...(method === 'post' ? { data: {} } : {}),
    });
    expect(answer.status).toBe(403);
    expect(answer.data).toMatchObject({ errors: [{ code: 'Unauthorized' }] });
  });
});

describe('an expired token', () => {
  it('is a 403 that says so, whether by age or by order', async () => {
    const { amazon, clock, http } = await start({ tokenLifetimeSeconds: 3600 });
    const expired = { errors: [{ code: 'Unauthorized', details: expect.stringContaining('expired') }] };
    expect((await http.get(`${transactionsPath}/T1`)).status).toBe(400);
    clock.advance(3_600_000);
    const byAge = await http.get<unknown>(`${transactionsPath}/T1`);
    expect([byAge.status, byAge.data]).toMatchObject([403, expired]);

    const fresh = { 'x-amz-access-token': await logIn(amazon) };
    expect((await http.get(`${transactionsPath}/T1`, { headers: fresh })).status).toBe(400);
    amazon.expireTokens();
    const byOrder = await http.get<unknown>(`${transactionsPath}/T1`, { headers: fresh });
    expect([byOrder.status, byOrder.data]).toMatchObject([403, expired]);
  });
});

describe('the user agent', () => {
  it.each([
    [userAgent, 200],
    ['A/1 (Language=TypeScript)', 200],
    ['My\\/App/1.0\\(beta) (Language=Type\\;Script; Platform=Node\\)20)', 200],
    ['axios/1.21.1', 400],
    ['MyApp (Language=TypeScript)', 400],
    ['MyApp/1.0', 400],
    ['MyApp/1.0 (Platform=Node)', 400],
    ['MyApp/1.0 (Language=)', 400],
    [`MyApp/1.0 (Language=${'x'.repeat(479)})`, 200],
    [`MyApp/1.0 (Language=${'x'.repeat(480)})`, 400],
  ])('%.60s is answered with %i', async (agent, status) => {
    const { http } = await start();
    const body = { restrictedResources: readingResources };
    const answer = await http.post(restrictedTokenPath, body, { headers: { 'user-agent': agent } });
    expect(answer.status).toBe(status);
  });
});

describe('bodies', () => {
  it('on GET are refused, as is a Content-Length alone', async () => {
    const { http } = await start();
    const url = `${transactionsPath}/T1`;
    expect((await http.get(url, { data: { a: 1 } })).data).toMatchObject({
      errors: [{ details: /body|Content-Length/ }],
    });
    expect((await http.get<unknown>(url, { headers: { 'content-length': '0' } })).data).toMatchObject({
      errors: [{ code: 'InvalidRequest', details: expect.stringContaining('Content-Length') }],
    });
  });

  it('must be JSON', async () => {
    const { http } = await start();
    const form = await http.post(acknowledgementsPath, 'a=1', { headers: { 'content-type': 'text/plain' } });
    expect(form.status).toBe(415);
    const broken = await http.post(acknowledgementsPath, '{"a":', { headers: { 'content-type': 'application/json' } });
    expect(broken.status).toBe(400);
  });

  it('must not be above the limit', async () => {
    const { http } = await start({ maxBodyBytes: 2000 });
    const large = await http.post<unknown>(confirmationsPath, { filler: 'x'.repeat(2000) });
    expect([large.status, large.data]).toMatchObject([413, { errors: [{}] }]);
  });
});

describe('answers', () => {
  it('carry request id and date of Amazon’s clock, and the rate where the model declares it', async () => {
    const { amazon, http, orders } = await start();
    const read = await orders.getOrder({ purchaseOrderNumber: amazon.addOrder().purchaseOrderNumber });
    expect(read.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/);
    expect(read.headers['date']).toBe('Mon, 02 Mar 2026 15:00:00 GMT');
    const rateOn = async (path: string, headers = {}) =>
      (await http.get(path, { headers })).headers['x-amzn-ratelimit-limit'] as unknown;
    expect(read.headers['x-amzn-ratelimit-limit']).toBe('10.0');
    expect(await rateOn(`${transactionsPath}/unknown`)).toBe('10.0'); // 400
    expect(await rateOn(`${ordersPath}/PO1`)).toBeUndefined(); // 403
  });

  it('to paths that no operation has are 404', async () => {
    const { http } = await start();
    expect((await http.get('/vendor/directFulfillment/orders/v1/nothing')).status).toBe(404);
    expect((await http.delete(ordersPath)).status).toBe(404);
  });
});

describe('token buckets', () => {
  it('let a burst through, then one call for each refill, each operation by itself', async () => {
    const { http, clock } = await start();
    const ask = async (count: number): Promise<number[]> => {
      const statuses: number[] = [];
      for (let i = 0; i < count; i++) statuses.push((await http.get(`${transactionsPath}/T1`)).status);
      return statuses;
    };
    expect(await ask(11)).toEqual([...Array<number>(10).fill(400), 429]);
    clock.advance(250);
    expect(await ask(3)).toEqual([400, 400, 429]);
    expect((await http.post(acknowledgementsPath, {})).status).toBe(400);
    const refused = await http.get<unknown>(`${transactionsPath}/T1`);
    expect(refused.data).toMatchObject({ errors: [{ code: 'QuotaExceeded' }] });
    expect(refused.headers['x-amzn-ratelimit-limit']).toBeUndefined();
  });

  it('follow the configured rate', async () => {
    const { http, clock } = await start({ rates: { getTransactionStatus: { ratePerSecond: 0.5, burst: 1 } } });
    const status = async () => (await http.get(`${transactionsPath}/T1`)).status;
    expect([await status(), await status()]).toEqual([400, 429]);
    clock.advance(2000);
    expect(await status()).toBe(400);
  });

  it('give restricted tokens once a second with a burst of ten', async () => {
    const { tokens, clock } = await start();
    const ask = async () =>
      (await tokens.createRestrictedDataToken({ body: { restrictedResources: readingResources } })).status;
    for (let i = 0; i < 9; i++) expect(await ask()).toBe(200); // the tenth permit went to the clients
    expect(await ask()).toBe(429);
    clock.advance(1000);
    expect(await ask()).toBe(200);
  });
});

describe('stopping', () => {
  it('does not wait for open connections', async () => {
    const { amazon } = await start();
    const open = request(`${amazon.url}/control/summary`, { headers: { connection: 'keep-alive' } });
    open.on('error', () => undefined);
    await new Promise((resolve) => {
      open.on('response', (response) => response.resume().on('end', resolve));
      open.end();
    });
    await amazon.stop();
  });
});
