import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WorkflowUpdateFailedError } from '@temporalio/client';
import { cancelUpdate, resolveUpdate } from '../../../workflows/shipment/messages.js';
import { startShipmentTime } from '../../support/shipment-time.js';
import type { ShipmentHandle, ShipmentTime } from '../../support/shipment-time.js';

const HOUR = 3_600_000;
const MINUTE = 60_000;

let time: ShipmentTime;
beforeAll(async () => {
  time = await startShipmentTime({ isForgetful: true });
});
afterAll(async () => time.stop());

const cancel = (handle: ShipmentHandle) => handle.executeUpdate(cancelUpdate, { args: [{ actor: 'ann' }] });
const moneyOf = (parcel: string) =>
  time.amazon
    .book()
    .money.filter((each) => each.parcel === parcel)
    .map(({ kind }) => kind);

async function bought(reference: string): Promise<ShipmentHandle> {
  const handle = await time.start(reference);
  await time.untilState(handle, 'PURCHASED');
  return handle;
}

describe('a shipment that is cancelled before the carrier has the parcel', () => {
  it('is cancelled at Amazon, and its refund is expected until it is settled', async () => {
    const handle = await bought('early');
    expect(await cancel(handle)).toEqual({ state: 'CANCELLING' });
    const { refund, attention } = await time.untilItem(handle, 'RefundExpected');
    expect(refund).toMatchObject({ amount: { value: 3.72, unit: 'GBP' } });
    expect(attention.items.map(({ reason }) => reason)).toEqual(['RefundExpected']);
    expect(moneyOf('early')).toEqual(['charge', 'refund']);
    await time.skip(24 * HOUR);
    // The parcel that nobody ships is not looked for.
    expect(time.calls('getTracking', 'early')).toBeLessThanOrEqual(1);
    await time.answer(handle, 'settled', { reference: 'credit note 7' });
    expect(await time.untilState(handle, 'CANCELLED')).toMatchObject({
      refund: { outcome: 'settled', reference: 'credit note 7' },
      attention: { items: [] },
    });
  });

  it.each([
    // fault of the cancellation
    ['reply-lost', { kind: 'reply-lost' }],
    ['status 503', { kind: 'status', status: 503 }],
  ] as const)('is found cancelled although the reply was lost (%s)', async (name, fault) => {
    const parcel = name.replace(' ', '-');
    const handle = await bought(parcel);
    time.amazon.addFault({ operation: 'cancelShipment', parcel, fault });
    await cancel(handle);
    await time.untilState(handle, 'REFUND_EXPECTED');
    expect(moneyOf(parcel)).toEqual(['charge', 'refund']);
    expect(await cancel(handle)).toEqual({ state: 'REFUND_EXPECTED' });
  });

  it('goes on where the parcel is when the carrier was faster', async () => {
    const handle = await bought('race');
    time.amazon.addFault({ operation: 'cancelShipment', parcel: 'race', fault: { kind: 'picked-up' } });
    await cancel(handle);
    const { cancellation } = await time.untilState(handle, 'IN_TRANSIT');
    expect(cancellation).toMatchObject({ outcome: 'too-late', actor: 'ann' });
    expect(moneyOf('race')).toEqual(['charge']);
    await expect(cancel(handle)).rejects.toThrow(WorkflowUpdateFailedError);
    await time.untilState(handle, 'DELIVERED', 2 * HOUR);
  });

  it('is a person’s when Amazon refuses and the tracking tells nothing', async () => {
    const handle = await bought('refused');
    time.amazon.addFault({ operation: 'cancelShipment', parcel: 'refused', fault: { kind: 'status', status: 400 } });
    await cancel(handle);
    await time.untilItem(handle, 'CancellationUnknown');
    await time.answer(handle, 'retry');
    await time.untilState(handle, 'REFUND_EXPECTED');
    expect(moneyOf('refused')).toEqual(['charge', 'refund']);
  });

  it('goes on when a person keeps it', async () => {
    const handle = await bought('kept');
    time.amazon.addFault({ operation: 'cancelShipment', parcel: 'kept', fault: { kind: 'status', status: 400 } });
    await cancel(handle);
    await time.untilItem(handle, 'CancellationUnknown');
    await time.answer(handle, 'keep');
    await time.untilState(handle, 'DELIVERED', 2 * HOUR);
    expect(moneyOf('kept')).toEqual(['charge']);
  });
});

describe('a shipment that is cancelled before it is bought', () => {
  it('ends without a purchase while a person is asked for a rate', async () => {
    const handle = await time.start('unbought', { policy: { rates: 'ask' } });
    await time.untilItem(handle, 'RateChoiceNeeded');
    expect(await cancel(handle)).toEqual({ state: 'CANCELLED' });
    expect(moneyOf('unbought')).toEqual([]);
  });

  it('is bought and cancelled when its purchase was under way', async () => {
    time.amazon.addFault({
      operation: 'purchaseShipment',
      parcel: 'underway',
      fault: { kind: 'reply-lost' },
      times: 2,
    });
    const handle = await time.start('underway');
    await time.until(handle, 'a purchase', () => moneyOf('underway').length > 0, 1_000);
    expect(await cancel(handle)).toEqual({ state: 'PURCHASING' });
    await time.untilState(handle, 'REFUND_EXPECTED');
    expect(moneyOf('underway')).toEqual(['charge', 'refund']);
  });

  it('ends when its purchase turns out not to have happened', async () => {
    time.amazon.addFault({
      operation: 'purchaseShipment',
      parcel: 'never',
      fault: { kind: 'status', status: 503 },
      times: 'always',
    });
    const handle = await time.start('never');
    await time.until(handle, 'a purchase', ({ state }) => state === 'PURCHASING', 1_000);
    await time.skip(MINUTE);
    await cancel(handle);
    await time.untilItem(handle, 'PurchaseUnknown');
    await time.answer(handle, 'not-bought');
    await time.untilState(handle, 'CANCELLED');
    time.amazon.clearFaults();
    expect(moneyOf('never')).toEqual([]);
  });

  it('ends without a purchase when Amazon has refused it, and nobody can buy it by a retry any more', async () => {
    time.amazon.addFault({
      operation: 'purchaseShipment',
      parcel: 'turned-down',
      fault: { kind: 'status', status: 400 },
    });
    const handle = await time.start('turned-down');
    const { attention } = await time.untilItem(handle, 'Rejected');
    const answer = { attentionId: attention.items[0]?.attentionId ?? '', answer: 'retry', actor: 'ann' };
    await cancel(handle);
    await handle.executeUpdate(resolveUpdate, { args: [answer] }).catch(() => undefined);
    await time.untilState(handle, 'CANCELLED');
    expect(moneyOf('turned-down')).toEqual([]);
  });
});
