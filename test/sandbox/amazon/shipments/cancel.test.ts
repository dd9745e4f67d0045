import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dayMs, outcome, startWithShipper } from './shipper.js';
import type { Shipper } from './shipper.js';

let here: Shipper;

beforeEach(async () => {
  here = await startWithShipper();
});

afterEach(async () => {
  await here.amazon.stop();
});

const status = async (trackingId: string): Promise<string> =>
  (await here.track(trackingId)).body.payload.summary.status;
const movements = (): string[] => here.amazon.book().money.map(({ kind, amount }) => `${kind} ${String(amount.minor)}`);

describe('cancelShipment', () => {
  it('before the pickup takes the purchase back, with the money, and tracking says so for ever', async () => {
    const { shipmentId, packageDocumentDetails } = await here.ship('P');
    const answer = await here.cancel(shipmentId);
    expect([answer.status, answer.body]).toEqual([200, { payload: {} }]);
    expect(movements()).toEqual(['charge 476', 'refund 476']);
    expect(here.amazon.book()).toMatchObject({
      purchases: [{ cancelledAt: here.clock(), status: 'PickupCancelled' }],
      cancellations: [{ shipmentId, parcel: 'P', at: here.clock() }],
    });
    here.clock.advance(3 * dayMs);
    expect(await status(packageDocumentDetails[0]?.trackingId ?? '')).toBe('PickupCancelled');
  });

  it('after the pickup is refused, and nothing is given back', async () => {
    const { shipmentId } = await here.ship('P');
    here.clock.advance(dayMs);
    expect(outcome(await here.cancel(shipmentId))).toBe('400 InvalidInput The shipment has been picked up.');
    expect(movements()).toEqual(['charge 476']);
  });

  it('loses the race when the carrier takes the parcel at that moment', async () => {
    const { shipmentId, packageDocumentDetails } = await here.ship('P');
    here.amazon.addFault({ operation: 'cancelShipment', parcel: 'P', fault: { kind: 'picked-up' } });
    expect(outcome(await here.cancel(shipmentId))).toBe('400 InvalidInput The shipment has been picked up.');
    expect(await status(packageDocumentDetails[0]?.trackingId ?? '')).toBe('InTransit');
    expect(here.amazon.book().purchases).toMatchObject([{ pickedUpAt: here.clock() }]);
  });

  it('can win and the driver take the parcel all the same', async () => {
    const { shipmentId, packageDocumentDetails } = await here.ship('P');
    await here.cancel(shipmentId);
    here.clock.advance(1000);
    here.amazon.moveTracking({ parcel: 'P', event: { eventCode: 'PickupDone' } });
    expect(await status(packageDocumentDetails[0]?.trackingId ?? '')).toBe('InTransit');
  });

  it('a second time is refused, and the money comes back once', async () => {
    const { shipmentId } = await here.ship('P');
    await here.cancel(shipmentId);
    expect(outcome(await here.cancel(shipmentId))).toBe('400 InvalidInput The shipment is cancelled already.');
    expect(movements()).toEqual(['charge 476', 'refund 476']);
  });

  it('does not know a shipment of nobody, nor one of another business', async () => {
    const { shipmentId } = await here.ship('P');
    expect(outcome(await here.cancel('amzn1.sid.1.100'))).toBe('404 NotFound');
    const headers = { 'x-amzn-shipping-business-id': 'AmazonShipping_US' };
    expect(outcome(await here.cancel(shipmentId, { headers }))).toBe('404 NotFound');
  });

  it('sets the parcel free to be bought again', async () => {
    await here.cancel((await here.ship('P')).shipmentId);
    await here.ship('P');
    expect(here.amazon.book().boughtTwice).toEqual([]);
    await here.ship('P');
    expect(here.amazon.book().boughtTwice).toEqual(['P']);
  });
});
