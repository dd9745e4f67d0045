import type { Client } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError, WorkflowIdReusePolicy, WorkflowNotFoundError } from '@temporalio/common';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { DocumentStore } from '../activities/documents/document-store.js';
import { searchAttributes } from '../workflows/search-attributes.js';
import { SHIPMENT_WORKFLOW, shipmentWorkflowId } from '../workflows/shipment/messages.js';
import type { ShipmentInput } from '../workflows/shipment/messages.js';
import type { ShipmentPolicy } from '../workflows/shipment/policy.js';
import type { ShipmentDetails } from '../workflows/shipment/request.js';
import { shipmentStart } from '../workflows/shipment/start.js';
import type { ShipmentStateName } from '../workflows/shipment/state.js';
import { concurrently } from './concurrently.js';
import { ClientError, systemCodeOf } from './errors.js';
import type { WantedShipments } from './shipments-wanted.js';
import { within } from './temporal.js';

/** What became of the start of a package. `ended` names the state it ended in, where Temporal still shows it. */
export interface StartedShipment {
  shipmentReference: string;
  workflowId: string;
  outcome: 'started' | 'running' | 'ended';
  state?: string;
}

export interface StartingOptions {
  /** Meant where the order names no account. */
  account: string;
  policy: ShipmentPolicy;
  /** Where addresses are kept: the worker's own store. */
  documents: Pick<DocumentStore, 'put'>;
  /** Shipments that were only recorded in a dry run are started anew. Default: they have ended. */
  afterDryRun?: boolean;
}

const CALL_TIMEOUT_MS = 10_000;
const CALLS_AT_ONCE = 10;

/**
 * Starts every package of an order that is not there yet; safe to repeat, also at the same time.
 *
 * 1. Addresses are stored first: history holds the reference only.
 * 2. One that runs is left as it is, one that has ended too, if it is the same in every word.
 * 3. Where one is there with other content, nothing of the order is started.
 *
 * @throws {ClientError} `refused` naming what differs, never a value; `machine` when the store cannot be written.
 */
export async function startShipments(
  client: Client,
  wanted: WantedShipments,
  options: StartingOptions,
): Promise<StartedShipment[]> {
  const inputs = await inputsOf(wanted, options);
  // One alone is started first and asked about after: mostly it is not there.
  if (inputs.length > 1) await concurrently(inputs, CALLS_AT_ONCE, (input) => requireSame(client, input));
  return concurrently(inputs, CALLS_AT_ONCE, (input) => start(client, input, options.afterDryRun === true));
}

async function inputsOf(
  { account, packages, notice }: WantedShipments,
  { account: first, policy, documents }: StartingOptions,
): Promise<ShipmentInput[]> {
  const inputs: ShipmentInput[] = [];
  for (const { shipmentReference, request, details } of packages) {
    inputs.push({
      account: account ?? first,
      shipmentReference,
      request: { ...request, detailsDocumentId: await keepObject(documents, details) },
      policy,
      ...(notice === undefined ? {} : { notice }),
      ...(packages.length > 1 ? { packages: packages.length } : {}),
    });
  }
  return inputs;
}

/** Keeps a JSON object for the worker; the same content has the same id. @throws {ClientError} `machine`. */
export async function keepObject(
  documents: Pick<DocumentStore, 'put'>,
  content: ShipmentDetails | Record<string, unknown>,
): Promise<string> {
  try {
    const { documentId } = await documents.put(Buffer.from(canonical(content)), 'application/json');
    return documentId;
  } catch (error) {
    throw new ClientError('machine', `The addresses cannot be kept in DOCUMENTS_DIR (${systemCodeOf(error)}).`);
  }
}

async function start(client: Client, input: ShipmentInput, afterDryRun: boolean): Promise<StartedShipment> {
  const { shipmentReference } = input;
  const found = await startOnce(client, input);
  if (found.outcome === 'started') return { shipmentReference, ...found };
  await requireSame(client, input);
  const recorded: ShipmentStateName = 'RECORDED';
  return afterDryRun && found.outcome === 'ended' && found.state === recorded
    ? { shipmentReference, ...(await startOnce(client, input, WorkflowIdReusePolicy.ALLOW_DUPLICATE)) }
    : { shipmentReference, ...found };
}

async function startOnce(
  client: Client,
  input: ShipmentInput,
  reusePolicy?: WorkflowIdReusePolicy,
): Promise<Omit<StartedShipment, 'shipmentReference'>> {
  const options = shipmentStart(input);
  const { workflowId } = options;
  try {
    await within(client, CALL_TIMEOUT_MS, () =>
      client.workflow.start(SHIPMENT_WORKFLOW, {
        ...options,
        ...(reusePolicy === undefined ? {} : { workflowIdReusePolicy: reusePolicy }),
      }),
    );
    return { workflowId, outcome: 'started' };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const existing = await within(client, CALL_TIMEOUT_MS, () => client.workflow.getHandle(workflowId).describe());
    if (existing.status.name !== 'COMPLETED') return { workflowId, outcome: 'running' };
    const state = existing.typedSearchAttributes.get(searchAttributes.FulfillmentState);
    return { workflowId, outcome: 'ended', ...(state === undefined ? {} : { state }) };
  }
}

/** @throws {ClientError} `refused` when something else is there under the same reference. */
async function requireSame(client: Client, input: ShipmentInput): Promise<void> {
  const existing = await inputThere(client, shipmentWorkflowId(input.account, input.shipmentReference));
  const differing = existing === undefined ? [] : differences(existing, input);
  if (differing.length === 0) return;
  throw new ClientError(
    'refused',
    `${input.shipmentReference} is there already with other content: ${differing.join(', ')}. ` +
      'Nothing was started; another shipment needs another reference.',
  );
}

/** What a shipment was started with; `undefined` when there is none that stands in the way. */
async function inputThere(client: Client, workflowId: string): Promise<ShipmentInput | undefined> {
  const { namespace, loadedDataConverter } = client.options;
  try {
    const { status, runId } = await within(client, CALL_TIMEOUT_MS, () =>
      client.workflow.getHandle(workflowId).describe(),
    );
    // A run that somebody has stopped is started again, with whatever is wanted now.
    if (status.name !== 'RUNNING' && status.name !== 'COMPLETED') return undefined;
    const { history } = await within(client, CALL_TIMEOUT_MS, () =>
      client.workflowService.getWorkflowExecutionHistory({
        namespace,
        execution: { workflowId, runId },
        maximumPageSize: 1,
      }),
    );
    const payloads = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads;
    const [input] = (await decodeArrayFromPayloads(loadedDataConverter, payloads)) as [ShipmentInput?];
    return input;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

/** What is not the same, by name. A policy is as it was configured then: it is no part of what was asked for. */
function differences(there: ShipmentInput, wanted: ShipmentInput): string[] {
  const parts = (input: ShipmentInput): Record<string, unknown> => {
    const { detailsDocumentId, ...request } = input.request;
    return {
      ...request,
      'addresses or texts': detailsDocumentId,
      notice: input.notice,
      'number of packages': input.packages,
    };
  };
  const [before, now] = [parts(there), parts(wanted)];
  return [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
    (name) => canonical(before[name]) !== canonical(now[name]),
  );
}

/** JSON that does not depend on the order in which members were written. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
