import { afterEach, describe, expect, it } from 'vitest';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { operations } from '../../../activities/amazon/operations.js';
import { createTransport } from '../../../activities/amazon/transport.js';
import type { ApiRequest, Transport } from '../../../activities/amazon/transport.js';
import { startHttpServer } from './http-server.js';
import type { HttpServer } from './http-server.js';

const { getOrder, getOrders, submitAcknowledgement } = operations;
const read: ApiRequest = { operation: getOrder, params: { purchaseOrderNumber: 'A1' }, token: 'token' };
const write: ApiRequest = { operation: submitAcknowledgement, body: '{"orderAcknowledgements":[]}', token: 'token' };

/** The two deadlines fall together once the request is out. */
const timeOut: unknown = expect.stringMatching(/^time-out \((request|response)\)$/);

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function transportTo(url: string, timeoutMs = 2_000): Transport {
  return createTransport({ endpoint: url, lwaEndpoint: `${url}/auth/o2/token`, userAgent: 'worker/1', timeoutMs });
}

async function serve(
  answer: Parameters<typeof startHttpServer>[0],
  timeoutMs?: number,
): Promise<{ server: HttpServer; transport: Transport }> {
  const server = await startHttpServer(answer);
  closing.push(() => server.close());
  return { server, transport: transportTo(server.url, timeoutMs) };
}

describe('transport, requests', () => {
  it('sends a GET without body, content length or content type', async () => {
    const { server, transport } = await serve((response) => response.end('{}'));
    await transport.call(read);
    const [request] = server.requests;
    expect(request).toMatchObject({
      method: 'GET',
      url: '/vendor/directFulfillment/orders/v1/purchaseOrders/A1',
      headers: { 'x-amz-access-token': 'token', 'user-agent': 'worker/1' },
      body: '',
    });
    for (const header of ['content-length', 'transfer-encoding', 'content-type', 'authorization']) {
      expect(request?.headers).not.toHaveProperty([header]);
    }
  });

  it('sends a POST with its exact body as JSON', async () => {
    const { server, transport } = await serve((response) => response.end('{}'));
    await transport.call(write);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      url: '/vendor/directFulfillment/orders/v1/acknowledgements',
      headers: { 'content-type': 'application/json' },
      body: write.body,
    });
  });

  it('returns nextToken encoded exactly, and the + of an offset too', async () => {
    const { server, transport } = await serve((response) => response.end('{}'));
    const query = { createdAfter: '2026-01-05T00:00:00+01:00', nextToken: 'MDAw/MDA+w MQ==%2B' };
    await transport.call({ operation: getOrders, query, token: 'token' });
    const url = server.requests[0]?.url ?? '';
    expect(url).toContain('?createdAfter=2026-01-05T00%3A00%3A00%2B01%3A00&nextToken=MDAw%2FMDA%2Bw%20MQ%3D%3D%252B');
    expect(Object.fromEntries(new URL(url, server.url).searchParams)).toEqual(query);
  });

  it.each([
    // id, segment
    ['a/b?c#d', 'a%2Fb%3Fc%23d'],
    ['20190904-uuid', '20190904-uuid'],
    ['ä %', '%C3%A4%20%25'],
  ])('encodes the path parameter %j', async (purchaseOrderNumber, segment) => {
    const { server, transport } = await serve((response) => response.end('{}'));
    await transport.call({ ...read, params: { purchaseOrderNumber } });
    expect(server.requests[0]?.url.endsWith(`/purchaseOrders/${segment}`)).toBe(true);
  });

  it.each(['', '.', '..'])('does not let the path parameter %j reach another resource', async (purchaseOrderNumber) => {
    const { server, transport } = await serve((response) => response.end('{}'));
    await expect((async () => transport.call({ ...read, params: { purchaseOrderNumber } }))()).rejects.toThrow(
      'Expected `purchaseOrderNumber` to be a path segment',
    );
    expect(server.requests).toEqual([]);
  });

  it('encodes the values of a form', async () => {
    const { server, transport } = await serve((response) => response.end('{}'));
    await transport.grant({ refresh_token: 'Atzr|a+b&c=d' });
    expect(server.requests[0]).toMatchObject({
      url: '/auth/o2/token',
      headers: { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
      body: 'refresh_token=Atzr%7Ca%2Bb%26c%3Dd',
    });
  });

  it('opens a new connection for every write, and keeps one for reads', async () => {
    const { server, transport } = await serve((response) => response.end('{}'));
    for (const request of [read, read, read]) await transport.call(request);
    expect(server.connections()).toBe(1);
    for (const request of [write, write]) await transport.call(request);
    expect(server.connections()).toBe(3);
    expect(server.requests.map(({ headers }) => headers.connection)).toEqual([
      ...['keep-alive', 'keep-alive', 'keep-alive'],
      ...['close', 'close'],
    ]);
  });
});

describe('transport, replies', () => {
  it('keeps status, request id, rate and Retry-After, in ms', async () => {
    const { transport } = await serve((response) => {
      response.writeHead(429, { 'x-amzn-RequestId': 'r-1', 'x-amzn-RateLimit-Limit': '10.0', 'Retry-After': '2' });
      response.end('{}');
    });
    expect(await transport.call(read)).toMatchObject({
      kind: 'answered',
      status: 429,
      headers: { requestId: 'r-1', ratePerSecond: 10, retryAfterMs: 2_000 },
    });
  });

  it.each([301, 302, 307, 400, 500, 503])('asks once and follows nowhere on %i', async (status) => {
    const { server, transport } = await serve((response) => {
      response.writeHead(status, { location: '/elsewhere' });
      response.end('<html></html>');
    });
    expect(await transport.call(read)).toMatchObject({ kind: 'answered', status, headers: {} });
    expect(server.requests).toHaveLength(1);
  });

  it('takes the status of an answer whose body breaks off', async () => {
    const { transport } = await serve((response) => {
      response.writeHead(202, { 'x-amzn-RequestId': 'r-1', 'content-length': '100' });
      response.write('{"payload":');
      setImmediate(() => response.destroy());
    });
    const reply = await transport.call(write);
    expect(reply).toMatchObject({ kind: 'answered', status: 202, headers: { requestId: 'r-1' } });
    expect(reply).toMatchObject({ body: new Uint8Array() });
  });

  it.each([
    // what the server does, reply
    ['resets', (socket: net.Socket) => socket.resetAndDestroy(), { kind: 'lost', reason: 'ECONNRESET' }],
    ['closes', (socket: net.Socket) => socket.destroy(), { kind: 'lost', reason: 'ECONNRESET' }],
    ['says nothing', () => undefined, { kind: 'lost', reason: timeOut }],
  ] as const)('calls a request lost when the other side %s after it', async (_name, act, expected) => {
    const { transport } = await serve((response) => {
      if (response.socket) act(response.socket);
    }, 300);
    expect(await transport.call(write)).toEqual(expected);
  });

  it('gives up at the deadline of the call when that is nearer', async () => {
    const { transport } = await serve(() => undefined, 60_000);
    expect(await transport.call({ ...read, timeoutMs: 50 })).toEqual({ kind: 'lost', reason: timeOut });
  });

  it('calls a request not sent when nobody listens', async () => {
    const server = await startHttpServer(() => undefined);
    await server.close();
    expect(await transportTo(server.url).call(write)).toEqual({ kind: 'not-sent', reason: 'ECONNREFUSED' });
  });

  it('calls a request not sent when the name is unknown', async () => {
    const transport = createTransport({
      endpoint: 'https://nowhere.invalid',
      lwaEndpoint: 'https://nowhere.invalid/token',
      userAgent: 'worker/1',
      timeoutMs: 5_000,
    });
    expect(await transport.call(write)).toMatchObject({ kind: 'not-sent' });
  });

  it('calls a request not sent when TLS is never established', async () => {
    const server = net.createServer((socket) => socket.on('error', () => undefined));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const sockets: net.Socket[] = [];
    server.on('connection', (socket) => sockets.push(socket));
    closing.push(
      () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          for (const socket of sockets) socket.destroy();
        }),
    );
    const { port } = server.address() as AddressInfo;
    const reply = await transportTo(`https://127.0.0.1:${port}`, 300).call(write);
    expect(reply).toEqual({ kind: 'not-sent', reason: 'ETIMEDOUT' });
  });
});

describe('transport, endpoints', () => {
  it.each([
    'https://sellingpartnerapi-eu.amazon.com',
    'http://localhost:1',
    'http://127.0.0.1:1',
    'http://127.8.9.1',
    'http://[::1]:1',
  ])('takes %s', (url) => {
    expect(() => transportTo(url)).not.toThrow();
  });

  it.each(['http://sellingpartnerapi-eu.amazon.com', 'http://127.0.0.1.example.com', 'ftp://localhost', 'nonsense'])(
    'refuses %s, where tokens would travel in clear',
    (url) => {
      expect(() => transportTo(url)).toThrow('Expected `endpoint` to be an https: URL (http: to loopback only), got');
    },
  );
});

describe('transport, writes that come too late', () => {
  it('sends nothing when the time is over by the time the connection is there', async () => {
    const { server, transport } = await serve((response) => response.end('{}'));
    const reply = await transport.call({ ...write, mayStillSend: () => false });
    expect(reply).toEqual({ kind: 'not-sent', reason: 'too late to send' });
    expect(server.requests).toEqual([]);
  });

  it('asks once the connection is there, not before', async () => {
    const { server, transport } = await serve((response) => response.end('{}'));
    const seen: number[] = [];
    await transport.call({ ...write, mayStillSend: () => seen.push(server.requests.length) > 0 });
    expect(seen).toEqual([0]);
    expect(server.requests).toHaveLength(1);
  });
});
