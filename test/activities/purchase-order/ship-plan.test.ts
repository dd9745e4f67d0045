import { describe, expect, it } from 'vitest';
import { shipPlanOf } from '../../../activities/purchase-order/ship-plan.js';
import type { WarehouseCalendar } from '../../../activities/purchase-order/ship-plan.js';

const chicago: WarehouseCalendar = {
  timeZone: 'America/Chicago',
  workingDays: [1, 2, 3, 4, 5],
  pickups: ['16:00'],
  waitForPacking: false,
};
const everyDay = { timeZone: 'America/Chicago', waitForPacking: false };
const EARLY = Date.parse('2025-01-01T00:00:00Z');
const shipBy = (requiredShipDate: string, warehouse: WarehouseCalendar, receivedAt = EARLY): string | undefined =>
  shipPlanOf({ requiredShipDate, receivedAt }, warehouse)?.shipBy;

describe('the last chance to ship in time', () => {
  it.each<[string, string, WarehouseCalendar, string]>([
    // rule, required by Amazon, calendar, ship by
    ['is the pickup of that day', '2026-01-09T23:00:00.000Z', chicago, '2026-01-09T22:00:00.000Z'],
    ['is the pickup at that very minute', '2026-01-09T22:00:00.000Z', chicago, '2026-01-09T22:00:00.000Z'],
    [
      'is the pickup of the day before, a minute earlier',
      '2026-01-09T21:59:00.000Z',
      chicago,
      '2026-01-08T22:00:00.000Z',
    ],
    ['for Sunday is Friday’s pickup', '2026-01-11T23:00:00.000Z', chicago, '2026-01-09T22:00:00.000Z'],
    ['for Monday morning is Friday’s pickup', '2026-01-12T15:00:00.000Z', chicago, '2026-01-09T22:00:00.000Z'],
    [
      'is the last of several pickups, whatever their order',
      '2026-01-09T23:00:00.000Z',
      { ...chicago, pickups: ['09:00', '16:30', '12:00'] },
      '2026-01-09T22:30:00.000Z',
    ],
    [
      'is the pickup before the required time, not the one after it',
      '2026-01-09T20:00:00.000Z',
      { ...chicago, pickups: ['09:00', '16:00'] },
      '2026-01-09T15:00:00.000Z',
    ],
    // The clocks go forward on 8 March 2026 and back on 1 November 2026.
    ['before summer time is in winter time', '2026-03-08T20:00:00.000Z', chicago, '2026-03-06T22:00:00.000Z'],
    ['after its begin is in summer time', '2026-03-09T22:00:00.000Z', chicago, '2026-03-09T21:00:00.000Z'],
    ['before winter time is in summer time', '2026-11-01T20:00:00.000Z', chicago, '2026-10-30T21:00:00.000Z'],
    ['after its begin is in winter time', '2026-11-02T23:00:00.000Z', chicago, '2026-11-02T22:00:00.000Z'],
    [
      'at an hour that the change leaves out comes with the next hour',
      '2026-03-08T20:00:00.000Z',
      { ...everyDay, pickups: ['02:30'] },
      '2026-03-08T08:30:00.000Z',
    ],
    // The same instant is another day elsewhere.
    [
      'east of Greenwich is on the warehouse’s day',
      '2026-01-11T16:00:00.000Z',
      { ...chicago, timeZone: 'Asia/Tokyo', pickups: ['09:00'] },
      // There it is Monday, 01:00: Friday's pickup.
      '2026-01-09T00:00:00.000Z',
    ],
    [
      'west of Greenwich is on the warehouse’s day',
      '2026-01-12T05:00:00.000Z',
      // There it is Sunday, 19:00.
      { ...chicago, timeZone: 'Pacific/Honolulu' },
      '2026-01-10T02:00:00.000Z',
    ],
    [
      'without pickups is the required time, on a working day',
      '2026-01-09T20:00:00.000Z',
      everyDay,
      '2026-01-09T20:00:00.000Z',
    ],
    [
      'without pickups is the end of the last working day, on another',
      '2026-01-11T20:00:00.000Z',
      { timeZone: 'America/Chicago', workingDays: [1, 2, 3, 4, 5], waitForPacking: false },
      '2026-01-10T05:59:00.000Z',
    ],
    [
      'is found behind 14 closed days',
      '2026-01-18T23:00:00.000Z',
      // Sundays only: the pickup lies after the required time, so that the Sunday before counts.
      { ...chicago, workingDays: [7], pickups: ['18:00'] },
      '2026-01-12T00:00:00.000Z',
    ],
    [
      'is the required time where the warehouse never works',
      '2026-01-11T20:00:00.000Z',
      { ...chicago, workingDays: [] },
      '2026-01-11T20:00:00.000Z',
    ],
    [
      'is the required time where no carrier comes',
      '2026-01-09T20:00:00.000Z',
      { ...chicago, pickups: [] },
      '2026-01-09T20:00:00.000Z',
    ],
  ])('%s (%s)', (_rule, required, warehouse, expected) => {
    expect(shipBy(required, warehouse)).toBe(expected);
  });

  it.each<[string, string, string]>([
    ['before it', '2026-01-09T21:59:59.999Z', '2026-01-09T22:00:00.000Z'],
    ['at that instant', '2026-01-09T22:00:00.000Z', '2026-01-11T23:00:00.000Z'],
    ['after it', '2026-01-10T09:00:00.000Z', '2026-01-11T23:00:00.000Z'],
  ])('of an order that comes %s: it, or else what Amazon measures', (_when, receivedAt, expected) => {
    expect(shipBy('2026-01-11T23:00:00.000Z', chicago, Date.parse(receivedAt))).toBe(expected);
  });

  it('is never later than what Amazon requires, whatever the calendar', () => {
    const HOUR = 3_600_000;
    for (let hour = 0; hour < 24 * 14; hour += 5) {
      for (const timeZone of [
        'America/Chicago',
        'Europe/Berlin',
        'Asia/Kolkata',
        'Pacific/Kiritimati',
        'Pacific/Niue',
      ]) {
        for (const pickups of [undefined, ['00:00'], ['02:30', '23:59'], ['16:00']]) {
          const required = Date.parse('2026-03-05T00:00:00Z') + hour * HOUR;
          const warehouse = { timeZone, workingDays: [1, 3, 5], waitForPacking: false, ...(pickups && { pickups }) };
          const planned = Date.parse(shipBy(new Date(required).toISOString(), warehouse) ?? '');
          expect(planned).toBeLessThanOrEqual(required);
          expect(planned).toBeGreaterThan(required - 5 * 24 * HOUR);
        }
      }
    }
  });
});

describe('a ship plan', () => {
  const required = { requiredShipDate: '2026-01-11T23:00:00.000Z', receivedAt: EARLY };

  it('is nothing for a warehouse that is not configured', () => {
    expect(shipPlanOf(required, undefined)).toBeUndefined();
  });

  it('without a time zone is what Amazon requires, in nobody’s local time', () => {
    expect(shipPlanOf(required, { workingDays: [1], pickups: ['16:00'], waitForPacking: true })).toEqual({
      shipBy: '2026-01-11T23:00:00.000Z',
      waitForPacking: true,
    });
  });

  it('names the last chance in the warehouse’s own time', () => {
    expect(shipPlanOf(required, chicago)).toEqual({
      shipBy: '2026-01-09T22:00:00.000Z',
      local: 'Fri 9 Jan 16:00 America/Chicago',
      waitForPacking: false,
    });
  });
});
