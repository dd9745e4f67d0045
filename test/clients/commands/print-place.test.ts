import { describe, expect, it } from 'vitest';
import { printPlace } from '../../../clients/commands/print-place.js';
import type { CommonConfig } from '../../../clients/commands/session.js';

/** Friday, 23:30 in Chicago; Saturday in UTC. */
const NOW = Date.parse('2026-01-10T05:30:00.000Z');
const warehouse = { account: 'default', waitForPacking: false };
const config = {
  warehouses: [
    { ...warehouse, partyId: 'WH01', timeZone: 'America/Chicago' },
    { ...warehouse, partyId: 'WH02' },
    { ...warehouse, partyId: 'WH03', account: 'other' },
  ],
} as unknown as CommonConfig;
const known = { config: { value: config }, account: { value: 'default' }, now: NOW };

describe('the day that is printed for', () => {
  it.each([
    // warehouse, --ship-day, place
    ['WH01', undefined, { day: '2026-01-09', stoppedSince: '2026-01-09T06:00:00.000Z' }],
    ['WH01', '2026-01-12', { day: '2026-01-12', stoppedSince: '2026-01-12T06:00:00.000Z' }],
    // Summer time.
    ['WH01', '2026-07-01', { day: '2026-07-01', stoppedSince: '2026-07-01T05:00:00.000Z' }],
  ])('at %s with --ship-day %s is the warehouse’s own: %j', (code, shipDay, place) => {
    const options = { warehouse: code, ...(shipDay === undefined ? {} : { shipDay }) };
    const common = { warehouse: code, zone: 'America/Chicago', today: '2026-01-09' };
    expect(printPlace(options, known)).toEqual({ value: { ...common, ...place } });
  });

  it('is none where the warehouse’s time zone is not known: then the last 24 hours count', () => {
    const place = { warehouse: 'WH02', stoppedSince: '2026-01-09T05:30:00.000Z' };
    expect(printPlace({ warehouse: 'WH02' }, known)).toEqual({ value: place });
  });

  it('of another account’s warehouse is refused', () => {
    const refused = printPlace({ warehouse: 'WH03' }, known);
    expect(refused).toEqual({ faults: [{ where: '--warehouse', what: expect.stringContaining('has WH01, WH02.') }] });
  });

  it('without WAREHOUSES_FILE takes any warehouse', () => {
    const none = { ...known, config: { value: { ...config, warehouses: [] } } };
    expect(printPlace({ warehouse: 'WH9' }, none)).toMatchObject({ value: { warehouse: 'WH9' } });
  });
});
