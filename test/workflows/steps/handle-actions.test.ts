import { fileURLToPath } from 'node:url';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import type { WorkflowHandle } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.js';
import { installQuietRuntime } from '../../support/quiet-runtime.js';
import { timeSkippingServer } from '../../support/servers.js';
import type { TimeSkippingServer } from '../../support/servers.js';
import { addSignal, addUpdate, viewQuery } from './counter.js';
import type { AddInput, counter, CounterState } from './counter.js';

const TASK_QUEUE = 'counters';
const BRIEF = 1_000;

describe('an action', () => {
  let server: TimeSkippingServer;
  let worker: Worker;
  let running: Promise<void>;
  let handle: WorkflowHandle<typeof counter>;
  let started = 0;
  beforeAll(async () => {
    installQuietRuntime();
    server = await timeSkippingServer();
    worker = await Worker.create({
      connection: server.nativeConnection,
      namespace: server.namespace,
      taskQueue: TASK_QUEUE,
      workflowsPath: fileURLToPath(new URL('./counter.js', import.meta.url)),
    });
    running = worker.run();
  }, 60_000);
  afterAll(async () => {
    worker.shutdown();
    await running;
  }, 60_000);
  beforeEach(async () => {
    started += 1;
    handle = await server.client.workflow.start<typeof counter>('counter', {
      workflowId: `counter-${started}`,
      taskQueue: TASK_QUEUE,
    });
  }, 30_000);

  const view = (): Promise<CounterState> => handle.query(viewQuery);
  const untilAudited = (entries: number): Promise<void> =>
    eventually(`${entries} in the audit list`, async () => (await view()).audit.length >= entries, 30_000);
  const refusalOf = async (input: AddInput): Promise<unknown> => {
    const error: unknown = await handle.executeUpdate(addUpdate, { args: [input] }).catch((thrown: unknown) => thrown);
    return error instanceof WorkflowUpdateFailedError ? error.cause : error;
  };

  it.each<[named: string, input: AddInput, options: { updateId?: string }, entry: object]>([
    ['its own', { step: 2, note: 'a', requestId: 'r1', actor: 'ann' }, {}, { requestId: 'r1', actor: 'ann' }],
    ['that of the update', { step: 2, note: 'a' }, { updateId: 'u1' }, { requestId: 'u1', actor: 'unknown' }],
  ])(
    'as an update is answered with the state after it, and recorded by %s id',
    async (_named, input, options, entry) => {
      expect(await handle.executeUpdate(addUpdate, { ...options, args: [input] })).toEqual({ state: 'COUNTING' });
      expect(await view()).toMatchObject({ count: 2, audit: [{ action: 'add', ...entry }] });
    },
    30_000,
  );

  const refused: [what: string, input: unknown, refusal: string][] = [
    ['has faults', { step: 0 }, 'step must be a whole number of at least 1; note is missing'],
    ['the reducer refuses', { step: 11, note: 'as agreed', actor: 'ann' }, 'At most 10, as agreed.'],
    [
      'is refused at length',
      { step: 11, note: 'x'.repeat(5_000) },
      `${`At most 10, ${'x'.repeat(5_000)}`.slice(0, BRIEF)} …`,
    ],
    ['is no object', 'add', 'must be an object'],
  ];

  it.each(refused)(
    'as an update that %s is refused with the reason, before anything enters history',
    async (_what, input, refusal) => {
      expect(await refusalOf(input as AddInput)).toMatchObject({
        type: 'Refused',
        message: refusal,
        nonRetryable: true,
      });
      expect(await view()).toEqual({ state: 'COUNTING', count: 0, audit: [] });
      const { events } = await handle.fetchHistory();
      expect(events?.some(({ workflowExecutionUpdateAcceptedEventAttributes: accepted }) => accepted != null)).toBe(
        false,
      );
    },
    30_000,
  );

  it.each(refused)(
    'as a signal that %s leaves a line in the audit list, and the workflow goes on',
    async (_what, input, refusal) => {
      await handle.signal(addSignal, input as AddInput);
      await handle.signal(addSignal, { step: 3, note: 'after it' });
      await untilAudited(2);
      const { count, audit } = await view();
      expect(count).toBe(3);
      const { actor = 'unknown' } = input as AddInput;
      expect(audit).toMatchObject([{ action: 'add', actor, refused: refusal }, { action: 'add' }]);
      expect(audit[1]).not.toHaveProperty('refused');
    },
    30_000,
  );

  it('as a signal without an id is another one each time; with one it is done once', async () => {
    for (const requestId of [undefined, undefined, 'r1', 'r1']) {
      await handle.signal(addSignal, { step: 1, note: 'again', ...(requestId === undefined ? {} : { requestId }) });
    }
    await handle.signal(addSignal, { step: 5, note: 'the last one' });
    await untilAudited(4);
    const { count, audit } = await view();
    expect(count).toBe(8);
    const ids = audit.map(({ requestId }) => requestId);
    expect(new Set(ids).size).toBe(4);
    expect(ids.filter((id) => /^signal-[0-9a-f-]{36}$/.test(id))).toHaveLength(3);
  }, 30_000);

  it('can be a cancel request: an event as any other, by Temporal, and no end', async () => {
    await handle.cancel();
    await untilAudited(1);
    const { runId, status } = await handle.describe();
    expect(status.name).toBe('RUNNING');
    expect(await view()).toMatchObject({
      state: 'CANCEL_REQUESTED',
      audit: [{ action: 'cancel-request', actor: 'temporal', requestId: `cancel-${runId}` }],
    });
  }, 30_000);
});
