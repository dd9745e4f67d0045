import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { Client, Connection } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { NativeConnection, Worker } from '@temporalio/worker';
import { startDevServer } from '../../sandbox/temporal/dev-server.js';
import { workflowBundlePath } from '../../workers/workflow-bundle.js';
import type { SendNoticeInput, SendNoticeResult } from '../../workflows/delivery-notification/activities.js';
import {
  DELIVERY_NOTIFICATION_WORKFLOW,
  payTaskQueue,
  resolveSignal,
  resolveUpdate,
  viewQuery,
} from '../../workflows/delivery-notification/messages.js';
import { noticeStart } from '../../workflows/delivery-notification/start.js';
import type { DeliveryNotificationState } from '../../workflows/delivery-notification/state.js';
import type { FailureKind } from '../../workflows/failures.js';
import { amazonTaskQueue, WORKFLOW_TASK_QUEUE } from '../../workflows/purchase-order/messages.js';
import { searchAttributes } from '../../workflows/search-attributes.js';
import { eventually } from '../support/eventually.js';
import { installQuietRuntime } from '../support/quiet-runtime.js';
import { account, policy } from '../workflows/delivery-notification/notice-desk.js';

/** One recorded history and its story. */
interface Case {
  name: string;
  send: (input: SendNoticeInput) => SendNoticeResult;
  /** What people do. */
  play?: (handle: WorkflowHandle) => Promise<void>;
}

const accepted: SendNoticeResult = {
  outcome: 'accepted',
  carrierCode: 'UPS',
  requestIds: ['p-1'],
  sentAt: '2026-01-05T16:05:00.000Z',
};

const failing = (type: FailureKind, details: object = {}): never => {
  const failure = ApplicationFailure.create({ type, message: 'As in a test.', nonRetryable: true, details: [details] });
  // It would name the machine's folders.
  failure.stack = '';
  throw failure;
};

async function itemOf(handle: WorkflowHandle): Promise<string> {
  const view = (): Promise<DeliveryNotificationState> => handle.query(viewQuery);
  await eventually('an item', async () => (await view()).attention.items.length > 0);
  return (await view()).attention.items[0]?.attentionId ?? '';
}

const cases: Case[] = [
  { name: 'accepted', send: () => accepted },
  { name: 'assumed', send: () => ({ ...accepted, outcome: 'assumed' }) },
  {
    name: 'carrier-named-by-a-person',
    send: ({ notice }) => (notice.carrierCode === undefined ? failing('PayCarrierMissing') : accepted),
    play: async (handle) => {
      const resolution = { attentionId: await itemOf(handle), answer: 'retry', data: { carrierCode: 'DPD' } };
      await handle.executeUpdate(resolveUpdate, { args: [{ ...resolution, actor: 'ann' }] });
    },
  },
  {
    name: 'refused-then-corrected',
    send: ({ overrule }) => (overrule === undefined ? failing('Rejected', { send: 1 }) : accepted),
    play: async (handle) => {
      const attentionId = await itemOf(handle);
      await handle.signal(resolveSignal, { attentionId, answer: 'wait', actor: 'ann' });
      const data = { amazonOrderReferenceId: 'P02-1234567-1234567' };
      await handle.executeUpdate(resolveUpdate, { args: [{ attentionId, answer: 'retry', data, actor: 'ann' }] });
    },
  },
  {
    name: 'unproven-and-done-elsewhere',
    send: () => failing('Unproven', { send: 1 }),
    play: async (handle) => {
      const resolution = { attentionId: await itemOf(handle), answer: 'done-elsewhere', reference: 'told by mail' };
      await handle.executeUpdate(resolveUpdate, { args: [{ ...resolution, actor: 'ann' }] });
    },
  },
  {
    name: 'cancel-request-aborted',
    send: () => failing('PayNotPermitted'),
    play: async (handle) => {
      await itemOf(handle);
      await handle.cancel();
      await eventually('the cancel request is an item', async () => {
        const { attention }: DeliveryNotificationState = await handle.query(viewQuery);
        return attention.items.length === 2;
      });
      const resolution = { attentionId: await itemOf(handle), answer: 'abort', actor: 'ann' };
      await handle.executeUpdate(resolveUpdate, { args: [resolution] });
    },
  },
];

/** Runs each case on a real server, with a made-up step, and writes its history beside this file's source. */
async function record(directory: string): Promise<void> {
  installQuietRuntime();
  const server = await startDevServer({ ui: false, searchAttributes: Object.values(searchAttributes) });
  const connection = await NativeConnection.connect({ address: server.address });
  const common = { connection, namespace: server.namespace };
  const client = new Client({
    connection: await Connection.connect({ address: server.address }),
    namespace: server.namespace,
  });
  const sendNotice = (input: SendNoticeInput): Promise<SendNoticeResult> => {
    const found = cases.find(({ name }) => name === input.notice.trackingNumber);
    return Promise.resolve(found?.send(input) ?? accepted);
  };
  const workers = await Promise.all([
    Worker.create({
      ...common,
      taskQueue: WORKFLOW_TASK_QUEUE,
      workflowBundle: { codePath: workflowBundlePath },
      maxCachedWorkflows: 0,
    }),
    Worker.create({ ...common, taskQueue: payTaskQueue('live'), activities: { sendNotice } }),
    Worker.create({
      ...common,
      taskQueue: amazonTaskQueue(account),
      activities: { notify: (): Promise<void> => Promise.resolve() },
    }),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  try {
    for (const { name, play } of cases) {
      const notice = { trackingNumber: name, carrierId: 'UPS', chargePermissionId: 'P01-1234567-1234567' };
      const start = noticeStart({ account, environment: 'live', notice, actor: 'a test', policy });
      const handle = await client.workflow.start(DELIVERY_NOTIFICATION_WORKFLOW, start);
      await play?.(handle);
      await handle.result();
      const file = `${directory}/delivery-notification/${name}.json`;
      mkdirSync(dirname(file), { recursive: true });
      // Who ran it is no part of the story.
      writeFileSync(file, historyToJSON(await handle.fetchHistory()).replace(/"\d+@[^"]*"/g, '"recorded"'));
      process.stdout.write(`${file}\n`);
    }
  } finally {
    for (const worker of workers) worker.shutdown();
    await running;
    await connection.close();
    await client.connection.close();
    await server.stop();
  }
}

await record(process.argv[2] ?? 'test/histories');
