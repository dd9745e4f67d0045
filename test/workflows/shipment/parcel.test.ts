import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trackingEventUpdate } from '../../../workflows/shipment/messages.js';
import { startShipmentTime } from '../../support/shipment-time.js';
import type { ShipmentHandle, ShipmentTime } from '../../support/shipment-time.js';
import type { TrackingLife } from '../../../sandbox/amazon/shipments/tracking-lives.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let time: ShipmentTime;
beforeAll(async () => {
  time = await startShipmentTime();
});
afterAll(async () => time.stop());

/** A bought parcel with a life of its own. */
async function parcelOf(reference: string, life: TrackingLife): Promise<ShipmentHandle> {
  time.amazon.placeRatePlan({ parcel: reference, life });
  const handle = await time.start(reference, { notice: { chargePermissionId: 'B01-1234567-1234567' } });
  await time.untilState(handle, 'PURCHASED');
  return handle;
}

const reasons = async (handle: ShipmentHandle): Promise<string[]> =>
  (await time.view(handle)).attention.items.map(({ reason }) => reason);

const noticesOf = async (handle: ShipmentHandle) => {
  const { purchase } = await time.view(handle);
  return time.begun.filter(({ trackingNumber }) => trackingNumber === purchase?.trackingId);
};

describe('a parcel that does not arrive', () => {
  it('is returned once it is back, not delivered, and its undeliverable scan was an item', async () => {
    const handle = await parcelOf('returned', 'returned');
    await time.untilItem(handle, 'ParcelUndeliverable', 2 * HOUR);
    await time.answer(handle, 'noted');
    expect((await time.untilState(handle, 'RETURNED', 4 * HOUR)).events.at(-1)).toMatchObject({
      eventCode: 'Delivered',
      shipmentType: 'RETURNS',
    });
  });

  it('is an item when it is lost, and ends when a person says so', async () => {
    const handle = await parcelOf('lost', 'lost');
    await time.untilItem(handle, 'ParcelLost', 6 * HOUR);
    expect((await time.view(handle)).state).toBe('IN_TRANSIT');
    await time.answer(handle, 'lost');
    await time.untilState(handle, 'LOST');
  });

  it('is delivered when it turns up after it was lost', async () => {
    const handle = await parcelOf('found', 'lost');
    await time.untilItem(handle, 'ParcelLost', 6 * HOUR);
    time.amazon.moveTracking({ parcel: 'found', event: { eventCode: 'Delivered' } });
    await time.untilState(handle, 'DELIVERED', 6 * HOUR);
  });

  it('is asked for a day after its pickup window when nobody has scanned it, and ends after 45 days', async () => {
    const handle = await parcelOf('unscanned', 'never-scanned');
    const { purchase } = await time.untilItem(handle, 'NoScan', HOUR);
    const pickupEnd = Date.parse(purchase!.bought!.promise.pickupWindow!.end!);
    expect((await time.now()) - pickupEnd).toBeGreaterThanOrEqual(DAY);
    expect((await time.now()) - pickupEnd).toBeLessThan(DAY + 3 * HOUR);
    await time.answer(handle, 'noted');
    await time.untilState(handle, 'TRACKING_ENDED', 6 * HOUR);
    expect((await time.now()) - Date.parse(purchase!.boughtAt)).toBeGreaterThanOrEqual(45 * DAY);
    expect(time.calls('getTracking', 'unscanned')).toBeLessThan(60);
    expect(await noticesOf(handle)).toEqual([]);
    const { events } = await handle.fetchHistory();
    expect(events!.length).toBeLessThan(70);
  });

  it('ends after 45 days as lost when that was the last word, with nobody answering', async () => {
    const handle = await parcelOf('forgotten', 'lost');
    await time.untilState(handle, 'LOST', 6 * HOUR);
  });

  it.each([
    // life, item
    ['delivery-attempted', 'DeliveryAttempted'],
    ['awaiting-customer-pickup', 'AwaitingCustomerPickup'],
    ['pickup-cancelled', 'PickupCancelled'],
    ['rejected', 'ParcelUndeliverable'],
  ] as const)('is an item while it is %s', async (life, reason) => {
    const handle = await parcelOf(life, life);
    await time.untilItem(handle, reason, HOUR);
    expect(time.notices.filter((notice) => notice.reason === reason).map(({ businessId }) => businessId)).toContain(
      life,
    );
    await time.answer(handle, 'abort');
  });

  it('is refunded when the carrier has cancelled its pickup and a person says so', async () => {
    const handle = await parcelOf('not-fetched', 'pickup-cancelled');
    await time.untilItem(handle, 'PickupCancelled', HOUR);
    await time.answer(handle, 'cancelled');
    await time.untilItem(handle, 'RefundExpected');
    await time.answer(handle, 'written-off');
    expect(await time.untilState(handle, 'CANCELLED')).toMatchObject({ refund: { outcome: 'written-off' } });
  });
});

describe('events that nobody knows, or that come in disorder', () => {
  it('pass through, and change nothing else', async () => {
    const handle = await parcelOf('unknown-code', 'stuck');
    await time.untilState(handle, 'IN_TRANSIT', HOUR);
    time.amazon.moveTracking({ parcel: 'unknown-code', event: { eventCode: 'DroneLanded' } });
    time.amazon.addFault({ operation: 'getTracking', parcel: 'unknown-code', fault: { kind: 'unsorted-events' } });
    await time.skip(DAY);
    expect(await reasons(handle)).toEqual([]);
    time.amazon.moveTracking({ parcel: 'unknown-code', event: { eventCode: 'Delivered' } });
    const { events } = await time.untilState(handle, 'DELIVERED', 6 * HOUR);
    const times = events.map(({ eventTime }) => Date.parse(eventTime));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(events.map(({ eventCode }) => eventCode)).toContain('DroneLanded');
    expect(new Set(events.map((event) => JSON.stringify(event))).size).toBe(events.length);
  });

  it('end the shipment at once when they are pushed: nobody looks for it any more', async () => {
    const handle = await parcelOf('pushed', 'on-time');
    const report = async (eventCode: string) =>
      handle.executeUpdate(trackingEventUpdate, {
        args: [{ eventCode, eventTime: new Date(await time.now()).toISOString() }],
      });
    expect(await report('PickupDone')).toEqual({ state: 'IN_TRANSIT' });
    await time.until(handle, 'a notice', ({ notice }) => notice !== undefined);
    await time.skip(HOUR);
    expect(await report('Delivered')).toEqual({ state: 'DELIVERED' });
    const looked = time.calls('getTracking', 'pushed');
    await time.skip(10 * DAY);
    expect(time.calls('getTracking', 'pushed')).toBe(looked);
    expect(looked).toBeLessThanOrEqual(1);
    expect(await noticesOf(handle)).toHaveLength(1);
    expect((await handle.describe()).status.name).toBe('COMPLETED');
  });
});

describe('a parcel of a carrier that Amazon cannot track', () => {
  const ups = {
    rates: { prefer: { kind: 'cheapest' }, carriers: ['UPS'], valueAddedServices: ['DELIVERY_CONFIRMATION'] },
  } as const;

  it('counts as handed over a day after its pickup window without a report', async () => {
    const handle = await time.start('ups', { policy: ups });
    const { purchase } = await time.untilState(handle, 'PURCHASED');
    await time.untilState(handle, 'HANDED_TO_CARRIER', HOUR);
    const pickupEnd = Date.parse(purchase!.bought!.promise.pickupWindow!.end!);
    expect((await time.now()) - pickupEnd).toBeGreaterThanOrEqual(DAY);
    expect(time.calls('getTracking', 'ups')).toBe(0);
  });

  it('is followed by what is reported, and tells its buyer', async () => {
    const handle = await time.start('ups-reported', {
      policy: ups,
      notice: { amazonOrderReferenceId: 'P01-1234567-1234567' },
    });
    await time.untilState(handle, 'PURCHASED');
    for (const [eventCode, state] of [
      ['PickupDone', 'IN_TRANSIT'],
      ['OutForDelivery', 'IN_TRANSIT'],
      ['Delivered', 'DELIVERED'],
    ] as const) {
      await time.skip(20 * HOUR);
      const eventTime = new Date(await time.now()).toISOString();
      expect(await handle.executeUpdate(trackingEventUpdate, { args: [{ eventCode, eventTime }] })).toEqual({ state });
    }
    expect(await noticesOf(handle)).toMatchObject([
      { carrierId: 'UPS', amazonOrderReferenceId: 'P01-1234567-1234567' },
    ]);
  });

  it('ends 45 days after its purchase when its reports stop', async () => {
    const handle = await time.start('ups-silent', { policy: ups });
    const { purchase } = await time.untilState(handle, 'PURCHASED');
    const eventTime = new Date(await time.now()).toISOString();
    await handle.executeUpdate(trackingEventUpdate, { args: [{ eventCode: 'PickupDone', eventTime }] });
    await time.untilState(handle, 'TRACKING_ENDED', 6 * HOUR);
    expect((await time.now()) - Date.parse(purchase!.boughtAt)).toBeGreaterThanOrEqual(45 * DAY);
  });
});
