import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { ApplicationFailure } from '@temporalio/common';
import { Client, Connection } from '@temporalio/client';
import type { WorkflowHandle, WorkflowHandleWithFirstExecutionRunId } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { NativeConnection, Worker } from '@temporalio/worker';
import { startDevServer } from '../../sandbox/temporal/dev-server.js';
import { workflowBundlePath } from '../../workers/workflow-bundle.js';
import type { FailureKind } from '../../workflows/failures.js';
import { WORKFLOW_TASK_QUEUE } from '../../workflows/purchase-order/messages.js';
import { searchAttributes } from '../../workflows/search-attributes.js';
import { installQuietRuntime } from '../support/quiet-runtime.js';

/** Where histories are kept: this file's source, unless the command line names another directory. */
export const directory = process.argv[2] ?? 'test/histories';

/** One recorded history, and how it comes about. */
export interface Story {
  name: string;
  /** Starts it and plays it to where it is recorded. Several runs are recorded as `{name}-1` and so on. */
  play: (client: Client) => Promise<WorkflowHandle | WorkflowHandle[]>;
}

export interface Recording {
  /** Below {@link directory}. */
  folder: string;
  stories: readonly Story[];
  /** Made-up activities by task queue; notices are taken on all of them. */
  activities: Readonly<Record<string, object>>;
  /** Events after which the server suggests to continue as new. Default: the server's. */
  suggestedAfter?: number;
}

/** Plays each story on a real server, with made-up activities, and writes its history down. */
export async function recordStories({ folder, stories, activities, suggestedAfter }: Recording): Promise<void> {
  installQuietRuntime();
  const server = await startDevServer({
    ui: false,
    searchAttributes: Object.values(searchAttributes),
    ...(suggestedAfter === undefined
      ? {}
      : { dynamicConfig: { 'limit.historyCount.suggestContinueAsNew': suggestedAfter } }),
  });
  const { address, namespace } = server;
  const connection = await NativeConnection.connect({ address });
  const common = { connection, namespace };
  const client = new Client({ connection: await Connection.connect({ address }), namespace });
  const workflowBundle = { codePath: workflowBundlePath };
  const workers = await Promise.all([
    Worker.create({ ...common, taskQueue: WORKFLOW_TASK_QUEUE, workflowBundle, maxCachedWorkflows: 0 }),
    ...Object.entries(activities).map(([taskQueue, own]) =>
      Worker.create({ ...common, taskQueue, activities: { notify: () => Promise.resolve(), ...own } }),
    ),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  try {
    for (const { name, play } of stories) {
      const played = await play(client);
      if (!Array.isArray(played)) await writeHistory(folder, name, played);
      else for (const [index, run] of played.entries()) await writeHistory(folder, `${name}-${index + 1}`, run);
    }
  } finally {
    for (const worker of workers) worker.shutdown();
    await running;
    await connection.close();
    await client.connection.close();
    await server.stop();
  }
}

/** Writes a history as far as it is. */
export async function writeHistory(folder: string, name: string, handle: WorkflowHandle): Promise<void> {
  const file = `${directory}/${folder}/${name}.json`;
  mkdirSync(dirname(file), { recursive: true });
  const history = historyToJSON(await handle.fetchHistory());
  // Who ran it is no part of the story.
  writeFileSync(file, history.replace(/"\d+@[^"]*"/g, '"recorded"'));
  process.stdout.write(`${file}\n`);
}

/** The runs of a workflow that has continued as new once, or oftener. */
export async function firstAndLastRun(
  client: Client,
  { workflowId, firstExecutionRunId }: Pick<WorkflowHandleWithFirstExecutionRunId, "workflowId" | "firstExecutionRunId">,
): Promise<WorkflowHandle[]> {
  const { runId } = await client.workflow.getHandle(workflowId).describe();
  return [firstExecutionRunId, runId].map((run) => client.workflow.getHandle(workflowId, run));
}

/** A step that fails for good, without the stack of the machine that has recorded it. */
export function failing(type: FailureKind, details: object = {}): never {
  const failure = ApplicationFailure.create({ type, message: 'As in a test.', nonRetryable: true, details: [details] });
  failure.stack = '';
  throw failure;
}

/** A step that waits for something that does not come while the story lasts. */
export function waiting(): never {
  throw ApplicationFailure.create({ type: 'NotReady', message: 'Not yet.', nextRetryDelay: '3 hours' });
}
