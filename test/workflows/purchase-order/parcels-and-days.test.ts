import { describe, expect, it } from 'vitest';
import { shipDayFor } from '../../../activities/purchase-order/ship-day.js';
import { deliveryDatesOf } from '../../../activities/purchase-order/delivery-dates.js';
import { toStatusUpdate } from '../../../activities/purchase-order/status-update.js';
import { alarmsOf } from '../../../workflows/purchase-order/alarms.js';
import { reduce } from '../../../workflows/purchase-order/reducer.js';
import type { ReportStatusInput } from '../../../workflows/purchase-order/activities.js';
import { defaultPolicy } from '../../support/default-policy.js';
import { facts, NOW, orderIn, withItem } from './orders.js';

describe('parcels and days of an order', () => {
  it.each([
    // pickups, accepted at
    [undefined, '2026-01-08T23:00:00Z'],
    [['16:00'], '2026-01-09T01:00:00Z'],
  ])('a label is requested before the required ship date at local midnight (pickups %j)', (pickups, acceptedAt) => {
    // Fri 9 January 00:00 in Los Angeles; accepted Thu 8 January after the cut-off.
    const requiredShipDate = '2026-01-09T08:00:00.000Z';
    const planned = shipDayFor(
      { ...facts, requiredShipDate },
      { acceptedAt: Date.parse(acceptedAt) },
      {
        labels: { leadMs: 3_600_000 },
        warehouseOf: () => ({
          timeZone: 'America/Los_Angeles',
          workingDays: [1, 2, 3, 4, 5],
          labelCutOff: '14:00',
          ...(pickups === undefined ? {} : { pickups }),
          waitForPacking: false,
        }),
      },
    );
    expect(planned?.day).toBe('2026-01-08');
    expect(Date.parse(planned?.labelFrom ?? '')).toBeLessThan(Date.parse(requiredShipDate));
  });

  it('the same day planned anew for a later hour wakes the order', () => {
    const dependencies = {
      labels: { leadMs: 3_600_000 },
      warehouseOf: () => ({ timeZone: 'UTC', pickups: ['05:00'], waitForPacking: false }),
    };
    const order = { ...facts, requiredShipDate: '2026-01-09T23:59:00.000Z' };
    const first = shipDayFor(
      order,
      { acceptedAt: Date.parse('2026-01-08T23:00:00Z'), wantedDay: '2026-01-09' },
      dependencies,
    );
    const again = shipDayFor(
      order,
      { acceptedAt: Date.parse('2026-01-09T05:30:00Z'), wantedDay: '2026-01-09' },
      dependencies,
    );
    expect([first?.labelFrom, again?.labelFrom]).toEqual(['2026-01-09T04:00:00.000Z', '2026-01-09T07:00:00.000Z']);
    // Held at 04:00, when the watch has told the first one.
    const state = orderIn('ACKNOWLEDGED', { order, shipDay: again!, told: [`ship day ${first!.day}`] });
    expect(alarmsOf(state, defaultPolicy).map(({ at }) => at)).toContain(Date.parse(again!.labelFrom));
  });

  it('an update of a scheduled delivery always has its schedule', () => {
    const order = (scheduledDeliveryShipment: object | undefined) =>
      ({
        orderDetails: {
          shipmentDetails: {
            isScheduledDeliveryShipment: true,
            shipmentDates: { requiredShipDate: '2026-01-08T08:00:00Z', promisedDeliveryDate: '2026-01-12T08:00:00Z' },
          },
          items: [{ scheduledDeliveryShipment }],
        },
      }) as unknown as Parameters<typeof deliveryDatesOf>[0];
    for (const window of [undefined, { latestNominatedDeliveryDate: '2026-01-12T18:00:00Z' }]) {
      const input = {
        purchaseOrderNumber: 'P',
        order: { ...facts, ...deliveryDatesOf(order(window)) },
        trackingNumber: 'T',
        reported: { status: 'IN_TRANSIT', occurredAt: '2026-01-09T08:00:00.000Z' },
      } as unknown as ReportStatusInput;
      const update = toStatusUpdate(input, {
        status: 'IN_TRANSIT',
        dialect: 'X12',
        address: { name: 'n', addressLine1: 'a', countryCode: 'US' },
      });
      expect(update.statusUpdateDetails.shipmentSchedule).toBeDefined();
    }
  });

  it('"stopped" is refused, not thrown, once the order is in transit', () => {
    const order = withItem(orderIn('IN_TRANSIT', {}, { mode: 'vendor-carrier' }), {
      step: 'stopParcel',
      reason: 'CancelledByAmazon',
    });
    const event = {
      action: 'resolve',
      target: { attentionId: 'stopParcel-1' },
      resolution: { answer: 'stopped' },
      origin: { actor: 'a', requestId: 'r' },
    } as const;
    expect(() => reduce(order, event, NOW, 'id')).not.toThrow();
  });

  it('a bulk answer answers every item of its reason that was open', () => {
    const open = { step: 'reportStatus', reason: 'CarrierNotConfigured' as const };
    const order = withItem(withItem(orderIn('IN_TRANSIT', {}, { mode: 'vendor-carrier' }), open), open);
    const event = {
      action: 'resolve',
      target: { match: { reason: 'CarrierNotConfigured', raisedBefore: new Date(NOW + 1).toISOString() } },
      resolution: { answer: 'retry' },
      origin: { actor: 'a', requestId: 'bulk-1' },
    } as const;
    const once = reduce(order, event, NOW, 'id');
    const twice = 'state' in once ? reduce(once.state, event, NOW, 'id') : once;
    expect('state' in twice ? twice.state.attention.items : undefined).toEqual([]);
  });

  it('the events of an order fit into what a run may hand to the next (2 MiB)', () => {
    const parcels = Array.from({ length: 200 }, (_, i) => ({
      trackingNumber: `1Z999AA10123456${String(i).padStart(3, '0')}`,
      quietSince: new Date(NOW).toISOString(),
    }));
    const parcelEvents = parcels.flatMap(({ trackingNumber }, p) =>
      Array.from({ length: 49 }, (_, i) => ({
        trackingNumber,
        status: 'IN_TRANSIT' as const,
        occurredAt: new Date(NOW - 1_000 + i).toISOString(),
        locationDocumentId: 'd'.repeat(64),
        number: p * 49 + i + 1,
        reportedAt: new Date(NOW).toISOString(),
        meaning: 'IN_TRANSIT' as const,
        outcome: 'proven' as const,
      })),
    );
    const order = orderIn('IN_TRANSIT', { parcels, parcelEvents }, { mode: 'vendor-carrier' });
    const event = {
      action: 'carrierEvent',
      event: {
        trackingNumber: parcels[0]!.trackingNumber,
        status: 'IN_TRANSIT',
        occurredAt: new Date(NOW).toISOString(),
      },
      origin: { actor: 'a', requestId: 'r' },
    } as const;
    const reduced = reduce(order, event, NOW, 'id');
    // Taken, at a size that Temporal refuses to carry on.
    const isTooLarge = 'state' in reduced && JSON.stringify(reduced.state).length > 2 * 1024 * 1024;
    expect(isTooLarge).toBe(false);
  });
});
