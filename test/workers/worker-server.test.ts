import { afterEach, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import type { Problem } from '../../workers/readiness.js';
import { createWorkerServer } from '../../workers/worker-server.js';

describe("the worker's server", () => {
  let close = (): Promise<void> => Promise.resolve();
  afterEach(() => close());

  async function serve(problems: () => Promise<Problem[]>, metrics: () => Promise<string>) {
    const log: string[] = [];
    const logger = pino({ level: 'trace' }, { write: (line) => void log.push(line) });
    const server = createWorkerServer({ problems, roles, metrics, logger });
    close = () => server.close();
    const url = await server.listen({ host: '127.0.0.1', port: 0 });
    return {
      log,
      get: async (path: string) => {
        const response = await fetch(`${url}${path}`);
        return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
      },
    };
  }
  const roles = () => ({ speaksFor: ['acme-us'], standsByFor: ['acme-eu'] });
  const nothing = () => Promise.resolve([]);
  const text = () => Promise.resolve('temporal_x 1\n');
  const wrong: Problem = { problem: 'The disk is full.', remedy: 'Make room.' };

  it.each<[string, string, () => Promise<Problem[]>, () => Promise<string>, number, string]>([
    // rule, path, problems, metrics, status, body
    ['lives, whatever is wrong', '/healthz', () => Promise.resolve([wrong]), text, 200, '{"status":"ok"}'],
    [
      'is ready when nothing is wrong, and says for which accounts it speaks',
      '/readyz',
      nothing,
      text,
      200,
      '{"status":"ready","speaksFor":["acme-us"],"standsByFor":["acme-eu"]}',
    ],
    [
      'lists what is wrong with its remedy',
      '/readyz',
      () => Promise.resolve([wrong]),
      text,
      503,
      JSON.stringify({ status: 'not ready', problems: [wrong] }),
    ],
    ['serves all metrics', '/metrics', nothing, text, 200, 'temporal_x 1\n'],
    [
      'says so when Core has stopped',
      '/metrics',
      nothing,
      () => Promise.reject(new Error('fetch failed: 127.0.0.1:1')),
      503,
      '{"error":{"message":"Not available now; ask again."}}',
    ],
    [
      'knows no other path',
      '/orders',
      nothing,
      text,
      404,
      '{"error":{"message":"There are GET /healthz, GET /readyz and GET /metrics."}}',
    ],
  ])('%s', async (_rule, path, problems, metrics, status, body) => {
    const { get } = await serve(problems, metrics);
    const answer = await get(path);
    expect([answer.status, answer.text]).toEqual([status, body]);
  });

  it("answers in Prometheus' text format", async () => {
    const { get } = await serve(nothing, text);
    expect((await get('/metrics')).type).toBe('text/plain; version=0.0.4; charset=utf-8');
  });
});
