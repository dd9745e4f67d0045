import { describe, expect, it } from 'vitest';
import { foldEvents, newsOf, parcelStatus } from '../../../workflows/shipment/parcel-events.js';
import type { ParcelEvent } from '../../../workflows/shipment/parcel-events.js';

/** `PickupDone 05T10`, with a leg after it: `Delivered 07T10 RETURNS`. Days and hours of January 2026. */
const events = (...lines: string[]): ParcelEvent[] =>
  lines.map((line) => {
    const [eventCode = '', at = '', shipmentType] = line.split(' ');
    return { eventCode, eventTime: `2026-01-${at}:00:00.000Z`, ...(shipmentType !== undefined && { shipmentType }) };
  });

describe('events', () => {
  const whole = events('ReadyForReceive 05T08', 'PickupDone 05T16', 'Departed 06T02', 'Delivered 07T10');

  it.each([
    ['in any order', [], whole.toReversed()],
    ['twice', [], [...whole, ...whole]],
    ['that are known already', whole, whole],
    ['in part', whole.slice(0, 2), whole.slice(1)],
    ['late', whole.slice(2), whole.slice(0, 2)],
    ['with their times written differently', whole, [{ ...whole[1]!, eventTime: '2026-01-05T17:00:00+01:00' }]],
  ])('that come %s are folded into one history', (_case, known, more) => {
    expect(foldEvents(known, more).map(({ eventCode }) => eventCode)).toEqual(whole.map(({ eventCode }) => eventCode));
  });

  it('of the same instant are in the order of a life', () => {
    const same = events('Delivered 07T10', 'OutForDelivery 07T10', 'PickupDone 07T10');
    expect(foldEvents([], same).map(({ eventCode }) => eventCode)).toEqual([
      'PickupDone',
      'OutForDelivery',
      'Delivered',
    ]);
  });

  it('keep no place', () => {
    const [first] = whole;
    const scanned = { ...first!, location: { city: 'Torino' } };
    expect(foldEvents([], [scanned])).toEqual([first]);
  });

  it('of the same code and time on two legs are two', () => {
    expect(foldEvents([], events('Departed 06T02 FORWARD', 'Departed 06T02 RETURNS'))).toHaveLength(2);
  });
});

describe('a parcel is', () => {
  it.each([
    ['PreTransit', events('ReadyForReceive 05T08')],
    ['InTransit', events('ReadyForReceive 05T08', 'PickupDone 05T16')],
    ['InTransit', events('PickupDone 05T16', 'ArrivedAtCarrierFacility 06T02')],
    ['OutForDelivery', events('PickupDone 05T16', 'OutForDelivery 07T06')],
    ['DeliveryAttempted', events('OutForDelivery 07T06', 'DeliveryAttempted 07T10')],
    ['AwaitingCustomerPickup', events('DeliveryAttempted 07T10', 'AvailableForPickup 07T18')],
    ['Delivered', events('OutForDelivery 07T06', 'Delivered 07T10 FORWARD')],
    ['Delivered', events('OutForDelivery 07T06', 'Delivered 07T10')],
    // A scan that was late itself.
    ['Delivered', events('Delivered 07T10', 'Departed 07T11')],
    ['Lost', events('PickupDone 05T16', 'Lost 09T10')],
    ['InTransit', events('Lost 09T10', 'ArrivedAtCarrierFacility 10T10')],
    ['PickupCancelled', events('ReadyForReceive 05T08', 'PickupCancelled 05T18')],
    ['Undeliverable', events('OutForDelivery 07T06', 'Undeliverable 07T10 FORWARD')],
    ['Returning', events('Undeliverable 07T10 FORWARD', 'ReturnInitiated 08T10 RETURNS')],
    ['Returning', events('ReturnInitiated 08T10', 'Departed 09T10')],
    ['Returned', events('Undeliverable 07T10', 'ReturnInitiated 08T10 RETURNS', 'Delivered 12T10 RETURNS')],
    ['Returned', events('Undeliverable 07T10', 'ReturnInitiated 08T10', 'Delivered 12T10')],
    ['Returned', events('Delivered 07T10 FORWARD', 'ReturnInitiated 08T10 RETURNS', 'Delivered 12T10 RETURNS')],
    ['Lost', events('ReturnInitiated 08T10 RETURNS', 'Lost 12T10 RETURNS')],
    // The recipient's wish moves nothing.
    ['InTransit', events('PickupDone 05T16', 'RecipientRequestedAlternateDeliveryTiming 06T10')],
    ['HeldAtCustoms', events('PickupDone 05T16', 'HeldAtCustoms 06T10')],
  ])('%s after %j', (status, history) => {
    expect(parcelStatus(foldEvents([], history))).toBe(status);
  });

  it.each([
    // summary, status
    [{ status: 'OutForDelivery' }, 'OutForDelivery'],
    [{ status: 'Delivered', trackingDetailCodes: { forward: ['Signed'], returns: [] } }, 'Delivered'],
    [{ status: 'Delivered', trackingDetailCodes: { forward: [], returns: ['Undeliverable'] } }, 'Returned'],
    [{ status: 'Levitating' }, 'Levitating'],
    [{}, undefined],
    [undefined, undefined],
  ])('what the summary %j says where there are no events: %p', (summary, status) => {
    expect(parcelStatus([], summary)).toBe(status);
  });
});

describe('somebody is told', () => {
  const meanings = (known: ParcelEvent[], more: ParcelEvent[]) =>
    newsOf(known, foldEvents(known, more)).map(({ meaning, event }) => `${meaning}: ${event.eventCode}`);

  it.each([
    [
      'of the first scan, and of no later one on the road',
      [],
      events('PickupDone 05T16', 'Departed 06T02'),
      ['picked-up: PickupDone'],
    ],
    ['of a scan at a depot where the pickup was not scanned', [], events('Departed 06T02'), ['picked-up: Departed']],
    [
      'of nothing before the pickup',
      [],
      events('ReadyForReceive 05T08', 'RecipientRequestedAlternateDeliveryTiming 05T09'),
      [],
    ],
    ['of nothing that was told', events('PickupDone 05T16'), events('PickupDone 05T16', 'Departed 06T02'), []],
    [
      'of the last miles and the end',
      events('PickupDone 05T16'),
      events('OutForDelivery 07T06', 'Delivered 07T10'),
      ['out-for-delivery: OutForDelivery', 'delivered: Delivered'],
    ],
    [
      'of every attempt',
      events('DeliveryAttempted 07T10'),
      events('DeliveryAttempted 08T10'),
      ['attention: DeliveryAttempted'],
    ],
    ['of a cancelled pickup', [], events('PickupCancelled 05T18'), ['attention: PickupCancelled']],
    ['of a loss', [], events('Lost 09T10'), ['attention: Lost']],
    ['of a parcel at a shop', [], events('AvailableForPickup 07T18'), ['attention: AvailableForPickup']],
    ['of a refusal', [], events('Rejected 07T10'), ['attention: Rejected']],
    [
      'of a way back, whose end is a return',
      events('Undeliverable 07T10'),
      events('ReturnInitiated 08T10 RETURNS', 'Departed 09T10', 'Delivered 12T10'),
      ['attention: ReturnInitiated', 'returned: Delivered'],
    ],
    [
      'of no delivery attempt on the way back',
      events('ReturnInitiated 08T10'),
      events('OutForDelivery 12T06', 'DeliveryAttempted 12T10'),
      [],
    ],
    ['of nothing with an unknown code', [], events('HeldAtCustoms 06T10'), []],
  ])('%s', (_rule, known, more, told) => {
    expect(meanings(known, more)).toEqual(told);
  });
});
