import { afterEach, describe, expect, it } from 'vitest';
import { toMessage } from '../../../activities/notifications/message.js';
import { createPost, noAnswerReason, signatures, signedRequest } from '../../../activities/notifications/webhook.js';
import { startHttpServer } from '../amazon/http-server.js';
import type { HttpServer } from '../amazon/http-server.js';
import { noticeOf, startMs, testKey, verified } from './support.js';

let server: HttpServer | undefined;
afterEach(() => server?.close());

const message = toMessage(
  { group: 'g', notices: [{ key: 'k'.repeat(32), addedAt: 0, notice: noticeOf(1, { happened: 'Straße „é“ 🚚' }) }] },
  startMs,
);
const requestTo = (url: string, keys: Uint8Array[] = [testKey]) =>
  signedRequest({ url, message, keys, userAgent: 'tests/1', now: startMs });

describe('a signed request', () => {
  it("has the signature of the standard's own example", () => {
    const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
    const example = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: '1614265330', body: '{"test": 2432232314}' };
    expect(signatures([key], example)).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  it('arrives as it was signed, whatever the script of its text', async () => {
    server = await startHttpServer((response) => response.writeHead(204).end());
    expect(await createPost(5_000)(requestTo(`${server.url}/hook?token=s3cret`))).toBe(204);
    const [received] = server.requests;
    expect(received).toMatchObject({ url: '/hook?token=s3cret', headers: { 'user-agent': 'tests/1' } });
    const { id, ...payload } = message;
    expect(verified(received!, testKey, startMs)).toEqual({ id, ...payload });
    expect(received!.headers['webhook-timestamp']).toBe(String(startMs / 1000));
  });

  it('is valid for each of several keys, and for no other', async () => {
    const keys = [Buffer.alloc(32, 1), Buffer.alloc(24, 2)];
    server = await startHttpServer((response) => response.end());
    await createPost(5_000)(requestTo(server.url, keys));
    for (const key of keys) expect(verified(server.requests[0]!, key, startMs).type).toBe('attention.raised');
    expect(() => verified(server!.requests[0]!, testKey, startMs)).toThrow(/not of this key/);
  });

  it.each<[string, (headers: Record<string, string>) => Record<string, string>, string]>([
    ['id', (headers) => ({ ...headers, 'webhook-id': 'notice-0' }), ''],
    ['timestamp', (headers) => ({ ...headers, 'webhook-timestamp': String(startMs / 1000 + 1) }), ''],
    ['body', (headers) => headers, ' '],
  ])('is refused with another %s', (_part, change, more) => {
    const { headers, body } = requestTo('https://example.com');
    const wire = { method: 'POST', url: '/', headers: change(headers), body: body + more };
    expect(() => verified(wire, testKey, startMs)).toThrow(/not of this key/);
  });
});

describe('a POST', () => {
  it('follows no redirect', async () => {
    server = await startHttpServer((response) => response.writeHead(302, { location: '/elsewhere' }).end());
    expect(await createPost(5_000)(requestTo(server.url))).toBe(302);
    expect(server.requests).toHaveLength(1);
  });

  it('does not wait for a body that never ends', async () => {
    server = await startHttpServer((response) => response.writeHead(200).write('x'));
    expect(await createPost(5_000)(requestTo(server.url))).toBe(200);
  });

  it('gives up at its deadline', async () => {
    server = await startHttpServer(() => undefined);
    const reason = await createPost(100)(requestTo(server.url)).then(() => 'answered', noAnswerReason);
    expect(reason).toBe('timeout');
  });

  it('names a refused or broken connection by its code', async () => {
    server = await startHttpServer((response) => response.destroy());
    expect(await createPost(5_000)(requestTo(server.url)).then(() => '', noAnswerReason)).toMatch(
      /^(UND_ERR|E)[A-Z_]+$/,
    );
    await server.close();
    expect(await createPost(5_000)(requestTo(server.url)).then(() => '', noAnswerReason)).toBe('ECONNREFUSED');
  });
});
