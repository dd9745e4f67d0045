import { describe, expect, it } from 'vitest';
import {
  anyObject,
  calendarDay,
  checked,
  instant,
  listOf,
  object,
  oneOf,
  optional,
  text,
  wholeNumber,
} from '../../../workflows/steps/checks.js';
import type { Check } from '../../../workflows/steps/checks.js';
import { randomJson, seededDice } from '../../support/random-json.js';

const isGood = (check: Check<unknown>, value: unknown): boolean => 'value' in checked(check, value);

describe('a check', () => {
  const name = text({ max: 5 });
  const digits = text({ max: 3, pattern: /^\d+$/, says: 'must have digits only' });
  const count = wholeNumber({ min: 1 });
  const colour = oneOf(['red', 'blue']);
  it.each<[string, Check<unknown>, unknown, boolean]>([
    ['a text', name, 'abcde', true],
    ['a text that is too long', name, 'abcdef', false],
    ['no text', name, '', false],
    ['a number instead of a text', name, 1, false],
    ['a text with a line feed', name, 'a\nb', false],
    ['a text with a NUL', name, '\u0000', false],
    ['a text with half a character', name, 'a\ud800', false],
    ['a text beyond the basic plane', name, '\u{1f600}', true],
    ['a text of the pattern', digits, '007', true],
    ['a text off the pattern', digits, '7a', false],
    ['a whole number', count, 1, true],
    ['a number below the minimum', count, 0, false],
    ['a fraction', count, 1.5, false],
    ['a number that no double holds exactly', count, 2 ** 53, false],
    ['not a number', count, NaN, false],
    ['a number as text', count, '1', false],
    ['a known value', colour, 'red', true],
    ['an unknown value', colour, 'green', false],
    ['a value in another case', colour, 'Red', false],
    ['a date', calendarDay, '2026-01-09', true],
    ['a leap day', calendarDay, '2028-02-29', true],
    ['a day that does not exist', calendarDay, '2026-02-29', false],
    ['a month that does not exist', calendarDay, '2026-13-01', false],
    ['a date with a time', calendarDay, '2026-01-09T00:00Z', false],
    ['a list', listOf(count, { max: 2 }), [1, 2], true],
    ['a list that is too long', listOf(count, { max: 2 }), [1, 2, 3], false],
    ['an empty list', listOf(count, { max: 2 }), [], false],
    ['a list with a fault in it', listOf(count, { max: 2 }), [1, 'x'], false],
    ['an object instead of a list', listOf(count, { max: 2 }), { 0: 1, length: 1 }, false],
    ['any object', anyObject, { anything: [1] }, true],
    ['a list instead of an object', anyObject, [], false],
    ['null instead of an object', anyObject, null, false],
  ])('of %s', (_what, check, value, expected) => {
    expect(isGood(check, value)).toBe(expected);
  });

  it.each<[unknown, string | undefined]>([
    ['2026-01-05T16:05:00Z', '2026-01-05T16:05:00.000Z'],
    ['2026-01-05T16:05Z', '2026-01-05T16:05:00.000Z'],
    ['2026-01-05T16:05:00.123456789Z', '2026-01-05T16:05:00.123Z'],
    ['2026-01-05T16:05:00+01:00', '2026-01-05T15:05:00.000Z'],
    ['2026-01-05T16:05:00-0730', '2026-01-05T23:35:00.000Z'],
    ['2024-02-29T10:00:00Z', '2024-02-29T10:00:00.000Z'],
    ['2026-02-29T10:00:00Z', undefined],
    ['2026-02-30T10:00:00Z', undefined],
    ['2026-04-31T10:00:00Z', undefined],
    ['2026-01-00T10:00:00Z', undefined],
    ['2026-13-05T16:05:00Z', undefined],
    ['2026-01-05T25:00:00Z', undefined],
    ['2026-01-05T16:05:00', undefined],
    ['2026-01-05', undefined],
    ['2026-01-05T16:05:00+99:99', undefined],
    ['2026-01-05T16:05:00z', undefined],
    [' 2026-01-05T16:05:00Z', undefined],
    ['2026-01-05T16:05:00Z\n', undefined],
    [1_767_629_100_000, undefined],
    [null, undefined],
  ])('of an instant reads %j as %s', (value, expected) => {
    const found = checked(instant, value);
    expect('value' in found ? found.value : undefined).toBe(expected);
  });
});

describe('a check of an object', () => {
  const shape = object({
    name: text({ max: 5 }),
    count: optional(wholeNumber({ min: 1 })),
    parts: optional(anyObject),
  });

  it('lists every fault with its path', () => {
    const nested = object({ items: listOf(object({ a: wholeNumber({ min: 1 }), b: instant }), { max: 5 }) });
    expect(checked(nested, { items: [{ a: 0 }, 'x', { a: 1, b: 'now', c: 1 }], more: 1 })).toEqual({
      faults: [
        'items[0].a must be a whole number of at least 1',
        'items[0].b is missing',
        'items[1] must be an object',
        'items[2].b must be a date and time with zone, e.g. 2026-01-05T16:05:00Z',
        'items[2].c is not known; known are a, b',
        'more is not known; known are items',
      ],
    });
  });

  it('takes null for a field that is absent, and leaves absent fields out', () => {
    expect(checked(shape, { name: 'a', count: null })).toEqual({ value: { name: 'a' } });
    expect(checked(shape, { name: null })).toEqual({ faults: ['name is missing'] });
  });

  it('knows own fields only, and no inherited ones', () => {
    expect(checked(shape, JSON.parse('{"name":"a","__proto__":{"count":0}}'))).toEqual({
      faults: ['__proto__ is not known; known are name, count, parts'],
    });
    expect(isGood(shape, Object.create({ name: 'a' }))).toBe(false);
    expect(isGood(object({ constructor: optional(anyObject) }), {})).toBe(true);
  });

  it('says what is wrong with nothing at all', () => {
    expect(checked(shape, undefined)).toEqual({ faults: ['must be an object'] });
    expect(checked((value) => value, undefined)).toEqual({ faults: ['is missing'] });
  });

  it('never throws, and what it lets through is JSON that passes again', () => {
    const dice = seededDice(1);
    const deep = object({ list: listOf(shape, { max: 3 }), at: optional(instant) });
    for (let count = 0; count < 5_000; count += 1) {
      const value = randomJson(dice, ['name', 'count', 'parts', 'list', 'at'], 4);
      for (const check of [shape, deep, listOf(shape, { max: 3 }), instant, text({ max: 9 }), anyObject]) {
        const found = checked(check as Check<unknown>, value);
        if ('faults' in found) expect(found.faults.length).toBeGreaterThan(0);
        else expect(checked(check as Check<unknown>, JSON.parse(JSON.stringify(found.value)))).toEqual(found);
      }
    }
  });
});
