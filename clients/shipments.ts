import type { Client, WorkflowExecutionDescription, WorkflowExecutionStatusName } from '@temporalio/client';
import { WorkflowNotFoundError } from '@temporalio/common';
import { searchAttributes } from '../workflows/search-attributes.js';
import {
  cancelUpdate,
  checkCancel,
  checkResolve,
  checkTrackingEvent,
  resolveUpdate,
  shipmentWorkflowId,
  trackingEventSignal,
  trackingEventUpdate,
  viewQuery,
} from '../workflows/shipment/messages.js';
import type { ActionResult, CancelInput, ResolveInput, TrackingEventInput } from '../workflows/shipment/messages.js';
import type { ShipmentState } from '../workflows/shipment/state.js';
import { ClientError } from './errors.js';
import { pendingStepsOf } from './pending-steps.js';
import type { PendingStep } from './pending-steps.js';
import { askView, isUnanswered } from './ask-view.js';
import { packagesOf } from './shipments-list.js';
import { within } from './temporal.js';
import { askWorkflow } from './updates.js';

/** Which shipment: the account's name in the configuration, and our own reference. */
export interface ShipmentName {
  account: string;
  shipmentReference: string;
}

const CALL_TIMEOUT_MS = 10_000;

/** Cancels a shipment. @throws {PayloadError} {@link ClientError} `refused`, `unknown-order`, `no-worker`. */
export const cancelShipment = (client: Client, name: ShipmentName, input: CancelInput): Promise<ActionResult> =>
  askWorkflow(client, { ...asked(client, name), update: cancelUpdate, checked: checkCancel(input) });

/** Answers an item. @throws like {@link cancelShipment}. */
export const resolveShipment = (client: Client, name: ShipmentName, input: ResolveInput): Promise<ActionResult> =>
  askWorkflow(client, { ...asked(client, name), update: resolveUpdate, checked: checkResolve(input) });

/** Reports something of the parcel, and waits for the answer. @throws like {@link cancelShipment}. */
export const reportParcel = (client: Client, name: ShipmentName, input: TrackingEventInput): Promise<ActionResult> =>
  askWorkflow(client, { ...asked(client, name), update: trackingEventUpdate, checked: checkTrackingEvent(input) });

const asked = (client: Client, name: ShipmentName) => ({
  workflowId: idOf(name),
  notOpen: () => notOpen(client, name),
});

/** What became of a signal. `not-open`: there is no such shipment, or its workflow was stopped. */
export type ParcelSignalled = { outcome: 'signalled' } | { outcome: 'ended'; state?: string } | { outcome: 'not-open' };

/**
 * Hands an event of the parcel to its shipment, durably, whether or not a worker runs. What the shipment refuses is in its
 * audit list: a signal has no answer.
 */
export async function signalParcel(
  client: Client,
  name: ShipmentName,
  input: TrackingEventInput,
  timeoutMs: number,
): Promise<ParcelSignalled> {
  try {
    const handle = client.workflow.getHandle(idOf(name));
    await within(client, timeoutMs, () => handle.signal(trackingEventSignal, input));
    return { outcome: 'signalled' };
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
    const found = await describe(client, name);
    if (found?.status.name !== 'COMPLETED') return { outcome: 'not-open' };
    const state = found.typedSearchAttributes.get(searchAttributes.FulfillmentState);
    return { outcome: 'ended', ...(state === undefined ? {} : { state }) };
  }
}

/** A shipment with what Temporal knows around it. */
export interface ViewedShipment {
  workflowId: string;
  status: WorkflowExecutionStatusName;
  startedAt: Date;
  endedAt?: Date;
  /** As the shipment itself computes it. */
  nextDeadline?: Date;
  /** What the worker is doing for it, or waits to do again. */
  pending: PendingStep[];
  state: ShipmentState;
}

/** Reads a shipment; an ended one too, as long as Temporal retains its history. @throws {ClientError} */
export async function viewShipment(client: Client, name: ShipmentName): Promise<ViewedShipment> {
  const description = await describe(client, name);
  if (description === undefined) throw await unknown(client, name);
  const nextDeadline = description.typedSearchAttributes.get(searchAttributes.NextDeadline);
  return {
    workflowId: description.workflowId,
    status: description.status.name,
    startedAt: description.startTime,
    ...(description.closeTime === undefined ? {} : { endedAt: description.closeTime }),
    ...(nextDeadline === undefined ? {} : { nextDeadline }),
    pending: pendingStepsOf(description.raw),
    state: await queryState(client, name),
  };
}

async function describe(client: Client, name: ShipmentName): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await within(client, CALL_TIMEOUT_MS, () => client.workflow.getHandle(idOf(name)).describe());
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

async function queryState(client: Client, name: ShipmentName): Promise<ShipmentState> {
  try {
    return await askView(client, idOf(name), viewQuery);
  } catch (error) {
    if (!isUnanswered(error)) throw error;
    throw new ClientError('no-worker', 'No worker answered. Check that one runs (fulfillment worker), then repeat.');
  }
}

async function notOpen(client: Client, name: ShipmentName): Promise<ClientError> {
  const description = await describe(client, name);
  if (description === undefined) return unknown(client, name);
  const state = description.typedSearchAttributes.get(searchAttributes.FulfillmentState) ?? description.status.name;
  return new ClientError('refused', `The shipment has ended: ${state}.`);
}

/** Nothing has this reference; or an order has it, whose packages are what there is. */
async function unknown(client: Client, name: ShipmentName): Promise<ClientError> {
  const { account, shipmentReference } = name;
  const packages = await packagesOf(client, name);
  if (packages.length > 0) {
    const references = packages.map((each) => each.shipmentReference).join(', ');
    return new ClientError(
      'unknown-order',
      `${shipmentReference} is an order of several packages, each a shipment of its own; name one: ${references}.`,
    );
  }
  return new ClientError(
    'unknown-order',
    `Temporal knows no shipment ${shipmentReference} of account ${account}. Check the reference (packages of an order ` +
      'are …/1, …/2) and --account; one that ended longer ago than the retention of the namespace is no longer there.',
  );
}

const idOf = ({ account, shipmentReference }: ShipmentName): string => shipmentWorkflowId(account, shipmentReference);
