import type { LedgerEntry } from '../../activities/ledger/ledger-search.js';
import {
  deliveryNotificationOfWorkflowId,
  deliveryNotificationWorkflowId,
} from '../../workflows/delivery-notification/messages.js';
import { noticeWriteKey, payEnvironments } from '../../workflows/delivery-notification/notice.js';
import { ndrCaseOfWorkflowId, ndrCaseWorkflowId } from '../../workflows/ndr-case/messages.js';
import { processOfWorkflowId } from '../../workflows/processes.js';
import { purchaseOrderWorkflowId } from '../../workflows/purchase-order/messages.js';
import { shipmentWorkflowId } from '../../workflows/shipment/messages.js';

/** What a search can find. */
export type FoundKind = LedgerEntry['kind'];

/** An order, a shipment, a delivery notice or a non-delivery case. */
export interface FoundName {
  kind: FoundKind;
  /** Name in the configuration; `null` for a notice that only the ledger knows: notices are of the whole environment. */
  account: string | null;
  /** The purchase order number, the shipment's reference, or the tracking number. */
  id: string;
  workflowId: string;
}

/** Where the ledger keeps something. */
export interface LedgerPlace {
  account: string;
  businessId: string;
}

/** @returns `undefined` for workflows that are none of these. */
export function nameOfWorkflow(workflowId: string, account: string | undefined): FoundName | undefined {
  const found = processOfWorkflowId(workflowId);
  if (found === undefined || found.kind === 'ndr-quarantine') return undefined;
  return { kind: found.kind, account: found.account ?? account ?? null, id: found.businessId, workflowId };
}

/** @returns `undefined` for a place that no workflow of ours has. */
export function nameOfEntry({ kind, account, businessId }: Pick<LedgerEntry, 'kind' | 'account' | 'businessId'>) {
  const workflowId = workflowIdOf(kind, { account, businessId });
  return workflowId === undefined ? undefined : nameOfWorkflow(workflowId, accountOf(kind, account));
}

/** Where the ledger keeps what has this name; `undefined` when the name does not tell. */
export function placeOf({ kind, account, id, workflowId }: FoundName): LedgerPlace | undefined {
  switch (kind) {
    case 'purchase-order':
    case 'shipment':
      return account === null ? undefined : { account, businessId: id };
    case 'delivery-notice': {
      const notice = deliveryNotificationOfWorkflowId(workflowId);
      return notice === undefined ? undefined : noticeWriteKey(notice.environment, notice.trackingNumber);
    }
    case 'ndr-case': {
      const parcel = ndrCaseOfWorkflowId(workflowId);
      if (parcel === undefined || account === null) return undefined;
      const { shippingPartyAccountId, trackingId } = parcel;
      return { account: `${NDR_PLACE}${account}`, businessId: `${shippingPartyAccountId}/${trackingId}` };
    }
  }
}

const NDR_PLACE = 'ndr/';

/** The account of the configuration that an account of the ledger stands for. */
function accountOf(kind: FoundKind, account: string): string | undefined {
  if (kind === 'delivery-notice') return undefined;
  return kind === 'ndr-case' ? account.slice(NDR_PLACE.length) : account;
}

function workflowIdOf(kind: FoundKind, { account, businessId }: LedgerPlace): string | undefined {
  switch (kind) {
    case 'purchase-order':
      return purchaseOrderWorkflowId(account, businessId);
    case 'shipment':
      return shipmentWorkflowId(account, businessId);
    case 'delivery-notice': {
      const environment = payEnvironments.find((known) => account === noticeWriteKey(known, businessId).account);
      return environment === undefined ? undefined : deliveryNotificationWorkflowId(environment, businessId);
    }
    case 'ndr-case': {
      const slash = businessId.lastIndexOf('/');
      const shippingPartyAccountId = businessId.slice(0, Math.max(0, slash));
      return ndrCaseWorkflowId({ shippingPartyAccountId, trackingId: businessId.slice(slash + 1) });
    }
  }
}
