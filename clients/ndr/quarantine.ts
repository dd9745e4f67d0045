import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import {
  checkSettle,
  NDR_QUARANTINE_WORKFLOW,
  resolveUpdate,
  viewQuery,
} from '../../workflows/ndr-quarantine/messages.js';
import type { NdrQuarantineResult } from '../../workflows/ndr-quarantine/messages.js';
import type { QuarantineState } from '../../workflows/ndr-quarantine/state.js';
import { searchAttributes } from '../../workflows/search-attributes.js';
import { ClientError } from '../errors.js';
import { askView, isUnanswered } from '../ask-view.js';
import { within } from '../temporal.js';
import { askWorkflow } from '../updates.js';
import { queryName } from '../visibility.js';

/** A push that waits for a person. */
export interface QuarantinedPush {
  /** By which it is named: `ndr-quarantine/…` without what is before the slash. */
  id: string;
  account: string | null;
  receivedAt: string;
}

const TIMEOUT_MS = 10_000;
const PREFIX = 'ndr-quarantine/';

/** All that wait, the oldest first. Works without a worker. */
export const listQuarantine = (client: Client): Promise<QuarantinedPush[]> =>
  within(client, TIMEOUT_MS, async () => {
    const query = `${queryName('WorkflowType')} = '${NDR_QUARANTINE_WORKFLOW}' AND ${queryName('ExecutionStatus')} = 'Running'`;
    const found: QuarantinedPush[] = [];
    for await (const info of client.workflow.list({ query })) {
      found.push({
        id: info.workflowId.slice(PREFIX.length),
        account: info.typedSearchAttributes.get(searchAttributes.Account) ?? null,
        receivedAt: info.startTime.toISOString(),
      });
    }
    return found.toSorted((a, b) => (a.receivedAt < b.receivedAt ? -1 : 1));
  });

/** @throws {ClientError} `unknown-order`, `no-worker`. */
export async function viewQuarantine(client: Client, id: string): Promise<QuarantineState> {
  try {
    return await askView(client, `${PREFIX}${id}`, viewQuery);
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw unknown(id);
    if (!isUnanswered(error)) throw error;
    throw new ClientError('no-worker', 'No worker answered. Check that one runs (fulfillment worker), then repeat.');
  }
}

/** @throws {ClientError} `refused`, `unknown-order`, `no-worker`. */
export async function settleQuarantine(
  client: Client,
  id: string,
  { answer, actor }: { answer: 'noted' | 'taken-in'; actor: string },
): Promise<NdrQuarantineResult> {
  const { attention } = await viewQuarantine(client, id);
  const attentionId = attention.items[0]?.attentionId;
  if (attentionId === undefined) throw new ClientError('refused', 'It was settled before.');
  return await askWorkflow(client, {
    workflowId: `${PREFIX}${id}`,
    update: resolveUpdate,
    checked: checkSettle({ attentionId, answer, actor }),
    notOpen: () => unknown(id),
  });
}

const unknown = (id: string): ClientError =>
  new ClientError('unknown-order', `There is no push ${id} in quarantine; "ndr quarantine list" shows them.`);
