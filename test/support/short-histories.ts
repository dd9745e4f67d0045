import { Client, Connection } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { startDevServer } from '../../sandbox/temporal/dev-server.js';
import { workflowBundlePath } from '../../workers/workflow-bundle.js';
import { amazonTaskQueue, WORKFLOW_TASK_QUEUE } from '../../workflows/purchase-order/messages.js';
import { searchAttributes } from '../../workflows/search-attributes.js';
import type { Notice, NotifyInput } from '../../workflows/steps/notices.js';
import { eventually } from './eventually.js';
import { installQuietRuntime } from './quiet-runtime.js';

/** The server starts a run at most once in a second, and shares its machine. */
export const PATIENCE_MS = 60_000;

/** Events after which this server suggests to continue as new. */
const SUGGESTED_AFTER = 60;

/** A real server that soon suggests to continue as new, with workers of one account; their activities are made up. */
export interface ShortHistories {
  client: Client;
  /** What people were told, oldest first. */
  told: Notice[];
  /** Whether notices can be handed over. */
  isNotified: boolean;
  runOf(handle: WorkflowHandle): Promise<string>;
  /** Sends something again and again until the workflow runs on as another run. */
  grow(handle: WorkflowHandle, send: () => Promise<unknown>): Promise<void>;
  /** Ids of the notices about a workflow. */
  toldOf(handle: WorkflowHandle): string[];
  stop(): Promise<void>;
}

export async function startShortHistories({
  account,
  activities,
}: {
  account: string;
  activities: object;
}): Promise<ShortHistories> {
  installQuietRuntime();
  const server = await startDevServer({
    searchAttributes: Object.values(searchAttributes),
    dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': SUGGESTED_AFTER },
  });
  const { address, namespace } = server;
  const native = await NativeConnection.connect({ address });
  const connection = await Connection.connect({ address });
  const notify = async ({ notices }: NotifyInput): Promise<void> => {
    if (!short.isNotified) throw new Error('the disk is full');
    short.told.push(...notices);
    return Promise.resolve();
  };
  const common = { connection: native, namespace };
  const workers = [
    await Worker.create({
      ...common,
      taskQueue: WORKFLOW_TASK_QUEUE,
      workflowBundle: { codePath: workflowBundlePath },
    }),
    await Worker.create({ ...common, taskQueue: amazonTaskQueue(account), activities: { ...activities, notify } }),
  ];
  const running = Promise.all(workers.map((worker) => worker.run()));
  const runOf = async (handle: WorkflowHandle): Promise<string> => (await handle.describe()).runId;
  const short: ShortHistories = {
    client: new Client({ connection, namespace }),
    told: [],
    isNotified: true,
    runOf,
    grow: async (handle, send) => {
      const before = await runOf(handle);
      await eventually(
        'another run',
        async () => {
          await send();
          return (await runOf(handle)) !== before;
        },
        PATIENCE_MS,
      );
    },
    toldOf: ({ workflowId }) => short.told.filter((notice) => notice.workflowId === workflowId).map(({ id }) => id),
    stop: async () => {
      for (const worker of workers) worker.shutdown();
      await running;
      await native.close();
      await connection.close();
      await server.stop();
    },
  };
  return short;
}
