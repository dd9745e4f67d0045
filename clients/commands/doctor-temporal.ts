import type { Client } from '@temporalio/client';
import { optionalTsToMs } from '@temporalio/common/lib/time.js';
import { fault, fine, warning } from '../../workers/examination.js';
import type { Finding, Subject } from '../../workers/examination.js';
import { payTaskQueue } from '../../workflows/delivery-notification/messages.js';
import type { PayEnvironment } from '../../workflows/delivery-notification/notice.js';
import { amazonTaskQueue, WORKFLOW_TASK_QUEUE } from '../../workflows/purchase-order/messages.js';
import { speakerWorkflowId } from '../../workflows/speaker/messages.js';
import { ClientError, explained } from '../errors.js';
import { ACTIVITY_TASKS, pollersOf, WORKFLOW_TASKS } from '../pollers.js';
import type { PolledQueue } from '../pollers.js';
import { requireSearchAttributes } from '../search-attributes.js';
import { viewSpeaker } from '../speakers.js';
import type { Speaker } from '../speakers.js';
import { within, withTemporal } from '../temporal.js';
import type { Temporal } from '../temporal.js';
import { examineHoldUps } from './doctor-held-up.js';
import { harmless } from './text.js';

/** Server, namespace, search attributes, whether workers poll, and who speaks. */
export async function examineTemporal(
  temporal: Temporal,
  {
    accountNames,
    payEnvironment,
    now,
  }: { accountNames: readonly string[]; payEnvironment?: PayEnvironment | undefined; now: () => number },
): Promise<Finding[]> {
  const where = `${temporal.connectionOptions.address ?? 'localhost:7233'}, namespace ${temporal.namespace}`;
  const queues = [
    { taskQueue: WORKFLOW_TASK_QUEUE, type: WORKFLOW_TASKS },
    ...accountNames.map((account) => ({ taskQueue: amazonTaskQueue(account), type: ACTIVITY_TASKS, account })),
    ...(payEnvironment === undefined ? [] : [{ taskQueue: payTaskQueue(payEnvironment), type: ACTIVITY_TASKS }]),
  ];
  try {
    return await withTemporal(temporal, async (client) => [
      await reached(client, where),
      await found({ check: 'retention' }, () => retention(client)),
      await found({ check: 'search-attributes' }, () => attributes(client)),
      ...(await Promise.all(queues.map((queue) => found(subjectOf(queue), () => pollers(client, queue, now))))),
      ...(await Promise.all(
        accountNames.map((account) => found({ check: 'speaker', account }, () => speaker(client, account, now))),
      )),
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

interface Queue extends PolledQueue {
  account?: string;
}

const subjectOf = ({ account }: Queue): Subject => ({
  check: 'task-queue',
  ...(account === undefined ? {} : { account }),
});

async function pollers(client: Client, queue: Queue, now: () => number): Promise<Finding> {
  const { taskQueue } = queue;
  const names = (await pollersOf(client, queue, now)).map(harmless);
  return names.length > 0
    ? fine(subjectOf(queue), `Task queue ${taskQueue} is polled by ${names.join(', ')}.`)
    : fault(
        subjectOf(queue),
        `No worker polls task queue ${taskQueue}: what waits for it stands still.`,
        'fulfillment worker',
      );
}

async function speaker(client: Client, account: string, now: () => number): Promise<Finding> {
  return speakerFinding(account, await viewSpeaker(client, account, now));
}

/** What it means for an account who speaks for it, and who stands by. */
export function speakerFinding(account: string, { process, standsBy, pausedActivity }: Speaker): Finding {
  const subject = { check: 'speaker', account };
  if (process !== null) {
    return fine(
      subject,
      standsBy.length === 0
        ? `${harmless(process)} speaks to Amazon; no other process stands by.`
        : `${harmless(process)} speaks to Amazon; ${standsBy.map(harmless).join(', ')} would take over.`,
    );
  }
  if (pausedActivity !== null) {
    return fault(
      subject,
      'Nobody speaks to Amazon: the lease was paused.',
      `temporal activity unpause --workflow-id ${speakerWorkflowId(account)} --activity-id ${pausedActivity}`,
    );
  }
  return standsBy.length > 0
    ? warning(
        subject,
        'Nobody speaks to Amazon at the moment.',
        'Within a minute one does; else read the log of the worker.',
      )
    : fault(subject, 'No process speaks to Amazon, and none stands by.', 'fulfillment worker');
}
