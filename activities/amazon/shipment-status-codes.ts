import { shipmentStatuses } from '../../workflows/purchase-order/carrier.js';
import type { ShipmentStatus } from '../../workflows/purchase-order/carrier.js';

/** The two code lists that Amazon takes; which one a vendor uses is agreed with Amazon. */
export type StatusDialect = 'X12' | 'EDIFACT';

/** A status and its reason: a fixed pair, always strings (`000` keeps its zeros). */
export interface StatusCodes {
  statusCode: string;
  reasonCode: string;
}

/** The pairs that Amazon takes in submitShipmentStatusUpdates; source: shipping guide, `statusCode` and `reasonCode`. */
export const shipmentStatusCodes = {
  X12: {
    DELAYED: { statusCode: 'DE', reasonCode: 'AF' },
    DELIVERED: { statusCode: 'D1', reasonCode: 'NS' },
    DEPARTED_FROM_FC: { statusCode: 'XB', reasonCode: 'NS' },
    IN_TRANSIT: { statusCode: 'O1', reasonCode: 'NS' },
    LOST: { statusCode: 'CA', reasonCode: 'PL' },
    OUT_FOR_DELIVERY: { statusCode: 'OD', reasonCode: 'NS' },
    REJECTED: { statusCode: 'A7', reasonCode: 'AM' },
    UNDELIVERABLE: { statusCode: 'AP', reasonCode: 'BG' },
  },
  EDIFACT: {
    DELAYED: { statusCode: '404', reasonCode: '117' },
    DELIVERED: { statusCode: '301', reasonCode: '000' },
    DEPARTED_FROM_FC: { statusCode: '101', reasonCode: '000' },
    IN_TRANSIT: { statusCode: '201', reasonCode: '000' },
    LOST: { statusCode: '409', reasonCode: '000' },
    OUT_FOR_DELIVERY: { statusCode: '302', reasonCode: '000' },
    REJECTED: { statusCode: '407', reasonCode: '000' },
    UNDELIVERABLE: { statusCode: '416', reasonCode: '000' },
  },
} as const satisfies Record<StatusDialect, Record<ShipmentStatus, StatusCodes>>;

/** What a pair of either list means. */
export const statusOfCodes = ({ statusCode, reasonCode }: StatusCodes): ShipmentStatus | undefined =>
  shipmentStatuses.find((status) =>
    Object.values(shipmentStatusCodes).some(
      (list) => list[status].statusCode === statusCode && list[status].reasonCode === reasonCode,
    ),
  );

const pairs: readonly StatusCodes[] = [
  ...Object.values(shipmentStatusCodes.X12),
  ...Object.values(shipmentStatusCodes.EDIFACT),
];

/** Whether the two codes are one of the pairs: a status of one list never goes with a reason of the other. */
export const isStatusPair = ({ statusCode, reasonCode }: StatusCodes): boolean =>
  pairs.some((pair) => pair.statusCode === statusCode && pair.reasonCode === reasonCode);
