import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client } from '@temporalio/client';
import { createTemporalOrders } from '../../../activities/account/temporal-orders.js';
import type { OrderWorkflows } from '../../../activities/account/dependencies.js';
import { adoptPurchaseOrder } from '../../../clients/adopt.js';
import { startPurchaseOrder } from '../../../clients/purchase-orders.js';
import {
  cancelledByAmazonSignal,
  PURCHASE_ORDER_WORKFLOW,
  purchaseOrderWorkflowId,
} from '../../../workflows/purchase-order/messages.js';
import type { OrderSnapshot } from '../../../workflows/purchase-order/activities.js';
import type { PurchaseOrderInput } from '../../../workflows/purchase-order/messages.js';
import { searchAttributes } from '../../../workflows/search-attributes.js';
import { openShownOrders } from '../../clients/stand-in/shown-orders.js';
import type { ShownOrders } from '../../clients/stand-in/shown-orders.js';
import { eventually } from '../../support/eventually.js';
import { defaultPolicy } from '../../support/default-policy.js';
import { facts } from '../../workflows/purchase-order/orders.js';

const account = 'acme';
const policy = defaultPolicy;
const HOUR = 3_600_000;

const snapshot: OrderSnapshot = {
  status: 'NEW',
  order: facts,
  documentId: 'document',
  ledgerId: 'ledger',
  prior: {},
  readAt: '2026-01-05T16:00:00.000Z',
};

/** On a real server, because these are its own rules. */
describe('the workflows of orders', () => {
  let shown: ShownOrders;
  let orders: OrderWorkflows;
  beforeAll(async () => {
    shown = await openShownOrders();
    orders = createTemporalOrders({ client: shown.client, clock: Date.now, policy });
  }, 60_000);
  afterAll(() => shown.stopWorker(), 30_000);

  const handleOf = (number: string) => shown.client.workflow.getHandle(purchaseOrderWorkflowId(account, number));
  const runsOf = async (number: string): Promise<number> =>
    (await shown.client.workflow.count(`WorkflowId = '${purchaseOrderWorkflowId(account, number)}'`)).count;

  it('are known as running or ended, for a whole page at once; what was terminated counts for nothing', async () => {
    await shown.startWorker();
    await shown.show('RUNS', {}, account);
    await shown.show('ENDED', { state: 'COMPLETED' }, account);
    await shown.show('KILLED', {}, account);
    await shown.show('OTHERS', {}, 'another');
    // From here on nobody works on them: what they are sent is in their history at once.
    await shown.stopWorker();
    await handleOf('KILLED').terminate();
    await eventually('the end is listed', async () => {
      const id = purchaseOrderWorkflowId(account, 'KILLED');
      return (await shown.client.workflow.count(`WorkflowId = '${id}' AND ExecutionStatus = 'Terminated'`)).count === 1;
    });
    const many = Array.from({ length: 96 }, (_, index) => `NEVER${index}`);
    expect(await orders.known(account, ['RUNS', 'ENDED', 'KILLED', 'OTHERS', ...many])).toEqual({
      running: new Set(['RUNS']),
      ended: new Set(['ENDED']),
    });
    expect(await orders.known(account, [])).toEqual({ running: new Set(), ended: new Set() });
    expect(await orders.start({ account, purchaseOrderNumber: 'ENDED' })).toBe('known');
    expect(await orders.start({ account, purchaseOrderNumber: 'RUNS' })).toBe('known');
    expect(await orders.start({ account, purchaseOrderNumber: 'KILLED' })).toBe('started');
  }, 30_000);

  it('begin with the policy of the worker and what was listed', async () => {
    expect(await orders.start({ account, purchaseOrderNumber: 'LISTED' }, snapshot)).toBe('started');
    const { events } = await handleOf('LISTED').fetchHistory();
    const [payload] = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
    const input = JSON.parse(Buffer.from(payload!.data!).toString()) as PurchaseOrderInput;
    expect(input).toEqual({ account, purchaseOrderNumber: 'LISTED', policy, snapshot });
  });

  it('are one, when event, sweep and adoption start the same order in the same moment', async () => {
    for (let times = 0; times < 10; times += 1) {
      const name = { account, purchaseOrderNumber: `MEET${times}` };
      const [event, swept, adopted] = await Promise.all([
        startPurchaseOrder(shown.client, { ...name, policy }),
        orders.start(name, snapshot),
        adoptPurchaseOrder(shown.client, name, policy),
      ]);
      const outcomes = [event.outcome, swept, adopted.outcome];
      expect(outcomes.filter((outcome) => outcome === 'started')).toHaveLength(1);
      await eventually('it is listed', async () => (await runsOf(name.purchaseOrderNumber)) > 0);
      expect(await runsOf(name.purchaseOrderNumber)).toBe(1);
    }
  }, 30_000);

  it('hear that Amazon has cancelled them; one that has ended needs not', async () => {
    await orders.start({ account, purchaseOrderNumber: 'HEARS' });
    const seenAt = '2026-01-05T16:00:00.000Z';
    await orders.tellCancelled({ account, purchaseOrderNumber: 'HEARS' }, seenAt);
    const { events } = await handleOf('HEARS').fetchHistory();
    const signals = events?.flatMap((event) => event.workflowExecutionSignaledEventAttributes ?? []);
    expect(signals?.map(({ signalName }) => signalName)).toEqual([cancelledByAmazonSignal.name]);
    await orders.tellCancelled({ account, purchaseOrderNumber: 'NOBODY' }, seenAt);
  });

  it('tell when the oldest open one was started, to the hour', async () => {
    const before = Date.now();
    await shown.show('OLDEST', {}, 'fresh');
    // As seen three weeks later.
    const later = createTemporalOrders({ client: shown.client, clock: () => before + 500 * HOUR, policy });
    expect(await later.oldestStart('nobody')).toBeUndefined();
    const oldest = await later.oldestStart('fresh');
    expect(oldest).toBeLessThanOrEqual(Date.now());
    expect(oldest).toBeGreaterThan(before - HOUR);
    await shown.client.workflow.getHandle(purchaseOrderWorkflowId('fresh', 'OLDEST')).terminate();
    await eventually('none is open', async () => (await later.oldestStart('fresh')) === undefined);
  }, 30_000);

  it('are counted where they are labelled, by warehouse and by when they were started', async () => {
    const typedSearchAttributes = (state: string, warehouse: string) => [
      { key: searchAttributes.FulfillmentState, value: state },
      { key: searchAttributes.Account, value: 'trucks' },
      { key: searchAttributes.Warehouse, value: warehouse },
    ];
    const put = async (number: string, state: string, warehouse: string): Promise<void> => {
      await shown.client.workflow.start(PURCHASE_ORDER_WORKFLOW, {
        workflowId: purchaseOrderWorkflowId('trucks', number),
        taskQueue: 'nobody works here',
        typedSearchAttributes: typedSearchAttributes(state, warehouse),
      });
    };
    const numbers = Array.from({ length: 12 }, (_, index) => `READY${index}`);
    await Promise.all(numbers.map((number) => put(number, 'READY_TO_SHIP', 'WH 01')));
    await put('GONE', 'CONFIRMING', 'WH 01');
    await put('OTHER', 'READY_TO_SHIP', 'WH02');
    const now = Date.now();
    await eventually('all are listed', async () => (await orders.ready('trucks', 'WH 01', now)).count === 12);
    await eventually('the other is, too', async () => (await orders.ready('trucks', 'WH02', now)).count === 1);
    const { some } = await orders.ready('trucks', 'WH 01', now);
    expect(some).toHaveLength(10);
    expect(numbers).toEqual(expect.arrayContaining(some));
    expect(await orders.ready('trucks', 'WH 01', now - HOUR)).toEqual({ count: 0, some: [] });
    expect(await orders.ready('trucks', 'WH02', now)).toEqual({ count: 1, some: ['OTHER'] });
    expect(await orders.ready('nobody', 'WH02', now)).toEqual({ count: 0, some: [] });
  }, 30_000);

  it('are unavailable while Temporal does not answer, so that the page is tried again', async () => {
    const nowhere = new Client({ connection: shown.client.connection, namespace: 'no-such-namespace' });
    const gone = createTemporalOrders({ client: nowhere, clock: Date.now, policy });
    const failure = { name: 'StepNotDone', kind: 'Unavailable' };
    await expect(gone.start({ account, purchaseOrderNumber: 'PO1' })).rejects.toMatchObject(failure);
    await expect(gone.known(account, ['PO1'])).rejects.toMatchObject(failure);
  });
});
