import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client, Connection } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { NativeConnection, Worker } from '@temporalio/worker';
import { startDevServer } from '../../../sandbox/temporal/dev-server.js';
import type { DevServer } from '../../../sandbox/temporal/dev-server.js';
import { workflowBundlePath } from '../../../workers/workflow-bundle.js';
import type {
  PurchaseOrderActivities,
  ReadOrderResult,
  ReportStatusInput,
  WriteStepResult,
} from '../../../workflows/purchase-order/activities.js';
import { amazonTaskQueue, purchaseOrderWorkflowId, viewQuery } from '../../../workflows/purchase-order/messages.js';
import type { PurchaseOrderPolicy } from '../../../workflows/purchase-order/policy.js';
import type { FulfillmentState, PurchaseOrderState } from '../../../workflows/purchase-order/state.js';
import type { purchaseOrder } from '../../../workflows/purchase-order/workflow.js';
import { searchAttributes } from '../../../workflows/search-attributes.js';
import { eventually } from '../../support/eventually.js';
import { installQuietRuntime } from '../../support/quiet-runtime.js';
import { defaultPolicy } from '../../support/default-policy.js';
import type { OrderHandle } from '../../support/skipped-time.js';
import { facts, instantOf, label } from './orders.js';
import { sideRoads } from './side-roads.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('questions beside the road of an order', () => {
  const account = 'beside';
  let server: DevServer;
  let client: Client;
  let connections: [NativeConnection, Connection];
  let workers: Worker[];
  let running: Promise<unknown>;
  const proven: WriteStepResult = { outcome: 'proven', transactionIds: ['t1'], requestIds: ['r1'] };
  /** By purchase order number. */
  const reads = new Map<string, () => Partial<ReadOrderResult>>();
  const steps = new Map<string, Partial<PurchaseOrderActivities>>();
  const reported: ReportStatusInput[] = [];
  const failure = (type: string) =>
    ApplicationFailure.create({ type, message: 'made up', nonRetryable: true, details: [{ send: 1 }] });
  beforeAll(async () => {
    installQuietRuntime();
    server = await startDevServer({
      searchAttributes: Object.values(searchAttributes),
      dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': 90 },
    });
    const { address, namespace } = server;
    const native = await NativeConnection.connect({ address });
    const connection = await Connection.connect({ address });
    connections = [native, connection];
    client = new Client({ connection, namespace });
    const base: PurchaseOrderActivities = {
      ...sideRoads,
      readOrder: async (input) => ({
        status: 'NEW',
        order: {
          ...facts,
          orderDate: instantOf(Date.now() - 60_000),
          requiredShipDate: instantOf(Date.now() + 3 * HOUR),
        },
        labelMode: { mode: 'amazon' },
        documentId: 'document',
        ledgerId: 'made-up',
        prior: {},
        ...reads.get(input.purchaseOrderNumber)?.(),
      }),
      acknowledge: async () => proven,
      obtainLabel: async () => ({ ...proven, label }),
      confirmShipment: async () => proven,
      denyShipment: async () => proven,
      reportStatus: async (input) => {
        reported.push(input);
        return { ...proven, outcome: 'proven', status: input.meaning ?? input.reported.status ?? 'IN_TRANSIT' };
      },
    };
    const names = Object.keys(base) as (keyof PurchaseOrderActivities)[];
    const activities = Object.fromEntries(
      names.map((name) => [
        name,
        (input: { purchaseOrderNumber: string }) =>
          ((steps.get(input.purchaseOrderNumber)?.[name] ?? base[name]) as (input: unknown) => unknown)(input),
      ]),
    );
    const common = { connection: native, namespace };
    workers = [
      await Worker.create({ ...common, taskQueue: account, workflowBundle: { codePath: workflowBundlePath } }),
      await Worker.create({
        ...common,
        taskQueue: amazonTaskQueue(account),
        activities: { ...activities, notify: async () => undefined },
      }),
    ];
    running = Promise.all(workers.map((worker) => worker.run()));
  }, 60_000);
  afterAll(async () => {
    for (const worker of workers) worker.shutdown();
    await running;
    for (const connection of connections) await connection.close();
    await server.stop();
  }, 30_000);

  const start = (purchaseOrderNumber: string, policy: Partial<PurchaseOrderPolicy> = {}): Promise<OrderHandle> =>
    client.workflow.start<typeof purchaseOrder>('purchaseOrder', {
      workflowId: purchaseOrderWorkflowId(account, purchaseOrderNumber),
      taskQueue: account,
      args: [{ account, purchaseOrderNumber, policy: { ...defaultPolicy, ...policy } }],
    });
  const view = (handle: OrderHandle): Promise<PurchaseOrderState> => handle.query(viewQuery);
  const untilState = (handle: OrderHandle, state: FulfillmentState) =>
    eventually(state, async () => (await view(handle)).state === state);
  const eventsOf = async (handle: OrderHandle) => (await handle.fetchHistory()).events ?? [];
  const failedTasks = async (handle: OrderHandle) =>
    (await eventsOf(handle)).flatMap(
      ({ workflowTaskFailedEventAttributes: failed }) => failed?.failure?.message ?? (failed ? ['?'] : []),
    );
  const runOf = async (handle: OrderHandle): Promise<string> => (await handle.describe()).runId;
  async function grow(handle: OrderHandle): Promise<void> {
    const before = await runOf(handle);
    for (let i = 0; i < 60; i += 1) {
      await handle.signal('hold', { actor: 'x' });
      await new Promise((resolve) => setTimeout(resolve, 60));
      if ((await runOf(handle)) !== before || (await failedTasks(handle)).length > 0) return;
    }
  }
  const ownCarrier = (): Partial<ReadOrderResult> => ({ labelMode: { mode: 'vendor-carrier', scacCode: 'UPSN' } });
  async function onTheRoad(number: string, policy: Partial<PurchaseOrderPolicy> = {}): Promise<OrderHandle> {
    reads.set(number, ownCarrier);
    const handle = await start(number, policy);
    await untilState(handle, 'READY_TO_SHIP');
    await handle.executeUpdate('depart', { args: [{ departedAt: instantOf(Date.now()), trackingNumber: 'TRACK-1' }] });
    await untilState(handle, 'IN_TRANSIT');
    return handle;
  }
  const items = async (handle: OrderHandle) =>
    (await view(handle)).attention.items.map(({ attentionId }) => attentionId.replace(/-\d+$/, ''));

  it('continues as new with an item of a status update open', async () => {
    steps.set('A1', {
      reportStatus: async () => {
        throw failure('CarrierNotConfigured');
      },
    });
    const handle = await onTheRoad('A1');
    await eventually('asked', async () => (await items(handle)).length > 0);
    const before = await runOf(handle);
    await grow(handle);
    expect(await failedTasks(handle)).toEqual([]);
    expect(await runOf(handle)).not.toBe(before);
  }, 60_000);

  it('continues as new with an item of a paper open', async () => {
    reads.set('A2', () => ({ papers: ['packing-slip'] }));
    steps.set('A2', {
      obtainPaper: async () => {
        throw failure('PaperLate');
      },
    });
    const handle = await start('A2');
    await eventually('asked', async () => (await items(handle)).includes('obtainPaper'));
    const before = await runOf(handle);
    await grow(handle);
    expect(await failedTasks(handle)).toEqual([]);
    expect(await runOf(handle)).not.toBe(before);
  }, 60_000);

  it('continues as new during LABELLING (relabel) with an item of a paper open', async () => {
    reads.set('A3', () => ({ papers: ['packing-slip'] }));
    let first = true;
    steps.set('A3', {
      obtainPaper: async () => {
        throw failure('PaperLate');
      },
      obtainLabel: async () => {
        if (!first) await new Promise((resolve) => setTimeout(resolve, 8_000));
        first = false;
        return { ...proven, label };
      },
    });
    const handle = await start('A3');
    await eventually('asked', async () => (await items(handle)).includes('obtainPaper'));
    await handle.executeUpdate('relabel', { args: [{ actor: 'ann' }] });
    const before = await runOf(handle);
    await grow(handle);
    expect(await failedTasks(handle)).toEqual([]);
    await eventually('another run', async () => (await runOf(handle)) !== before, 40_000);
    await eventually('asked anew', async () => (await items(handle)).includes('obtainPaper'));
  }, 60_000);

  it('refuse "stopped" by signal once the parcel is in transit, and the order lives on', async () => {
    reads.set('B', ownCarrier);
    const handle = await start('B');
    await untilState(handle, 'READY_TO_SHIP');
    await handle.signal('cancelledByAmazon', { seenAt: instantOf(Date.now()) });
    await eventually('asked', async () => (await items(handle)).includes('stopParcel'));
    await handle.executeUpdate('depart', { args: [{ departedAt: instantOf(Date.now()), trackingNumber: 'TRACK-1' }] });
    await untilState(handle, 'IN_TRANSIT');
    await handle.signal('resolve', {
      match: { reason: 'CancelledByAmazon', raisedBefore: instantOf(Date.now() + 1_000) },
      answer: 'stopped',
      actor: 'support',
    });
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(await failedTasks(handle)).toEqual([]);
  }, 30_000);

  it('are shown with at most one upsert per workflow task', async () => {
    const handle = await start('C', {
      acknowledgement: { ...defaultPolicy.acknowledgement, decide: 'ask' },
    });
    await eventually('asked', async () => (await items(handle)).length > 0);
    const { attentionId } = (await view(handle)).attention.items[0]!;
    await handle.executeUpdate('resolve', { args: [{ attentionId, answer: 'accept', actor: 'ann' }] });
    await untilState(handle, 'READY_TO_SHIP');
    const tasks = (await eventsOf(handle)).flatMap(
      ({ upsertWorkflowSearchAttributesEventAttributes: upsert }) =>
        upsert?.workflowTaskCompletedEventId?.toString() ?? [],
    );
    expect(tasks).toEqual([...new Set(tasks)]);
    await handle.terminate();
  }, 30_000);

  it('an item about a ship day that is not wanted any more is closed', async () => {
    const day = (days: number) => instantOf(Date.now() + days * DAY).slice(0, 10);
    const shipDay = { day: day(1), labelFrom: instantOf(Date.now() + DAY) };
    reads.set('D', () => ({ shipDay }));
    steps.set('D', {
      planShipDay: async (input) => {
        if (input.day === day(2)) throw failure('Unexpected');
        return { shipDay: { day: input.day, labelFrom: instantOf(Date.now() + 3 * DAY) } };
      },
    });
    const handle = await start('D');
    await untilState(handle, 'ACKNOWLEDGED');
    await handle.executeUpdate('release', { args: [{ shipDay: day(2), actor: 'ann' }] });
    await eventually('asked', async () => (await items(handle)).includes('planShipDay'));
    await handle.executeUpdate('release', { args: [{ shipDay: day(3), actor: 'ann' }] });
    await eventually('planned', async () => (await view(handle)).shipDay?.day === day(3));
    expect(await items(handle)).toEqual([]);
    await handle.terminate();
  }, 30_000);

  it('an item about the read for a label mode is closed by a rejection', async () => {
    let count = 0;
    steps.set('E', {
      acknowledge: async () => {
        await new Promise((resolve) => setTimeout(resolve, 4_000));
        return proven;
      },
      readOrder: async () => {
        count += 1;
        if (count > 1) throw failure('Unexpected');
        return {
          status: 'NEW',
          order: { ...facts, orderDate: instantOf(Date.now()), requiredShipDate: instantOf(Date.now() + HOUR) },
          documentId: 'd',
          ledgerId: 'made-up',
          prior: {},
        };
      },
    });
    const handle = await start('E');
    await eventually('asked', async () => (await items(handle)).includes('chooseLabelMode'));
    const { attentionId } = (await view(handle)).attention.items[0]!;
    await handle.executeUpdate('resolve', { args: [{ attentionId, answer: 'retry', actor: 'ann' }] });
    await eventually('asked', async () => (await items(handle)).includes('readOrder'));
    await handle.executeUpdate('reject', { args: [{ code: '02', actor: 'ann' }] });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect([(await view(handle)).state, await items(handle)]).toEqual(['ACKNOWLEDGING', []]);
  }, 30_000);

  it('what was confirmed first stands: status updates go out under its tracking number', async () => {
    reads.set('F', ownCarrier);
    steps.set('F', {
      confirmShipment: async () => {
        throw failure('Conflict');
      },
    });
    const handle = await start('F');
    await untilState(handle, 'READY_TO_SHIP');
    await handle.executeUpdate('depart', { args: [{ departedAt: instantOf(Date.now()), trackingNumber: 'TRACK-2' }] });
    await eventually('asked', async () => (await items(handle)).includes('confirmShipment'));
    const { attentionId } = (await view(handle)).attention.items[0]!;
    const answer = { attentionId, answer: 'done-elsewhere', reference: 'the first', actor: 'ann' };
    await handle.executeUpdate('resolve', { args: [answer] });
    await untilState(handle, 'IN_TRANSIT');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(
      reported
        .filter(({ purchaseOrderNumber }) => purchaseOrderNumber === 'F')
        .map(({ trackingNumber }) => trackingNumber),
    ).toEqual([]);
    await handle.terminate();
  }, 30_000);

  it('a tracking number named twice is one parcel', async () => {
    reads.set('G', () => ({ ...ownCarrier(), status: 'SHIPPED' }));
    const handle = await start('G');
    await eventually('asked', async () => (await items(handle)).includes('nameParcels'));
    const { attentionId } = (await view(handle)).attention.items[0]!;
    const data = { trackingNumbers: ['T1', 'T1'] };
    await handle.executeUpdate('resolve', { args: [{ attentionId, answer: 'retry', data, actor: 'ann' }] });
    await handle.executeUpdate('carrierEvent', {
      args: [{ trackingNumber: 'T1', status: 'IN_TRANSIT', occurredAt: instantOf(Date.now()) }],
    });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(reported.filter(({ purchaseOrderNumber }) => purchaseOrderNumber === 'G')).toHaveLength(1);
    await handle.terminate();
  }, 30_000);

  it('the departure reported by the carrier does not answer the question about its silence', async () => {
    const handle = await onTheRoad('H', { deadlines: { ...defaultPolicy.deadlines, firstScanMs: 1_000 } });
    await eventually('asked', async () => (await items(handle)).includes('followParcel'));
    const before = (await view(handle)).attention.items.map(({ attentionId }) => attentionId);
    await handle.executeUpdate('carrierEvent', {
      args: [{ trackingNumber: 'TRACK-1', status: 'DEPARTED_FROM_FC', occurredAt: instantOf(Date.now()) }],
    });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect((await view(handle)).attention.items.map(({ attentionId }) => attentionId)).toEqual(before);
    await handle.terminate();
  }, 30_000);

  it('an answer that comes with the suggestion to continue as new is not lost', async () => {
    steps.set('I', {
      reportStatus: async (input) => {
        if (input.reported.status === 'DEPARTED_FROM_FC')
          return { ...proven, outcome: 'proven', status: 'DEPARTED_FROM_FC' };
        throw failure('CarrierNotConfigured');
      },
    });
    const handle = await onTheRoad('I');
    await handle.executeUpdate('carrierEvent', {
      args: [{ trackingNumber: 'TRACK-1', code: 'Q9', occurredAt: instantOf(Date.now()) }],
    });
    await eventually('asked', async () => (await items(handle)).length > 0);
    const { attentionId } = (await view(handle)).attention.items[0]!;
    const before = await runOf(handle);
    workers[0]!.shutdown();
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    for (let i = 0; i < 80; i += 1) await handle.signal('hold', { actor: 'x' });
    await handle.signal('resolve', { attentionId, answer: 'skip', actor: 'ann' });
    workers[0] = await Worker.create({
      connection: connections[0],
      namespace: server.namespace,
      taskQueue: account,
      workflowBundle: { codePath: workflowBundlePath },
    });
    running = Promise.all([running, workers[0].run()]);
    await eventually('another run', async () => (await runOf(handle)) !== before, 20_000);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const { parcelEvents } = await view(handle);
    expect([parcelEvents.at(-1)?.outcome, await items(handle)]).toEqual(['skipped', []]);
    await handle.terminate();
  }, 60_000);
});
