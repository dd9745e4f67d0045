import type { ShipmentStatusUpdate } from '../schemas/shipping.js';
import type { OrderFacts } from './facts.js';
import { firstBroken, refuse } from './refusal.js';
import type { RuleRefusal } from './refusal.js';

/** The pairs of status and reason (guide), by what they mean: in X12, then in EDIFACT. */
export const statusPairs: Readonly<Record<string, readonly (readonly [statusCode: string, reasonCode: string])[]>> = {
  DELAYED: [
    ['DE', 'AF'],
    ['404', '117'],
  ],
  DELIVERED: [
    ['D1', 'NS'],
    ['301', '000'],
  ],
  DEPARTED_FROM_FC: [
    ['XB', 'NS'],
    ['101', '000'],
  ],
  IN_TRANSIT: [
    ['O1', 'NS'],
    ['201', '000'],
  ],
  LOST: [
    ['CA', 'PL'],
    ['409', '000'],
  ],
  OUT_FOR_DELIVERY: [
    ['OD', 'NS'],
    ['302', '000'],
  ],
  REJECTED: [
    ['A7', 'AM'],
    ['407', '000'],
  ],
  UNDELIVERABLE: [
    ['AP', 'BG'],
    ['416', '000'],
  ],
};

/**
 * Judges an event of one package against the order as it stands when it is processed; `receivedAt` in epoch ms.
 *
 * The confirmation must have taken effect when the event was received, not only when it is processed. The same event again is no
 * fault: nobody knows what Amazon makes of it, and whoever lost an answer has no other way.
 */
export function judgeStatusUpdate(
  submitted: ShipmentStatusUpdate,
  order: OrderFacts | undefined,
  receivedAt: number,
): RuleRefusal | undefined {
  if (order === undefined) return refuse('order is known');
  const { trackingNumber, statusCode, reasonCode, shipmentSchedule = {} } = submitted.statusUpdateDetails;
  const shipped = order.confirmation?.shipmentStatus === 'SHIPPED' ? order.confirmation : undefined;
  return firstBroken(
    [!order.cancelled, 'order is not cancelled'],
    [
      submitted.sellingParty.partyId === order.sellingParty && submitted.shipFromParty.partyId === order.shipFromParty,
      'parties are the order’s',
    ],
    [order.labelMode === 'vendor-carrier', 'carrier is the vendor’s'],
    [shipped !== undefined && shipped.at <= receivedAt, 'confirmation comes first'],
    [shipped?.trackingNumbers?.includes(trackingNumber) ?? false, 'tracking number is the confirmation’s'],
    [
      Object.values(statusPairs)
        .flat()
        .some(([status, reason]) => status === statusCode && reason === reasonCode),
      'status and reason are a pair',
    ],
    [!order.scheduledDelivery || Object.keys(shipmentSchedule).length > 0, 'scheduled delivery has its schedule'],
  );
}
