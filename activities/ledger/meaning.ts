import { serviceWithCarrier } from '../../workflows/shipment/offer.js';
import { shipmentStatusCodes } from '../amazon/shipment-status-codes.js';
import type { StatusCodes } from '../amazon/shipment-status-codes.js';
import type { PurchaseIntent } from './ledger.js';

/** What is read of the bodies of all operations; those of earlier releases may lack any of it. */
interface Body {
  acknowledgementStatus?: { code?: string };
  containers?: { trackingNumber?: string }[];
  shipmentDetails?: { shipmentStatus?: string; shippedDate?: string };
  statusUpdateDetails?: { trackingNumber?: string; statusCode?: string; reasonCode?: string; statusDateTime?: string };
  requestedDocumentSpecification?: { format?: string };
  requestedValueAddedServices?: { id?: string }[];
  channelDetails?: { amazonShipmentDetails?: { shipmentId?: string } };
  shipmentId?: string;
  deliveryDetails?: { trackingNumber?: string; carrierCode?: string }[];
  trackingId?: string;
  ndrAction?: string;
  ndrRequestData?: { rescheduleDate?: string };
}

/**
 * What a send says to Amazon, in words: `accepted (00)`, `SHIPPED, departed 2026-01-05T16:05:00Z`, `DELIVERED of 1Z…`.
 *
 * Neither names nor addresses nor anybody's free text of the body come in.
 *
 * @param body the JSON of the send's intent, in clear text.
 * @param purchase what the intent of a purchase says besides: its body names a rate that means nothing to people.
 */
export function meaningOf(operation: string, body: string, purchase?: PurchaseIntent): string {
  const read = JSON.parse(body) as Body;
  const { acknowledgementStatus, containers, shipmentDetails, statusUpdateDetails } = read;
  switch (operation) {
    case 'submitAcknowledgement': {
      const code = acknowledgementStatus?.code;
      return code === undefined ? 'acknowledged' : `${code === '00' ? 'accepted' : 'rejected'} (${code})`;
    }
    case 'submitShippingLabelRequest':
      return containers === undefined ? 'label requested' : `labels requested for ${packages(containers.length)}`;
    case 'submitShipmentConfirmations': {
      const { shipmentStatus = 'confirmed', shippedDate } = shipmentDetails ?? {};
      if (shippedDate === undefined) return shipmentStatus;
      return shipmentStatus === 'SHIPPED'
        ? `SHIPPED, departed ${shippedDate}`
        : `${shipmentStatus}, decided ${shippedDate}`;
    }
    case 'submitShipmentStatusUpdates': {
      const { trackingNumber, statusDateTime } = statusUpdateDetails ?? {};
      const of = trackingNumber === undefined ? '' : ` of ${trackingNumber}`;
      return `${statusOf(statusUpdateDetails ?? {})}${of}${statusDateTime === undefined ? '' : `, ${statusDateTime}`}`;
    }
    case 'purchaseShipment':
      return purchaseText(read, purchase);
    case 'directPurchaseShipment': {
      const shipmentId = read.channelDetails?.amazonShipmentDetails?.shipmentId;
      return shipmentId === undefined ? 'direct purchase' : `direct purchase for shipment ${shipmentId}`;
    }
    case 'cancelShipment':
      return read.shipmentId === undefined ? 'cancellation' : `cancellation of shipment ${read.shipmentId}`;
    case 'deliveryTrackers': {
      const { trackingNumber, carrierCode } = read.deliveryDetails?.[0] ?? {};
      const of = trackingNumber === undefined ? '' : ` of ${trackingNumber}`;
      return `delivery notice${of}${carrierCode === undefined ? '' : `, carrier ${carrierCode}`}`;
    }
    case 'submitNdrFeedback':
      return feedbackText(read);
    default:
      return operation;
  }
}

/** When the truck left that a confirmation tells of, epoch ms; `undefined` for a denial and for anything else. */
export function departureTimeOf(body: string): number | undefined {
  const { shipmentDetails } = JSON.parse(body) as Body;
  if (shipmentDetails?.shipmentStatus !== 'SHIPPED') return undefined;
  const at = Date.parse(shipmentDetails.shippedDate ?? '');
  return Number.isNaN(at) ? undefined : at;
}

const packages = (count: number): string => `${count} ${count === 1 ? 'package' : 'packages'}`;

function purchaseText(
  { requestedDocumentSpecification, requestedValueAddedServices = [] }: Body,
  purchase: PurchaseIntent | undefined,
): string {
  const { offer } = purchase ?? {};
  const format = requestedDocumentSpecification?.format;
  return [
    offer === undefined
      ? 'purchase'
      : `purchase of ${serviceWithCarrier(offer)} for ${offer.total.value} ${offer.total.unit}`,
    ...requestedValueAddedServices.flatMap(({ id }) => (id === undefined ? [] : [`with ${id}`])),
    ...(format === undefined ? [] : [`label as ${format}`]),
  ].join(', ');
}

/** Address notes are somebody's free text. */
function feedbackText({ trackingId, ndrAction = 'answer', ndrRequestData }: Body): string {
  const of = trackingId === undefined ? '' : ` of ${trackingId}`;
  const date = ndrRequestData?.rescheduleDate;
  const notes = ndrAction === 'REATTEMPT' ? ', with address notes' : '';
  return `${ndrAction}${of}${date === undefined ? '' : ` to ${date}`}${notes}`;
}

function statusOf({ statusCode, reasonCode }: NonNullable<Body['statusUpdateDetails']>): string {
  const found = Object.values(shipmentStatusCodes)
    .flatMap((pairs: Record<string, StatusCodes>) => Object.entries(pairs))
    .find(([, pair]) => pair.statusCode === statusCode && pair.reasonCode === reasonCode);
  return found?.[0] ?? `status ${statusCode ?? '–'}/${reasonCode ?? '–'}`;
}
