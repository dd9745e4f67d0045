import { describe, expect, it } from 'vitest';
import { chosenDay, isPastEverywhere } from '../../clients/ship-day.js';

/** Monday 22:30 in Chicago, Tuesday in UTC. */
const NOW = Date.parse('2026-01-06T04:30:00Z');
const warehouse = { timeZone: 'America/Chicago', workingDays: [1, 2, 3, 4, 5] };
/** Tuesday 01:00 in UTC is still Monday there. */
const order = { requiredShipDate: '2026-01-13T01:00:00Z', shipFromParty: 'WH01' };

describe('the day on which an order is to ship', () => {
  it.each<[string, string, boolean, string]>([
    // what, wanted, force, chosen or why not
    ['a working day', '2026-01-09', false, '2026-01-09'],
    ["the warehouse's today, which is over elsewhere", '2026-01-05', false, '2026-01-05'],
    ['today in a word', 'today', false, '2026-01-05'],
    ['a day that is past', '2026-01-04', false, '2026-01-04 is past; 2026-01-05 (today) at the earliest.'],
    ['a day that is past, by force', '2026-01-04', true, '2026-01-04 is past; 2026-01-05 (today) at the earliest.'],
    [
      'a day on which nobody works',
      '2026-01-10',
      false,
      '2026-01-10 is a Saturday, on which WH01 does not work. --force ships on it all the same.',
    ],
    ['a day on which nobody works, by force', '2026-01-10', true, '2026-01-10'],
    ["the day of Amazon's limit by the warehouse's clock", '2026-01-12', false, '2026-01-12'],
    [
      "the day after Amazon's limit",
      '2026-01-13',
      false,
      "2026-01-13 comes after Amazon's required ship date 2026-01-12. --force ships on it all the same.",
    ],
    ["the day after Amazon's limit, by force", '2026-01-13', true, '2026-01-13'],
  ])('%s (%s, by force: %p) is %s', (_what, wanted, force, expected) => {
    const chosen = chosenDay(wanted, { order, warehouse, now: NOW }, force);
    expect('day' in chosen ? chosen.day : chosen.refusal).toBe(expected);
  });

  it('is not guessed without the time zone of the warehouse', () => {
    const unknown = { order, warehouse: undefined, now: NOW };
    expect(chosenDay('today', unknown, false)).toEqual({
      refusal: 'today needs the timeZone of WH01 in WAREHOUSES_FILE; name the date.',
    });
    expect(chosenDay('2026-01-05', unknown, false)).toEqual({ day: '2026-01-05' });
  });

  it.each([
    // now, past in every time zone
    ['2026-01-06T11:59:59Z', false],
    ['2026-01-06T12:00:00Z', true],
  ])('2026-01-05 at %s is past everywhere: %p', (now, isPast) => {
    expect(isPastEverywhere('2026-01-05', Date.parse(now))).toBe(isPast);
  });
});
