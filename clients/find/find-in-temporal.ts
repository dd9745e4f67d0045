import type { Client, WorkflowExecutionInfo, WorkflowExecutionStatusName } from '@temporalio/client';
import { processes } from '../../workflows/processes.js';
import { purchaseOrderWorkflowId } from '../../workflows/purchase-order/messages.js';
import { searchAttributes } from '../../workflows/search-attributes.js';
import { shipmentWorkflowId } from '../../workflows/shipment/messages.js';
import { within } from '../temporal.js';
import { isQueryValue, queryName } from '../visibility.js';
import { nameOfWorkflow } from './found-name.js';
import type { FoundKind, FoundName } from './found-name.js';
import { matchedKinds } from './search-text.js';
import type { MatchKind, SearchedAccounts, SearchText } from './search-text.js';

/** Something that Temporal knows. */
export interface TemporalMatch extends FoundName {
  matched: MatchKind[];
  /** Temporal's status of the workflow. */
  status: WorkflowExecutionStatusName;
  state: string | null;
  /** ISO 8601, UTC. */
  startedAt: string;
  endedAt: string | null;
}

const LIST_TIMEOUT_MS = 60_000;
/** More than a person reads, and a query takes. */
const MAX_LOOKED_UP = 50;

/** Open and ended workflows in Temporal's visibility, the last run of each. */
export async function findInTemporal(
  client: Client,
  search: SearchText,
  accounts: SearchedAccounts,
): Promise<TemporalMatch[]> {
  const found = await lastRuns(client, findQuery(search, accounts));
  return found.flatMap((info) => matchOf(info, search));
}

/** What Temporal knows of what was found elsewhere: a new id comes into visibility only with the next change of state. */
export async function lookUpInTemporal(client: Client, workflowIds: readonly string[]): Promise<TemporalMatch[]> {
  const ids = workflowIds.filter((id) => WORKFLOW_ID.test(id)).slice(0, MAX_LOOKED_UP);
  if (ids.length === 0) return [];
  const found = await lastRuns(client, isIn('WorkflowId', ids));
  return found.flatMap((info) => rowOf(info, () => []) ?? []);
}

async function lastRuns(client: Client, query: string): Promise<WorkflowExecutionInfo[]> {
  const latest = new Map<string, WorkflowExecutionInfo>();
  await within(client, LIST_TIMEOUT_MS, async () => {
    for await (const info of client.workflow.list({ query })) {
      const known = latest.get(info.workflowId);
      if (known === undefined || known.startTime < info.startTime) latest.set(info.workflowId, info);
    }
  });
  return [...latest.values()];
}

const foundKinds: readonly FoundKind[] = ['purchase-order', 'shipment', 'delivery-notice', 'ndr-case'];

/**
 * The visibility query.
 *
 * @param kinds of what is looked for. Default: all that can be found.
 * @throws {RangeError} for a value that cannot stand between quotes as it is.
 */
export function findQuery(
  { purchaseOrderNumber, shipmentReference, references }: SearchText,
  { configured, only }: SearchedAccounts,
  kinds: readonly FoundKind[] = foundKinds,
): string {
  const accounts = only === undefined ? configured : [only];
  const orders =
    purchaseOrderNumber === undefined || !kinds.includes('purchase-order')
      ? []
      : accounts.map((account) => purchaseOrderWorkflowId(account, purchaseOrderNumber));
  const shipments =
    shipmentReference === undefined || !kinds.includes('shipment')
      ? []
      : accounts.map((account) => ({
          id: shipmentWorkflowId(account, shipmentReference),
          ofPackages: `${shipmentWorkflowId(account, shipmentReference)}/`,
        }));
  const ids = [...orders, ...shipments.map(({ id }) => id)];
  const conditions = [
    isIn(searchAttributes.References.name, references),
    ...(ids.length === 0 ? [] : [isIn('WorkflowId', ids)]),
    ...shipments.map(({ ofPackages }) => `${queryName('WorkflowId')} STARTS_WITH ${quoted('WorkflowId', ofPackages)}`),
  ];
  return [
    isIn(
      'WorkflowType',
      kinds.map((kind) => processes[kind].workflowType),
    ),
    ...(only === undefined ? [] : [isIn(searchAttributes.Account.name, [only])]),
    `(${conditions.join(' OR ')})`,
  ].join(' AND ');
}

const isIn = (name: string, values: readonly string[]): string =>
  `${queryName(name)} IN (${values.map((value) => quoted(name, value)).join(', ')})`;

/** Longer than what people may search for: they begin with the account. */
const WORKFLOW_ID = /^[\p{L}\p{N}._:/~ -]{1,255}$/u;

function quoted(name: string, value: string): string {
  const isGood = name === 'WorkflowId' ? WORKFLOW_ID.test(value) : isQueryValue(value);
  if (!isGood) throw new RangeError(`${name} has a value that no query can hold.`);
  return `'${value}'`;
}

/** A part of an id may match as well: it is looked at once more. */
function matchOf(info: WorkflowExecutionInfo, search: SearchText): TemporalMatch[] {
  const row = rowOf(info, (name, references) => matchedKinds(name, references, search));
  return row === undefined || row.matched.length === 0 ? [] : [row];
}

function rowOf(
  info: WorkflowExecutionInfo,
  matched: (name: FoundName, references: readonly string[]) => MatchKind[],
): TemporalMatch | undefined {
  const shown = info.typedSearchAttributes;
  const name = nameOfWorkflow(info.workflowId, shown.get(searchAttributes.Account));
  if (name === undefined) return undefined;
  return {
    ...name,
    matched: matched(name, shown.get(searchAttributes.References) ?? []),
    status: info.status.name,
    state: shown.get(searchAttributes.FulfillmentState) ?? null,
    startedAt: info.startTime.toISOString(),
    endedAt: info.closeTime?.toISOString() ?? null,
  };
}
