import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { checked, instant, object, oneOf, optional, text } from '../steps/checks.js';
import type { Checked } from '../steps/checks.js';
import { originFields } from '../steps/audit.js';
import type { ActionOrigin } from '../steps/audit.js';
import type { ResolveInput } from '../steps/resolve.js';
import type { OfferFacts } from './offer.js';
import type { ParcelEvent } from './parcel-events.js';
import type { ShipmentPolicy } from './policy.js';
import { shipmentRequest } from './request.js';
import type { ShipmentRequest } from './request.js';
import type { ShipmentState, ShipmentStateName } from './state.js';

/** Workflow type of a shipment. */
export const SHIPMENT_WORKFLOW = 'shipment';

/**
 * Workflow id of a shipment: `shipment/{account}/{shipmentReference}`. Holds no personal data.
 *
 * A reference may hold slashes, an account none: an order of n packages is n shipments, `{order}/1` to `{order}/n`.
 */
export const shipmentWorkflowId = (account: string, shipmentReference: string): string =>
  `shipment/${account}/${shipmentReference}`;

/** The inverse of {@link shipmentWorkflowId}. */
export function shipmentOfWorkflowId(workflowId: string): { account: string; shipmentReference: string } | undefined {
  const [, account, shipmentReference] = /^shipment\/([^/]+)\/(.+)$/.exec(workflowId) ?? [];
  return account === undefined || shipmentReference === undefined ? undefined : { account, shipmentReference };
}

/** The reference of one package of an order: `{order}/{number}`, counted from 1. */
export const packageReference = (orderReference: string, number: number): string => `${orderReference}/${number}`;

/** The inverse of {@link packageReference}; `undefined` for what is no package of so many. */
export function packageOf(
  shipmentReference: string,
  packages: number,
): { orderReference: string; number: number } | undefined {
  const [, orderReference = '', digits = ''] = /^(.+)\/([1-9]\d{0,4})$/.exec(shipmentReference) ?? [];
  const number = Number(digits);
  return number >= 1 && number <= packages ? { orderReference, number } : undefined;
}

/** Whom Amazon Pay tells of the delivery. */
export type NoticeReference = { chargePermissionId: string } | { amazonOrderReferenceId: string };

export interface ShipmentInput {
  account: string;
  shipmentReference: string;
  request: ShipmentRequest;
  /** Decisions as configured when the shipment was requested: a change of configuration never changes it. */
  policy: ShipmentPolicy;
  /** The buyer has paid with Amazon Pay and gets delivery notices. Default: no notice. */
  notice?: NoticeReference;
  /** Of how many packages its order consists, where it is not one. */
  packages?: number;
  /** Carried over by continue-as-new only. */
  state?: ShipmentState;
}

export interface ShipmentResult {
  state: ShipmentStateName;
  shipmentId?: string;
  trackingId?: string;
  /** What was bought; absent when nothing was, and for a direct purchase. */
  bought?: OfferFacts;
}

/** What a carrier or a push reports of the parcel. */
export type TrackingEventInput = ParcelEvent & {
  /** Where given, it has to be that of the parcel. */
  trackingId?: string;
} & ActionOrigin;
/** The shipment is not wanted any more. Possible until the carrier has the parcel. */
export type CancelInput = ActionOrigin;
/** Answers an item. */
export { checkResolve } from '../steps/resolve.js';
export type { ResolveInput } from '../steps/resolve.js';

/** What an update answers: the state after it. */
export interface ActionResult {
  state: ShipmentStateName;
}

export const trackingEventUpdate = defineUpdate<ActionResult, [TrackingEventInput]>('trackingEvent');
export const cancelUpdate = defineUpdate<ActionResult, [CancelInput]>('cancel');
export const resolveUpdate = defineUpdate<ActionResult, [ResolveInput]>('resolve');
/** The same as signals, for many shipments at once over a visibility query. */
export const trackingEventSignal = defineSignal<[TrackingEventInput]>('trackingEvent');
export const cancelSignal = defineSignal<[CancelInput]>('cancel');
export const resolveSignal = defineSignal<[ResolveInput]>('resolve');
export const viewQuery = defineQuery<ShipmentState>('view');

export const checkTrackingEvent = (payload: unknown): Checked<TrackingEventInput> =>
  checked(
    object({
      // Codes that were added since pass through.
      eventCode: text({ max: 60, pattern: /^[A-Za-z][A-Za-z0-9_]*$/, says: 'must be a code such as OutForDelivery' }),
      eventTime: instant,
      shipmentType: optional(oneOf(['FORWARD', 'RETURNS'])),
      trackingId: optional(text({ max: 100 })),
      ...originFields,
    }),
    payload,
  );

export const checkCancel = (payload: unknown): Checked<CancelInput> => checked(object(originFields), payload);

/** Checks what a client wants shipped, before its workflow is started. */
export const checkShipmentRequest = (payload: unknown): Checked<ShipmentRequest> => checked(shipmentRequest, payload);

/** Checks a reference: letters, digits and `-._~`, in parts between slashes; at most 80 characters. */
export const checkShipmentReference = (reference: unknown): Checked<string> =>
  checked(
    text({
      max: 80,
      pattern: /^[A-Za-z0-9._~-]+(\/[A-Za-z0-9._~-]+)*$/,
      says: 'may hold letters, digits and -._~, in parts between slashes',
    }),
    reference,
  );

/** Checks the payment reference of a notice: exactly one of the two. */
export const checkNoticeReference = (payload: unknown): Checked<NoticeReference> => {
  const read = checked(
    object({ chargePermissionId: optional(text({ max: 50 })), amazonOrderReferenceId: optional(text({ max: 50 })) }),
    payload,
  );
  if ('faults' in read) return read;
  const { chargePermissionId, amazonOrderReferenceId } = read.value;
  if (chargePermissionId !== undefined && amazonOrderReferenceId === undefined) {
    return { value: { chargePermissionId } };
  }
  if (amazonOrderReferenceId !== undefined && chargePermissionId === undefined) {
    return { value: { amazonOrderReferenceId } };
  }
  return { faults: ['either chargePermissionId or amazonOrderReferenceId is needed'] };
};
