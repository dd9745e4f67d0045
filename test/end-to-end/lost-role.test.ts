import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listHoldUps } from '../../clients/held-up.js';
import { run } from '../clients/terminal.js';
import { eventually } from '../support/eventually.js';
import { openFloor } from '../support/floor.js';
import type { Floor } from '../support/floor.js';
import type { OrderHandle } from '../support/skipped-time.js';

/** A warehouse's afternoon without the role for labels: seen by people outside, named by the commands, gone by itself. */
describe('a role that is missing for a while', () => {
  const orders = 8;
  const told: { type: string; data: { reason: string; businessId?: string; count?: number } }[] = [];
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      told.push(JSON.parse(Buffer.concat(chunks).toString()) as (typeof told)[number]);
      response.writeHead(204).end();
    });
  });
  let floor: Floor;
  let handles: OrderHandle[];
  const command = async (...args: string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await run(args, floor.environment as Record<string, string>);
    expect([exitCode, stderr]).toEqual([0, '']);
    return stdout;
  };
  beforeAll(async () => {
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    floor = await openFloor({
      environment: {
        NOTIFY_URL: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
        NOTIFY_KEY: Buffer.alloc(32, 7).toString('base64'),
      },
      policy: { breaker: { probeEveryMs: 1_000 } },
    });
    floor.amazon.addFault({
      operation: 'submitShippingLabelRequest',
      fault: { kind: 'not-permitted' },
      times: 'always',
    });
    await floor.startWorker();
    const numbers = floor.amazon.addOrders(Array.from({ length: orders }, () => ({ labelMode: 'amazon' as const })));
    handles = await Promise.all(
      numbers.map(({ purchaseOrderNumber }) =>
        floor.start(purchaseOrderNumber, {
          deadlines: { ...floor.deadlines, evidenceWarningMs: 3_000, evidenceMs: 600_000 },
        }),
      ),
    );
  }, 60_000);
  afterAll(async () => {
    await floor.close();
    receiver.close();
  }, 30_000);

  it('raises no item for any order, and the list of what waits names it with the remedy', async () => {
    await eventually(
      'all are held up',
      async () => {
        const [holdUp] = await listHoldUps(floor.client, {});
        return holdUp?.reason === 'Paused' && holdUp.seen === orders;
      },
      60_000,
    );
    expect(await listHoldUps(floor.client, {})).toMatchObject([
      { account: 'default', state: 'LABELLING', step: 'obtainLabel', reason: 'Paused', inState: orders },
    ]);
    const shown = await command('attention', '--group', 'reason');
    expect(shown).toMatch(/HELD UP {2}Paused {2}8 orders {2}LABELLING/);
    expect(shown).toContain('fulfillment doctor names it');
    expect(shown).toContain('Nothing waits for a person.');
    for (const handle of handles) expect((await floor.view(handle)).attention.raised).toBe(0);
  }, 90_000);

  it('warns of each order’s deadline all the same, once, and the notice says what to do', async () => {
    const warnings = () => told.filter(({ type }) => type === 'deadline.warning');
    await eventually('eight warnings', () => Promise.resolve(warnings().length === orders), 60_000);
    expect(new Set(warnings().map(({ data }) => data.businessId)).size).toBe(orders);
    expect(warnings().every(({ data }) => data.reason === 'evidence of the label')).toBe(true);
  }, 90_000);

  it('lets all orders go on by themselves once it is back', async () => {
    floor.amazon.clearFaults();
    for (const handle of handles) await floor.untilState(handle, 'READY_TO_SHIP');
    expect(await listHoldUps(floor.client, {})).toEqual([]);
    expect(floor.amazon.violations()).toEqual([]);
  }, 90_000);
});
