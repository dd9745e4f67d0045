import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minuteMs } from '../clients.js';
import { ratesRequest } from './requests.js';
import { dayMs, outcome, startWithShipper } from './shipper.js';
import type { LocalAmazonLife, Rate, Shipper, Tracked } from './shipper.js';

let here: Shipper;

beforeEach(async () => {
  here = await startWithShipper();
});

afterEach(async () => {
  await here.amazon.stop();
});

const trackingIdOf = async (parcel: string, life?: LocalAmazonLife): Promise<string> =>
  (await here.ship(parcel, life)).packageDocumentDetails[0]?.trackingId ?? '';
const tracked = async (trackingId: string): Promise<Tracked['payload']> => (await here.track(trackingId)).body.payload;
const codes = ({ eventHistory }: Tracked['payload']): string[] =>
  eventHistory.map(({ eventCode, shipmentType }) => (shipmentType === 'RETURNS' ? `${eventCode} back` : eventCode));

const onTheWay = ['ReadyForReceive', 'PickupDone', 'Departed', 'ArrivedAtCarrierFacility'];
const back = ['ReturnInitiated back', 'Departed back', 'Delivered back'];

describe('the life of a parcel', () => {
  it.each<[life: LocalAmazonLife, status: string, history: string[]]>([
    ['on-time', 'Delivered', [...onTheWay, 'OutForDelivery', 'Delivered']],
    ['late', 'Delivered', [...onTheWay, 'OutForDelivery', 'Delivered']],
    ['returned', 'Delivered', [...onTheWay, 'OutForDelivery', 'Undeliverable', ...back]],
    ['lost', 'Lost', ['ReadyForReceive', 'PickupDone', 'Departed', 'Lost']],
    ['undeliverable', 'Undeliverable', [...onTheWay, 'OutForDelivery', 'Undeliverable']],
    ['rejected', 'Delivered', [...onTheWay, 'OutForDelivery', 'Rejected', ...back]],
    [
      'delivery-attempted',
      'Delivered',
      [...onTheWay, 'OutForDelivery', 'DeliveryAttempted', 'OutForDelivery', 'Delivered'],
    ],
    ['awaiting-customer-pickup', 'Delivered', [...onTheWay, 'AvailableForPickup', 'Delivered']],
    ['pickup-cancelled', 'PickupCancelled', ['ReadyForReceive', 'PickupCancelled']],
    ['never-scanned', 'PreTransit', ['ReadyForReceive']],
    ['stuck', 'InTransit', onTheWay],
  ])('%s ends %s', async (life, status, history) => {
    const trackingId = await trackingIdOf('P', life);
    here.clock.advance(30 * dayMs);
    const told = await tracked(trackingId);
    expect([told.summary.status, codes(told)]).toEqual([status, history]);
    const times = told.eventHistory.map(({ eventTime }) => Date.parse(eventTime));
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('that is on time keeps the promise, and the one that is late does not', async () => {
    const [early, late] = [await trackingIdOf('P', 'on-time'), await trackingIdOf('Q', 'late')];
    here.clock.advance(30 * dayMs);
    const lateness = async (trackingId: string): Promise<boolean> => {
      const { eventHistory, promisedDeliveryDate } = await tracked(trackingId);
      return (eventHistory.at(-1)?.eventTime ?? '') > promisedDeliveryDate;
    };
    expect([await lateness(early), await lateness(late)]).toEqual([false, true]);
  });

  // hours after the purchase, the status by then: pickup 2 to 6 h, delivery 24 to 36 h after it
  it.each([
    [0, 'PreTransit'],
    [3.9, 'PreTransit'],
    [4, 'InTransit'],
    [23.9, 'InTransit'],
    [24, 'OutForDelivery'],
    [29.9, 'OutForDelivery'],
    [30, 'Delivered'],
  ])('%d hours after the purchase is %s', async (hours, status) => {
    const trackingId = await trackingIdOf('P');
    here.clock.advance(hours * 60 * minuteMs);
    expect((await tracked(trackingId)).summary.status).toBe(status);
  });

  it('is not picked up before it is bought, however near the pickup is', async () => {
    const now = { pickupHours: [-5, -1], deliveryHours: [-1, 0] } as const;
    const carrier = { carrierId: 'AMZN_UK', carrierName: 'Amazon Shipping', serviceName: 'Now', priceMinor: 1 };
    here.amazon.placeRatePlan({ parcel: 'P', services: [{ ...carrier, ...now, serviceId: 'NOW' }] });
    const { requestToken, rates } = await here.rates(ratesRequest('P'));
    const { body } = await here.buy(requestToken, rates[0] as Rate);
    const trackingId = body.payload.packageDocumentDetails[0]?.trackingId ?? '';
    const seen = [codes(await tracked(trackingId))];
    here.clock.advance(minuteMs);
    seen.push(codes(await tracked(trackingId)));
    expect(seen.map((events) => events.includes('PickupDone'))).toEqual([false, true]);
  });

  it('tells place, leg and details', async () => {
    const trackingId = await trackingIdOf('P', 'returned');
    here.clock.advance(30 * dayMs);
    const told = await tracked(trackingId);
    expect(told.eventHistory[0]).not.toHaveProperty('location');
    expect(told.eventHistory[1]).toMatchObject({
      shipmentType: 'FORWARD',
      location: { city: 'Leicester', countryCode: 'GB' },
    });
    expect(told.eventHistory.at(-2)).toMatchObject({ shipmentType: 'RETURNS', location: { city: 'Sheffield' } });
    expect(told.summary.trackingDetailCodes).toEqual({ forward: ['AddressNotFound'], returns: ['Signed'] });
    expect(told.alternateLegTrackingId).toBe(`R${trackingId}`);
  });

  // days after the purchase, how much history
  it.each([
    [45, 6],
    [45.01, 0],
    [400, 0],
  ])('%d days after the purchase has %i events, and the last status always', async (days, events) => {
    const trackingId = await trackingIdOf('P');
    here.clock.advance(days * dayMs);
    const { eventHistory, summary } = await tracked(trackingId);
    expect([eventHistory.length, summary.status]).toEqual([events, 'Delivered']);
  });
});

describe('a parcel that is moved along', () => {
  it('has its new event now, and what lay ahead still comes', async () => {
    const trackingId = await trackingIdOf('P', 'never-scanned');
    here.clock.advance(dayMs);
    expect(here.amazon.moveTracking({ parcel: 'P', event: { eventCode: 'PickupDone' } })).toBe(true);
    expect(
      here.amazon.moveTracking({ parcel: trackingId, event: { eventCode: 'SomethingNew', at: here.clock() + dayMs } }),
    ).toBe(true);
    expect((await tracked(trackingId)).eventHistory.at(-1)).toMatchObject({
      eventCode: 'PickupDone',
      eventTime: new Date(here.clock()).toISOString(),
    });
    here.clock.advance(dayMs);
    expect(codes(await tracked(trackingId))).toEqual(['ReadyForReceive', 'PickupDone', 'SomethingNew']);
  });

  it('tells an event that came late where it happened', async () => {
    const trackingId = await trackingIdOf('P');
    here.clock.advance(10 * 60 * minuteMs);
    here.amazon.moveTracking({ parcel: 'P', event: { eventCode: 'Departed', at: here.clock() - 9 * 60 * minuteMs } });
    expect(codes(await tracked(trackingId)).slice(0, 3)).toEqual(['ReadyForReceive', 'Departed', 'PickupDone']);
  });

  it('leads another life from then on', async () => {
    const trackingId = await trackingIdOf('P');
    here.clock.advance(10 * 60 * minuteMs);
    here.amazon.moveTracking({ parcel: 'P', life: 'lost' });
    here.clock.advance(30 * dayMs);
    expect(codes(await tracked(trackingId))).toEqual(['ReadyForReceive', 'PickupDone', 'Departed', 'Lost']);
  });

  it('must exist', () => {
    expect(here.amazon.moveTracking({ parcel: 'NOSUCH', life: 'lost' })).toBe(false);
  });
});

describe('getTracking does not find', () => {
  it('a parcel of nobody', async () => {
    expect(outcome(await here.track('90000000000000000000'))).toBe('404 NotFound');
  });

  it('a parcel under another carrier', async () => {
    expect(outcome(await here.track(await trackingIdOf('P'), 'UPS'))).toBe('404 NotFound');
  });

  it('a parcel that another carrier has, as Amazon does not carry it', async () => {
    const { packageDocumentDetails } = await here.ship('P', 'on-time', 'UPS_STANDARD');
    expect(outcome(await here.track(packageDocumentDetails[0]?.trackingId ?? '', 'UPS'))).toBe('404 NotFound');
  });
});
