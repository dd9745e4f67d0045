import { describe, expect, it } from 'vitest';
import { DateTime } from 'luxon';
import { shipDayFor, shipDayOf } from '../../../activities/purchase-order/ship-day.js';
import { shipPlanOf } from '../../../activities/purchase-order/ship-plan.js';
import type { WarehouseCalendar } from '../../../activities/purchase-order/ship-plan.js';
import { seededDice } from '../../support/random-json.js';
import { facts } from '../../workflows/purchase-order/orders.js';

const HOUR = 3_600_000;
/** Works Monday to Friday from 06:00; what is accepted at 14:00 or later waits for the next day. In winter UTC-6. */
const chicago: WarehouseCalendar = {
  timeZone: 'America/Chicago',
  workingDays: [1, 2, 3, 4, 5],
  labelCutOff: '14:00',
  shiftStart: '06:00',
  waitForPacking: false,
};

/** `day, label from`, both in the warehouse's own time. */
function planned(
  acceptedAt: string,
  requiredShipDate: string,
  { warehouse = chicago, ...more }: { warehouse?: WarehouseCalendar; shipBy?: string; wantedDay?: string } = {},
): string | undefined {
  const zone = warehouse.timeZone ?? 'utc';
  const utc = (local: string) => DateTime.fromISO(local, { zone }).toUTC().toISO() ?? '';
  const found = shipDayOf(
    {
      acceptedAt: Date.parse(utc(acceptedAt)),
      requiredShipDate: utc(requiredShipDate),
      leadMs: HOUR,
      ...(more.shipBy === undefined ? {} : { shipBy: utc(more.shipBy) }),
      ...(more.wantedDay === undefined ? {} : { wantedDay: more.wantedDay }),
    },
    warehouse,
  );
  if (found === undefined) return undefined;
  return `${found.day}, ${DateTime.fromISO(found.labelFrom, { zone }).toFormat('yyyy-MM-dd HH:mm')}`;
}

describe('the ship day', () => {
  // 5 January 2026 is a Monday.
  it.each<[string, string, string, string]>([
    // rule, accepted, required, day and label from
    ['is today before the cut-off', '2026-01-05T13:59:59.999', '2026-01-08T20:00', '2026-01-05, 2026-01-05 05:00'],
    ['is the next day at the cut-off', '2026-01-05T14:00', '2026-01-08T20:00', '2026-01-06, 2026-01-06 05:00'],
    ['is today long before the shift', '2026-01-05T00:10', '2026-01-08T20:00', '2026-01-05, 2026-01-05 05:00'],
    ['after Friday’s cut-off is Monday', '2026-01-09T14:00', '2026-01-14T20:00', '2026-01-12, 2026-01-12 05:00'],
    ['of a Sunday’s order is Monday', '2026-01-11T09:00', '2026-01-14T20:00', '2026-01-12, 2026-01-12 05:00'],
    ['is never after the required date: today', '2026-01-05T14:00', '2026-01-05T20:00', '2026-01-05, 2026-01-05 05:00'],
    [
      'is Friday for what is required on Sunday',
      '2026-01-09T15:00',
      '2026-01-11T20:00',
      '2026-01-09, 2026-01-09 05:00',
    ],
    [
      'is the required date when nobody works until then',
      '2026-01-10T09:00',
      '2026-01-11T20:00',
      '2026-01-11, 2026-01-11 05:00',
    ],
    [
      'of what was required earlier today is today',
      '2026-01-05T15:00',
      '2026-01-05T09:00',
      '2026-01-05, 2026-01-05 05:00',
    ],
    ['of what was required yesterday is now', '2026-01-06T15:30', '2026-01-05T23:59', '2026-01-06, 2026-01-06 15:30'],
    [
      'of what was required weeks ago is now, on a day off too',
      '2026-01-10T15:30',
      '2025-12-20T20:00',
      '2026-01-10, 2026-01-10 15:30',
    ],
  ])('%s (accepted %s, required %s)', (_rule, acceptedAt, required, expected) => {
    expect(planned(acceptedAt, required)).toBe(expected);
  });

  it.each<[string, WarehouseCalendar, string, string, string]>([
    // rule, calendar, accepted, required, day and label from
    [
      'without a cut-off is today until the end of the day',
      { timeZone: 'America/Chicago', waitForPacking: false },
      '2026-01-05T23:59',
      '2026-01-08T20:00',
      '2026-01-05, 2026-01-05 07:00',
    ],
    [
      'without working days is every day',
      { timeZone: 'America/Chicago', labelCutOff: '14:00', waitForPacking: false },
      '2026-01-10T14:00',
      '2026-01-14T20:00',
      '2026-01-11, 2026-01-11 07:00',
    ],
    [
      'where nobody ever works is the required date',
      { ...chicago, workingDays: [] },
      '2026-01-05T09:00',
      '2026-01-08T20:00',
      '2026-01-08, 2026-01-08 05:00',
    ],
    [
      'with one working day is a week later after its cut-off',
      { ...chicago, workingDays: [3] },
      '2026-01-07T14:00',
      '2026-01-30T20:00',
      '2026-01-14, 2026-01-14 05:00',
    ],
    // The same instant is another day elsewhere: Monday 15:00 UTC.
    [
      'is the warehouse’s own day, east of Greenwich',
      { ...chicago, timeZone: 'Asia/Tokyo' },
      '2026-01-06T00:00',
      '2026-01-08T20:00',
      '2026-01-06, 2026-01-06 05:00',
    ],
    [
      'is the warehouse’s own day, west of Greenwich',
      { ...chicago, timeZone: 'Pacific/Honolulu' },
      '2026-01-05T05:00',
      '2026-01-08T20:00',
      '2026-01-05, 2026-01-05 05:00',
    ],
  ])('%s', (_rule, warehouse, acceptedAt, required, expected) => {
    expect(planned(acceptedAt, required, { warehouse })).toBe(expected);
  });

  it.each<[string, string, string, string, string]>([
    // rule, accepted, ship by, required, day and label from
    [
      'is not after the last chance, cut-off or not',
      '2026-01-09T15:00',
      '2026-01-09T16:00',
      '2026-01-12T10:00',
      '2026-01-09, 2026-01-09 05:00',
    ],
    [
      'is planned without a last chance that has passed',
      '2026-01-09T17:00',
      '2026-01-09T16:00',
      '2026-01-12T10:00',
      '2026-01-12, 2026-01-12 05:00',
    ],
    [
      'has its label before a pickup that comes before the shift',
      '2026-01-05T15:00',
      '2026-01-06T04:30',
      '2026-01-06T20:00',
      '2026-01-06, 2026-01-06 03:30',
    ],
  ])('%s', (_rule, acceptedAt, shipBy, required, expected) => {
    expect(planned(acceptedAt, required, { shipBy })).toBe(expected);
  });

  // The clocks go forward on 8 March 2026 and back on 1 November 2026, both Sundays, at 02:00.
  const everyDay: WarehouseCalendar = { timeZone: 'America/Chicago', labelCutOff: '14:00', waitForPacking: false };
  it.each<[string, WarehouseCalendar, string, string]>([
    // rule, calendar, accepted, day and label from
    ['on the day of 23 hours', everyDay, '2026-03-07T14:00', '2026-03-08, 2026-03-08 07:00'],
    ['on the day of 25 hours', everyDay, '2026-10-31T14:00', '2026-11-01, 2026-11-01 07:00'],
    [
      'with a shift in the hour that is left out',
      { ...everyDay, shiftStart: '02:30' },
      '2026-03-07T14:00',
      '2026-03-08, 2026-03-08 01:30',
    ],
    [
      'with a cut-off in the hour that is left out',
      { ...everyDay, labelCutOff: '02:30' },
      '2026-03-08T03:30',
      '2026-03-09, 2026-03-09 07:00',
    ],
    // Summer time begins at midnight there on 24 April 2026: the day begins at 01:00.
    [
      'from a day that begins at 01:00',
      { ...everyDay, timeZone: 'Africa/Cairo' },
      '2026-04-24T14:00',
      '2026-04-25, 2026-04-25 07:00',
    ],
    [
      'on a day that begins at 01:00',
      { ...everyDay, timeZone: 'Africa/Cairo', shiftStart: '00:30' },
      '2026-04-23T14:00',
      '2026-04-24, 2026-04-24 01:00',
    ],
  ])('is right %s', (_rule, warehouse, acceptedAt, expected) => {
    expect(planned(acceptedAt, '2026-12-20T20:00', { warehouse })).toBe(expected);
  });

  it('has its label requested on that day, however early the shift', () => {
    const warehouse = { ...chicago, shiftStart: '00:15' };
    expect(planned('2026-01-05T15:00', '2026-01-08T20:00', { warehouse })).toBe('2026-01-06, 2026-01-06 00:00');
  });

  it.each<[string, string, string]>([
    // rule, wanted, day and label from
    ['is the wanted day', '2026-01-07', '2026-01-07, 2026-01-07 05:00'],
    ['may be a day on which nobody works', '2026-01-10', '2026-01-10, 2026-01-10 05:00'],
    ['may be after the required date', '2026-01-13', '2026-01-13, 2026-01-13 05:00'],
    ['is today after the cut-off', '2026-01-05', '2026-01-05, 2026-01-05 05:00'],
    ['that is past means now', '2026-01-02', '2026-01-05, 2026-01-05 15:00'],
  ])('of a person’s choice %s (%s)', (_rule, wantedDay, expected) => {
    const shipBy = '2026-01-08T16:00';
    expect(planned('2026-01-05T15:00', '2026-01-08T20:00', { wantedDay, shipBy })).toBe(expected);
  });

  it('of a choice that no calendar has is refused', () => {
    expect(() => planned('2026-01-05T15:00', '2026-01-08T20:00', { wantedDay: '2026-02-30' })).toThrow(
      '2026-02-30 is a day that no calendar has.',
    );
  });

  it('is not known without the warehouse’s days', () => {
    const days = { acceptedAt: 0, requiredShipDate: '2026-01-08T20:00:00Z', leadMs: HOUR };
    expect(shipDayOf(days, undefined)).toBeUndefined();
    expect(shipDayOf(days, { labelCutOff: '14:00', waitForPacking: false })).toBeUndefined();
  });
});

describe('whatever the calendar, an order that is not overdue', () => {
  const zones = [
    'America/Chicago',
    'Europe/Berlin',
    'Asia/Kolkata',
    'Pacific/Kiritimati',
    'Pacific/Niue',
    'Africa/Cairo',
  ];
  const times = ['00:00', '00:30', '02:30', '06:00', '14:00', '23:59'];

  it('ships between today and the required date, on a working day where there is one, labelled on that day', () => {
    const dice = seededDice(5);
    for (let run = 0; run < 1_000; run += 1) {
      const zone = dice.pick(zones);
      const workingDays = [1, 2, 3, 4, 5, 6, 7].filter(() => dice.below(2) === 0);
      const warehouse: WarehouseCalendar = {
        timeZone: zone,
        waitForPacking: false,
        ...(dice.below(4) === 0 ? {} : { workingDays }),
        ...(dice.below(3) === 0 ? {} : { labelCutOff: dice.pick(times) }),
        ...(dice.below(3) === 0 ? {} : { shiftStart: dice.pick(times) }),
        ...(dice.below(3) === 0 ? {} : { pickups: [dice.pick(times)] }),
      };
      const acceptedAt = Date.parse('2026-03-01T00:00:00Z') + dice.below(260 * 24 * 60) * 60_000;
      const required = acceptedAt + dice.below(10 * 24 * 60) * 60_000;
      const requiredShipDate = new Date(required).toISOString();
      const order = { ...facts, requiredShipDate };
      const found = shipDayFor(order, { acceptedAt }, { warehouseOf: () => warehouse, labels: { leadMs: HOUR } });
      const { day = '', labelFrom = '' } = found ?? {};

      const localDay = (instant: number) => DateTime.fromMillis(instant, { zone }).toFormat('yyyy-MM-dd');
      const context = { zone, warehouse, acceptedAt: new Date(acceptedAt).toISOString(), requiredShipDate, day };
      expect({ ...context, isInTime: localDay(acceptedAt) <= day && day <= localDay(required) }).toMatchObject({
        isInTime: true,
      });
      expect({ ...context, labelledOn: localDay(Date.parse(labelFrom)) }).toMatchObject({ labelledOn: day });
      const { shipBy = '' } = shipPlanOf({ requiredShipDate, receivedAt: acceptedAt }, warehouse) ?? {};
      expect({ ...context, isBeforeTheChance: labelFrom <= shipBy }).toMatchObject({ isBeforeTheChance: true });

      const works = (date: DateTime) => warehouse.workingDays?.includes(date.weekday) ?? true;
      const last = DateTime.fromISO(localDay(required));
      const between: DateTime[] = [];
      for (let date = DateTime.fromISO(localDay(acceptedAt)); date <= last; date = date.plus({ days: 1 })) {
        between.push(date);
      }
      if (between.some(works)) {
        expect({ ...context, works: works(DateTime.fromISO(day)) }).toMatchObject({ works: true });
      }
    }
  });
});
