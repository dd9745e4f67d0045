import { randomUUID } from 'node:crypto';
import { activityInfo, CompleteAsyncError } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepSpeakersStarted, startSpeakers } from '../../../workers/start-speakers.js';
import { workflowBundlePath } from '../../../workers/workflow-bundle.js';
import { WORKFLOW_TASK_QUEUE } from '../../../workflows/purchase-order/messages.js';
import {
  configureSignal,
  SPEAKER_WORKFLOW,
  speakerTaskQueue,
  speakerWorkflowId,
} from '../../../workflows/speaker/messages.js';
import { loadConfig } from '../../../temporal.config.js';
import { openShownOrders } from '../../clients/stand-in/shown-orders.js';
import { eventually } from '../../support/eventually.js';
import { installQuietRuntime } from '../../support/quiet-runtime.js';

const LIMIT_MS = 30_000;
const silent = { info: () => undefined, warn: () => undefined };

/** An attempt of the lease: the test heartbeats and ends it by its token. */
interface Held {
  account: string;
  taskToken: Uint8Array;
  attempt: number;
  heartbeatTimeoutMs: number | undefined;
}

describe('the lease of an account', () => {
  let client: Client;
  let connection: NativeConnection;
  const stopping: (() => Promise<void>)[] = [];
  const held: Held[] = [];

  beforeAll(async () => {
    installQuietRuntime();
    const shown = await openShownOrders();
    client = shown.client;
    connection = await NativeConnection.connect({ address: shown.environment['TEMPORAL_ADDRESS']! });
    await run({ taskQueue: WORKFLOW_TASK_QUEUE, workflowBundle: { codePath: workflowBundlePath } });
  }, LIMIT_MS);
  afterAll(async () => {
    for (const stop of stopping) await stop();
    await client.connection.close();
    await connection.close();
  }, LIMIT_MS);

  async function run(options: Omit<Parameters<typeof Worker.create>[0], 'connection'>): Promise<void> {
    const worker = await Worker.create({ connection, namespace: client.options.namespace, ...options });
    const running = worker.run();
    stopping.push(async () => {
      worker.shutdown();
      await running;
    });
  }
  /** An account of its own with a process that polls for its lease. */
  async function begun(heartbeatTimeoutMs = 5_000) {
    const account = `lease-${randomUUID()}`;
    await run({
      taskQueue: speakerTaskQueue(account),
      activities: {
        speak: async ({ account: of }: { account: string }) => {
          const { taskToken, attempt, heartbeatTimeoutMs: timeout } = activityInfo();
          held.push({ account: of, taskToken, attempt, heartbeatTimeoutMs: timeout });
          throw new CompleteAsyncError();
        },
      },
    });
    const config = configOf(account, heartbeatTimeoutMs);
    await startSpeakers(client, config);
    await untilHeld(account, 1);
    return { account, config, handle: client.workflow.getHandle(speakerWorkflowId(account)) };
  }
  const configOf = (account: string, heartbeatTimeoutMs: number) => {
    const { policy, amazon } = loadConfig(
      {
        SP_API_ACCOUNT: account,
        SP_API_REGION: 'NA',
        LWA_CLIENT_ID: 'id',
        LWA_CLIENT_SECRET: 'secret',
        LWA_REFRESH_TOKEN: 'token',
        VENDOR_CODE: 'V',
        LABEL_MODE: 'amazon',
      },
      ['amazon'],
    );
    return { amazon, policy: { ...policy, speaker: { heartbeatTimeoutMs } } };
  };
  const of = (account: string): Held[] => held.filter((each) => each.account === account);
  const untilHeld = (account: string, times: number): Promise<void> =>
    eventually(`${account} is held for time ${times}`, () => of(account).length >= times, LIMIT_MS);
  const last = (account: string): Held => of(account).at(-1)!;

  it('is begun by every worker that starts, and is one', async () => {
    const { account, config, handle } = await begun();
    const { runId } = await handle.describe();
    await startSpeakers(client, config);
    expect((await handle.describe()).runId).toBe(runId);
    expect(of(account)).toMatchObject([{ attempt: 1, heartbeatTimeoutMs: 5_000 }]);
  });

  it(
    'goes on to the next who polls when its holder is silent, without an event',
    async () => {
      const { account, handle } = await begun(1_000);
      const before = (await handle.fetchHistory()).events?.length;
      await untilHeld(account, 2);
      expect(last(account).attempt).toBe(2);
      expect((await handle.fetchHistory()).events).toHaveLength(before!);
    },
    LIMIT_MS,
  );

  it(
    'is called back by other settings, and given with them',
    async () => {
      const { account } = await begun(5_000);
      const [first] = of(account);
      await startSpeakers(client, configOf(account, 7_000));
      await eventually(
        'its holder is told',
        async () =>
          client.activity.heartbeat(first!.taskToken).then(
            () => false,
            (error: unknown) => (error as Error).name === 'ActivityCancelledError',
          ),
        LIMIT_MS,
      );
      expect(of(account)).toHaveLength(1);
      await client.activity.reportCancellation(first!.taskToken);
      await untilHeld(account, 2);
      expect(last(account)).toMatchObject({ attempt: 1, heartbeatTimeoutMs: 7_000 });
    },
    LIMIT_MS,
  );

  it.each<[string, (held: Held) => Promise<void>]>([
    ['completed', ({ taskToken }) => client.activity.complete(taskToken, null)],
    ['failed for good', ({ taskToken }) => client.activity.fail(taskToken, nonRetryable())],
  ])(
    'is offered again when a person has it %s',
    async (_how, end) => {
      const { account, handle } = await begun();
      await end(last(account));
      await untilHeld(account, 2);
      expect((await handle.describe()).status.name).toBe('RUNNING');
    },
    LIMIT_MS,
  );

  it(
    'takes no notice of a cancel request, nor of settings that nobody can read',
    async () => {
      const { account, handle } = await begun();
      await handle.cancel();
      for (const payload of [undefined, 'x', { heartbeatTimeoutMs: 0 }, { heartbeatTimeoutMs: 5_000, more: 1 }]) {
        await handle.signal(configureSignal.name, payload);
      }
      await eventually(
        'all is taken in',
        async () => {
          const { events } = await handle.fetchHistory();
          return events?.at(-1)?.workflowTaskCompletedEventAttributes != null;
        },
        LIMIT_MS,
      );
      await client.activity.heartbeat(last(account).taskToken);
      expect((await handle.describe()).status.name).toBe('RUNNING');
      expect(of(account)).toHaveLength(1);
    },
    LIMIT_MS,
  );

  it(
    'begins anew when somebody has terminated it',
    async () => {
      const { account, config, handle } = await begun();
      const end = new AbortController();
      const keeping = keepSpeakersStarted({ client, config, logger: silent, stopping: end.signal, everyMs: 50 });
      await handle.terminate('test');
      await untilHeld(account, 2);
      end.abort();
      await keeping;
      const { type, status } = await handle.describe();
      expect([type, status.name]).toEqual([SPEAKER_WORKFLOW, 'RUNNING']);
    },
    LIMIT_MS,
  );
});

const nonRetryable = (): Error => ApplicationFailure.nonRetryable('by hand');
