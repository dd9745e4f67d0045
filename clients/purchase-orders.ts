import type { Client, WorkflowExecutionDescription, WorkflowExecutionStatusName } from '@temporalio/client';
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/common';
import type { UpdateDefinition, WorkflowIdReusePolicy } from '@temporalio/common';
import {
  cancelUpdate,
  carrierEventUpdate,
  checkCancel,
  checkCarrierEvent,
  checkDepart,
  checkFloorDenial,
  checkHold,
  checkPack,
  checkReject,
  checkRelabel,
  checkRelease,
  checkResolve,
  departUpdate,
  floorDenialUpdate,
  holdUpdate,
  packUpdate,
  PURCHASE_ORDER_WORKFLOW,
  purchaseOrderWorkflowId,
  rejectUpdate,
  relabelUpdate,
  releaseUpdate,
  resolveUpdate,
  viewQuery,
} from '../workflows/purchase-order/messages.js';
import type { ActionResult, PurchaseOrderInput } from '../workflows/purchase-order/messages.js';
import type { PurchaseOrderState } from '../workflows/purchase-order/state.js';
import { orderStart } from '../workflows/purchase-order/start.js';
import { DRY_RUN_REFERENCE, searchAttributes } from '../workflows/search-attributes.js';
import type { ActionOrigin } from '../workflows/steps/audit.js';
import type { Checked } from '../workflows/steps/checks.js';
import { askView, isUnanswered } from './ask-view.js';
import { ClientError } from './errors.js';
import { pendingStepsOf } from './pending-steps.js';
import type { PendingStep } from './pending-steps.js';
import { within } from './temporal.js';
import { askWorkflow } from './updates.js';

/** Which order: the account's name in the configuration, and Amazon's number. */
export interface OrderName {
  account: string;
  purchaseOrderNumber: string;
}

/** What became of a start. `ended` names the state the order ended in, where Temporal still shows it. */
export type StartOutcome =
  | { workflowId: string; outcome: 'started' | 'running' }
  | { workflowId: string; outcome: 'ended'; state?: string; /** Nothing was sent to Amazon for it. */ isDryRun?: true };

/**
 * Starts the workflow of a purchase order.
 *
 * 1. Resolves only when Temporal has recorded the start.
 * 2. A running order is left as it is (`running`), a completed one too (`ended`).
 *
 * @param reusePolicy what becomes of an order that has ended; only a person may ask for another than the default.
 */
export async function startPurchaseOrder(
  client: Client,
  input: Omit<PurchaseOrderInput, 'state' | 'snapshot'>,
  reusePolicy?: WorkflowIdReusePolicy,
): Promise<StartOutcome> {
  const start = orderStart(input);
  const { workflowId } = start;
  try {
    await client.workflow.start(PURCHASE_ORDER_WORKFLOW, {
      ...start,
      ...(reusePolicy === undefined ? {} : { workflowIdReusePolicy: reusePolicy }),
    });
    return { workflowId, outcome: 'started' };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const existing = await client.workflow.getHandle(workflowId).describe();
    if (existing.status.name !== 'COMPLETED') return { workflowId, outcome: 'running' };
    const state = existing.typedSearchAttributes.get(searchAttributes.FulfillmentState);
    const references = existing.typedSearchAttributes.get(searchAttributes.References) ?? [];
    return {
      workflowId,
      outcome: 'ended',
      ...(state === undefined ? {} : { state }),
      ...(references.includes(DRY_RUN_REFERENCE) ? { isDryRun: true } : {}),
    };
  }
}

/** What an operator asks of one order. @throws {PayloadError} {@link ClientError} `refused`, `unknown-order`, `no-worker`. */
export type OrderUpdate<I> = (client: Client, order: OrderName, input: I) => Promise<ActionResult>;

/** An update whose payload is checked before it travels. */
const asks =
  <I extends ActionOrigin>(
    update: UpdateDefinition<ActionResult, [I]>,
    check: (payload: unknown) => Checked<I>,
  ): OrderUpdate<I> =>
  (client, order, input) =>
    askWorkflow(client, {
      workflowId: purchaseOrderWorkflowId(order.account, order.purchaseOrderNumber),
      update,
      checked: check(input),
      notOpen: () => notOpen(client, order),
    });

/** The truck has left. */
export const depart = asks(departUpdate, checkDepart);
/** Rejects the whole order, while it is `RECEIVED`. */
export const reject = asks(rejectUpdate, checkReject);
/** Rejects the order while it is `RECEIVED`, denies it on the floor after that. */
export const cancel = asks(cancelUpdate, checkCancel);
/** The accepted order does not ship. */
export const denyOnTheFloor = asks(floorDenialUpdate, checkFloorDenial);
/** What is in which package. */
export const pack = asks(packUpdate, checkPack);
/** Pauses the order before its label. */
export const hold = asks(holdUpdate, checkHold);
/** Ends a hold. */
export const release = asks(releaseUpdate, checkRelease);
/** Voids the label and asks Amazon for another one. */
export const relabel = asks(relabelUpdate, checkRelabel);
/** The vendor's own carrier reports something of a package. */
export const carrierEvent = asks(carrierEventUpdate, checkCarrierEvent);
/** Answers an item. */
export const resolve = asks(resolveUpdate, checkResolve);

/** An order with what Temporal knows around it. */
export interface ViewedOrder {
  workflowId: string;
  status: WorkflowExecutionStatusName;
  startedAt: Date;
  endedAt?: Date;
  /** As the order's own policy computes it. */
  nextDeadline?: Date;
  /** What the worker is doing for it, or waits to do again. */
  pending: PendingStep[];
  state: PurchaseOrderState;
}

/** Reads an order; an ended one too, as long as Temporal retains its history. @throws {ClientError} */
export async function viewPurchaseOrder(client: Client, order: OrderName): Promise<ViewedOrder> {
  const description = await describe(client, order);
  if (description === undefined) throw unknown(order);
  const state = await queryState(client, order, description);
  const nextDeadline = description.typedSearchAttributes.get(searchAttributes.NextDeadline);
  return {
    workflowId: description.workflowId,
    status: description.status.name,
    startedAt: description.startTime,
    ...(description.closeTime === undefined ? {} : { endedAt: description.closeTime }),
    ...(nextDeadline === undefined ? {} : { nextDeadline }),
    pending: pendingStepsOf(description.raw),
    state,
  };
}

const QUERY_TIMEOUT_MS = 10_000;

async function queryState(
  client: Client,
  order: OrderName,
  description: WorkflowExecutionDescription,
): Promise<PurchaseOrderState> {
  try {
    return await queryView(client, order);
  } catch (error) {
    if (!isUnanswered(error)) throw error;
    const state = description.typedSearchAttributes.get(searchAttributes.FulfillmentState) ?? 'not known';
    const due = description.typedSearchAttributes.get(searchAttributes.NextDeadline)?.toISOString() ?? 'none';
    throw new ClientError(
      'no-worker',
      `No worker answered. Check that one runs (fulfillment worker), then repeat. ` +
        `Last known of ${order.purchaseOrderNumber}: state ${state}, next deadline ${due}.`,
    );
  }
}

/** The `view` query by itself, with a deadline. `isUnanswered` tells a missing worker from other errors. */
export const queryView = (client: Client, order: OrderName): Promise<PurchaseOrderState> =>
  askView(client, handleOf(client, order).workflowId, viewQuery);

async function describe(client: Client, order: OrderName): Promise<WorkflowExecutionDescription | undefined> {
  try {
    return await within(client, QUERY_TIMEOUT_MS, () => handleOf(client, order).describe());
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return undefined;
    throw error;
  }
}

async function notOpen(client: Client, order: OrderName): Promise<ClientError> {
  const description = await describe(client, order);
  if (description === undefined) return unknown(order);
  const state = description.typedSearchAttributes.get(searchAttributes.FulfillmentState) ?? description.status.name;
  return new ClientError('refused', `The order has ended: ${state}.`);
}

const unknown = ({ account, purchaseOrderNumber }: OrderName): ClientError =>
  new ClientError(
    'unknown-order',
    `Temporal knows no purchase order ${purchaseOrderNumber} of account ${account}. Check the number and --account; ` +
      'an order that ended longer ago than the retention of the namespace is no longer there.',
  );

const handleOf = (client: Client, { account, purchaseOrderNumber }: OrderName) =>
  client.workflow.getHandle(purchaseOrderWorkflowId(account, purchaseOrderNumber));
