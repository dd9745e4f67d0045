import { activityInfo, heartbeat } from '@temporalio/activity';
import type { TrackParcelInput, TrackParcelResult } from '../../workflows/shipment/activities.js';
import { foldEvents, isScanned, newsOf } from '../../workflows/shipment/parcel-events.js';
import type { ParcelEvent } from '../../workflows/shipment/parcel-events.js';
import { attempted, currentAttempt, StepNotDone } from '../attempt.js';
import type { ShipmentDependencies } from './dependencies.js';
import { eventsOf } from './tracking-answer.js';
import { isNoScanDue, nextLook } from './tracking-plan.js';

/** What one attempt leaves to the next, besides what the input holds: the interim statuses of a parcel. */
interface Seen {
  events: ParcelEvent[];
  /** Epoch ms; absent before the first look. */
  lookedAt?: number;
}

/**
 * Looks for a parcel on its plan, one look an attempt, until something has happened that matters to somebody.
 *
 * 1. Between two looks there is nothing but the server's delay: no slot, no timer, no history.
 * 2. What the looks before have shown is in the heartbeat; a worker that was killed looks once more at worst.
 * 3. An attempt that comes early, such as the first one, only names the next look.
 * 4. It ends with news, when nobody has scanned the parcel for too long, and after 45 days.
 */
export const createTrackParcel =
  ({ clock, shipping }: Pick<ShipmentDependencies, 'clock' | 'shipping'>) =>
  async (input: TrackParcelInput): Promise<TrackParcelResult> => {
    const attempt = currentAttempt(clock);
    const boughtAt = Date.parse(input.boughtAt);
    const seen = seenBefore(input);
    return attempted(clock, attempt, async () => {
      const planned = { boughtAt, promise: input.promise, isScanned: isScanned(seen.events) };
      const due = nextLook(planned, seen.lookedAt ?? boughtAt);
      if (due !== undefined && clock() < due) throw later(input, due, clock());

      const { carrierId, trackingId, businessId, shipmentReference, deadline } = input;
      const found = await shipping.getTracking(
        { businessId, carrierId, trackingId },
        { shipmentReference, deadline, attemptEndsAt: attempt.endsAt },
      );
      const now = clock();
      const events = foldEvents(seen.events, found === undefined ? [] : eventsOf(found, seen.events, now));
      heartbeat({ events, lookedAt: now } satisfies Seen);
      const result: TrackParcelResult = { events, lookedAt: new Date(now).toISOString() };
      const after = { ...planned, isScanned: isScanned(events) };
      const next = nextLook(after, now);
      if (next === undefined) return { ...result, isOver: true };
      if (newsOf(input.known, events).length > 0) return result;
      if (!input.isNoScanTold && isNoScanDue(after, now)) return { ...result, isNoScan: true };
      throw later(input, next, now);
    });
  };

function seenBefore({ known, lookedAt }: TrackParcelInput): Seen {
  const before = activityInfo().heartbeatDetails as Seen | undefined;
  const latest = Math.max(before?.lookedAt ?? -Infinity, lookedAt === undefined ? -Infinity : Date.parse(lookedAt));
  return {
    events: foldEvents(known, before?.events ?? []),
    ...(Number.isFinite(latest) ? { lookedAt: latest } : {}),
  };
}

function later({ trackingId }: TrackParcelInput, at: number, now: number): StepNotDone {
  return new StepNotDone('NotReady', `${trackingId}: next look at ${new Date(at).toISOString()}.`, {
    retryAfterMs: Math.max(1, at - now),
  });
}
