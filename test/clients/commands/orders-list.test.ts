import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPurchaseOrder } from '../../../clients/purchase-orders.js';
import { listOrders } from '../../../clients/visibility.js';
import { PURCHASE_ORDER_WORKFLOW, purchaseOrderWorkflowId } from '../../../workflows/purchase-order/messages.js';
import { searchAttributes } from '../../../workflows/search-attributes.js';
import { eventually } from '../../support/eventually.js';
import { openOrderDesk, policy } from '../order-desk.js';
import type { OrderDesk } from '../order-desk.js';
import { run } from '../terminal.js';

const orders = ['READY1', 'READY2W2', 'VOC1', 'NOMODE1'];

const labelModes = [{ shipMethod: '*', mode: 'amazon' }];
const warehouses = [
  { partyId: 'WH01', timeZone: 'Asia/Tokyo', labelModes },
  { partyId: 'WH02', timeZone: 'Asia/Tokyo', labelModes },
];

describe('orders list', () => {
  let desk: OrderDesk;
  let environment: Record<string, string>;
  beforeAll(async () => {
    desk = await openOrderDesk();
    const file = join(mkdtempSync(join(tmpdir(), 'orders-list-')), 'warehouses.json');
    writeFileSync(file, JSON.stringify({ warehouses }));
    environment = { ...desk.environment, WAREHOUSES_FILE: file };
    await desk.startWorker();
    for (const purchaseOrderNumber of orders) {
      await startPurchaseOrder(desk.client, { account: 'default', purchaseOrderNumber, policy });
    }
    await eventually('all wait for somebody', async () => {
      const listed = await listOrders(desk.client, {});
      return (
        listed.length === orders.length &&
        listed.every(({ state, attention }) => state === 'READY_TO_SHIP' || attention !== null)
      );
    });
  }, 60_000);
  afterAll(() => desk.close(), 30_000);

  const list = (...args: string[]) => run(['orders', 'list', ...args], environment);
  const numbers = async (...args: string[]): Promise<string[]> => {
    const { orders: found } = JSON.parse((await list(...args, '--json')).stdout) as {
      orders: { purchaseOrderNumber: string }[];
    };
    return found.map(({ purchaseOrderNumber }) => purchaseOrderNumber).toSorted();
  };

  it('fits 80 columns, shows the warehouse time and ends with the counts by state', async () => {
    const { exitCode, stdout } = await run(['orders', 'list'], { ...environment, COLUMNS: '80' });
    expect(exitCode).toBe(0);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).toMatch(/^Order +State +At +Next deadline +Attention\n/);
    const next = (await listOrders(desk.client, {})).find(
      ({ purchaseOrderNumber }) => purchaseOrderNumber === 'READY1',
    );
    const inTokyo = new Date(Date.parse(next!.nextDeadline!) + 9 * 3_600_000).toISOString().slice(11, 16);
    expect(stdout).toMatch(new RegExp(`^READY1 +READY_TO_SHIP +WH01 +in 1 d 23 h \\(\\w{3} ${inTokyo}\\) +–$`, 'm'));
    expect(stdout).toMatch(/\n\n4 orders: RECEIVED 1, READY_TO_SHIP 3; with open items: 1\.\n$/);
  });

  it('shows UTC when asked', async () => {
    expect((await list('--utc')).stdout).toMatch(/^READY1 .*\(\w{3} \d\d:\d\d UTC\)/m);
  });

  it.each([
    [
      ['--due-within', '3d'],
      ['NOMODE1', 'READY1', 'READY2W2', 'VOC1'],
    ],
    [['--due-within', '30h'], ['NOMODE1']],
    [['--due-within', '3d', '--warehouse', 'WH02'], ['READY2W2']],
    [['--due-within', '3d', '--state', 'READY_TO_SHIP', '--label-mode', 'vendor-carrier'], ['VOC1']],
    [['--due-before', '2020-01-01T00:00:00Z'], []],
    [['--overdue'], []],
    [['--account', 'default', '--attention'], ['NOMODE1']],
  ])('with %j has exactly the orders that match', async (args, expected) => {
    await expect(numbers(...args)).resolves.toEqual(expected);
  });

  it('says first how many must leave by when', async () => {
    const { stdout } = await list('--state', 'READY_TO_SHIP', '--warehouse', 'WH01', '--due-within', '3d');
    expect(stdout).toMatch(/^2 orders READY_TO_SHIP at WH01 due within 3d, by \w{3} \d\d:\d\d\.\n\n/);
  });

  it('answers what must leave before a time of day at the warehouse', async () => {
    // A minute ago in Tokyo: almost a day to come, and the acknowledgement is due sooner.
    const inTokyo = new Date(Date.now() - 60_000 + 9 * 3_600_000).toISOString().slice(11, 16);
    const { stdout } = await list('--due-before', inTokyo);
    expect(stdout).toMatch(/^1 order due by \w{3} \d\d:\d\d \(in 23 h 5\d min\)\.\n\n/);
    const ready = await list('--due-before', inTokyo, '--state', 'READY_TO_SHIP');
    expect(ready.stdout).toMatch(/^No order READY_TO_SHIP due by \w{3} \d\d:\d\d \(in 23 h 5\d min\)\.\n$/);
  });

  it('does not guess a time zone', async () => {
    const { exitCode, stderr } = await run(['orders', 'list', '--due-before', '16:00'], desk.environment);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/--due-before: 16:00 needs the time zone of every warehouse/);
  });

  it('has the same as data, always in UTC', async () => {
    expect(JSON.parse((await list('--due-within', '3d', '--limit', '1', '--json')).stdout)).toEqual({
      total: 4,
      overdue: 0,
      attention: 1,
      dryRun: 0,
      byState: { RECEIVED: 1, READY_TO_SHIP: 3 },
      dueBy: expect.stringMatching(/^\d{4}-.*Z$/),
      orders: [
        expect.objectContaining({
          purchaseOrderNumber: 'NOMODE1',
          attention: 'LabelModeMissing',
          nextDeadline: expect.stringMatching(/^\d{4}-.*Z$/),
        }),
      ],
    });
  });

  it('says when there are more than it shows', async () => {
    expect((await list('--limit', '2')).stdout).toMatch(
      /\n4 orders: RECEIVED 1, READY_TO_SHIP 3; with open items: 1\. The first 2 are\nshown; --limit shows more\.\n$/,
    );
  });

  it('without a match says so', async () => {
    expect((await list('--warehouse', 'NONE')).stdout).toBe('No order matches.\n');
    expect((await list('--overdue')).stdout).toBe('No order overdue.\n');
  });

  it('takes an order whose deadline is the limit itself: the truck comes at that minute', async () => {
    const handle = await desk.client.workflow.start(PURCHASE_ORDER_WORKFLOW, {
      workflowId: purchaseOrderWorkflowId('default', 'TRUCK1'),
      taskQueue: 'nobody-polls-it',
      typedSearchAttributes: [{ key: searchAttributes.NextDeadline, value: new Date('2030-01-07T22:00:00Z') }],
    });
    const dueBy = async (instant: string): Promise<boolean> =>
      (await numbers('--due-before', instant)).includes('TRUCK1');
    await eventually('it is listed', () => dueBy('2030-01-07T22:00:00Z'), 10_000);
    expect(await dueBy('2030-01-07T21:59:59Z')).toBe(false);
    await handle.terminate();
  });
});
