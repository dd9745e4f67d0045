import type { LookAtParcelResult, NdrParcel } from '../../workflows/ndr-case/activities.js';
import { NDR_BUSINESS_ID } from '../amazon/ndr/ndr-calls.js';
import type { Tracking } from '../amazon/shipping/schemas/index.js';
import type { Attempt } from '../attempt.js';
import type { NdrDependencies } from './dependencies.js';

/** Amazon's own carrier in India; source: guide of Shipping v2. */
const CARRIER_ID = 'ATS';

/** Where the parcel is. @throws {CallFailed} when Amazon does not answer. */
export async function lookAt(
  { trackingId }: NdrParcel,
  { shipping }: Pick<NdrDependencies, 'shipping'>,
  { deadline, attempt }: { deadline: number; attempt: Attempt },
): Promise<LookAtParcelResult['parcel']> {
  const tracking = await shipping.getTracking(
    { businessId: NDR_BUSINESS_ID, carrierId: CARRIER_ID, trackingId },
    { shipmentReference: trackingId, deadline, attemptEndsAt: attempt.endsAt },
  );
  return tracking === undefined ? 'unknown' : parcelOf(tracking);
}

/**
 * What tracking says of a parcel. Events may come in any order; those of its way back count first, because the summary
 * calls a returned parcel `Delivered` as well.
 */
export function parcelOf({
  eventHistory,
  summary,
}: Pick<Tracking, 'eventHistory' | 'summary'>): LookAtParcelResult['parcel'] {
  const codesOf = (isBack: boolean): Set<string> =>
    new Set(
      eventHistory
        .filter(({ shipmentType }) => (shipmentType === 'RETURNS') === isBack)
        .map(({ eventCode }) => eventCode),
    );
  const [forward, back] = [codesOf(false), codesOf(true)];
  if (back.size > 0 || forward.has('ReturnInitiated')) return back.has('Delivered') ? 'returned' : 'returning';
  if (forward.has('Delivered')) return 'delivered';
  if (forward.has('Lost')) return 'lost';
  // After 45 days the history is gone, and the last status is all there is.
  if (eventHistory.length > 0) return 'moving';
  const { status } = summary;
  if (status === 'Delivered') return (summary.trackingDetailCodes?.returns.length ?? 0) > 0 ? 'returned' : 'delivered';
  return status === 'Lost' ? 'lost' : 'unknown';
}
