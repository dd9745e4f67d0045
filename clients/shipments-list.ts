import type { Client, WorkflowExecutionInfo, WorkflowExecutionStatusName } from '@temporalio/client';
import { DRY_RUN_REFERENCE, searchAttributes } from '../workflows/search-attributes.js';
import { SHIPMENT_WORKFLOW, shipmentOfWorkflowId, shipmentWorkflowId } from '../workflows/shipment/messages.js';
import { isEnd } from '../workflows/shipment/state.js';
import type { ShipmentStateName } from '../workflows/shipment/state.js';
import { spellingsOf } from './find/search-text.js';
import type { ShipmentName } from './shipments.js';
import { within } from './temporal.js';
import { isQueryValue, queryName } from './visibility.js';

/** Which shipments to list. Everything given must hold. */
export interface ShipmentFilter {
  account?: string;
  state?: ShipmentStateName;
  /** Only shipments with something that waits for a person. */
  attention?: boolean;
  /** Ended shipments instead of open ones; a `state` that is an end implies it. */
  ended?: boolean;
}

/** A shipment as visibility shows it, without asking its workflow. */
export interface ListedShipment extends ShipmentName {
  workflowId: string;
  /** Temporal's status of the workflow. */
  status: WorkflowExecutionStatusName;
  state: string | null;
  trackingId: string | null;
  /** Reason of the most urgent item. */
  attention: string | null;
  /** ISO 8601, UTC. */
  nextDeadline: string | null;
  /** Nothing is bought for it. */
  isDryRun: boolean;
  /** ISO 8601, UTC. */
  startedAt: string;
  endedAt: string | null;
}

const LIST_TIMEOUT_MS = 120_000;
const PAGE_SIZE = 1_000;

/** All shipments that match, the nearest deadline first, ended ones the newest first: every page is read. */
export async function listShipments(client: Client, filter: ShipmentFilter): Promise<ListedShipment[]> {
  const { account, state, attention } = filter;
  const hasEnded = isAboutEnded(filter);
  const found = await read(client, [
    hasEnded
      ? "`ExecutionStatus` != 'Running' AND `ExecutionStatus` != 'ContinuedAsNew'"
      : "`ExecutionStatus` = 'Running'",
    ...(account === undefined ? [] : [equals(searchAttributes.Account.name, account)]),
    ...(state === undefined ? [] : [equals(searchAttributes.FulfillmentState.name, state)]),
    ...(attention === true ? [`${queryName(searchAttributes.Attention.name)} IS NOT NULL`] : []),
  ]);
  return found.toSorted(hasEnded ? byEnd : byUrgency);
}

/** Whether ended shipments are meant. */
export const isAboutEnded = ({ ended, state }: Pick<ShipmentFilter, 'ended' | 'state'>): boolean =>
  ended === true || (state !== undefined && isEnd(state));

/** Every package of an order, open or ended, in the order of their numbers: `{order}/1`, `{order}/2`, … */
export async function packagesOf(
  client: Client,
  { account, shipmentReference }: ShipmentName,
): Promise<ListedShipment[]> {
  const prefix = `${shipmentWorkflowId(account, shipmentReference)}/`;
  if (!isQueryValue(prefix)) return [];
  const found = await read(client, [
    `${queryName('WorkflowId')} STARTS_WITH '${prefix}'`,
    "`ExecutionStatus` != 'ContinuedAsNew'",
  ]);
  const numberOf = ({ workflowId }: ListedShipment): number => Number(workflowId.slice(prefix.length));
  const packages = found.filter(
    (each) => each.workflowId.startsWith(prefix) && /^[1-9]\d*$/.test(each.workflowId.slice(prefix.length)),
  );
  const latest = new Map<string, ListedShipment>();
  for (const each of packages) {
    const known = latest.get(each.workflowId);
    if (known === undefined || known.startedAt < each.startedAt) latest.set(each.workflowId, each);
  }
  return [...latest.values()].toSorted((a, b) => numberOf(a) - numberOf(b));
}

/** The shipments of an account whose parcel has a tracking id, as visibility shows them: some seconds late. */
export async function shipmentsByTracking(
  client: Client,
  { account, trackingId }: { account: string; trackingId: string },
  timeoutMs: number,
): Promise<ListedShipment[]> {
  const references = spellingsOf(trackingId)
    .map((spelling) => `trk:${spelling}`)
    .filter(isQueryValue);
  // No query can hold it, so that no search finds it.
  if (references.length === 0) return [];
  const conditions = [
    equals(searchAttributes.Account.name, account),
    `${queryName(searchAttributes.References.name)} IN (${references.map((each) => `'${each}'`).join(', ')})`,
    "`ExecutionStatus` != 'ContinuedAsNew'",
  ];
  const found = await read(client, conditions, timeoutMs);
  return found.toSorted((a, b) => (a.startedAt > b.startedAt ? -1 : 1));
}

const read = (client: Client, conditions: readonly string[], timeoutMs = LIST_TIMEOUT_MS): Promise<ListedShipment[]> =>
  within(client, timeoutMs, async () => {
    const query = [equals('WorkflowType', SHIPMENT_WORKFLOW), ...conditions].join(' AND ');
    const found: ListedShipment[] = [];
    for await (const info of client.workflow.list({ query, pageSize: PAGE_SIZE })) found.push(...listed(info));
    return found;
  });

/** @throws {RangeError} for a value that cannot stand between quotes as it is; commands check it before. */
function equals(name: string, value: string): string {
  if (!isQueryValue(value)) throw new RangeError(`${name} has a value that no query can hold.`);
  return `${queryName(name)} = '${value}'`;
}

function listed(info: WorkflowExecutionInfo): ListedShipment[] {
  const name = shipmentOfWorkflowId(info.workflowId);
  if (name === undefined) return [];
  const shown = info.typedSearchAttributes;
  const references = shown.get(searchAttributes.References) ?? [];
  const tracking = references.find((reference) => reference.startsWith('trk:'));
  return [
    {
      ...name,
      workflowId: info.workflowId,
      status: info.status.name,
      state: shown.get(searchAttributes.FulfillmentState) ?? null,
      trackingId: tracking === undefined ? null : tracking.slice('trk:'.length),
      attention: shown.get(searchAttributes.Attention) ?? null,
      nextDeadline: shown.get(searchAttributes.NextDeadline)?.toISOString() ?? null,
      isDryRun: references.includes(DRY_RUN_REFERENCE),
      startedAt: info.startTime.toISOString(),
      endedAt: info.closeTime?.toISOString() ?? null,
    },
  ];
}

function byEnd(a: ListedShipment, b: ListedShipment): number {
  const key = (shipment: ListedShipment): string => `${shipment.endedAt ?? ''} ${shipment.shipmentReference}`;
  return key(a) > key(b) ? -1 : 1;
}

function byUrgency(a: ListedShipment, b: ListedShipment): number {
  const key = (shipment: ListedShipment): string => `${shipment.nextDeadline ?? '9'} ${shipment.shipmentReference}`;
  return key(a) < key(b) ? -1 : 1;
}
