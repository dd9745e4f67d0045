import { z } from 'zod';
import { receivedDateTime } from '../../schemas/shared.js';
import { receivedId, receivedInstant, receivedList } from './shared.js';

/** Query of getTracking; spelled as the model has it (SV-4). */
export const trackingQuery = z.strictObject({ trackingId: z.string().min(1), carrierId: z.string().min(1) });

const place = z.object({
  city: z.string().exactOptional(),
  stateOrRegion: z.string().exactOptional(),
  postalCode: z.string().exactOptional(),
  countryCode: z.string().exactOptional(),
});

/** One scan, as it comes in; source: model `Event`. Codes pass through. */
const trackingEvent = z.object({
  eventCode: z.string().min(1),
  eventTime: receivedDateTime,
  location: place.optional().catch(undefined),
  /** `FORWARD` to the customer, `RETURNS` on its way back. */
  shipmentType: z.string().exactOptional(),
});

/** Result of getTracking; source: model `GetTrackingResult`. The history may be empty, and in any order. */
export const trackingResult = z.object({
  trackingId: receivedId.optional().catch(undefined),
  alternateLegTrackingId: receivedId.optional().catch(undefined),
  eventHistory: receivedList(trackingEvent),
  promisedDeliveryDate: receivedInstant,
  summary: z
    .object({
      status: z.string().exactOptional(),
      trackingDetailCodes: z
        .object({ forward: receivedList(z.string()), returns: receivedList(z.string()) })
        .exactOptional(),
    })
    .default({}),
});
