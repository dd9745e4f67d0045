import type { WorkflowHandle } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { workflowBundlePath } from '../../../workers/workflow-bundle.js';
import {
  ndrQuarantineWorkflowId,
  pushOfWorkflowId,
  resolveUpdate,
  viewQuery,
} from '../../../workflows/ndr-quarantine/messages.js';
import { ndrQuarantineStart } from '../../../workflows/ndr-quarantine/start.js';
import type { ndrQuarantine } from '../../../workflows/ndr-quarantine/workflow.js';
import { amazonTaskQueue, WORKFLOW_TASK_QUEUE } from '../../../workflows/purchase-order/messages.js';
import type { Notice, NotifyInput } from '../../../workflows/steps/notices.js';
import { eventually } from '../../support/eventually.js';
import { installQuietRuntime } from '../../support/quiet-runtime.js';
import { timeSkippingServer } from '../../support/servers.js';
import type { TimeSkippingServer } from '../../support/servers.js';

const account = 'acme-in';
const PATIENCE_MS = 30_000;
const shaOf = (digit: string): string => digit.repeat(64);

describe('a push in quarantine', () => {
  let server: TimeSkippingServer;
  let workers: Worker[];
  let running: Promise<unknown>;
  const told: Notice[] = [];
  beforeAll(async () => {
    installQuietRuntime();
    server = await timeSkippingServer();
    const notify = async ({ notices }: NotifyInput): Promise<void> => Promise.resolve(void told.push(...notices));
    const common = { connection: server.nativeConnection, namespace: server.namespace };
    const workflowBundle = { codePath: workflowBundlePath };
    workers = [
      await Worker.create({ ...common, taskQueue: WORKFLOW_TASK_QUEUE, workflowBundle }),
      await Worker.create({ ...common, taskQueue: amazonTaskQueue(account), activities: { notify } }),
    ];
    running = Promise.all(workers.map((worker) => worker.run()));
  }, 60_000);
  afterAll(async () => {
    for (const worker of workers) worker.shutdown();
    await running;
  }, 60_000);

  const start = (sha256: string): Promise<WorkflowHandle<typeof ndrQuarantine>> =>
    server.client.workflow.start<typeof ndrQuarantine>(
      'ndrQuarantine',
      ndrQuarantineStart({
        account,
        documentId: 'push-1',
        fault: 'detail is no object',
        receivedAt: '2026-03-02T10:00:00.000Z',
        sha256,
      }),
    );
  const settle = (handle: WorkflowHandle, attentionId: string, answer: 'noted' | 'taken-in') =>
    handle.executeUpdate(resolveUpdate, { args: [{ attentionId, answer, actor: 'asha', requestId: 'r-1' }] });

  it('is told of under the name by which the command line knows it', async () => {
    const handle = await start(shaOf('a'));
    await eventually('told', () => told.some(({ workflowId }) => workflowId === handle.workflowId), PATIENCE_MS);
    expect(told.filter(({ workflowId }) => workflowId === handle.workflowId)).toMatchObject([
      { account, businessId: shaOf('a').slice(0, 32), reason: 'NdrQuarantined', attentionId: 'quarantine-1' },
    ]);
    await settle(handle, 'quarantine-1', 'noted');
    await expect(handle.result()).resolves.toEqual({ state: 'NOTED' });
  }, 60_000);

  it('stays for a person whatever else is asked of it, and refuses what answers nothing', async () => {
    const handle = await start(shaOf('b'));
    await handle.cancel();
    await expect(settle(handle, 'quarantine-7', 'noted')).rejects.toThrow();
    expect(await handle.query(viewQuery)).toMatchObject({ state: 'QUARANTINED', documentId: 'push-1' });
    await settle(handle, 'quarantine-1', 'taken-in');
    await expect(handle.result()).resolves.toEqual({ state: 'TAKEN_IN' });
  }, 60_000);

  it('has a workflow id that leads back to its name', () => {
    expect(pushOfWorkflowId(ndrQuarantineWorkflowId(shaOf('c')))).toBe(shaOf('c').slice(0, 32));
    expect(pushOfWorkflowId('ndr/P1/1')).toBeUndefined();
  });
});
