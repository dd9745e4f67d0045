import { describe, expect, it } from 'vitest';
import { clock, nextOccurrence, timeOfDay, zonesOf } from '../../../clients/commands/warehouse-time.js';

const NOW = Date.parse('2026-01-05T18:00:00Z');

describe('a clock', () => {
  it.each([
    // instant, zone, shown
    ['2026-01-05T22:00:00Z', 'America/Chicago', 'Mon 16:00'],
    ['2026-01-05T22:00:00Z', 'Europe/Berlin', 'Mon 23:00'],
    ['2026-01-05T23:30:00Z', 'Europe/Berlin', 'Tue 00:30'],
    ['2026-01-05T22:00:00Z', undefined, 'Mon 22:00 UTC'],
    ['2026-01-11T05:00:00Z', 'America/Chicago', 'Sat 23:00'],
    // A week from now is not called by the same weekday as today.
    ['2026-01-12T22:00:00Z', 'America/Chicago', '12 Jan 16:00'],
    ['2025-12-20T22:00:00Z', 'America/Chicago', '20 Dec 16:00'],
  ])('shows %s in %s as %j', (instant, zone, shown) => {
    expect(clock(instant, zone, NOW)).toBe(shown);
  });
});

describe('a time of day', () => {
  it.each([
    ['16:00', { hour: 16, minute: 0 }],
    ['7:05', { hour: 7, minute: 5 }],
    ['00:00', { hour: 0, minute: 0 }],
    ['24:00', undefined],
    ['16', undefined],
    ['16:60', undefined],
    ['16:00Z', undefined],
  ])('%j is read as %j', (text, read) => {
    expect(timeOfDay(text)).toEqual(read);
  });

  it.each([
    // time, zone, now, next
    ['16:00', 'America/Chicago', '2026-01-05T18:00:00Z', '2026-01-05T22:00:00.000Z'],
    ['16:00', 'America/Chicago', '2026-01-05T22:00:00Z', '2026-01-05T22:00:00.000Z'],
    ['16:00', 'America/Chicago', '2026-01-05T22:00:01Z', '2026-01-06T22:00:00.000Z'],
    // In the zone it is still the day before.
    ['16:00', 'America/Chicago', '2026-01-06T03:00:00Z', '2026-01-06T22:00:00.000Z'],
    ['08:00', 'Asia/Tokyo', '2026-01-05T18:00:00Z', '2026-01-05T23:00:00.000Z'],
    // The night in which clocks go forward: 16:00 comes an hour sooner.
    ['16:00', 'America/Chicago', '2026-03-07T23:00:00Z', '2026-03-08T21:00:00.000Z'],
    // 02:30 is skipped.
    ['02:30', 'America/Chicago', '2026-03-08T06:00:00Z', '2026-03-08T08:30:00.000Z'],
    // The night in which they go back: 01:30 comes twice.
    ['01:30', 'America/Chicago', '2026-11-01T05:00:00Z', '2026-11-01T06:30:00.000Z'],
    ['01:30', 'America/Chicago', '2026-11-01T06:45:00Z', '2026-11-01T07:30:00.000Z'],
    ['16:00', 'utc', '2026-01-05T18:00:00Z', '2026-01-06T16:00:00.000Z'],
  ])('%s in %s comes after %s at %s', (text, zone, now, next) => {
    expect(new Date(nextOccurrence(timeOfDay(text)!, zone, Date.parse(now))).toISOString()).toBe(next);
  });
});

describe('the zone of an order', () => {
  const config = {
    warehouses: [
      { account: 'us', partyId: 'WH01', timeZone: 'America/Chicago', waitForPacking: false },
      { account: 'us', partyId: 'WH02', waitForPacking: false },
    ],
  };

  it.each([
    // place, --utc, zone
    [{ account: 'us', warehouse: 'WH01' }, false, 'America/Chicago'],
    [{ account: 'us', warehouse: 'WH02' }, false, undefined],
    [{ account: 'eu', warehouse: 'WH01' }, false, undefined],
    [{ account: 'us', warehouse: null }, false, undefined],
    [{ account: 'us', warehouse: 'WH01' }, true, undefined],
  ])('at %j, --utc %p, is %p', (place, isUtc, zone) => {
    expect(zonesOf(config, isUtc)(place)).toBe(zone);
  });
});
