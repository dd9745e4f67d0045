import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDocuments } from '../../../clients/carrier-location.js';
import { shipmentStatuses } from '../../../workflows/purchase-order/carrier.js';
import { openReachedOrders } from '../stand-in/reached-orders.js';
import type { ReachedOrders } from '../stand-in/reached-orders.js';
import { run } from '../terminal.js';

describe('orders event', () => {
  const directory = mkdtempSync(join(tmpdir(), 'orders-event-'));
  const key = randomBytes(32);
  const documents = {
    DOCUMENTS_DIR: join(directory, 'documents'),
    DOCUMENTS_KEY: `test:${key.toString('base64')}`,
  };
  const file = (name: string, content: unknown): string => {
    const path = join(directory, name);
    writeFileSync(path, JSON.stringify(content));
    return path;
  };
  afterAll(() => rmSync(directory, { recursive: true }));

  describe('for an order that is there', () => {
    let orders: ReachedOrders;
    beforeAll(async () => {
      orders = await openReachedOrders();
      await orders.startWorker();
    }, 60_000);
    afterAll(() => orders.stopWorker(), 30_000);
    const event = (...args: string[]) => run(['orders', 'event', ...args], { ...orders.environment, ...documents });

    it('reports a status, once for each request', async () => {
      await orders.put('REPORTED');
      const args = ['--tracking', '1Z 1', '--status', 'DELIVERED', '--at', '2026-01-07T14:20:00-06:00'];
      const more = ['--estimated', '2026-01-08T12:00:00Z', '--actor', 'desk-1', '--request-id', 'r-1'];
      for (let times = 0; times < 2; times += 1) {
        const { exitCode, stdout } = await event('REPORTED', ...args, ...more);
        expect([exitCode, stdout]).toEqual([0, 'REPORTED  reported  IN_TRANSIT\n']);
      }
      await expect(orders.reached('REPORTED')).resolves.toEqual([
        {
          trackingNumber: '1Z 1',
          status: 'DELIVERED',
          occurredAt: '2026-01-07T20:20:00.000Z',
          estimatedDeliveryAt: '2026-01-08T12:00:00.000Z',
          actor: 'desk-1',
          requestId: 'r-1',
        },
      ]);
    });

    it("reports the carrier's own code, as of now", async () => {
      await orders.put('CODED');
      const before = Date.now();
      const { exitCode, stdout } = await event('CODED', '--tracking', '1Z1', '--code', 'X6', '--json');
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ done: 1, orders: [{ state: 'IN_TRANSIT' }] });
      const [reached] = (await orders.reached('CODED')) as { code: string; occurredAt: string }[];
      expect(reached?.code).toBe('X6');
      expect(Date.parse(reached?.occurredAt ?? '')).toBeGreaterThanOrEqual(before);
    });

    it('keeps a location in the document store; the message names the document only', async () => {
      await orders.put('LOCATED');
      const location = { name: 'Jane Doe', city: 'Elko', countryCode: 'US' };
      const path = file('hub.json', location);
      const { exitCode } = await event('LOCATED', '--tracking', '1Z1', '--status', 'IN_TRANSIT', '--location', path);
      expect(exitCode).toBe(0);
      const [reached] = (await orders.reached('LOCATED')) as { locationDocumentId: string }[];
      expect(JSON.stringify(reached)).not.toContain('Jane');
      const store = openDocuments({ directory: documents.DOCUMENTS_DIR, keys: [{ id: 'test', key }] });
      const { bytes } = await store.get(reached?.locationDocumentId ?? '');
      expect(JSON.parse(Buffer.from(bytes).toString())).toEqual(location);
    });

    it('says what the order refuses, and that an order is unknown', async () => {
      await orders.put('REFUSES', { refuses: 'No package has this number.' });
      const args = ['--tracking', '1Z1', '--status', 'LOST'];
      const refused = await event('REFUSES', ...args);
      expect([refused.exitCode, refused.stdout]).toEqual([1, 'REFUSES  refused  No package has this number.\n']);
      const unknown = await event('NOBODY', ...args);
      expect(unknown.exitCode).toBe(1);
      expect(unknown.stdout).toMatch(/^NOBODY {2}not reported {2}Temporal knows no purchase order NOBODY/);
    });

    it('that cannot keep the location sends nothing', async () => {
      await orders.put('UNKEPT');
      const path = file('hub.json', { city: 'Elko' });
      const taken = file('taken', {});
      const { exitCode, stdout } = await run(
        ['orders', 'event', 'UNKEPT', '--tracking', '1Z1', '--status', 'LOST', '--location', path],
        { ...orders.environment, ...documents, DOCUMENTS_DIR: taken },
      );
      expect(exitCode).toBe(1);
      expect(stdout).toContain('UNKEPT  not reported  The location cannot be kept in DOCUMENTS_DIR (ENOTDIR).');
      await expect(orders.reached('UNKEPT')).resolves.toEqual([]);
    });
  });

  describe('with bad input', () => {
    const good = ['PO1', '--tracking', '1Z1', '--status', 'LOST'];
    it.each<[string, string[], string]>([
      // what is wrong, arguments, what the error names
      ['no tracking number', ['PO1', '--status', 'LOST'], '--tracking: is missing'],
      ['an unknown status', ['PO1', '--tracking', '1Z1', '--status', 'lost'], '--status: must be one of DELAYED, '],
      ['neither status nor code', ['PO1', '--tracking', '1Z1'], 'either status or code is needed'],
      ['status and code', [...good, '--code', 'X'], 'either status or code is needed'],
      ['a time without a zone', [...good, '--at', '2026-01-07T14:20:00'], '--at: "2026-01-07T14:20:00" is no instant'],
      ['an estimate that is none', [...good, '--estimated', 'soon'], '--estimated: "soon" is no instant'],
      ['a file that is not there', [...good, '--location', '/no/file'], '--location: /no/file cannot be read'],
      [
        'a location without anything',
        [...good, '--location', file('empty.json', {})],
        '--location: must say something',
      ],
      [
        'a location with an unknown field',
        [...good, '--location', file('zip.json', { zip: '1', countryCode: 'USA' })],
        '--location: zip is not known',
      ],
    ])('such as %s ends with exit code 2 before Temporal is asked', async (_what, args, named) => {
      const environment = { TEMPORAL_ADDRESS: '127.0.0.1:1', ...documents };
      const { exitCode, stdout, stderr } = await run(['orders', 'event', ...args], environment);
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(stderr).toContain(named);
    });

    it('such as a location without a key to keep it, says which variable is missing', async () => {
      const args = [...good, '--location', file('hub.json', { city: 'Elko' })];
      const { exitCode, stderr } = await run(['orders', 'event', ...args], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
      expect(exitCode).toBe(2);
      expect(stderr).toContain('DOCUMENTS_KEY: is missing');
    });
  });

  it('has a help with examples, every status, and what is sent to Amazon', async () => {
    const { exitCode, stdout } = await run(['orders', 'event', '--help']);
    expect(exitCode).toBe(0);
    for (const status of shipmentStatuses) expect(stdout).toContain(status);
    expect(stdout).toMatch(/Examples:\n/);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/Sends Amazon a shipment status update/);
    for (const option of stdout.split('\n').filter((line) => /^ {2}--/.test(line))) {
      expect(option).toMatch(/^ {2}--\S+( <\S+>)? {2,}\S/);
    }
  });
});
