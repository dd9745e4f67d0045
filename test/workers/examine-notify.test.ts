import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { WebhookRequest } from '../../activities/notifications/webhook.js';
import { signatures } from '../../activities/notifications/webhook.js';
import { examineNotify } from '../../workers/examine-notify.js';

const keys = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const config = {
  accountNames: ['acme', 'silent'],
  notify: { directory: 'unused', keys, urls: { acme: 'https://hooks.example/T0/secret-path?token=x' } },
};
const clock = () => Date.parse('2026-01-05T16:00:00.000Z');

describe('an examination of notices', () => {
  const examine = async (post: (request: WebhookRequest) => Promise<number>, isTested = true) =>
    examineNotify({ config, isTested, clock, post });

  it('sends nothing unless it is told to', async () => {
    const findings = await examine(() => Promise.reject(new Error('must not be called')), false);
    expect(findings.slice(0, 2)).toMatchObject([
      { status: 'ok', account: 'acme', what: expect.stringContaining('hooks.example') },
      { status: 'warning', account: 'silent', remedy: expect.stringContaining('NOTIFY_URL') },
    ]);
  });

  it('sends a signed notice of a type of its own, which names no order', async () => {
    const sent: WebhookRequest[] = [];
    const findings = await examine((request) => {
      sent.push(request);
      return Promise.resolve(204);
    });
    expect(findings[0]).toMatchObject({ status: 'ok', what: 'hooks.example has taken a test notice.' });
    const [request] = sent;
    expect(sent).toHaveLength(1);
    expect(JSON.parse(request!.body)).toMatchObject({ type: 'test', data: { account: 'acme' } });
    const id = request!.headers['webhook-id']!;
    const timestamp = request!.headers['webhook-timestamp']!;
    expect(timestamp).toBe('1767628800');
    expect(request!.headers['webhook-signature']).toBe(signatures(keys, { id, timestamp, body: request!.body }));
  });

  it('finds out whether notices can be kept', async () => {
    const root = mkdtempSync(join(tmpdir(), 'notices-'));
    const taken = join(root, 'taken');
    writeFileSync(taken, 'no directory');
    const statusOf = async (directory: string) => {
      const notify = { ...config.notify, directory };
      return (await examineNotify({ config: { ...config, notify }, isTested: false, clock })).at(-1);
    };
    await expect(statusOf(root)).resolves.toMatchObject({ check: 'notices', status: 'ok' });
    await expect(statusOf(join(root, 'later'))).resolves.toMatchObject({ check: 'notices', status: 'ok' });
    await expect(statusOf(taken)).resolves.toMatchObject({ check: 'notices', status: 'error' });
    expect(readdirSync(root)).toEqual(['taken']);
    rmSync(root, { recursive: true });
  });

  it.each([
    // what the receiver does, answer, words
    ['refuses', () => Promise.resolve(401), 'has refused a test notice with status 401'],
    ['redirects', () => Promise.resolve(302), 'status 302'],
    ['does not answer', () => Promise.reject(new Error('https://hooks.example/T0/secret-path')), '(no-connection)'],
  ])('finds out that the receiver %s, and never names path or query', async (_what, post, words) => {
    const [finding] = await examine(post);
    expect(finding).toMatchObject({ status: 'error', what: expect.stringContaining(words) });
    expect(JSON.stringify(finding)).not.toMatch(/secret-path|token=/);
  });
});
