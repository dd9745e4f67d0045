import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cancelUpdate, trackingEventUpdate } from '../../../workflows/shipment/messages.js';
import { startShipmentTime } from '../../support/shipment-time.js';
import type { ShipmentHandle, ShipmentTime } from '../../support/shipment-time.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ups = {
  rates: { prefer: { kind: 'cheapest' }, carriers: ['UPS'], valueAddedServices: ['DELIVERY_CONFIRMATION'] },
} as const;

const cancel = (handle: ShipmentHandle) => handle.executeUpdate(cancelUpdate, { args: [{ actor: 'ann' }] });

describe('a parcel', () => {
  let time: ShipmentTime;
  beforeAll(async () => {
    time = await startShipmentTime();
  });
  afterAll(async () => time.stop());

  async function bought(reference: string, changes: Parameters<ShipmentTime['start']>[1] = {}) {
    const handle = await time.start(reference, changes);
    await time.untilState(handle, 'PURCHASED');
    return handle;
  }
  const report = async (handle: ShipmentHandle, eventCode: string) =>
    handle.executeUpdate(trackingEventUpdate, {
      args: [{ eventCode, eventTime: new Date(await time.now()).toISOString() }],
    });

  it('is looked for again once a person has answered why it could not be', async () => {
    time.amazon.addFault({ operation: 'getTracking', parcel: 'refused', fault: { kind: 'status', status: 400 } });
    const handle = await bought('refused');
    await time.untilItem(handle, 'Rejected', HOUR);
    await time.answer(handle, 'retry');
    await time.untilState(handle, 'DELIVERED', 2 * HOUR);
  });

  it('is not looked for any more once a person says that somebody else does', async () => {
    time.amazon.addFault({ operation: 'getTracking', parcel: 'elsewhere', fault: { kind: 'status', status: 400 } });
    const handle = await bought('elsewhere');
    await time.untilItem(handle, 'Rejected', HOUR);
    await time.answer(handle, 'done-elsewhere', { reference: 'the carrier' });
    await time.untilState(handle, 'TRACKING_ENDED', HOUR);
  });

  it('whose cancellation nobody decides is not asked for without a pause when its 45 days are over', async () => {
    time.amazon.placeRatePlan({ parcel: 'undecided', life: 'never-scanned' });
    const handle = await bought('undecided');
    time.amazon.addFault({ operation: 'cancelShipment', parcel: 'undecided', fault: { kind: 'status', status: 400 } });
    await cancel(handle);
    const { purchase } = await time.untilItem(handle, 'CancellationUnknown');
    const over = Date.parse(purchase!.boughtAt) + 45.5 * DAY;
    const looks = (): number => time.calls('getTracking', 'undecided');
    // A look for each of its days, and not one more.
    while ((await time.now()) < over && looks() <= 55) await time.skip(6 * HOUR);
    await time.until(handle, 'the last look', () => looks() >= 45, HOUR);
    expect(looks()).toBeLessThanOrEqual(55);
    const { attention } = await time.view(handle);
    const item = attention.items.find(({ reason }) => reason === 'CancellationUnknown');
    await time.answer(handle, 'keep', { attentionId: item!.attentionId });
    await time.untilState(handle, 'TRACKING_ENDED');
  });

  it('of another carrier is followed when it was reported while its cancellation was undecided', async () => {
    const handle = await bought('reported', { policy: ups });
    time.amazon.addFault({ operation: 'cancelShipment', parcel: 'reported', fault: { kind: 'status', status: 400 } });
    await cancel(handle);
    await time.untilItem(handle, 'CancellationUnknown');
    // It would count as handed over by now.
    await time.skip(4 * DAY);
    await report(handle, 'PickupDone');
    await time.answer(handle, 'keep');
    await time.untilState(handle, 'IN_TRANSIT', 1_000);
    await time.skip(DAY);
    expect(await time.view(handle)).toMatchObject({ state: 'IN_TRANSIT' });
    expect(await report(handle, 'Delivered')).toEqual({ state: 'DELIVERED' });
  });
});

describe('a parcel whose tracking id Amazon does not tell', () => {
  let time: ShipmentTime;
  beforeAll(async () => {
    time = await startShipmentTime({
      disturbed: (dependencies) => ({
        ...dependencies,
        shipping: {
          ...dependencies.shipping,
          purchaseShipment: async (...given) => {
            const made = await dependencies.shipping.purchaseShipment(...given);
            if (made.kind !== 'accepted') return made;
            const packageDocumentDetails = made.result.packageDocumentDetails.map(
              ({ trackingId: _trackingId, ...details }) => details,
            );
            return { ...made, result: { ...made.result, packageDocumentDetails } };
          },
          getShipmentDocuments: async (...given) => {
            const found = await dependencies.shipping.getShipmentDocuments(...given);
            if (found === undefined) return undefined;
            const { trackingId: _trackingId, ...details } = found;
            return details;
          },
        },
      }),
    });
  });
  afterAll(async () => time.stop());

  it('counts as handed over without a report, and does not stay open for ever', async () => {
    const handle = await time.start('untold');
    await time.untilState(handle, 'PURCHASED');
    await time.untilState(handle, 'HANDED_TO_CARRIER', 6 * HOUR);
  });
});
