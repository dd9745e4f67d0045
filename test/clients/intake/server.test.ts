import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import type { Problem } from '../../../clients/intake/readiness.js';
import { ClientError } from '../../../clients/errors.js';
import type { DepartOutcome, ReportOutcome } from '../../../clients/intake/answers.js';
import { createIntakeServer } from '../../../clients/intake/server.js';
import type { IntakeServerOptions } from '../../../clients/intake/server.js';
import type { StartOutcome } from '../../../clients/purchase-orders.js';

const token = 'made-up-intake-token';
const workflowId = 'po/default/PO1';
const json = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };

describe('the event intake', () => {
  let close = (): Promise<void> => Promise.resolve();
  afterEach(() => close());

  /** A server whose starts end as given; what was started and logged is kept. */
  function intake(
    start: () => Promise<StartOutcome> = () => Promise.resolve({ workflowId, outcome: 'started' }),
    readiness: () => Promise<Problem | undefined> = () => Promise.resolve(undefined),
    orders: Partial<
      Pick<
        IntakeServerOptions,
        'depart' | 'report' | 'keepsLocations' | 'payEnvironment' | 'startNotice' | 'requestShipments' | 'reportParcel'
      >
    > = {},
  ) {
    const started: unknown[] = [];
    const log: string[] = [];
    const server = createIntakeServer({
      token,
      accounts: ['default', 'acme-eu'],
      start: (order) => {
        started.push(order);
        return start();
      },
      keepsLocations: true,
      depart: (event) => Promise.reject(new Error(`unexpected ${event.type}`)),
      report: (event) => Promise.reject(new Error(`unexpected ${event.type}`)),
      startNotice: (event) => Promise.reject(new Error(`unexpected ${event.type}`)),
      requestShipments: (event) => Promise.reject(new Error(`unexpected ${event.type}`)),
      reportParcel: (event) => Promise.reject(new Error(`unexpected ${event.type}`)),
      ...orders,
      readiness,
      logger: pino({ level: 'trace' }, { write: (line) => void log.push(line) }),
    });
    close = () => server.close();
    const listening = server.listen({ host: '127.0.0.1', port: 0 });
    const send = async (method: string, path: string, headers: Record<string, string>, body?: string) => {
      const response = await fetch(`${await listening}${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, json: JSON.parse(text) as unknown };
    };
    const post = (path: string, payload: unknown, headers: Record<string, string> = json) =>
      send('POST', path, headers, typeof payload === 'string' ? payload : JSON.stringify(payload));
    const get = (path: string) => send('GET', path, {});
    const records = () => log.map((line) => JSON.parse(line) as Record<string, unknown>);
    return { listening, post, get, started, log, records };
  }

  const bare = '/events/purchase-order.received';
  const cloudEvent = {
    specversion: '1.0',
    id: 'e-1',
    source: '/erp',
    type: 'purchase-order.received',
    data: { purchaseOrderNumber: 'PO1' },
  };

  it.each<[string, StartOutcome, number, object]>([
    // what became of the start, the outcome, status, answer
    ['a new order', { workflowId, outcome: 'started' }, 202, { workflowId, started: true }],
    ['an order under way', { workflowId, outcome: 'running' }, 202, { workflowId, started: false }],
    [
      'an ended order',
      { workflowId, outcome: 'ended', state: 'REJECTED' },
      200,
      { workflowId, started: false, state: 'REJECTED' },
    ],
    ['an ended order without a state', { workflowId, outcome: 'ended' }, 200, { workflowId, started: false }],
  ])('answers for %s', async (_what, outcome, status, answer) => {
    const { post } = intake(() => Promise.resolve(outcome));
    const response = await post(bare, { purchaseOrderNumber: 'PO1' });
    expect([response.status, response.json]).toEqual([status, answer]);
  });

  it('starts a delivery notice, and says what became of it', async () => {
    const asked: unknown[] = [];
    const { post, log } = intake(undefined, undefined, {
      payEnvironment: 'live',
      startNotice: (event) => {
        asked.push(event);
        return Promise.resolve({ workflowId: 'pay/live/1Z1', outcome: 'ended', state: 'ACCEPTED' });
      },
    });
    const notice = { trackingNumber: '1Z1', carrierId: 'UPS', chargePermissionId: 'P01-1234567-1234567' };
    const response = await post('/events/delivery-notice.requested', notice);
    expect([response.status, response.json]).toEqual([
      200,
      { workflowId: 'pay/live/1Z1', started: false, state: 'ACCEPTED' },
    ]);
    expect(asked).toEqual([{ type: 'delivery-notice.requested', account: 'default', environment: 'live', notice }]);
    expect(log.join('')).not.toContain('P01-');
  });

  it.each(['application/cloudevents+json', 'application/cloudevents+json; charset=utf-8', 'application/json'])(
    'takes a CloudEvent as %s',
    async (type) => {
      const { post, started } = intake();
      const response = await post('/events', cloudEvent, { ...json, 'content-type': type });
      expect(response.status).toBe(202);
      expect(started).toEqual([{ account: 'default', purchaseOrderNumber: 'PO1' }]);
    },
  );

  it('answers only when the start is durable', async () => {
    let finish: (outcome: StartOutcome) => void = () => undefined;
    const { post, started } = intake(() => new Promise((resolve) => (finish = resolve)));
    let isAnswered = false;
    const response = post(bare, { purchaseOrderNumber: 'PO1' }).then((answer) => {
      isAnswered = true;
      return answer;
    });
    while (started.length === 0) await new Promise(setImmediate);
    expect(isAnswered).toBe(false);
    finish({ workflowId, outcome: 'started' });
    expect((await response).status).toBe(202);
  });

  it('asks to send again when the start fails, without saying why', async () => {
    const { post, log } = intake(() => Promise.reject(new Error('details of Jane Doe')));
    const response = await post(bare, { purchaseOrderNumber: 'PO1' });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('5');
    expect(response.text + log.join('')).not.toContain('Jane');
  });

  it('lists every fault at once and starts nothing', async () => {
    const { post, started } = intake();
    const response = await post('/events', { ...cloudEvent, id: '', data: { account: 'nobody' } });
    expect(response.status).toBe(400);
    expect(response.json).toEqual({
      error: {
        message: 'The event has faults; nothing was done.',
        faults: [
          { path: 'id', message: 'must be a non-empty text' },
          { path: 'data.account', message: 'must be one of the configured accounts (default, acme-eu)' },
          { path: 'data.purchaseOrderNumber', message: 'is missing' },
        ],
      },
    });
    expect(started).toEqual([]);
  });

  it.each<[string, Record<string, string>]>([
    ['no header', {}],
    ['another token', { authorization: 'Bearer made-up-intake-tokem' }],
    ['a longer token', { authorization: `Bearer ${token}x` }],
    ['the token without its scheme', { authorization: token }],
    ['another scheme', { authorization: `Basic ${token}` }],
    ['an empty token', { authorization: 'Bearer ' }],
  ])('refuses a request with %s, and does not read its body', async (_what, headers) => {
    const { post, started } = intake();
    for (const url of ['/events', bare]) {
      const response = await post(url, '{ not json', { 'content-type': 'application/json', ...headers });
      expect([response.status, response.json]).toEqual([
        401,
        { error: { message: expect.stringMatching(/^No token, or a wrong one\. Send .* INTAKE_TOKEN/) as unknown } },
      ]);
    }
    expect(started).toEqual([]);
  });

  it.each<[number, string, string, string]>([
    // status, what is sent, content type, body
    [400, 'broken JSON', 'application/json', '{'],
    [400, 'an empty body', 'application/json', ''],
    [400, 'a changed prototype', 'application/json', '{"__proto__":{"a":1},"purchaseOrderNumber":"PO1"}'],
    [415, 'XML', 'text/xml', '<a/>'],
    [415, 'plain text', 'text/plain', '{}'],
    [415, 'a batch of CloudEvents', 'application/cloudevents-batch+json', '[]'],
  ])('answers %d to %s', async (status, _what, type, body) => {
    const { post, started } = intake();
    const response = await post(bare, body, { ...json, 'content-type': type });
    expect(response.status).toBe(status);
    expect(response.json).toEqual({ error: { message: expect.any(String) } });
    expect(started).toEqual([]);
  });

  const order = { account: 'default', purchaseOrderNumber: 'PO1' };
  const departure = { purchaseOrderNumber: 'PO1', departedAt: '2026-01-05T16:05:00Z' };
  it.each<[string, DepartOutcome, number, object]>([
    // what became of the departure, outcome, status, answer
    [
      'done',
      { ...order, outcome: 'departed', state: 'CONFIRMING' },
      202,
      { workflowId, departed: true, state: 'CONFIRMING' },
    ],
    [
      'done long ago',
      { ...order, outcome: 'ended', state: 'COMPLETED' },
      200,
      { workflowId, departed: false, state: 'COMPLETED' },
    ],
    ['refused', { ...order, outcome: 'refused', message: 'Never.' }, 409, { error: { message: 'Never.' } }],
    [
      'refused for now',
      { ...order, outcome: 'refused', message: 'Not yet.', retry: true },
      409,
      { error: { message: 'Not yet.' }, retry: true },
    ],
    [
      'of nobody',
      { ...order, outcome: 'unknown-order' },
      404,
      { error: { message: expect.stringMatching(/^No order PO1 of account default runs/) } },
    ],
  ])('answers for a departure that is %s', async (_what, outcome, status, answer) => {
    const given: unknown[] = [];
    const depart = (event: unknown) => {
      given.push(event);
      return Promise.resolve(outcome);
    };
    const { post } = intake(undefined, undefined, { depart });
    const response = await post('/events/purchase-order.departed', departure);
    expect([response.status, response.json]).toEqual([status, answer]);
    expect(given).toMatchObject([{ ...order, departure: { departedAt: '2026-01-05T16:05:00.000Z' } }]);
  });

  const reported = { trackingNumber: '1Z 1', status: 'DELIVERED', occurredAt: '2026-01-07T14:20:00-06:00' };
  it.each<[string, ReportOutcome, number, object]>([
    // what became of the event, outcome, status, answer
    ['handed over', { ...order, outcome: 'signalled' }, 202, { workflowId, signalled: true }],
    [
      'too late',
      { ...order, outcome: 'ended', state: 'COMPLETED' },
      200,
      { workflowId, signalled: false, state: 'COMPLETED' },
    ],
    [
      'of no order',
      { ...order, outcome: 'unknown-order' },
      404,
      { error: { message: expect.stringMatching(/^No order PO1/) } },
    ],
    [
      'of no parcel',
      { outcome: 'unknown-tracking' },
      404,
      { error: { message: expect.stringMatching(/again later, or name its purchaseOrderNumber/) } },
    ],
    [
      'of several parcels',
      { outcome: 'ambiguous', purchaseOrderNumbers: ['PO1', 'PO2'] },
      409,
      { error: { message: '2 orders have this tracking number: PO1, PO2. Name the purchaseOrderNumber.' } },
    ],
  ])("answers for a carrier's event that is %s", async (_what, outcome, status, answer) => {
    const { post, records } = intake(undefined, undefined, { report: () => Promise.resolve(outcome) });
    const response = await post('/events/carrier.event', reported);
    expect([response.status, response.json]).toEqual([status, answer]);
    const [line, ...others] = records().filter(({ type }) => type !== undefined);
    expect(others).toEqual([]);
    expect(line).toMatchObject({ level: status < 300 ? 30 : 40, type: 'carrier.event', outcome: outcome.outcome });
    expect(JSON.stringify(line)).not.toContain('1Z');
  });

  it.each<[Error, RegExp]>([
    [new Error('details of Jane Doe'), /^Temporal cannot be reached or refuses\. Send the event again/],
    [new ClientError('no-worker', 'details of Jane Doe'), /^No worker answers; it may still do it\. Send/],
    [new ClientError('machine', 'details of Jane Doe'), /^The document store cannot be written\. Send/],
  ])('asks to send again after %s, which it does not quote', async (error, says) => {
    const { post, log } = intake(undefined, undefined, { report: () => Promise.reject(error) });
    const response = await post('/events/carrier.event', { ...reported, purchaseOrderNumber: 'PO1' });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(response.json).toEqual({ error: { message: expect.stringMatching(says) } });
    expect(response.text + log.join('')).not.toContain('Jane');
  });

  it('refuses a location that it cannot keep, and says why', async () => {
    const { post } = intake(undefined, undefined, { keepsLocations: false });
    const response = await post('/events/carrier.event', { ...reported, location: { city: 'Jane Town' } });
    expect([response.status, response.json]).toEqual([
      400,
      {
        error: {
          message: 'The event has faults; nothing was done.',
          faults: [{ path: 'location', message: 'must be left out: this intake has no DOCUMENTS_KEY to keep it with' }],
        },
      },
    ]);
    expect(response.text).not.toContain('Jane');
  });

  it('logs nothing of a location, also of one with faults', async () => {
    const { post, log } = intake(undefined, undefined, {
      report: () => Promise.resolve({ ...order, outcome: 'signalled' }),
    });
    const location = { name: 'Jane Doe', addressLine1: '1 Main St' };
    await post('/events/carrier.event', { ...reported, location });
    await post('/events/carrier.event', { ...reported, location: { ...location, 'Jane Doe': 1, countryCode: 'Jane' } });
    expect(log.join('')).not.toMatch(/Jane|Main St/);
  });

  it('refuses a body above the limit before it is sent', async () => {
    const { listening, started } = intake();
    const announced = request(`${await listening}${bare}`, {
      method: 'POST',
      headers: { ...json, 'content-length': String(1_048_577) },
    });
    announced.flushHeaders();
    const [response] = (await once(announced, 'response')) as [IncomingMessage];
    announced.destroy();
    expect(response.statusCode).toBe(413);
    expect(started).toEqual([]);
  });

  it('is healthy without a token, and knows no other path', async () => {
    const { get } = intake();
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/other')).status).toBe(404);
    expect((await get('/events')).status).toBe(404);
  });

  it('is ready while Temporal answers, and says what to do when it does not', async () => {
    const found: Problem = { problem: 'Temporal does not answer.', remedy: 'Check that it runs.' };
    const answers: (Problem | undefined)[] = [undefined, found];
    const { get } = intake(undefined, () => Promise.resolve(answers.shift()));
    const ready = await get('/readyz');
    expect([ready.status, ready.json]).toEqual([200, { status: 'ready' }]);
    const notReady = await get('/readyz');
    expect([notReady.status, notReady.json]).toEqual([503, { status: 'not ready', problems: [found] }]);
    expect((await get('/healthz')).status).toBe(200);
  });

  it.each<[string, string, unknown, Record<string, string>, object]>([
    // what is refused, path, body, headers, what the one line says
    ['a wrong token', bare, {}, { authorization: 'Bearer wrong' }, { status: 401, path: '/events/:type' }],
    ['no token', '/events', {}, { authorization: '' }, { status: 401, path: '/events' }],
    [
      'a wrong type',
      '/events/Jane.Doe',
      {},
      {},
      { status: 400, path: '/events/:type', faults: 1, faultPaths: ['type'] },
    ],
    [
      'a faulty event',
      '/events',
      { ...cloudEvent, id: '', data: { purchaseOrderNumber: 'Jane Doe', 'Jane.Doe': 1 } },
      {},
      { status: 400, path: '/events', faults: 3, faultPaths: ['id', 'data.purchaseOrderNumber', '(unknown field)'] },
    ],
    ['broken JSON', '/events', '{ "Jane', {}, { status: 400, path: '/events' }],
  ])('leaves one line about %s, without a value or an address', async (_what, path, body, headers, line) => {
    const { post, records } = intake();
    await post(path, body, { ...json, ...headers });
    const refusals = records().filter(({ level }) => level === 40);
    expect(refusals).toEqual([expect.objectContaining(line)]);
    expect(JSON.stringify(refusals)).not.toMatch(/Jane|wrong"|127\.0\.0\.1/);
  });

  it('logs ids only: neither the order of an event nor the token', async () => {
    const { post, log } = intake();
    const order = { shipToParty: { name: 'Jane Doe', addressLine1: '1 Main St' } };
    await post(bare, { purchaseOrderNumber: 'PO1', order });
    await post(bare, { purchaseOrderNumber: 'PO 1', order, 'Jane Doe': 1 });
    await post('/Jane%20Doe', {});
    expect(log.join('')).toContain(workflowId);
    expect(log.join('')).not.toMatch(new RegExp(`Jane|Main St|${token}`));
  });
});
