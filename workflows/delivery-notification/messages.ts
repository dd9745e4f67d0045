import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { ResolveInput } from '../steps/resolve.js';
import { payEnvironments, trackingKey } from './notice.js';
import type { DeliveryNotice, PayEnvironment } from './notice.js';
import type { DeliveryNotificationPolicy } from './policy.js';
import type { DeliveryNotificationState, NoticeState } from './state.js';

/** Workflow type of an Amazon Pay delivery notice. */
export const DELIVERY_NOTIFICATION_WORKFLOW = 'deliveryNotification';

/** Task queue of all that is sent to Amazon Pay in an environment: its pace is one for all processes. */
export const payTaskQueue = (environment: PayEnvironment): string => `amazon-pay/${environment}`;

/** Workflow id of a delivery notice: `pay/{environment}/{trackingNumber}`, in capitals and encoded as in a URL. */
export const deliveryNotificationWorkflowId = (environment: PayEnvironment, trackingNumber: string): string =>
  `pay/${environment}/${encoded(trackingKey(trackingNumber))}`;

/** The inverse of {@link deliveryNotificationWorkflowId}; the tracking number is in capitals. */
export function deliveryNotificationOfWorkflowId(
  workflowId: string,
): { environment: PayEnvironment; trackingNumber: string } | undefined {
  const [, name, code = ''] = /^pay\/([^/]+)\/((?:[A-Za-z0-9._-]|%[0-9A-F]{2})+)$/.exec(workflowId) ?? [];
  const environment = payEnvironments.find((known) => known === name);
  if (environment === undefined) return undefined;
  const trackingNumber = code.replaceAll(/%([0-9A-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return { environment, trackingNumber };
}

/** Tracking numbers are plain ASCII, so every character is one byte. */
const encoded = (text: string): string =>
  text.replaceAll(
    /[^A-Za-z0-9._-]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );

export interface DeliveryNotificationInput {
  /** Name in the configuration, for whom it is sent. */
  account: string;
  environment: PayEnvironment;
  notice: DeliveryNotice;
  /** Who asked for it: `shipment`, `intake`, or a person's user name. */
  actor: string;
  policy: DeliveryNotificationPolicy;
  /** Carried over by continue-as-new only. */
  state?: DeliveryNotificationState;
}

export interface DeliveryNotificationResult {
  state: NoticeState;
}

/** Answers an item. */
export { checkResolve } from '../steps/resolve.js';
export type ResolveNoticeInput = ResolveInput;

/** What an update answers: the state after it. */
export interface NoticeActionResult {
  state: NoticeState;
}

export const resolveUpdate = defineUpdate<NoticeActionResult, [ResolveNoticeInput]>('resolve');
/** The same as a signal, for many notices at once over a visibility query. */
export const resolveSignal = defineSignal<[ResolveNoticeInput]>('resolve');
export const viewQuery = defineQuery<DeliveryNotificationState>('view');
