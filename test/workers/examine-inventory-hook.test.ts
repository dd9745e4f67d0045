import { afterEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../temporal.config.js';
import { examineInventoryHook } from '../../workers/examine-inventory-hook.js';
import { startHttpServer } from '../activities/amazon/http-server.js';
import type { HttpServer } from '../activities/amazon/http-server.js';

const { policy } = loadConfig({});
const clock = () => Date.parse('2026-01-05T16:00:00.000Z');

describe('an examination of the inventory hook', () => {
  let server: HttpServer | undefined;
  afterEach(async () => {
    await server?.close();
    server = undefined;
  });
  const examineWith = async (status: number) => {
    server = await startHttpServer((response) => response.writeHead(status).end());
    const inventoryHook = { url: `${server.url}/hush`, keys: [Buffer.alloc(32, 1)] };
    return examineInventoryHook({ config: { policy, inventoryHook }, clock });
  };

  it('has nothing against there being none', async () => {
    expect(await examineInventoryHook({ config: { policy }, clock })).toMatchObject([{ status: 'ok' }]);
  });

  it('asks it about no order', async () => {
    const findings = await examineWith(204);
    expect(findings).toMatchObject([
      { status: 'ok', check: 'inventory-hook', what: expect.stringContaining('127.0.0.1') },
    ]);
    expect(server?.requests.map(({ body }) => body)).toEqual(['{"type":"ping"}']);
  });

  it('says what is wrong and what to do, without the path, which may hold a token', async () => {
    const findings = await examineWith(401);
    expect(findings).toMatchObject([
      {
        status: 'error',
        what: expect.stringContaining('status 401; check INVENTORY_HOOK_KEY'),
        remedy: expect.stringContaining('INVENTORY_HOOK_URL'),
      },
    ]);
    expect(JSON.stringify(findings)).not.toContain('hush');
  });
});
