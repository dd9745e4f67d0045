import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrderRequest } from '../../../sandbox/amazon/orders/order.js';
import type { LabelMode } from '../../../workflows/purchase-order/order.js';
import {
  carrierEventSignal,
  carrierEventUpdate,
  resolveUpdate,
  viewQuery,
} from '../../../workflows/purchase-order/messages.js';
import type { CarrierEventInput } from '../../../workflows/purchase-order/messages.js';
import { startSkippedTime } from '../../support/skipped-time.js';
import type { OrderHandle, SkippedTime } from '../../support/skipped-time.js';
import { depart, elsewhere, endOf, readyToShip, resolve } from './hands.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const VOC: LabelMode = { mode: 'vendor-carrier', scacCode: 'UPSN' };
const X12 = {
  DEPARTED_FROM_FC: 'XB NS',
  IN_TRANSIT: 'O1 NS',
  OUT_FOR_DELIVERY: 'OD NS',
  DELIVERED: 'D1 NS',
} as const;

describe('an order on the vendor’s own carrier', () => {
  let time: SkippedTime;
  beforeAll(async () => {
    time = await startSkippedTime({
      labelModeFor: () => VOC,
      carrierOf: () => ({
        dialect: 'X12',
        statusAddress: { name: 'UPS', addressLine1: '1 Hub Road', city: 'Louisville', countryCode: 'US' },
        codes: { X6: 'IN_TRANSIT', ZZ: 'ignore' },
      }),
    });
  });
  afterAll(async () => {
    expect(time.amazon.violations()).toEqual([]);
    await time.stop();
  });

  const now = async (): Promise<string> => new Date(await time.now()).toISOString();
  const report = async (handle: OrderHandle, event: Partial<CarrierEventInput>): Promise<void> => {
    const args: [CarrierEventInput] = [
      { trackingNumber: 'TRACK-1', occurredAt: await now(), actor: 'carrier', ...event },
    ];
    await handle.executeUpdate(carrierEventUpdate, { args });
  };
  const toldOf = (purchaseOrderNumber: string): string[] =>
    (time.amazon.order(purchaseOrderNumber)?.statusUpdates?.applied ?? []).map(
      ({ trackingNumber, statusCode, reasonCode }) => `${trackingNumber} ${statusCode} ${reasonCode}`,
    );
  const onTheRoad = async (more: OrderRequest = {}) => {
    const ready = await readyToShip(time, { labelMode: 'vendor-carrier', ...more });
    await depart(time, ready.handle, { trackingNumber: 'TRACK-1' });
    await time.untilState(ready.handle, 'IN_TRANSIT');
    return ready;
  };

  it('tells Amazon of the departure and of everything that its carrier reports, until it is delivered', async () => {
    const { made, handle } = await onTheRoad();
    for (const status of ['IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED'] as const) {
      await time.skip(HOUR);
      await report(handle, { status });
    }
    expect(await endOf(time, handle)).toBe('COMPLETED');
    expect(toldOf(made.purchaseOrderNumber)).toEqual(Object.values(X12).map((codes) => `TRACK-1 ${codes}`));
    expect(time.amazon.order(made.purchaseOrderNumber)?.statusUpdates?.accepted).toBe(4);
  });

  it('is told of an event in the carrier’s own words and number: Amazon gets its own', async () => {
    const { made, handle } = await onTheRoad();
    await report(handle, { code: 'ZZ' });
    await report(handle, { code: 'X6', trackingNumber: 'track 1' });
    await report(handle, { status: 'DELIVERED' });
    expect(await endOf(time, handle)).toBe('COMPLETED');
    expect(toldOf(made.purchaseOrderNumber).sort()).toEqual(['TRACK-1 D1 NS', 'TRACK-1 O1 NS', 'TRACK-1 XB NS']);
  });

  it('asks a person what an unknown code means, and reports the other events all the same', async () => {
    const { made, handle } = await onTheRoad();
    await report(handle, { code: 'Q9' });
    const asking = await time.untilAttention(handle);
    expect(asking.attention.items.map(({ reason }) => reason)).toEqual(['CarrierNotConfigured']);
    await report(handle, { status: 'OUT_FOR_DELIVERY' });
    await time.until(
      handle,
      'the other event is told',
      ({ parcelEvents }) => parcelEvents.at(-1)?.outcome === 'proven',
    );
    await resolve(handle, 'retry', { data: { status: 'DELIVERED' } });
    expect(await endOf(time, handle)).toBe('COMPLETED');
    expect(toldOf(made.purchaseOrderNumber)).toContain('TRACK-1 D1 NS');
  });

  it('keeps what the carrier reports before the confirmation is proven, and tells it after that', async () => {
    const { made, handle } = await readyToShip(time, { labelMode: 'vendor-carrier' });
    time.amazon.addFault({
      operation: 'submitShipmentConfirmations',
      purchaseOrderNumber: made.purchaseOrderNumber,
      fault: { kind: 'reply-lost' },
    });
    await handle.signal(carrierEventSignal, {
      trackingNumber: 'TRACK-1',
      status: 'IN_TRANSIT',
      occurredAt: await now(),
    });
    await depart(time, handle, { trackingNumber: 'TRACK-1' });
    await report(handle, { status: 'DELIVERED' });
    expect(toldOf(made.purchaseOrderNumber)).toEqual([]);
    expect(await endOf(time, handle)).toBe('COMPLETED');
    expect(toldOf(made.purchaseOrderNumber)).toHaveLength(3);
  });

  it('ends when every package is at its end, each of which has its own updates', async () => {
    const { made, handle, order } = await readyToShip(time, { labelMode: 'vendor-carrier', lines: [{ amount: 2 }] });
    const { itemSequenceNumber = '' } = order.order?.lines[0] ?? {};
    const containers = ['A', 'B'].map((name) => ({
      containerIdentifier: name,
      trackingNumber: `TRACK-${name}`,
      items: [{ itemSequenceNumber, quantity: 1 }],
    }));
    await depart(time, handle, { containers });
    await time.untilState(handle, 'IN_TRANSIT');
    await report(handle, { trackingNumber: 'TRACK-A', status: 'DELIVERED' });
    const half = await time.until(handle, 'one is told', ({ parcelEvents }) =>
      parcelEvents.every(({ outcome }) => outcome),
    );
    expect(half.state).toBe('IN_TRANSIT');
    await report(handle, { trackingNumber: 'TRACK-B', status: 'REJECTED' });
    expect(await endOf(time, handle)).toBe('COMPLETED');
    expect(toldOf(made.purchaseOrderNumber).sort()).toEqual([
      'TRACK-A D1 NS',
      'TRACK-A XB NS',
      'TRACK-B A7 AM',
      'TRACK-B XB NS',
    ]);
  });

  it('that Amazon never says Success of: the same update goes out once more, then counts as sent', async () => {
    const { made, handle } = await onTheRoad();
    await time.until(handle, 'its departure is told', ({ parcelEvents }) => parcelEvents[0]?.outcome === 'proven');
    time.amazon.addFault({
      operation: 'submitShipmentStatusUpdates',
      purchaseOrderNumber: made.purchaseOrderNumber,
      fault: { kind: 'never-success', effect: true },
      times: 2,
    });
    await report(handle, { status: 'DELIVERED' });
    expect(await endOf(time, handle)).toBe('COMPLETED');
    const { parcelEvents, attention } = await handle.query(viewQuery);
    expect(parcelEvents.map(({ outcome }) => outcome)).toEqual(['proven', 'unproven']);
    expect(attention.items).toEqual([]);
    expect(time.amazon.order(made.purchaseOrderNumber)?.statusUpdates?.accepted).toBe(3);
  });

  it('that was confirmed elsewhere is asked for its tracking numbers, and then followed', async () => {
    const made = time.amazon.addOrder({ labelMode: 'vendor-carrier' });
    await elsewhere(time, made, 'acknowledged');
    const first = await time.start(made.purchaseOrderNumber);
    await time.untilState(first, 'READY_TO_SHIP');
    await depart(time, first, { trackingNumber: 'TRACK-1' });
    await time.until(first, 'its departure is told', ({ parcelEvents }) => parcelEvents[0]?.outcome === 'proven');
    // Its ledger knows the departure: whoever takes it up again need not be asked.
    await first.terminate();
    const again = await time.start(made.purchaseOrderNumber);
    await time.untilState(again, 'IN_TRANSIT');
    await report(again, { status: 'DELIVERED' });
    expect(await endOf(time, again)).toBe('COMPLETED');
    expect(toldOf(made.purchaseOrderNumber)).toEqual(['TRACK-1 XB NS', 'TRACK-1 D1 NS']);
    expect(time.amazon.order(made.purchaseOrderNumber)?.statusUpdates?.accepted).toBe(2);
  });

  it('with a silent carrier waits for a person after a day without a scan', async () => {
    const { handle } = await onTheRoad();
    const departedAt = Date.parse((await handle.query(viewQuery)).departure?.departedAt ?? '');
    await time.skip(24 * HOUR);
    const asked = await time.untilAttention(handle);
    expect(asked.attention.items.map(({ reason }) => reason)).toEqual(['CarrierSilent']);
    expect(await time.now()).toBeLessThan(departedAt + 25 * HOUR);
    await handle.executeUpdate(resolveUpdate, {
      args: [
        {
          attentionId: asked.attention.items[0]?.attentionId ?? '',
          answer: 'done-elsewhere',
          reference: 'claim 7',
          actor: 'support',
        },
      ],
    });
    expect(await endOf(time, handle)).toBe('COMPLETED');
  });
});
