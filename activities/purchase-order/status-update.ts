import type { ReportStatusInput } from '../../workflows/purchase-order/activities.js';
import type { ShipmentStatus } from '../../workflows/purchase-order/carrier.js';
import type { ShipmentStatusUpdate } from '../amazon/schemas/index.js';
import { shipmentStatusCodes } from '../amazon/shipment-status-codes.js';
import type { StatusDialect } from '../amazon/shipment-status-codes.js';
import type { StatusAddress } from './carrier-settings.js';
import { optional } from './optional.js';

/** An event of one package, as Amazon is told it; the tracking number byte for byte as it was confirmed. */
export const toStatusUpdate = (
  { purchaseOrderNumber, order, trackingNumber, reported }: ReportStatusInput,
  { status, dialect, address }: { status: ShipmentStatus; dialect: StatusDialect; address: StatusAddress },
): ShipmentStatusUpdate => ({
  purchaseOrderNumber,
  sellingParty: { partyId: order.sellingParty },
  shipFromParty: { partyId: order.shipFromParty },
  statusUpdateDetails: {
    trackingNumber,
    ...shipmentStatusCodes[dialect][status],
    statusDateTime: reported.occurredAt,
    statusLocationAddress: address,
    ...optional('shipmentSchedule', scheduleOf(reported, order)),
  },
});

/** One object, which the guide calls an array (DF-11). A scheduled delivery always has it: what the customer nominated. */
function scheduleOf(
  { estimatedDeliveryAt, appointment }: ReportStatusInput['reported'],
  { nominatedDelivery, isScheduledDelivery, promisedDeliveryDate }: ReportStatusInput['order'],
): ShipmentStatusUpdate['statusUpdateDetails']['shipmentSchedule'] {
  const window = appointment ?? nominatedDelivery;
  // Rule 12: never without, not even where the order names no window.
  const promised = isScheduledDelivery === true && window === undefined ? promisedDeliveryDate : undefined;
  const estimate = estimatedDeliveryAt ?? promised;
  if (estimate === undefined && window === undefined) return undefined;
  return {
    ...optional('estimatedDeliveryDateTime', estimate),
    ...optional('apptWindowStartDateTime', window?.earliest),
    ...optional('apptWindowEndDateTime', window?.latest),
  };
}

/**
 * What makes an event this one: the package, what happened, and everything that was reported with it.
 *
 * Not what is configured: with another dialect or address it is the same event, and is not sent anew.
 */
export const statusSubject = ({ trackingNumber, reported }: ReportStatusInput, status: ShipmentStatus): object => {
  const { occurredAt, locationDocumentId, estimatedDeliveryAt, appointment } = reported;
  return { trackingNumber, status, occurredAt, locationDocumentId, estimatedDeliveryAt, appointment };
};
