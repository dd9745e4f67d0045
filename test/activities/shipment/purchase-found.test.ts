import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApplicationFailure } from '@temporalio/common';
import { toPurchase } from '../../../activities/shipment/request-body.js';
import { openPurchaseDesk } from './purchase-desk.js';
import type { PurchaseDesk } from './purchase-desk.js';

const MINUTE = 60_000;

let desk: PurchaseDesk;
beforeAll(async () => {
  desk = await openPurchaseDesk();
});
afterAll(async () => desk.stop());

/** Buys a parcel past the worker and its ledger, as a person does in the account. */
async function boughtByHand(reference: string): Promise<string> {
  const now = desk.clock();
  const result = await desk.amazon.shipping.purchaseShipment(
    {
      businessId: 'AmazonShipping_UK',
      idempotencyKey: 'b'.repeat(64),
      body: JSON.stringify(toPurchase(await desk.offer(reference), {})),
    },
    {
      shipmentReference: reference,
      deadline: now + MINUTE,
      attemptEndsAt: now + MINUTE,
      open: () => Promise.resolve(true),
    },
  );
  if (result.kind !== 'accepted') throw new Error(`Not bought: ${result.kind}`);
  return result.result.shipmentId;
}

describe('a person who says what was bought, about a step that never knew of a send', () => {
  it('is believed where nothing is on record: nothing is bought besides', async () => {
    const shipmentId = await boughtByHand('by-hand');
    const found = { shipmentId, send: 0, actor: 'ann', requestId: 'r-1' };
    const input = { ...(await desk.input('by-hand', await desk.offer('by-hand'))), found };
    expect(await desk.attempt('purchase', input)).toMatchObject({ outcome: 'bought', shipmentId });
    expect(desk.charges('by-hand')).toBe(1);
    // Whoever comes later finds it as well, without being told.
    const { found: _found, ...later } = input;
    expect(await desk.attempt('purchase', later)).toMatchObject({ outcome: 'bought', shipmentId });
    expect(desk.charges('by-hand')).toBe(1);
  });

  it('is believed about the last send where its number was never told', async () => {
    desk.local.addFault({
      operation: 'purchaseShipment',
      parcel: 'silent',
      fault: { kind: 'reply-lost' },
      times: 'always',
    });
    const input = await desk.input('silent', await desk.offer('silent'));
    await desk.attempt('purchase', input);
    const [send] = desk.local.book().purchases.filter(({ parcel }) => parcel === 'silent');
    const shipmentId = send?.shipmentId ?? '';
    desk.skip(20 * MINUTE);
    const found = { shipmentId, send: 0, actor: 'ann', requestId: 'r-2' };
    expect(await desk.attempt('purchase', { ...input, found })).toMatchObject({ outcome: 'bought', shipmentId });
    desk.local.clearFaults();
    expect(desk.charges('silent')).toBe(1);
  });

  it('is not believed about a shipment that Amazon does not know', async () => {
    const found = { shipmentId: 'amzn1.sid.9.9', send: 0, actor: 'ann', requestId: 'r-3' };
    const result = await desk.attempt('purchase', { ...(await desk.input('slip', await desk.offer('slip'))), found });
    expect(result).toBeInstanceOf(ApplicationFailure);
    expect(result).toMatchObject({ type: 'NotFound' });
    expect(desk.charges('slip')).toBe(0);
  });
});
