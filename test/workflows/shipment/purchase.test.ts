import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startShipmentTime } from '../../support/shipment-time.js';
import type { ShipmentTime } from '../../support/shipment-time.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

let time: ShipmentTime;
beforeAll(async () => {
  time = await startShipmentTime({ isForgetful: true });
});
afterAll(async () => time.stop());

const book = (parcel: string) => {
  const { purchases, money } = time.amazon.book();
  return {
    bought: purchases.filter((each) => each.parcel === parcel),
    charged: money.filter((each) => each.parcel === parcel && each.kind === 'charge'),
  };
};

describe('a purchase whose reply is lost', () => {
  it('is repeated with the same key and body: bought once, charged once', async () => {
    time.amazon.addFault({ operation: 'purchaseShipment', parcel: 'lost', fault: { kind: 'reply-lost' }, times: 2 });
    const handle = await time.start('lost');
    const { purchase, documents } = await time.untilState(handle, 'PURCHASED');
    const { bought, charged } = book('lost');
    expect(bought).toMatchObject([{ shipmentId: purchase!.shipmentId, replays: 1 + 1 }]);
    expect(charged).toHaveLength(1);
    expect(documents).toHaveLength(1);
    expect(time.calls('getRates', 'lost')).toBe(1);
  });

  it.each(['bought', 'lost before it arrived'])(
    'is a person’s once the window is over, with all evidence, and never followed by another rate (%s)',
    async (what) => {
      const parcel = `unknown-${what.length}`;
      const fault = what === 'bought' ? ({ kind: 'reply-lost' } as const) : ({ kind: 'status', status: 503 } as const);
      time.amazon.addFault({ operation: 'purchaseShipment', parcel, fault, times: 'always' });
      // An hour later the parcel cannot be there as early.
      const handle = await time.start(parcel, { policy: { priceGuard: { laterByMs: DAY } } });
      const since = await time.now();
      const { attention } = await time.untilItem(handle, 'PurchaseUnknown', 20_000);
      const [item] = attention.items;
      expect((await time.now()) - since).toBeGreaterThanOrEqual(10 * MINUTE);
      expect(item!.message).toMatch(/SWA-GB-ECON\) for 3\.72 GBP, send 1 of .*could be bought until/);
      await time.skip(60 * MINUTE);
      expect(time.calls('getRates', parcel)).toBe(1);
      const bodies = time.amazon
        .received({ operation: 'purchaseShipment', parcel })
        .map(({ body }) => JSON.stringify(body));
      expect(new Set(bodies).size).toBe(1);
      expect(bodies.length).toBeGreaterThan(5);
      time.amazon.clearFaults();

      const found = book(parcel).bought[0];
      if (found === undefined) {
        await time.answer(handle, 'not-bought');
      } else {
        await time.answer(handle, 'bought', { data: { shipmentId: found.shipmentId } });
      }
      const { purchase, documents } = await time.untilState(handle, 'PURCHASED');
      const { bought, charged } = book(parcel);
      expect(bought).toHaveLength(1);
      expect(charged).toHaveLength(1);
      expect(purchase).toMatchObject({ shipmentId: bought[0]!.shipmentId, trackingId: bought[0]!.trackingId });
      expect((await time.until(handle, 'a label', (found) => found.documents.length > 0)).documents).toHaveLength(1);
      expect(documents.length).toBeLessThanOrEqual(1);
    },
  );

  it('does not believe an expiry on its repetition', async () => {
    time.amazon.addFault({ operation: 'purchaseShipment', parcel: 'expired', fault: { kind: 'reply-lost' } });
    const handle = await time.start('expired');
    await time.until(handle, 'a purchase', () => book('expired').bought.length > 0, 1_000);
    time.amazon.expireRates('expired');
    await time.untilItem(handle, 'PurchaseUnknown', 5_000);
    expect(time.calls('getRates', 'expired')).toBe(1);
    expect(book('expired').bought).toHaveLength(1);
    await time.answer(handle, 'abort');
  });

  it('takes a slip of the pen for what it is: a shipment that Amazon does not know is not taken up', async () => {
    time.amazon.addFault({
      operation: 'purchaseShipment',
      parcel: 'slip',
      fault: { kind: 'reply-lost' },
      times: 'always',
    });
    const handle = await time.start('slip');
    await time.untilItem(handle, 'PurchaseUnknown');
    await time.answer(handle, 'bought', { data: { shipmentId: 'amzn1.sid.1.100' } });
    await time.untilItem(handle, 'NotFound');
    time.amazon.clearFaults();
    await time.answer(handle, 'retry');
    await time.untilItem(handle, 'PurchaseUnknown');
    await time.answer(handle, 'bought', { data: { shipmentId: book('slip').bought[0]!.shipmentId } });
    await time.untilState(handle, 'PURCHASED');
    expect(book('slip').charged).toHaveLength(1);
  });
});

describe('a purchase that Amazon refuses', () => {
  it('waits for a person, and is bought with a new rate once answered', async () => {
    time.amazon.addFault({ operation: 'purchaseShipment', parcel: 'refused', fault: { kind: 'status', status: 400 } });
    const handle = await time.start('refused', { policy: { priceGuard: { laterByMs: DAY } } });
    await time.untilItem(handle, 'Rejected');
    await time.skip(20 * MINUTE);
    await time.answer(handle, 'retry');
    await time.untilState(handle, 'PURCHASED');
    expect(book('refused').charged).toHaveLength(1);
    expect(time.calls('getRates', 'refused')).toBe(2);
  });
});

describe('a purchase that an earlier run has made', () => {
  it('is found in the ledger by the next one, which asks for no rate', async () => {
    const first = await time.start('again');
    const { purchase } = await time.untilState(first, 'PURCHASED');
    await first.terminate('test');
    const second = await time.start('again');
    expect(await time.untilState(second, 'PURCHASED')).toMatchObject({ purchase });
    expect((await time.until(second, 'a label', ({ documents }) => documents.length > 0)).documents).toHaveLength(1);
    expect(book('again').charged).toHaveLength(1);
    expect(time.calls('getRates', 'again')).toBe(1);
  });
});
