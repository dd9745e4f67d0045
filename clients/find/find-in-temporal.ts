import type { Client, WorkflowExecutionInfo, WorkflowExecutionStatusName } from '@temporalio/client';
import {
  PURCHASE_ORDER_WORKFLOW,
  purchaseOrderOfWorkflowId,
  purchaseOrderWorkflowId,
} from '../../workflows/purchase-order/messages.js';
import { searchAttributes } from '../../workflows/search-attributes.js';
import type { OrderName } from '../purchase-orders.js';
import { within } from '../temporal.js';
import { isQueryValue, queryName } from '../visibility.js';
import { matchedKinds } from './search-text.js';
import type { MatchKind, SearchedAccounts, SearchText } from './search-text.js';

/** An order that Temporal knows. */
export interface TemporalMatch extends OrderName {
  matched: MatchKind[];
  /** Temporal's status of the workflow. */
  status: WorkflowExecutionStatusName;
  state: string | null;
  /** ISO 8601, UTC. */
  startedAt: string;
  endedAt: string | null;
}

const LIST_TIMEOUT_MS = 60_000;

/** Open and ended orders in Temporal's visibility, the last run of each. */
export async function findInTemporal(
  client: Client,
  search: SearchText,
  accounts: SearchedAccounts,
): Promise<TemporalMatch[]> {
  const query = findQuery(search, accounts);
  const latest = new Map<string, WorkflowExecutionInfo>();
  await within(client, LIST_TIMEOUT_MS, async () => {
    for await (const info of client.workflow.list({ query })) {
      const known = latest.get(info.workflowId);
      if (known === undefined || known.startTime < info.startTime) latest.set(info.workflowId, info);
    }
  });
  return [...latest.values()].flatMap((info) => matchOf(info, search));
}

/** The visibility query; @throws {RangeError} for a value that cannot stand between quotes as it is. */
export function findQuery(
  { purchaseOrderNumber, references }: SearchText,
  { configured, only }: SearchedAccounts,
): string {
  const ids =
    purchaseOrderNumber === undefined
      ? []
      : (only === undefined ? configured : [only]).map((account) =>
          purchaseOrderWorkflowId(account, purchaseOrderNumber),
        );
  const conditions = [
    isIn(searchAttributes.References.name, references),
    ...(ids.length === 0 ? [] : [isIn('WorkflowId', ids)]),
  ];
  return [
    isIn('WorkflowType', [PURCHASE_ORDER_WORKFLOW]),
    ...(only === undefined ? [] : [isIn(searchAttributes.Account.name, [only])]),
    `(${conditions.join(' OR ')})`,
  ].join(' AND ');
}

function isIn(name: string, values: readonly string[]): string {
  if (!values.every(isQueryValue)) throw new RangeError(`${name} has a value that no query can hold.`);
  return `${queryName(name)} IN (${values.map((value) => `'${value}'`).join(', ')})`;
}

function matchOf(info: WorkflowExecutionInfo, search: SearchText): TemporalMatch[] {
  const order = purchaseOrderOfWorkflowId(info.workflowId);
  if (order === undefined) return [];
  const shown = info.typedSearchAttributes;
  return [
    {
      ...order,
      matched: [
        ...(order.purchaseOrderNumber === search.purchaseOrderNumber ? (['po'] as const) : []),
        ...matchedKinds(shown.get(searchAttributes.References) ?? [], search),
      ],
      status: info.status.name,
      state: shown.get(searchAttributes.FulfillmentState) ?? null,
      startedAt: info.startTime.toISOString(),
      endedAt: info.closeTime?.toISOString() ?? null,
    },
  ];
}
