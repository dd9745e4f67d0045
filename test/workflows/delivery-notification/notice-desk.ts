import { randomUUID } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createDeliveryNotificationActivities } from '../../../activities/delivery-notification/index.js';
import type { NoticeDependencies } from '../../../activities/delivery-notification/dependencies.js';
import { registerSearchAttributes } from '../../../clients/search-attributes.js';
import { workflowBundlePath } from '../../../workers/workflow-bundle.js';
import { payTaskQueue } from '../../../workflows/delivery-notification/messages.js';
import type { DeliveryNotificationPolicy } from '../../../workflows/delivery-notification/policy.js';
import { amazonTaskQueue, WORKFLOW_TASK_QUEUE } from '../../../workflows/purchase-order/messages.js';
import type { Notice, NotifyInput } from '../../../workflows/steps/notices.js';
import { eventually } from '../../support/eventually.js';
import { devServer } from '../../support/servers.js';

export const account = 'acme';
export const policy: DeliveryNotificationPolicy = { startToCloseMs: 10_000, giveUpAfterMs: 60_000 };

/** Delivery notices in a namespace of their own, with a worker in this process. */
export interface NoticeDesk {
  client: Client;
  /** What a command needs to reach it. */
  environment: Record<string, string>;
  /** What people were told. */
  told: Notice[];
  close: () => Promise<void>;
}

/** @param dependencies Asked for every attempt: a test may mend what is wrong. */
export async function openNoticeDesk(dependencies: () => NoticeDependencies): Promise<NoticeDesk> {
  const { address } = devServer();
  const namespace = `notices-${randomUUID()}`;
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, namespace });
  await client.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs('1 day') });
  await eventually('the namespace can be used', () =>
    client.workflow.count().then(
      () => true,
      () => false,
    ),
  );
  await registerSearchAttributes(client);

  const told: Notice[] = [];
  const native = await NativeConnection.connect({ address });
  const common = { connection: native, namespace };
  const workers = await Promise.all([
    Worker.create({
      ...common,
      taskQueue: WORKFLOW_TASK_QUEUE,
      workflowBundle: { codePath: workflowBundlePath },
      maxCachedWorkflows: 0,
    }),
    Worker.create({
      ...common,
      taskQueue: amazonTaskQueue(account),
      activities: {
        notify: ({ notices }: NotifyInput) => {
          told.push(...notices);
          return Promise.resolve();
        },
      },
    }),
    Worker.create({
      ...common,
      taskQueue: payTaskQueue(dependencies().environment),
      activities: {
        sendNotice: (input: never) => createDeliveryNotificationActivities(dependencies()).sendNotice(input),
      },
    }),
  ]);
  const running = workers.map((worker) => worker.run());
  return {
    client,
    environment: { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace },
    told,
    close: async () => {
      for (const worker of workers) worker.shutdown();
      await Promise.all(running);
      await native.close();
      await connection.close();
    },
  };
}
