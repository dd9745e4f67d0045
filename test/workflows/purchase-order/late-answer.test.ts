import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carrierEventUpdate } from '../../../workflows/purchase-order/messages.js';
import { startSkippedTime } from '../../support/skipped-time.js';
import type { SkippedTime } from '../../support/skipped-time.js';
import { depart, readyToShip, resolve } from './hands.js';

const HOUR = 3_600_000;

describe('a status update about which a person answers a day later', () => {
  let time: SkippedTime;
  beforeAll(async () => {
    time = await startSkippedTime({
      labelModeFor: () => ({ mode: 'vendor-carrier', scacCode: 'UPSN' }),
      carrierOf: () => ({
        dialect: 'X12',
        statusAddress: { name: 'UPS', addressLine1: '1 Hub Road', city: 'Louisville', countryCode: 'US' },
      }),
    });
  });
  afterAll(() => time.stop());

  it('has the same time as any other: without an answer of Amazon it is sent once more', async () => {
    const { made, handle } = await readyToShip(time, { labelMode: 'vendor-carrier' });
    await depart(time, handle, { trackingNumber: 'TRACK-1' });
    await time.untilState(handle, 'IN_TRANSIT');
    const occurredAt = new Date(await time.now()).toISOString();
    await handle.executeUpdate(carrierEventUpdate, { args: [{ trackingNumber: 'TRACK-1', code: 'Q9', occurredAt }] });
    await time.untilAttention(handle);
    await time.skip(25 * HOUR);
    time.amazon.addFault({
      operation: 'submitShipmentStatusUpdates',
      purchaseOrderNumber: made.purchaseOrderNumber,
      fault: { kind: 'never-success', effect: false },
      times: 2,
    });
    await resolve(handle, 'retry', { data: { status: 'OUT_FOR_DELIVERY' } });
    const done = await time.until(handle, 'settled', ({ parcelEvents }) =>
      parcelEvents.every(({ outcome }) => outcome),
    );
    expect(done.parcelEvents.map(({ outcome }) => outcome)).toEqual(['proven', 'unproven']);
    // The departure, the update, and its one repetition.
    expect(time.amazon.order(made.purchaseOrderNumber)?.statusUpdates?.accepted).toBe(3);
    await handle.terminate();
  }, 60_000);

  it('an order taken up again knows what Amazon was told of its parcels', async () => {
    const { handle, made, order } = await readyToShip(time, { labelMode: 'vendor-carrier', lines: [{ amount: 2 }] });
    const { itemSequenceNumber = '' } = order.order?.lines[0] ?? {};
    const containers = ['A', 'B'].map((name) => ({
      containerIdentifier: name,
      trackingNumber: `TRACK-${name}`,
      items: [{ itemSequenceNumber, quantity: 1 }],
    }));
    await depart(time, handle, { containers });
    await time.untilState(handle, 'IN_TRANSIT');
    const occurredAt = new Date(await time.now()).toISOString();
    await handle.executeUpdate(carrierEventUpdate, {
      args: [{ trackingNumber: 'TRACK-A', status: 'DELIVERED', occurredAt }],
    });
    await time.until(handle, 'told', ({ parcelEvents }) => parcelEvents.every(({ outcome }) => outcome === 'proven'));
    await handle.terminate();
    const again = await time.start(made.purchaseOrderNumber);
    await time.untilState(again, 'IN_TRANSIT');
    await time.skip(25 * HOUR);
    const { attention } = await time.untilAttention(again);
    await again.terminate();
    expect(attention.items.map(({ details }) => details.trackingNumber)).toEqual(['TRACK-B']);
    expect(time.amazon.order(made.purchaseOrderNumber)?.statusUpdates?.accepted).toBe(3);
  }, 60_000);
});
