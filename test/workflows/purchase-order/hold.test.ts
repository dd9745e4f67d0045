import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { holdUpdate, packUpdate, releaseUpdate, viewQuery } from '../../../workflows/purchase-order/messages.js';
import type { LabelMode } from '../../../workflows/purchase-order/order.js';
import type { PurchaseOrderState } from '../../../workflows/purchase-order/state.js';
import { defaultPolicy } from '../../support/default-policy.js';
import { startSkippedTime } from '../../support/skipped-time.js';
import type { OrderHandle, SkippedTime } from '../../support/skipped-time.js';
import { depart, endOf, readyToShip, refusalOf } from './hands.js';

const HOUR = 3_600_000;
const modes: Record<string, LabelMode> = { WH02: { mode: 'vendor-label' } };

describe('an order', () => {
  let time: SkippedTime;
  beforeAll(async () => {
    time = await startSkippedTime({
      labelModeFor: (warehouse) => modes[warehouse] ?? { mode: 'amazon' },
      warehouseOf: (warehouse) => ({ waitForPacking: warehouse === 'WH05' }),
    });
  });
  afterAll(async () => {
    expect(time.amazon.violations()).toEqual([]);
    await time.stop();
  });

  const requests = (purchaseOrderNumber: string): number =>
    time.amazon.order(purchaseOrderNumber)?.accepted.labelRequests ?? 0;
  const later = { acknowledgement: { ...defaultPolicy.acknowledgement, acknowledgeAfterMs: HOUR } };
  /** Two packages with half of the order's first line, or the whole of it, each. */
  const packagesOf = ({ order }: PurchaseOrderState) => [
    {
      containerIdentifier: 'A',
      weight: { value: '2.5', unitOfMeasure: 'LB' as const },
      items: (order?.lines ?? []).map(({ itemSequenceNumber }) => ({ itemSequenceNumber, quantity: 1 })),
    },
    {
      containerIdentifier: 'B',
      items: (order?.lines ?? []).map(({ itemSequenceNumber }) => ({ itemSequenceNumber, quantity: 1 })),
    },
  ];
  const lines = [{ amount: 2 }, { amount: 2 }];

  it.each([
    ['vendor-label', 'WH02'],
    ['amazon', 'WH01'],
  ] as const)(
    'with label mode %s that is held is acknowledged in time, and goes no further until it is released',
    async (labelMode, warehouse) => {
      const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode, warehouse });
      const handle = await time.start(purchaseOrderNumber, later);
      await time.until(handle, 'read', (order) => order.order !== undefined);
      await handle.executeUpdate(holdUpdate, { args: [{ actor: 'ann', reason: 'recall' }] });
      await time.untilState(handle, 'ACKNOWLEDGED');
      await time.skip(3 * HOUR);
      expect(await handle.query(viewQuery)).toMatchObject({ state: 'ACKNOWLEDGED', hold: { actor: 'ann' } });
      expect(requests(purchaseOrderNumber)).toBe(0);
      await handle.executeUpdate(releaseUpdate, { args: [{ actor: 'bob' }] });
      const ready = await time.untilState(handle, 'READY_TO_SHIP');
      expect(ready.hold).toBeUndefined();
      expect(requests(purchaseOrderNumber)).toBe(labelMode === 'amazon' ? 1 : 0);
      expect(ready.audit.map(({ action }) => action)).toEqual(['hold', 'release']);
    },
  );

  it('that is held and denied on the floor is not labelled', async () => {
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon' });
    const handle = await time.start(purchaseOrderNumber, later);
    await time.until(handle, 'read', (order) => order.order !== undefined);
    await handle.signal('hold', { actor: 'ann' });
    await time.untilState(handle, 'ACKNOWLEDGED');
    await handle.signal('cancel', { actor: 'ann' });
    expect(await endOf(time, handle)).toBe('FLOOR_DENIED');
    expect(requests(purchaseOrderNumber)).toBe(0);
  });

  it('that has its label is not held any more, and its confirmation never is', async () => {
    const { handle } = await readyToShip(time);
    const held = handle.executeUpdate(holdUpdate, { args: [{ actor: 'ann' }] });
    expect(await refusalOf(held)).toMatch(/A confirmation is never held/);
    await depart(time, handle);
    expect(await endOf(time, handle)).toBe('COMPLETED');
  });

  /** An order of a warehouse that packs first. */
  async function unpacked(): Promise<{ handle: OrderHandle; purchaseOrderNumber: string; order: PurchaseOrderState }> {
    const { purchaseOrderNumber } = time.amazon.addOrder({ labelMode: 'amazon', warehouse: 'WH05', lines });
    const handle = await time.start(purchaseOrderNumber);
    await time.untilState(handle, 'ACKNOWLEDGED');
    await time.skip(2 * HOUR);
    return { handle, purchaseOrderNumber, order: await handle.query(viewQuery) };
  }

  it('of a warehouse that packs first is labelled only then, one label for each package', async () => {
    const { handle, purchaseOrderNumber, order } = await unpacked();
    expect(order.state).toBe('ACKNOWLEDGED');
    expect(requests(purchaseOrderNumber)).toBe(0);
    await handle.executeUpdate(packUpdate, { args: [{ containers: packagesOf(order), actor: 'ann' }] });
    const ready = await time.untilState(handle, 'READY_TO_SHIP');
    expect(ready.label?.packages).toHaveLength(2);
    const [request] = time.amazon.received({ operation: 'submitShippingLabelRequest', purchaseOrderNumber });
    expect(request?.body).toMatchObject({
      shippingLabelRequests: [
        {
          containers: [
            {
              containerType: 'carton',
              containerIdentifier: 'A',
              weight: { value: '2.5', unitOfMeasure: 'LB' },
              packedItems: [
                { itemSequenceNumber: 1, packedQuantity: { amount: 1, unitOfMeasure: 'Each' } },
                { itemSequenceNumber: 2, packedQuantity: { amount: 1, unitOfMeasure: 'Each' } },
              ],
            },
            { containerIdentifier: 'B', weight: { value: '1', unitOfMeasure: 'LB' } },
          ],
        },
      ],
    });
    await depart(time, handle);
    expect(await endOf(time, handle)).toBe('COMPLETED');
  });

  it('of a warehouse that packs first waits for the end of a hold as well, whichever comes first', async () => {
    const { handle, purchaseOrderNumber, order } = await unpacked();
    await handle.executeUpdate(holdUpdate, { args: [{}] });
    await handle.executeUpdate(packUpdate, { args: [{ containers: packagesOf(order) }] });
    await time.skip(HOUR);
    expect(requests(purchaseOrderNumber)).toBe(0);
    await handle.executeUpdate(releaseUpdate, { args: [{}] });
    await time.untilState(handle, 'READY_TO_SHIP');
  });

  it('with a label of its own confirms the packages that were packed, with what the departure adds', async () => {
    const { made, handle, order } = await readyToShip(time, { labelMode: 'vendor-label', warehouse: 'WH02', lines });
    const { purchaseOrderNumber } = made;
    await handle.executeUpdate(packUpdate, { args: [{ containers: packagesOf(order) }] });
    expect(await refusalOf(depart(time, handle))).toMatch(/trackingNumber of every package/);
    const half = { containers: [{ containerIdentifier: 'A', trackingNumber: 'TA' }] };
    expect(await refusalOf(depart(time, handle, half))).toMatch(/partial shipment is not allowed/);
    await depart(time, handle, {
      containers: [
        { containerIdentifier: 'A', trackingNumber: 'TA' },
        { containerIdentifier: 'B', trackingNumber: 'TB' },
      ],
    });
    expect(await endOf(time, handle)).toBe('COMPLETED');
    const [request] = time.amazon.received({ operation: 'submitShipmentConfirmations', purchaseOrderNumber });
    expect(request?.body).toMatchObject({
      shipmentConfirmations: [
        {
          containers: [
            { containerIdentifier: 'A', trackingNumber: 'TA', weight: { value: '2.5' } },
            { containerIdentifier: 'B', trackingNumber: 'TB', packedItems: [{}, {}] },
          ],
        },
      ],
    });
  });
});
