import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RECIPIENT } from '../../support/shipments.js';
import { startShipmentTime } from '../../support/shipment-time.js';
import type { ShipmentHandle, ShipmentTime } from '../../support/shipment-time.js';
import type { ShipmentState } from '../../../workflows/shipment/state.js';

const HOUR = 3_600_000;

describe('a parcel that is delivered on time', () => {
  let time: ShipmentTime;
  let handle: ShipmentHandle;
  let bought: ShipmentState;
  let end: ShipmentState;
  beforeAll(async () => {
    time = await startShipmentTime();
    handle = await time.start('ORDER-1/1', { notice: { chargePermissionId: 'B01-1234567-1234567' } });
    bought = await time.untilState(handle, 'PURCHASED');
    end = await time.untilState(handle, 'DELIVERED', HOUR / 2);
    await time.skip(5 * 60_000);
  });
  afterAll(async () => time.stop());

  it('is bought at the cheapest rate of the policy, and charged once', () => {
    const { purchases, money } = time.amazon.book();
    expect(purchases).toHaveLength(1);
    expect(money.map(({ kind }) => kind)).toEqual(['charge']);
    expect(bought.purchase).toMatchObject({
      shipmentId: purchases[0]!.shipmentId,
      trackingId: purchases[0]!.trackingId,
      bought: { serviceId: 'SWA-GB-ECON', total: { value: 3.72, unit: 'GBP' } },
    });
  });

  it('has its label in the document store', async () => {
    expect(bought.documents).toMatchObject([{ type: 'LABEL', format: 'PNG', mediaType: 'image/png' }]);
    const { bytes } = await time.documents.get(bought.documents[0]!.documentId);
    expect(Buffer.from(bytes).subarray(1, 4).toString()).toBe('PNG');
  });

  it('is looked for at most seven times', () => {
    expect(time.calls('getTracking')).toBeGreaterThan(2);
    expect(time.calls('getTracking')).toBeLessThanOrEqual(7);
  });

  it('begins one delivery notice, once the carrier has it', () => {
    const { trackingId, bought: rate } = end.purchase!;
    expect(time.begun).toEqual([
      {
        account: time.account,
        trackingNumber: trackingId,
        carrierId: rate!.carrierId,
        chargePermissionId: 'B01-1234567-1234567',
      },
    ]);
    expect(Date.parse(end.notice!.at)).toBeGreaterThan(Date.parse(end.events[1]!.eventTime));
  });

  it('needs nobody', () => {
    expect(end.attention.raised).toBe(0);
    expect(time.notices).toEqual([]);
  });

  it('has a short history without personal data', async () => {
    const { events } = await handle.fetchHistory();
    expect(events!.length).toBeLessThanOrEqual(60);
    const text = JSON.stringify(events, (_key, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value,
    );
    for (const personal of [...Object.values(RECIPIENT), 'Garden gnome', ...time.amazon.personalData()]) {
      if (personal === 'GB') continue;
      expect(text).not.toContain(personal);
    }
  });

  it('ends with what was bought', async () => {
    expect(await handle.result()).toMatchObject({
      state: 'DELIVERED',
      trackingId: end.purchase!.trackingId,
      bought: { serviceId: 'SWA-GB-ECON' },
    });
  });
});
