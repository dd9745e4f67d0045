import type { Client } from '@temporalio/client';
import { optionalTsToMs, tsToMs } from '@temporalio/common/lib/time.js';
import { fault, fine, warning } from '../../workers/examination.js';
import type { Finding, Subject } from '../../workers/examination.js';
import { amazonTaskQueue, WORKFLOW_TASK_QUEUE } from '../../workflows/purchase-order/messages.js';
import { ClientError, explained } from '../errors.js';
import { requireSearchAttributes } from '../search-attributes.js';
import { within, withTemporal } from '../temporal.js';
import type { Temporal } from '../temporal.js';
import { examineHoldUps } from './doctor-held-up.js';
import { harmless } from './text.js';

/** Server, namespace, search attributes, and whether workers poll. */
export async function examineTemporal(
  temporal: Temporal,
  { accountNames, now }: { accountNames: readonly string[]; now: () => number },
): Promise<Finding[]> {
  const where = `${temporal.connectionOptions.address ?? 'localhost:7233'}, namespace ${temporal.namespace}`;
  const queues = [
    { taskQueue: WORKFLOW_TASK_QUEUE, type: WORKFLOW_TASKS },
    ...accountNames.map((account) => ({ taskQueue: amazonTaskQueue(account), type: ACTIVITY_TASKS, account })),
  ];
  try {
    return await withTemporal(temporal, async (client) => [
      await reached(client, where),
      await found({ check: 'retention' }, () => retention(client)),
      await found({ check: 'search-attributes' }, () => attributes(client)),
      ...(await Promise.all(queues.map((queue) => found(subjectOf(queue), () => pollers(client, queue, now))))),
      ...(await heldUp(client)),
    ]);
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    return [fault({ check: 'server' }, error.message, 'Nothing else of Temporal was examined; mend this first.')];
  }
}

/** Not before the search attributes are there. */
async function heldUp(client: Client): Promise<Finding[]> {
  try {
    return await examineHoldUps(client);
  } catch (error) {
    const expected = explained(error, 'Temporal');
    if (!(expected instanceof ClientError)) throw error;
    return [fault({ check: 'orders' }, `Not examined. ${expected.message}`, 'Examine again.')];
  }
}

const CALL_TIMEOUT_MS = 10_000;

/** Fails all, unlike the others: without server and namespace nothing else can be asked. */
async function reached(client: Client, where: string): Promise<Finding> {
  const { namespace } = client.options;
  const { serverVersion } = await within(client, CALL_TIMEOUT_MS, () => client.workflowService.getSystemInfo({}));
  await within(client, CALL_TIMEOUT_MS, () => client.workflowService.describeNamespace({ namespace }));
  return fine({ check: 'server' }, `Temporal ${serverVersion} answers at ${where}.`);
}

/** One examination that fails does not end the others. */
async function found(subject: Subject, examine: () => Promise<Finding>): Promise<Finding> {
  try {
    return await examine();
  } catch (error) {
    const expected = explained(error, 'Temporal');
    if (!(expected instanceof ClientError)) throw error;
    return fault(subject, `Not examined. ${expected.message}`, 'Examine again.');
  }
}

const DAY_MS = 24 * 3_600_000;
/** Somebody asks about an order of last week: it should still be shown, and its label be reprinted. */
const SHORTEST_RETENTION_DAYS = 7;

async function retention(client: Client): Promise<Finding> {
  const { namespace } = client.options;
  const { config } = await within(client, CALL_TIMEOUT_MS, () =>
    client.workflowService.describeNamespace({ namespace }),
  );
  return retentionFinding(namespace, optionalTsToMs(config?.workflowExecutionRetentionTtl) ?? 0);
}

/** What it means that ended orders are kept for so long. */
export function retentionFinding(namespace: string, retentionMs: number): Finding {
  const subject = { check: 'retention' };
  const days = Math.round((retentionMs / DAY_MS) * 10) / 10;
  const what = `Ended orders are kept for ${days} ${days === 1 ? 'day' : 'days'}.`;
  if (days >= SHORTEST_RETENTION_DAYS) return fine(subject, what);
  return warning(
    subject,
    `${what} After that they cannot be shown, and their labels not be reprinted by number; the ledger still knows them.`,
    `temporal operator namespace update --namespace ${namespace} --retention 720h`,
  );
}

async function attributes(client: Client): Promise<Finding> {
  const subject = { check: 'search-attributes' };
  try {
    await requireSearchAttributes(client);
    return fine(subject, 'All search attributes are registered.');
  } catch (error) {
    if (!(error instanceof ClientError) || error.kind !== 'not-set-up') throw error;
    return fault(subject, error.message.replace(/ Run: .*$/, ''), 'fulfillment setup');
  }
}

interface Queue {
  taskQueue: string;
  type: number;
  account?: string;
}

/** `temporal.api.enums.v1.TaskQueueType` of the server's protocol, which is no dependency of ours. */
const WORKFLOW_TASKS = 1;
const ACTIVITY_TASKS = 2;

/** A poll lasts up to a minute, and its poller is noted when it begins. */
const POLLED_WITHIN_MS = 70_000;

const subjectOf = ({ account }: Queue): Subject => ({
  check: 'task-queue',
  ...(account === undefined ? {} : { account }),
});

async function pollers(client: Client, queue: Queue, now: () => number): Promise<Finding> {
  const { taskQueue, type } = queue;
  const { namespace } = client.options;
  const described = await within(client, CALL_TIMEOUT_MS, () =>
    // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the enum is generated code of a package that we do not import
    client.workflowService.describeTaskQueue({ namespace, taskQueue: { name: taskQueue }, taskQueueType: type }),
  );
  const polling = described.pollers.filter(
    ({ lastAccessTime }) => lastAccessTime && now() - tsToMs(lastAccessTime) <= POLLED_WITHIN_MS,
  );
  const names = [...new Set(polling.map(({ identity }) => harmless(identity ?? 'unnamed')))];
  return names.length > 0
    ? fine(subjectOf(queue), `Task queue ${taskQueue} is polled by ${names.join(', ')}.`)
    : fault(subjectOf(queue), `No worker polls task queue ${taskQueue}: its orders stand still.`, 'fulfillment worker');
}
