import { describe, expect, it } from 'vitest';
import type { TrackingMove } from '../../../../sandbox/amazon/shipments/shipping-control.js';
import { createErrands } from '../../../../sandbox/demo/errands.js';
import { shipmentRow } from '../../../../sandbox/demo/parcel-board.js';
import type { Shown } from '../../../../sandbox/demo/parcel-board.js';
import { createParcelCarrier } from '../../../../sandbox/demo/shipments/parcel-carrier.js';
import type { ParcelReport } from '../../../../sandbox/demo/shipments/parcel-carrier.js';
import { demoShipments } from '../../../../sandbox/demo/shipments/shipments.js';
import type { DemoShipment } from '../../../../sandbox/demo/shipments/shipments.js';
import { failures } from '../../../../workflows/failures.js';
import type { AttentionItem } from '../../../../workflows/steps/attention.js';

const PAUSE_MS = 1_000;
const returned = demoShipments.find(({ role }) => role === 'shipment-returned')!;
const cancelled = demoShipments.find(({ role }) => role === 'shipment-cancelled')!;
const item: AttentionItem = {
  attentionId: 'followParcel-1',
  step: 'followParcel',
  reason: 'ParcelUndeliverable',
  message: '',
  answers: failures.ParcelUndeliverable.answers,
  raisedAt: '2026-01-05T12:00:00Z',
  details: {},
};
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A carrier, its clock, and what it has done. */
function carrying(shipment: DemoShipment, taken: () => Promise<unknown> = () => Promise.resolve()) {
  let now = 0;
  const happened: TrackingMove[] = [];
  const reported: ParcelReport[] = [];
  const carrier = createParcelCarrier({
    amazon: { moveTracking: (move) => happened.push(move) > 0 },
    send: (report) => Promise.resolve(void reported.push(report)),
    taken,
    errands: createErrands(() => now),
    pauseMs: PAUSE_MS,
    now: () => now,
  });
  return {
    happened: () => happened.map(({ event }) => event?.eventCode),
    reported,
    look: async (afterMs: number, shown: Shown, readBeforeMs = 0) => {
      now += afterMs;
      carrier.carry([shipmentRow(shipment, shown, now - readBeforeMs)]);
      await settle();
    },
  };
}

describe("the carrier of the demo's shipments", () => {
  it('takes a parcel on step by step, each a pause after the one before, and reports what has happened', async () => {
    const { look, happened, reported } = carrying(returned);
    await look(0, { state: 'PURCHASED', items: [] });
    expect(happened()).toEqual([]);
    await look(PAUSE_MS, { state: 'PURCHASED', items: [] });
    await look(PAUSE_MS - 1, { state: 'IN_TRANSIT', items: [] });
    expect(happened()).toEqual(['PickupDone']);
    for (let steps = 0; steps < 9; steps += 1) await look(PAUSE_MS, { state: 'IN_TRANSIT', items: [] });
    expect(happened()).toEqual(['PickupDone', 'OutForDelivery', 'Undeliverable', 'ReturnInitiated', 'Delivered']);
    expect(reported.map(({ eventCode, shipmentType }) => [eventCode, shipmentType])).toEqual([
      ['PickupDone', 'FORWARD'],
      ['OutForDelivery', 'FORWARD'],
      ['Undeliverable', 'FORWARD'],
      ['ReturnInitiated', 'RETURNS'],
      ['Delivered', 'RETURNS'],
    ]);
  });

  it('leaves a parcel where it is while a person is asked about it', async () => {
    const { look, happened } = carrying(returned);
    await look(0, { state: 'PURCHASED', items: [] });
    await look(9 * PAUSE_MS, { state: 'IN_TRANSIT', items: [item] });
    expect(happened()).toEqual([]);
    await look(0, { state: 'IN_TRANSIT', items: [] });
    expect(happened()).toEqual(['PickupDone']);
  });

  it('does not go by what was read before its last step was taken up', async () => {
    const { look, happened } = carrying(returned);
    await look(0, { state: 'PURCHASED', items: [] });
    await look(PAUSE_MS, { state: 'PURCHASED', items: [] });
    await look(2 * PAUSE_MS, { state: 'PURCHASED', items: [] }, 2 * PAUSE_MS);
    expect(happened()).toEqual(['PickupDone']);
  });

  it('lets a step happen once, and reports it until a worker has taken it up', async () => {
    let tries = 0;
    const { look, happened, reported } = carrying(returned, () =>
      (tries += 1) < 3 ? Promise.reject(new Error('No worker answered.')) : Promise.resolve(),
    );
    await look(0, { state: 'PURCHASED', items: [] });
    for (let looks = 0; looks < 3; looks += 1) await look(PAUSE_MS, { state: 'PURCHASED', items: [] });
    expect(happened()).toEqual(['PickupDone']);
    expect(new Set(reported.map(({ eventTime }) => eventTime)).size).toBe(1);
    expect(reported).toHaveLength(3);
  });

  it.each<[string, DemoShipment, string]>([
    ['what is not bought', returned, 'RATING'],
    ['what is being cancelled', returned, 'CANCELLING'],
    ['what has ended', returned, 'DELIVERED'],
    ['what it never comes for', cancelled, 'PURCHASED'],
  ])('does not take %s', async (_case, shipment, state) => {
    const { look, happened } = carrying(shipment);
    for (let looks = 0; looks < 3; looks += 1) await look(PAUSE_MS, { state, items: [] });
    expect(happened()).toEqual([]);
  });
});
