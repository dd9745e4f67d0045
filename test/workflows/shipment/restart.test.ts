import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StepNotDone } from '../../../activities/attempt.js';
import type { LedgerIntent, LedgerRecord } from '../../../activities/ledger/ledger.js';
import type { ShipmentDependencies } from '../../../activities/shipment/dependencies.js';
import { cancelUpdate } from '../../../workflows/shipment/messages.js';
import { startShipmentTime } from '../../support/shipment-time.js';
import type { ShipmentTime } from '../../support/shipment-time.js';

const HOUR = 3_600_000;

/** Every call of the ledger fails once, before it or after it is durable, in turn; the same call again passes. */
const disturbed = (dependencies: ShipmentDependencies): ShipmentDependencies => {
  const seen = new Set<string>();
  let calls = 0;
  const once = async <Result>(name: string, about: unknown, call: () => Promise<Result>): Promise<Result> => {
    const id = JSON.stringify([name, about]);
    if (seen.has(id)) return call();
    seen.add(id);
    calls += 1;
    if (calls % 2 === 0) await call();
    throw new StepNotDone('Unavailable', 'The attempt is cut off.');
  };
  const { ledger } = dependencies;
  const idOf = ({ key, send, type }: LedgerRecord) => [key, send, type];
  return {
    ...dependencies,
    ledger: {
      identity: () => ledger.identity(),
      read: (account, businessId) => once('read', businessId, () => ledger.read(account, businessId)),
      open: (intents: LedgerIntent[]) => once('open', intents.map(idOf), () => ledger.open(intents)),
      append: (records) => once('append', records.map(idOf), () => ledger.append(records)),
    },
  };
};

describe('workers that are killed at every call of the ledger, and forget every workflow', () => {
  let time: ShipmentTime;
  beforeAll(async () => {
    time = await startShipmentTime({ isForgetful: true, disturbed });
  });
  afterAll(async () => time.stop());

  it('buy each parcel once, and bring it to its end', async () => {
    const handles = await Promise.all(Array.from({ length: 8 }, (_, number) => time.start(`ORDER/${number + 1}`)));
    for (const handle of handles) await time.untilState(handle, 'DELIVERED', HOUR);
    const { purchases, money, boughtTwice } = time.amazon.book();
    expect(purchases).toHaveLength(handles.length);
    expect(money).toHaveLength(handles.length);
    expect(boughtTwice).toEqual([]);
  });

  it('cancel a shipment, whose money comes back once', async () => {
    const handle = await time.start('cancelled');
    await time.untilState(handle, 'PURCHASED');
    await handle.executeUpdate(cancelUpdate, { args: [{}] });
    await time.untilState(handle, 'REFUND_EXPECTED');
    const money = time.amazon.book().money.filter(({ parcel }) => parcel === 'cancelled');
    expect(money.map(({ kind }) => kind)).toEqual(['charge', 'refund']);
  });
});

describe('a shipment of an account in dry run', () => {
  it('ends on record, with rates asked for and nothing bought', async () => {
    const time = await startShipmentTime({ isDryRun: true });
    const handle = await time.start('dry', { notice: { chargePermissionId: 'B01-1234567-1234567' } });
    const { list, isDryRun } = await time.untilState(handle, 'RECORDED');
    expect(isDryRun).toBe(true);
    expect(list!.rates.length).toBeGreaterThan(0);
    expect(time.amazon.book().purchases).toEqual([]);
    expect(time.calls('purchaseShipment')).toBe(0);
    expect(time.begun).toEqual([]);
    await time.stop();
  });
});

describe('a Direct Fulfillment shipment', () => {
  const request = {
    channel: { type: 'DIRECT_FULFILLMENT', amazonShipmentId: 'encrypted' },
    parcel: {
      dimensions: { length: 20, width: 15, height: 10, unit: 'CENTIMETER' },
      weight: { value: 1.2, unit: 'KILOGRAM' },
      insuredValue: { value: 40, unit: 'GBP' },
      items: [{ quantity: 1, directFulfillmentItemIdentifiers: { lineItemID: '1' } }],
    },
  } as const;

  it('is refused with the reason while direct purchases are switched off', async () => {
    const time = await startShipmentTime();
    const handle = await time.start('off', {
      request: { ...request, parcel: structuredClone(request.parcel) as never },
    });
    const { attention } = await time.untilItem(handle, 'Rejected');
    expect(attention.items[0]!.message).toContain('Amazon has paused it, and it is switched off');
    expect(time.amazon.received({ operation: 'directPurchaseShipment' })).toEqual([]);
    await time.stop();
  });

  it('is bought directly once they are switched on, and handed to its carrier: nothing else is to be had of it', async () => {
    const time = await startShipmentTime({ directPurchase: true });
    time.amazon.allowDirectPurchase(true);
    time.amazon.addFault({ operation: 'directPurchaseShipment', fault: { kind: 'reply-lost' } });
    const handle = await time.start('on', {
      request: { ...request, parcel: structuredClone(request.parcel) as never },
    });
    const { documents, purchase } = await time.untilState(handle, 'HANDED_TO_CARRIER');
    expect(documents).toHaveLength(1);
    expect(time.amazon.book().purchases).toMatchObject([{ shipmentId: purchase!.shipmentId, replays: 1 }]);
    expect(time.calls('getTracking')).toBe(0);
    expect(time.calls('getShipmentDocuments')).toBe(0);
    await time.stop();
  });
});
