import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { fastify } from 'fastify';
import { got } from 'got';
import { createLogger } from '../../clients/logger.js';

/** What a logger writes. */
function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger('trace', { destination: { write: (line) => void lines.push(line) } }));
  return lines.join('');
}

const secret = 'made-up-secret';

describe('the logger', () => {
  it.each<[string, object]>([
    ['a token', { token: secret }],
    ['a token deep down', { call: { options: { accessToken: secret } } }],
    ['a token in a list', { calls: [{ refresh_token: secret }] }],
    ['a restricted data token', { reply: { payload: { restrictedDataToken: secret } } }],
    ['a client secret', { account: { clientSecret: secret } }],
    ['a client secret by its variable', { environment: { LWA_CLIENT_SECRET: secret } }],
    ['a key', { environment: { DOCUMENTS_KEY: secret, TEMPORAL_API_KEY: secret, NOTIFY_KEY: secret } }],
    ['an authorization header', { req: { headers: { authorization: `Bearer ${secret}` } } }],
    ['headers as others spell them', { headers: { Authorization: secret, 'Proxy-Authorization': secret } }],
    ["Amazon's token header", { request: { options: { headers: { 'x-amz-access-token': secret } } } }],
    ['a cookie', { res: { headers: { 'set-cookie': [secret] } } }],
    ['a signature', { headers: { 'x-signature': secret } }],
    ['a password', { proxy: { password: secret } }],
    ['a party', { order: { orderDetails: { shipToParty: { name: secret } } } }],
    ['an address', { where: { address: { addressLine1: secret, city: secret } } }],
    ['the parts of an address', { addressLine1: secret, addressLine2: secret, city: secret, postalCode: secret }],
    ['phone and email', { contact: { phone: secret, email: secret } }],
    ['a body', { request: { body: `{"name":"${secret}"}` } }],
    ['a form', { options: { form: { client_id: secret } } }],
    ['a remote address', { req: { remoteAddress: secret } }],
    ['bytes', { reply: Buffer.from(secret) }],
    ['a map', { fields: new Map([['name', secret]]) }],
    ['what is too deep', { a: { b: { c: { d: { e: { f: { g: { h: secret } } } } } } } }],
    ['an error with its request', Object.assign(new Error('no answer'), { options: { headers: { cookie: secret } } })],
    ['such an error by name', { err: Object.assign(new Error('no answer'), { response: { rawText: secret } }) }],
    ['such an error as a cause', new Error('outer', { cause: Object.assign(new Error('inner'), { text: secret }) })],
    ["Amazon's access token in a text", { says: 'The token Atza|made-up-secret is expired' }],
    ["Amazon's refresh token in a message", new Error('refused: Atzr|made-up-secret')],
    ["an application's secret in a text", { says: 'amzn1.oa2-cs.v1.made-up-secret' }],
    ['a bearer token in a text', { says: `sent "Bearer ${secret}"` }],
  ])('never writes %s', (_what, fields) => {
    const line = logged((logger) => {
      logger.error(fields, 'something went wrong');
      logger.child({ account: 'default' }).warn(fields);
    });
    expect(line).not.toContain(secret);
    for (const record of line.trim().split('\n')) expect(JSON.parse(record)).toHaveProperty('level');
  });

  it('never writes a token of its message', () => {
    expect(logged((logger) => logger.info(`Bearer ${secret}`))).toContain('Bearer [redacted]');
  });

  it('writes ids, codes, times and lists as they are', () => {
    const fields = {
      workflowId: 'po/default/PO1',
      businessId: 'PO1',
      requestId: 'r-1',
      codes: ['InvalidInput'],
      at: new Date(0),
      status: 429,
      nested: { isRestricted: true, nothing: null },
    };
    const record = JSON.parse(logged((logger) => logger.info(fields, 'called Amazon'))) as object;
    expect(record).toMatchObject({ ...fields, at: '1970-01-01T00:00:00.000Z', msg: 'called Amazon' });
  });

  it('writes type, code, message and place of an error', () => {
    const error = Object.assign(new TypeError('no such file'), { code: 'ENOENT' });
    const record = JSON.parse(logged((logger) => logger.error(error))) as { err: { stack: string } };
    expect(record).toMatchObject({ err: { type: 'TypeError', code: 'ENOENT', message: 'no such file' } });
    expect(record.err.stack).toContain('logger.test');
  });

  it('survives what refers to itself', () => {
    const loop: Record<string, unknown> = {};
    loop['loop'] = loop;
    expect(logged((logger) => logger.info({ loop }))).toContain('[too deep]');
  });

  it('puts the fields of the work under way above those of the record', () => {
    const lines: string[] = [];
    const fields = () => ({ businessId: 'PO1', workflowId: 'po/default/PO1' });
    const logger = createLogger('info', { fields, destination: { write: (line) => void lines.push(line) } });
    logger.child({ account: 'default' }).info({ businessId: 'another', status: 200 }, 'called Amazon');
    expect(JSON.parse(lines.join(''))).toMatchObject({
      account: 'default',
      businessId: 'PO1',
      workflowId: 'po/default/PO1',
      status: 200,
    });
  });

  it('writes nothing of a real request: neither of the server nor of the client', async () => {
    const server = fastify();
    const lines: string[] = [];
    const logger = createLogger('trace', { destination: { write: (line) => void lines.push(line) } });
    server.post('/', (request, reply) => {
      logger.info({ req: request, reply, raw: request.raw }, 'received');
      request.raw.socket.destroy();
    });
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    const failed = await got
      .post(url, { json: { name: secret }, headers: { 'x-amz-access-token': secret }, retry: { limit: 0 } })
      .then(() => undefined)
      .catch((error: unknown) => error as Error);
    logger.error({ err: failed }, 'failed');
    logger.error(failed);
    const closed = once(server.server, 'close');
    await server.close();
    await closed;
    expect(lines).toHaveLength(3);
    expect(lines.join('')).toContain('RequestError');
    expect(lines.join('')).not.toContain(secret);
  });
});
