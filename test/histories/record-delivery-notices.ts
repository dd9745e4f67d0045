import type { WorkflowHandle } from '@temporalio/client';
import type {
  DeliveryNotificationActivities,
  SendNoticeInput,
  SendNoticeResult,
} from '../../workflows/delivery-notification/activities.js';
import {
  DELIVERY_NOTIFICATION_WORKFLOW,
  payTaskQueue,
  resolveSignal,
  resolveUpdate,
  viewQuery,
} from '../../workflows/delivery-notification/messages.js';
import { noticeStart } from '../../workflows/delivery-notification/start.js';
import type { DeliveryNotificationState } from '../../workflows/delivery-notification/state.js';
import { amazonTaskQueue } from '../../workflows/purchase-order/messages.js';
import { eventually } from '../support/eventually.js';
import { account, policy } from '../workflows/delivery-notification/notice-desk.js';
import { failing, recordStories } from './recorder.js';
import type { Story } from './recorder.js';

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

const storyOf = ({ name, play }: Case): Story => ({
  name,
  play: async (client) => {
    const notice = { trackingNumber: name, carrierId: 'UPS', chargePermissionId: 'P01-1234567-1234567' };
    const start = noticeStart({ account, environment: 'live', notice, actor: 'a test', policy });
    const handle = await client.workflow.start(DELIVERY_NOTIFICATION_WORKFLOW, start);
    await play?.(handle);
    await handle.result();
    return handle;
  },
});

const activities: DeliveryNotificationActivities = {
  sendNotice: async (input) => {
    const found = cases.find(({ name }) => name === input.notice.trackingNumber);
    return Promise.resolve(found?.send(input) ?? accepted);
  },
};

await recordStories({
  folder: 'delivery-notification',
  stories: cases.map(storyOf),
  activities: { [payTaskQueue('live')]: activities, [amazonTaskQueue(account)]: {} },
});
