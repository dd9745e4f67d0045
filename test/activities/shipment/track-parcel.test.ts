import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createTrackParcel } from '../../../activities/shipment/track-parcel.js';
import type { TrackParcelInput, TrackParcelResult } from '../../../workflows/shipment/activities.js';
import type { TrackingLife } from '../../../sandbox/amazon/shipments/tracking-lives.js';
import { openPurchaseDesk } from './purchase-desk.js';
import type { PurchaseDesk } from './purchase-desk.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let desk: PurchaseDesk;
beforeAll(async () => {
  desk = await openPurchaseDesk();
});
afterAll(async () => desk.stop());

async function parcelOf(reference: string, life: TrackingLife): Promise<TrackParcelInput> {
  desk.local.placeRatePlan({ parcel: reference, life });
  const found = await desk.buy(reference);
  if (found instanceof ApplicationFailure || found.outcome !== 'bought')
    throw new Error(`${reference} was not bought.`);
  return {
    account: 'default',
    shipmentReference: reference,
    businessId: 'AmazonShipping_UK',
    deadline: desk.clock() + 46 * DAY,
    carrierId: found.bought!.carrierId,
    trackingId: found.trackingId!,
    boughtAt: found.boughtAt,
    promise: found.bought!.promise,
    known: [],
    isNoScanTold: false,
  };
}

/** Attempts as the server makes them: with the heartbeat of the one before, at the time that it named. */
async function track(input: TrackParcelInput, { keepsHeartbeats = true } = {}) {
  const step = createTrackParcel({ clock: desk.clock, shipping: desk.amazon.shipping });
  let heartbeatDetails: unknown;
  for (let attempt = 1; attempt < 200; attempt += 1) {
    const environment = new MockActivityEnvironment(
      {
        attempt,
        scheduledTimestampMs: desk.clock(),
        scheduleToCloseTimeoutMs: 46 * DAY,
        startToCloseTimeoutMs: 45_000,
        ...(keepsHeartbeats ? { heartbeatDetails } : {}),
      },
      { logger: new DefaultLogger('ERROR', () => undefined) },
    );
    environment.on('heartbeat', (details: unknown) => {
      heartbeatDetails = details;
    });
    try {
      const result: TrackParcelResult = await environment.run(step, input);
      return { result, heartbeatDetails, attempts: attempt };
    } catch (error) {
      if (!(error instanceof ApplicationFailure) || error.nonRetryable === true) throw error;
      expect(error).toMatchObject({ type: 'NotReady', category: 'BENIGN' });
      desk.skip(Number(error.nextRetryDelay));
    }
  }
  throw new Error('The tracking found no end.');
}

const looks = (reference: string): number =>
  desk.local.received({ operation: 'getTracking', parcel: reference }).length;

describe('one look after the other', () => {
  it('ends with news only, and names the next look without looking when it comes early', async () => {
    const input = await parcelOf('news', 'on-time');
    const { result, attempts } = await track(input);
    expect(result.events.map(({ eventCode }) => eventCode)).toEqual(['ReadyForReceive', 'PickupDone']);
    expect(attempts).toBe(2);
    expect(looks('news')).toBe(1);
  });

  it('costs at most seven looks for a parcel on time, however often the step is begun anew', async () => {
    let input = await parcelOf('all', 'on-time');
    for (;;) {
      const { result } = await track(input);
      input = { ...input, known: result.events, lookedAt: result.lookedAt };
      if (result.events.at(-1)?.eventCode === 'Delivered') break;
    }
    expect(looks('all')).toBeLessThanOrEqual(7);
  });

  it('keeps what happens between two news in its heartbeat, and reads places nowhere', async () => {
    let input = await parcelOf('interim', 'stuck');
    const { result } = await track(input);
    input = { ...input, known: result.events, lookedAt: result.lookedAt };
    const { heartbeatDetails, result: end } = await track(input);
    expect(end.isOver).toBe(true);
    expect(JSON.stringify(heartbeatDetails)).toContain('ArrivedAtCarrierFacility');
    expect(JSON.stringify([heartbeatDetails, end])).not.toMatch(/city|postalCode|Plantedham/);
  });

  it('ends after 45 days with the last status, also when every heartbeat is lost', async () => {
    let input = await parcelOf('unscanned', 'never-scanned');
    const { result } = await track(input, { keepsHeartbeats: false });
    expect(result).toMatchObject({ isNoScan: true });
    input = { ...input, known: result.events, lookedAt: result.lookedAt, isNoScanTold: true };
    const { result: end } = await track(input, { keepsHeartbeats: false });
    expect(end).toMatchObject({ isOver: true });
    expect(Date.parse(end.lookedAt) - Date.parse(input.boughtAt)).toBeGreaterThanOrEqual(45 * DAY);
    expect(looks('unscanned')).toBeLessThan(60);
  });

  it('takes a summary for a scan once, when Amazon tells nothing else any more', async () => {
    const input = await parcelOf('summary', 'lost');
    desk.skip(46 * DAY);
    const { result } = await track(input);
    expect(result).toMatchObject({ isOver: true, events: [{ eventCode: 'Lost' }] });
    const { result: again } = await track({ ...input, known: result.events });
    expect(again.events).toEqual(result.events);
  });
});
