import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPurchaseOrder } from '../../clients/purchase-orders.js';
import { listAttention } from '../../clients/attention.js';
import { isQueryValue, listOrders, listOrdersWithItems, orderQuery } from '../../clients/visibility.js';
import type { OrderFilter } from '../../clients/visibility.js';
import { ATTENTION_MEMO, searchAttributes } from '../../workflows/search-attributes.js';
import { eventually } from '../support/eventually.js';
import { openOrderDesk, policy } from './order-desk.js';
import type { OrderDesk } from './order-desk.js';

const open = "`WorkflowType` = 'purchaseOrder' AND `ExecutionStatus` = 'Running'";
const closed =
  "`WorkflowType` = 'purchaseOrder' AND `ExecutionStatus` != 'Running' AND `ExecutionStatus` != 'ContinuedAsNew'";

describe('the query of a list', () => {
  it.each<[string, OrderFilter, string]>([
    // rule, filter, query
    ['takes open orders by default', {}, open],
    ['takes ended orders when asked', { ended: true }, closed],
    [
      'takes ended orders for a state that is an end',
      { state: 'REJECTED' },
      `${closed} AND \`FulfillmentState\` = 'REJECTED'`,
    ],
    [
      'joins everything with AND',
      { state: 'LABELLING', warehouse: 'WH 01', account: 'acme-us', labelMode: 'amazon' },
      `${open} AND \`FulfillmentState\` = 'LABELLING' AND \`Warehouse\` = 'WH 01' AND \`Account\` = 'acme-us' AND \`LabelMode\` = 'amazon'`,
    ],
    [
      'takes deadlines up to an instant, that instant included',
      { dueBy: '2026-01-05T22:00:00.000Z' },
      `${open} AND \`NextDeadline\` <= '2026-01-05T22:00:00.001Z'`,
    ],
    ['asks for attention by its presence', { attention: true }, `${open} AND \`Attention\` IS NOT NULL`],
  ])('%s', (_rule, filter, query) => {
    expect(orderQuery(filter)).toBe(query);
  });

  it.each([
    "' OR '1'='1",
    "WH01'; --",
    '`Account`',
    'a"b',
    'a\\',
    "a\\' OR 1=1",
    'a\nb',
    '(x)',
    '%',
    '',
    'x'.repeat(101),
  ])('never holds the value %j', (value) => {
    expect(isQueryValue(value)).toBe(false);
    expect(() => orderQuery({ warehouse: value })).toThrow(RangeError);
    expect(() => orderQuery({ account: value })).toThrow(RangeError);
  });
});

describe('a list of orders', () => {
  let desk: OrderDesk;
  beforeAll(async () => {
    desk = await openOrderDesk();
    await desk.startWorker();
    for (const purchaseOrderNumber of ['READY1', 'READY2W2', 'NOMODE1', 'VOC1']) {
      await startPurchaseOrder(desk.client, { account: 'default', purchaseOrderNumber, policy });
    }
    await eventually('visibility shows all', async () => {
      const orders = await listOrders(desk.client, {});
      return (
        orders.length === 4 && orders.every(({ state, attention }) => state === 'READY_TO_SHIP' || attention !== null)
      );
    });
  }, 60_000);
  afterAll(() => desk.close(), 30_000);

  const numbers = async (filter: OrderFilter) =>
    (await listOrders(desk.client, filter)).map(({ purchaseOrderNumber }) => purchaseOrderNumber);

  it('has the nearest deadline first', async () => {
    const deadlines = (await listOrders(desk.client, {})).map(({ nextDeadline }) => nextDeadline);
    expect(deadlines).toEqual(deadlines.toSorted());
    expect((await numbers({}))[0]).toBe('NOMODE1');
  });

  it.each<[OrderFilter, string[]]>([
    [{ state: 'READY_TO_SHIP' }, ['READY1', 'READY2W2', 'VOC1']],
    [{ warehouse: 'WH02' }, ['READY2W2']],
    [{ labelMode: 'vendor-carrier' }, ['VOC1']],
    [{ attention: true }, ['NOMODE1']],
    [{ dueBy: new Date(Date.now() + 30 * 3_600_000).toISOString() }, ['NOMODE1']],
    [{ dueBy: '2020-01-01T00:00:00.000Z' }, []],
    [{ account: 'nobody' }, []],
    [{ ended: true }, []],
  ])('filtered by %j has exactly the orders that match', async (filter, expected) => {
    expect((await numbers(filter)).toSorted()).toEqual(expected);
  });

  it('shows the facts of an order without asking its workflow', async () => {
    const [order] = await listOrders(desk.client, { attention: true });
    expect(order).toEqual({
      account: 'default',
      purchaseOrderNumber: 'NOMODE1',
      workflowId: 'po/default/NOMODE1',
      status: 'RUNNING',
      state: 'RECEIVED',
      warehouse: 'WH01',
      labelMode: null,
      nextDeadline: expect.stringMatching(/^\d{4}-.*Z$/),
      attention: 'LabelModeMissing',
      isDryRun: false,
      startedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      endedAt: null,
    });
  });

  it('shows open items from the memo, and tells when there is none to read', async () => {
    const waiting = await listOrdersWithItems(desk.client, { attention: true });
    expect(waiting).toEqual([
      {
        order: expect.objectContaining({ purchaseOrderNumber: 'NOMODE1' }),
        items: [expect.objectContaining({ attentionId: 'chooseLabelMode-1', reason: 'LabelModeMissing' })],
      },
    ]);
    const [ready] = await listOrdersWithItems(desk.client, { warehouse: 'WH02' });
    expect(ready).not.toHaveProperty('items');
  });
});

describe('the memo of an order', () => {
  let desk: OrderDesk;
  beforeAll(async () => {
    desk = await openOrderDesk();
  }, 60_000);
  afterAll(() => desk.close(), 30_000);

  it('that holds something else leaves the most urgent reason as visibility shows it', async () => {
    for (const [number, memo] of [
      ['NONE', {}],
      ['STRANGE', { [ATTENTION_MEMO]: 'x' }],
      ['HALF', { [ATTENTION_MEMO]: [{ attentionId: 'a-1' }] }],
    ] as const) {
      await desk.client.workflow.start('purchaseOrder', {
        workflowId: `po/default/${number}`,
        taskQueue: 'nobody',
        memo,
        typedSearchAttributes: [{ key: searchAttributes.Attention, value: 'Unproven' }],
      });
    }
    await eventually('all are listed', async () => (await listAttention(desk.client, {})).length === 3);
    for (const item of await listAttention(desk.client, { reason: 'Unproven' })) {
      expect(item).toMatchObject({
        attentionId: null,
        step: null,
        raisedAt: null,
        answers: ['wait', 'retry', 'done-elsewhere', 'abort'],
      });
    }
  });
});
