import { instant, object, oneOf, optional, text } from '../steps/checks.js';
import type { TimeWindow } from './order.js';
import { trackingNumberCheck } from './packing.js';

/**
 * What can happen to a package on the vendor's own carrier, in Vendor Central's words.
 *
 * Amazon takes these eight and no others; source: shipping guide, `statusCode` and `reasonCode`.
 */
export const shipmentStatuses = [
  /** By a large-scale accident. */
  'DELAYED',
  /** To the customer. */
  'DELIVERED',
  /** Has left the warehouse. */
  'DEPARTED_FROM_FC',
  /** Has arrived at one of the carrier's facilities. */
  'IN_TRANSIT',
  /** By the carrier. */
  'LOST',
  'OUT_FOR_DELIVERY',
  /** By the recipient. */
  'REJECTED',
  /** Cannot be delivered and will be destroyed. */
  'UNDELIVERABLE',
] as const;

export type ShipmentStatus = (typeof shipmentStatuses)[number];

/** After these nothing more happens to a package. */
export const isFinalStatus = (status: ShipmentStatus): boolean =>
  status === 'DELIVERED' || status === 'LOST' || status === 'REJECTED' || status === 'UNDELIVERABLE';

/** What the carrier says has happened, and when. */
export interface ReportedStatus {
  /** In Amazon's words; either this or `code`. */
  status?: ShipmentStatus;
  /** The carrier's own code: the label mode's `carrierCodes` say what it means. */
  code?: string;
  /** ISO 8601, UTC. */
  occurredAt: string;
  /** Where it was, in the document store: an address may be a person's. Default: the carrier's `statusAddress`. */
  locationDocumentId?: string;
  /** When the package is expected, ISO 8601, UTC. */
  estimatedDeliveryAt?: string;
  /** The appointment with the customer. Default for a scheduled delivery: what the customer has nominated. */
  appointment?: TimeWindow;
}

/** One event of one package, as the carrier or the warehouse reports it. */
export interface CarrierEvent extends ReportedStatus {
  /** Of the package. Spaces, hyphens and case do not count: Amazon is told the confirmation's. */
  trackingNumber: string;
}

/** The fields of a carrier's event, for the checks of messages. */
export const carrierEventFields = {
  trackingNumber: trackingNumberCheck,
  status: optional(oneOf(shipmentStatuses)),
  code: optional(text({ max: 50 })),
  occurredAt: instant,
  locationDocumentId: optional(text({ max: 200 })),
  estimatedDeliveryAt: optional(instant),
  appointment: optional(object({ earliest: instant, latest: instant })),
};

/** What happened is said in one of the two ways. */
export const meaningFault = ({ status, code }: ReportedStatus): string | undefined =>
  (status === undefined) === (code === undefined) ? 'either status or code is needed' : undefined;

/** The package that is meant: exactly, else without spaces, hyphens and case. `undefined` when none or several fit. */
export function matchTracking(given: string, known: readonly string[]): string | undefined {
  if (known.includes(given)) return given;
  const plain = (trackingNumber: string): string => trackingNumber.replaceAll(/[\s-]/g, '').toUpperCase();
  const alike = known.filter((trackingNumber) => plain(trackingNumber) === plain(given));
  return alike.length === 1 ? alike[0] : undefined;
}
