import { shipmentStatusCodes } from '../amazon/shipment-status-codes.js';
import type { StatusCodes } from '../amazon/shipment-status-codes.js';

/** What is read of the bodies of all operations; those of earlier releases may lack any of it. */
interface Body {
  acknowledgementStatus?: { code?: string };
  containers?: { trackingNumber?: string }[];
  shipmentDetails?: { shipmentStatus?: string; shippedDate?: string };
  statusUpdateDetails?: { trackingNumber?: string; statusCode?: string; reasonCode?: string; statusDateTime?: string };
}

/**
 * What a send says to Amazon, in words: `accepted (00)`, `SHIPPED, departed 2026-01-05T16:05:00Z`, `DELIVERED of 1Z…`.
 *
 * Neither names nor addresses nor anybody's free text of the body come in.
 *
 * @param body the JSON of the send's intent, in clear text.
 */
export function meaningOf(operation: string, body: string): string {
  const { acknowledgementStatus, containers, shipmentDetails, statusUpdateDetails } = JSON.parse(body) as Body;
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
    case 'deliveryTrackers':
      return 'delivery notice';
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

function statusOf({ statusCode, reasonCode }: NonNullable<Body['statusUpdateDetails']>): string {
  const found = Object.values(shipmentStatusCodes)
    .flatMap((pairs: Record<string, StatusCodes>) => Object.entries(pairs))
    .find(([, pair]) => pair.statusCode === statusCode && pair.reasonCode === reasonCode);
  return found?.[0] ?? `status ${statusCode ?? '–'}/${reasonCode ?? '–'}`;
}
