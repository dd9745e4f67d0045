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

/** Open and ended workflows in Temporal's visibility, the last run of each. */
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

/** Workflow ids are longer than what people may search for: they begin with the account. */
function quoted(name: string, value: string): string {
  const isGood = name === 'WorkflowId' ? /^[\p{L}\p{N}._:/~ -]{1,255}$/u.test(value) : isQueryValue(value);
  if (!isGood) throw new RangeError(`${name} has a value that no query can hold.`);
  return `'${value}'`;
}

/** A part of an id may match as well: it is looked at once more. */
function matchOf(info: WorkflowExecutionInfo, search: SearchText): TemporalMatch[] {
  const shown = info.typedSearchAttributes;
  const name = nameOfWorkflow(info.workflowId, shown.get(searchAttributes.Account));
  if (name === undefined) return [];
  const matched = matchedKinds(name, shown.get(searchAttributes.References) ?? [], search);
  if (matched.length === 0) return [];
  return [
    {
      ...name,
      matched,
      status: info.status.name,
      state: shown.get(searchAttributes.FulfillmentState) ?? null,
      startedAt: info.startTime.toISOString(),
      endedAt: info.closeTime?.toISOString() ?? null,
    },
  ];
}
