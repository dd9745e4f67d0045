import { parcelStatus } from '../../workflows/shipment/parcel-events.js';
import type { ParcelEvent } from '../../workflows/shipment/parcel-events.js';
import type { Tracking } from '../amazon/shipping/schemas/index.js';

/**
 * The scans of an answer. Without any, its summary is one: after 45 days Amazon tells nothing else.
 *
 * A summary that says `Delivered` of a parcel on its way back says that it has returned. It has no time of its own, so
 * it counts only where it says something new.
 *
 * @param known - What was known before.
 */
export function eventsOf(
  { eventHistory, summary }: Tracking,
  known: readonly ParcelEvent[],
  now: number,
): ParcelEvent[] {
  if (eventHistory.length > 0) {
    return eventHistory.map(({ eventCode, eventTime, shipmentType }) => ({
      eventCode,
      eventTime,
      ...(shipmentType === undefined ? {} : { shipmentType }),
    }));
  }
  const eventCode = eventOfStatus[summary.status ?? ''];
  if (eventCode === undefined || parcelStatus(known) === parcelStatus([], summary)) return [];
  const isReturn = (summary.trackingDetailCodes?.returns.length ?? 0) > 0;
  return [{ eventCode, eventTime: new Date(now).toISOString(), ...(isReturn ? { shipmentType: 'RETURNS' } : {}) }];
}

/** The event behind each status in which a parcel's life may end. */
const eventOfStatus: Readonly<Record<string, string>> = {
  Delivered: 'Delivered',
  Lost: 'Lost',
  Undeliverable: 'Undeliverable',
  Rejected: 'Rejected',
  PickupCancelled: 'PickupCancelled',
};
