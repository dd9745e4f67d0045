import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generateKeyPairSync } from 'node:crypto';
import { controlClient } from '../../../../sandbox/amazon/control-client.js';
import type { ControlClient } from '../../../../sandbox/amazon/control-client.js';
import { ratesRequest } from './requests.js';
import { outcome, startWithShipper } from './shipper.js';
import type { Rate, Shipper } from './shipper.js';

let here: Shipper;
let control: ControlClient;

beforeEach(async () => {
  here = await startWithShipper();
  control = controlClient(here.amazon.url);
});

afterEach(async () => {
  await here.amazon.stop();
});

describe('the control of shipments over HTTP', () => {
  it('places plans, raises prices, ends rates, moves parcels and reads the book', async () => {
    await control.placeRatePlan({ parcel: 'P', life: 'never-scanned' });
    await control.raisePrices({ percent: 10, parcel: 'P' });
    await control.refuseExpiredRates({ place: 'details' });
    const { requestToken, rates } = await here.rates(ratesRequest('P'));
    expect(rates[0]?.totalCharge).toEqual({ value: 5.24, unit: 'GBP' });
    expect((await here.buy(requestToken, rates[0] as Rate)).status).toBe(200);
    expect(await control.moveTracking({ parcel: 'P', event: { eventCode: 'PickupDone' } })).toBe(true);
    expect(await control.moveTracking({ parcel: 'P', life: 'late' })).toBe(true);
    expect([await control.expireRates('NOSUCH'), await control.expireRates()]).toEqual([0, 1]);
    expect(outcome(await here.buy(requestToken, rates[0] as Rate))).toBe('400 InvalidInput TOKEN_EXPIRED');
    expect(await control.book()).toEqual(here.amazon.book());
    expect((await control.book()).purchases).toMatchObject([{ status: 'InTransit', pickedUpAt: here.clock() }]);
    expect(await control.personalData()).toContain('Ottilie Quillfeather');
  });

  it('switches dialect and direct purchase, and registers keys', async () => {
    await control.setDialect('examples');
    await control.allowDirectPurchase(true);
    const publicKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({
      type: 'spki',
      format: 'pem',
    });
    await control.registerPayKey({ publicKeyId: 'LIVE-KEY', publicKey: String(publicKey) });
    expect((await here.rates()) as unknown).toBeUndefined();
  });

  it.each<[method: keyof ControlClient, argument: unknown, fault: string]>([
    ['placeRatePlan', { services: [{ carrierId: 'X' }] }, 'services[0].carrierName'],
    ['placeRatePlan', { life: 'happy' }, 'life'],
    ['raisePrices', { parcel: 'P' }, 'percent'],
    ['moveTracking', { life: 'late' }, 'parcel'],
    ['setDialect', 'french', 'Invalid option'],
    ['registerPayKey', { publicKeyId: 'K', publicKey: 'private' }, 'publicKey'],
  ])('names the fault when %s gets %j', async (method, argument, fault) => {
    const call = control[method] as (argument: unknown) => Promise<unknown>;
    await expect(call(argument)).rejects.toThrow(fault);
  });
});
