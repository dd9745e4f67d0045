import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { calendarDay, checked, instant, object, optional, text, truth } from '../steps/checks.js';
import type { Check, Checked } from '../steps/checks.js';
import { originFields } from '../steps/audit.js';
import type { ActionOrigin } from '../steps/audit.js';
import type { ResolveInput } from '../steps/resolve.js';
import type { OrderSnapshot } from './activities.js';
import { carrierEventFields, meaningFault } from './carrier.js';
import type { CarrierEvent } from './carrier.js';
import type { PurchaseOrderPolicy } from './policy.js';
import { departureFields } from './departure.js';
import type { ReportedDeparture } from './departure.js';
import { packedContainers } from './packing.js';
import type { PackedContainer } from './packing.js';
import type { FulfillmentState, PurchaseOrderState } from './state.js';

/** Workflow type of a purchase order. */
export const PURCHASE_ORDER_WORKFLOW = 'purchaseOrder';

/** Task queue of all workflows. */
export const WORKFLOW_TASK_QUEUE = 'amazon-fulfillment';

/** Task queue of the process that speaks for one Amazon account. */
export const amazonTaskQueue = (account: string): string => `amazon/${account}`;

/** Workflow id of a purchase order: `po/{account}/{purchaseOrderNumber}`. Holds no personal data. */
export const purchaseOrderWorkflowId = (account: string, purchaseOrderNumber: string): string =>
  `po/${account}/${purchaseOrderNumber}`;

/** The inverse of {@link purchaseOrderWorkflowId}. */
export function purchaseOrderOfWorkflowId(
  workflowId: string,
): { account: string; purchaseOrderNumber: string } | undefined {
  const [, account, purchaseOrderNumber] = /^po\/([^/]+)\/([^/]+)$/.exec(workflowId) ?? [];
  return account === undefined || purchaseOrderNumber === undefined ? undefined : { account, purchaseOrderNumber };
}

export interface PurchaseOrderInput {
  account: string;
  purchaseOrderNumber: string;
  /** Decisions and deadlines as configured when the order came: a change of configuration never changes a running order. */
  policy: PurchaseOrderPolicy;
  /** An operator took the order on: its age is no question then. */
  adopted?: boolean;
  /** What the sweep has listed, so that a fresh order needs no read of its own. */
  snapshot?: OrderSnapshot;
  /** Carried over by continue-as-new only. */
  state?: PurchaseOrderState;
}

export interface PurchaseOrderResult {
  state: FulfillmentState;
  transactionIds: string[];
}

/** The truck has left. Starts the confirmation clock. */
export type DepartInput = ReportedDeparture & ActionOrigin;
/** Reject the whole order with a code, while it is `RECEIVED`. */
export type RejectInput = { code: string; description?: string } & ActionOrigin;
/** `reject` while the order is `RECEIVED`, which needs a code; `floorDenial` once it is acknowledged. */
export type CancelInput = { code?: string; description?: string } & ActionOrigin;
/** The accepted order does not ship: all lines, no departure. */
export type FloorDenialInput = ActionOrigin;
/** What is in which package; needed before the label where the warehouse is marked `waitForPacking`. */
export type PackInput = { containers: PackedContainer[] } & ActionOrigin;
/** Pauses the order before its label; never delays a confirmation. */
export type HoldInput = ActionOrigin;
/** Ends a hold; with a day, the order ships on that day of the warehouse's calendar instead of the planned one. */
export type ReleaseInput = {
  /** Such as `2026-01-09`. */
  shipDay?: string;
} & ActionOrigin;
/** What the vendor's own carrier reports of one package. */
export type CarrierEventInput = CarrierEvent & ActionOrigin;
/** Marks the label "do not use" and asks Amazon for another one; before the departure only. */
export type RelabelInput = {
  /** The packages, where they have changed. */
  containers?: PackedContainer[];
  /** The print of the old label is destroyed: nobody is asked again when the tracking number changes. */
  isDestroyed?: boolean;
} & ActionOrigin;
/** The cancellation sweep has found the order among the cancelled ones. */
export interface CancelledByAmazonInput {
  /** When that was, ISO 8601. */
  seenAt: string;
}
/** Answers an item. */
export { checkResolve } from '../steps/resolve.js';
export type { ResolveInput } from '../steps/resolve.js';

/** What an update answers: the state after it. */
export interface ActionResult {
  state: FulfillmentState;
}

export const departUpdate = defineUpdate<ActionResult, [DepartInput]>('depart');
export const rejectUpdate = defineUpdate<ActionResult, [RejectInput]>('reject');
export const cancelUpdate = defineUpdate<ActionResult, [CancelInput]>('cancel');
export const floorDenialUpdate = defineUpdate<ActionResult, [FloorDenialInput]>('floorDenial');
export const packUpdate = defineUpdate<ActionResult, [PackInput]>('pack');
export const holdUpdate = defineUpdate<ActionResult, [HoldInput]>('hold');
export const releaseUpdate = defineUpdate<ActionResult, [ReleaseInput]>('release');
export const carrierEventUpdate = defineUpdate<ActionResult, [CarrierEventInput]>('carrierEvent');
export const relabelUpdate = defineUpdate<ActionResult, [RelabelInput]>('relabel');
export const resolveUpdate = defineUpdate<ActionResult, [ResolveInput]>('resolve');
/** The same as signals, for many orders at once over a visibility query. */
export const departSignal = defineSignal<[DepartInput]>('depart');
export const cancelSignal = defineSignal<[CancelInput]>('cancel');
export const holdSignal = defineSignal<[HoldInput]>('hold');
export const releaseSignal = defineSignal<[ReleaseInput]>('release');
export const carrierEventSignal = defineSignal<[CarrierEventInput]>('carrierEvent');
export const resolveSignal = defineSignal<[ResolveInput]>('resolve');
export const cancelledByAmazonSignal = defineSignal<[CancelledByAmazonInput]>('cancelledByAmazon');
export const viewQuery = defineQuery<PurchaseOrderState>('view');

const acknowledgementCode = text({ max: 2, pattern: /^\d{2}$/, says: 'must have two digits' });

export const checkDepart = (payload: unknown): Checked<DepartInput> =>
  checked(object({ ...departureFields, ...originFields }), payload);

export const checkReject = (payload: unknown): Checked<RejectInput> =>
  checked(object({ code: rejectionCode, description: optional(text({ max: 200 })), ...originFields }), payload);

export const checkCancel = (payload: unknown): Checked<CancelInput> =>
  checked(
    object({ code: optional(rejectionCode), description: optional(text({ max: 200 })), ...originFields }),
    payload,
  );

export const checkFloorDenial = (payload: unknown): Checked<FloorDenialInput> => checked(object(originFields), payload);

export const checkPack = (payload: unknown): Checked<PackInput> =>
  checked(object({ containers: packedContainers, ...originFields }), payload);

export const checkHold = (payload: unknown): Checked<HoldInput> => checked(object(originFields), payload);

export const checkRelease = (payload: unknown): Checked<ReleaseInput> =>
  checked(object({ shipDay: optional(calendarDay), ...originFields }), payload);

export const checkCarrierEvent = (payload: unknown): Checked<CarrierEventInput> => checked(carrierEventShape, payload);

const carrierEventShape: Check<CarrierEventInput> = (value, path, faults) => {
  const found = object({ ...carrierEventFields, ...originFields })(value, path, faults);
  // A value that nobody knows is a fault already.
  const isWrong = faults.some((text) => /^(status|code) /.test(text));
  const fault = found === undefined || isWrong ? undefined : meaningFault(found);
  if (fault !== undefined) faults.push(fault);
  return found;
};

export const checkRelabel = (payload: unknown): Checked<RelabelInput> =>
  checked(object({ containers: optional(packedContainers), isDestroyed: optional(truth), ...originFields }), payload);

const rejectionCode: Check<string> = (value, path, faults) => {
  const code = acknowledgementCode(value, path, faults);
  if (code !== '00') return code;
  faults.push(`${path} must not be 00, which accepts`);
  return undefined;
};

export const checkCancelledByAmazon = (payload: unknown): Checked<CancelledByAmazonInput> =>
  checked(object({ seenAt: instant }), payload);

/** Amazon's pattern for a purchase order number in path and body of the shipping operations. */
export const PURCHASE_ORDER_NUMBER = /^[a-zA-Z0-9]+$/;
