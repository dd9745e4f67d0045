import { describe, expect, it } from 'vitest';
import { dueFilter, durationMs } from '../../../clients/commands/due-filter.js';
import type { DueOptions } from '../../../clients/commands/due-filter.js';
import { zonesOf } from '../../../clients/commands/warehouse-time.js';

const NOW = Date.parse('2026-01-05T18:00:00Z');
const row = (partyId: string, timeZone?: string) => ({
  account: 'us',
  partyId,
  waitForPacking: false,
  ...(timeZone === undefined ? {} : { timeZone }),
});
const chicago = [row('WH01', 'America/Chicago')];
const both = [...chicago, row('WH02', 'Europe/Berlin')];
const unzoned = [...chicago, row('WH03')];

const read = (options: DueOptions, warehouses = chicago) =>
  dueFilter(options, {
    config: { warehouses },
    zoneOf: zonesOf({ warehouses }, options.utc === true),
    now: NOW,
  });

describe('a time span', () => {
  it.each([
    ['4h', 4 * 3_600_000],
    ['90min', 5_400_000],
    ['90m', 5_400_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
    ['0h', undefined],
    ['4', undefined],
    ['4 h', undefined],
    ['-4h', undefined],
    ['9999d', undefined],
    ['', undefined],
  ])('%j is %p ms', (text, ms) => {
    expect(durationMs(text)).toBe(ms);
  });
});

describe('a filter by deadline', () => {
  it.each<[DueOptions, ReturnType<typeof row>[], string, string]>([
    // options, warehouses, latest, says
    [{ overdue: true }, chicago, '2026-01-05T18:00:00.000Z', 'overdue'],
    [{ dueWithin: '4h' }, chicago, '2026-01-05T22:00:00.000Z', 'due within 4h, by Mon 16:00'],
    [{ dueWithin: '4h' }, both, '2026-01-05T22:00:00.000Z', 'due within 4h, by Mon 22:00 UTC'],
    [{ dueWithin: '4h', warehouse: 'WH01' }, both, '2026-01-05T22:00:00.000Z', 'due within 4h, by Mon 16:00'],
    [{ dueWithin: '4h', utc: true }, chicago, '2026-01-05T22:00:00.000Z', 'due within 4h, by Mon 22:00 UTC'],
    [{ dueBefore: '16:00' }, chicago, '2026-01-05T22:00:00.000Z', 'due by Mon 16:00 (in 4 h)'],
    [{ dueBefore: '16:00', utc: true }, chicago, '2026-01-06T16:00:00.000Z', 'due by Tue 16:00 UTC (in 22 h)'],
    [{ dueBefore: '16:00' }, both, '2026-01-06T15:00:00.000Z', 'due by 16:00 in the time of their warehouses'],
    [
      { dueBefore: '2026-01-05T16:05:00-06:00' },
      chicago,
      '2026-01-05T22:05:00.000Z',
      'due by Mon 16:05 (in 4 h 5 min)',
    ],
  ])('%j asks for all up to its limit', (options, warehouses, latest, says) => {
    expect(read(options, warehouses)).toMatchObject({ value: { latest, says } });
  });

  it('goes by the clock of each warehouse, and misses no order whose warehouse is not known yet', () => {
    const due = read({ dueBefore: '16:00' }, both);
    if (!('value' in due) || due.value === undefined) throw new Error('no filter');
    const limit = (warehouse: string | null) =>
      new Date(due.value!.limitOf({ account: 'us', warehouse })).toISOString();
    expect(limit('WH01')).toBe('2026-01-05T22:00:00.000Z');
    expect(limit('WH02')).toBe('2026-01-06T15:00:00.000Z');
    expect(limit(null)).toBe('2026-01-06T15:00:00.000Z');
  });

  it.each<[string, DueOptions, ReturnType<typeof row>[], RegExp]>([
    // rule, options, warehouses, fault
    ['is one at a time', { overdue: true, dueWithin: '4h' }, chicago, /exclude each other/],
    ['needs a time span', { dueWithin: 'soon' }, chicago, /is no time span/],
    ['needs a time', { dueBefore: 'noon' }, chicago, /is no time;/],
    ['needs a zone with an instant', { dueBefore: '2026-01-05T16:05:00' }, chicago, /is no time;/],
    ['does not guess the zone of a time of day', { dueBefore: '16:00' }, unzoned, /needs the time zone of WH03/],
    ['names the warehouse without a zone', { dueBefore: '16:00', warehouse: 'WH03' }, unzoned, /time zone of WH03/],
    ['does not guess it without warehouses', { dueBefore: '16:00' }, [], /needs the time zone/],
  ])('%s', (_rule, options, warehouses, fault) => {
    expect(read(options, warehouses)).toMatchObject({ faults: [{ what: expect.stringMatching(fault) }] });
  });

  it('is none when nothing is asked', () => {
    expect(read({})).toEqual({ value: undefined });
  });
});
