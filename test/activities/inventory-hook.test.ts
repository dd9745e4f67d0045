import { createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createInventoryHook } from '../../activities/inventory-hook.js';
import type { InventoryHookOptions, InventoryQuestion } from '../../activities/inventory-hook.js';
import { startHttpServer } from './amazon/http-server.js';
import type { HttpServer, WireRequest } from './amazon/http-server.js';
import { eventually } from '../support/eventually.js';

const NOW = Date.parse('2026-01-05T10:00:00.999Z');
const SECOND = 1_000;

const question: InventoryQuestion = {
  account: 'acme.us',
  purchaseOrderNumber: 'PO1',
  orderDate: '2026-01-05T08:00:00.000Z',
  requiredShipDate: '2026-01-06T08:00:00.000Z',
  warehouse: 'WH01',
  shipMethod: 'UPS_2ND',
  lines: [{ itemSequenceNumber: '00001', vendorProductIdentifier: 'SKU-1', quantity: 2 }],
};

describe('an inventory hook', () => {
  const servers: HttpServer[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });
  async function hookAt(
    answer: (response: ServerResponse, request: WireRequest) => void,
    more: Partial<InventoryHookOptions> = {},
  ) {
    const server = await startHttpServer(answer);
    servers.push(server);
    const hook = createInventoryHook({
      url: `${server.url}/decide?token=hush`,
      keys: [Buffer.alloc(32, 1), Buffer.alloc(32, 2)],
      userAgent: 'amazon-fulfillment-worker/0.0.0',
      timeoutMs: 5 * SECOND,
      codes: { '03': 'out of stock' },
      clock: () => NOW,
      ...more,
    });
    return { hook, server };
  }
  const answering =
    (status: number, body = '{"decision":"accept"}', headers = {}) =>
    (response: ServerResponse) =>
      response.writeHead(status, headers).end(body);

  it('is asked with the order, signed with every key as Standard Webhooks says', async () => {
    const { hook, server } = await hookAt(answering(200, '{"decision":"reject","code":"03"}'));
    expect(await hook.ask(question, 60 * SECOND)).toEqual({
      kind: 'decided',
      decision: { decide: 'reject', code: '03', description: 'out of stock' },
    });
    const [{ method, url, headers, body }] = server.requests as [WireRequest];
    expect([method, url, JSON.parse(body)]).toEqual(['POST', '/decide?token=hush', question]);
    const { 'webhook-id': id = '', 'webhook-timestamp': timestamp = '' } = headers as Record<string, string>;
    expect(timestamp).toBe('1767607200');
    expect(id).toMatch(/^inventory-[0-9a-f]{32}$/);
    const signature = (byte: number): string =>
      `v1,${createHmac('sha256', Buffer.alloc(32, byte)).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
    expect(headers['webhook-signature']).toBe(`${signature(1)} ${signature(2)}`);
    expect(headers['user-agent']).toBe('amazon-fulfillment-worker/0.0.0');
  });

  it('hears the same id whenever it is asked about the same order, and another for another', async () => {
    const { hook, server } = await hookAt(answering(200));
    for (const purchaseOrderNumber of ['PO1', 'PO1', 'PO2']) {
      await hook.ask({ ...question, purchaseOrderNumber }, SECOND);
    }
    const [first, again, other] = server.requests.map(({ headers }) => headers['webhook-id']);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it.each([
    // status, what is said
    [400, /^it answers with status 400$/],
    [401, /status 401; check INVENTORY_HOOK_KEY on both sides$/],
    [403, /INVENTORY_HOOK_KEY/],
    [404, /status 404; check INVENTORY_HOOK_URL/],
    [410, /INVENTORY_HOOK_URL/],
    [302, /redirects are not followed/],
    [429, /^it answers with status 429$/],
    [500, /^it answers with status 500$/],
    [503, /^it answers with status 503$/],
  ])('that answers with %i decides nothing, whatever its body says', async (status, because) => {
    const { hook, server } = await hookAt(answering(status, '{"decision":"accept"}', { location: '/elsewhere' }));
    expect(await hook.ask(question, SECOND)).toEqual({
      kind: 'failed',
      because: expect.stringMatching(because) as unknown,
    });
    expect(server.requests).toHaveLength(1);
  });

  it.each<[string, (response: ServerResponse) => unknown, RegExp]>([
    ['nothing in time', () => undefined, /^no answer \(timeout\)$/],
    ['a head and no body in time', (response) => response.writeHead(200).write('{'), /^no answer \(timeout\)$/],
    ['by hanging up', (response) => response.destroy(), /^no answer \(\w+\)$/],
    [
      'with half of a body',
      (response) => response.writeHead(200, { 'content-length': '100' }).end('{"decision":"accept"}'),
      /^no answer \(\w+\)$/,
    ],
    ['with no JSON', answering(200, 'hush'), /^its answer is no JSON$/],
    ['with an empty body', answering(204, ''), /^its answer is no JSON$/],
    ['at great length', answering(200, `{"decision":"accept"${' '.repeat(70_000)}}`), /longer than 64 kB$/],
    [
      'at great length, packed small',
      (response) =>
        response
          .writeHead(200, { 'content-encoding': 'gzip' })
          .end(gzipSync(`{"decision":"accept"${' '.repeat(70_000)}}`)),
      /longer than 64 kB$/,
    ],
  ])('that answers %s decides nothing', async (_how, answer, because) => {
    const { hook } = await hookAt((response) => void answer(response), { timeoutMs: 200 });
    const reply = await hook.ask(question, SECOND);
    expect(reply).toEqual({ kind: 'failed', because: expect.stringMatching(because) as unknown });
    expect(JSON.stringify(reply)).not.toMatch(/hush|127\.0\.0\.1/);
  });

  it('where nobody listens decides nothing', async () => {
    const { hook, server } = await hookAt(answering(200));
    await server.close();
    servers.pop();
    expect(await hook.ask(question, SECOND)).toEqual({ kind: 'failed', because: 'no answer (ECONNREFUSED)' });
  });

  it('is not waited for longer than the attempt lasts', async () => {
    const { hook } = await hookAt(() => undefined, { timeoutMs: 60 * SECOND });
    expect(await hook.ask(question, 50)).toEqual({ kind: 'failed', because: 'no answer (timeout)' });
    expect(await hook.ask(question, -1)).toEqual({ kind: 'failed', because: 'no answer (timeout)' });
  });

  it('is not asked more than so many questions at once, and the next ones when those are answered', async () => {
    const waiting: ServerResponse[] = [];
    let arrived: () => void = () => undefined;
    const bothArrived = new Promise<void>((resolve) => (arrived = resolve));
    const { hook, server } = await hookAt(
      (response) => {
        if (waiting.push(response) === 2) arrived();
      },
      { maxOpen: 2 },
    );
    const asked = [hook.ask(question, 5 * SECOND), hook.ask(question, 5 * SECOND)];
    await bothArrived;
    expect(await hook.ask(question, 5 * SECOND)).toEqual({ kind: 'busy' });
    for (const response of waiting.splice(0)) answering(200)(response);
    expect(await Promise.all(asked)).toMatchObject([{ kind: 'decided' }, { kind: 'decided' }]);
    const next = hook.ask(question, 5 * SECOND);
    await eventually('the next one arrives', () => waiting.length === 1);
    for (const response of waiting) answering(200)(response);
    expect(await next).toMatchObject({ kind: 'decided' });
    expect(server.requests).toHaveLength(3);
  });

  it('takes a ping, which is about no order', async () => {
    const { hook, server } = await hookAt(answering(204, ''));
    expect(await hook.ping()).toBeUndefined();
    expect(server.requests.map(({ body }) => body)).toEqual(['{"type":"ping"}']);
    expect(server.requests[0]?.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
  });

  it('that does not take a ping says why', async () => {
    const { hook } = await hookAt(answering(404));
    expect(await hook.ping()).toMatch(/status 404/);
  });
});
