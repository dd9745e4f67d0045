import { DELIVERY_NOTIFICATION_WORKFLOW, deliveryNotificationOfWorkflowId } from './delivery-notification/messages.js';
import { nextNoticeStates } from './delivery-notification/state.js';
import { NDR_CASE_WORKFLOW, ndrCaseOfWorkflowId } from './ndr-case/messages.js';
import { nextCaseStates } from './ndr-case/state.js';
import { NDR_QUARANTINE_WORKFLOW, pushOfWorkflowId } from './ndr-quarantine/messages.js';
import { PURCHASE_ORDER_WORKFLOW, purchaseOrderOfWorkflowId } from './purchase-order/messages.js';
import { nextStates } from './purchase-order/state.js';
import { SHIPMENT_WORKFLOW, shipmentOfWorkflowId } from './shipment/messages.js';
import { nextStates as nextShipmentStates } from './shipment/state.js';

/** The business processes: each instance is one workflow, with an id that people know it by. */
export type ProcessKind = 'purchase-order' | 'shipment' | 'delivery-notice' | 'ndr-case' | 'ndr-quarantine';

export interface Process {
  workflowType: string;
  /** Values of the search attribute `FulfillmentState` while its workflow runs. */
  openStates: readonly string[];
}

const openStatesOf = (next: Readonly<Record<string, readonly string[]>>): string[] =>
  Object.keys(next).filter((state) => next[state]?.length !== 0);

export const processes: Readonly<Record<ProcessKind, Process>> = {
  'purchase-order': { workflowType: PURCHASE_ORDER_WORKFLOW, openStates: openStatesOf(nextStates) },
  shipment: { workflowType: SHIPMENT_WORKFLOW, openStates: openStatesOf(nextShipmentStates) },
  'delivery-notice': { workflowType: DELIVERY_NOTIFICATION_WORKFLOW, openStates: openStatesOf(nextNoticeStates) },
  'ndr-case': { workflowType: NDR_CASE_WORKFLOW, openStates: openStatesOf(nextCaseStates) },
  'ndr-quarantine': { workflowType: NDR_QUARANTINE_WORKFLOW, openStates: ['QUARANTINED'] },
};

export const processKinds = Object.keys(processes) as ProcessKind[];

/** What a workflow carries. */
export interface ProcessName {
  kind: ProcessKind;
  /** The purchase order number, the shipment's reference, a tracking number, or the name of a push in quarantine. */
  businessId: string;
  /** Name in the configuration; absent where the workflow id does not tell. */
  account?: string;
}

/** What the workflow of this id carries; `undefined` for those of accounts. */
export function processOfWorkflowId(workflowId: string): ProcessName | undefined {
  const order = purchaseOrderOfWorkflowId(workflowId);
  if (order !== undefined) {
    return { kind: 'purchase-order', businessId: order.purchaseOrderNumber, account: order.account };
  }
  const shipment = shipmentOfWorkflowId(workflowId);
  if (shipment !== undefined) {
    return { kind: 'shipment', businessId: shipment.shipmentReference, account: shipment.account };
  }
  const notice = deliveryNotificationOfWorkflowId(workflowId);
  if (notice !== undefined) return { kind: 'delivery-notice', businessId: notice.trackingNumber };
  const ndr = ndrCaseOfWorkflowId(workflowId);
  if (ndr !== undefined) return { kind: 'ndr-case', businessId: ndr.trackingId };
  const push = pushOfWorkflowId(workflowId);
  return push === undefined ? undefined : { kind: 'ndr-quarantine', businessId: push };
}
