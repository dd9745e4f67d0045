import { statusAfter } from '../shipments/tracking-view.js';
import type { NdrParcel } from './ndr-book.js';

/** Shipping v2 `GetTrackingResult` of a parcel that was not bought here. */
export const wireNdrTracking = ({ trackingId, events }: NdrParcel, now: number): unknown => ({
  trackingId,
  alternateLegTrackingId: '',
  eventHistory: events
    .filter(({ at }) => at <= now)
    .map(({ eventCode, at, leg }) => ({ eventCode, eventTime: new Date(at).toISOString(), shipmentType: leg })),
  promisedDeliveryDate: new Date(now).toISOString(),
  summary: { status: statusAfter(events.at(-1)), trackingDetailCodes: { forward: [], returns: [] } },
});
