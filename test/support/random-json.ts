/** Chance with a seed: the same cases in every run. */
export interface Dice {
  /** A whole number from 0 to `below` - 1. */
  below(below: number): number;
  pick<T>(values: readonly T[]): T;
}

/** The generator mulberry32. */
export function seededDice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  return { below, pick: <T>(values: readonly T[]): T => values[below(values.length)] as T };
}

/** Names that objects have by themselves, and names that mean something to JavaScript or Temporal. */
const awkwardNames = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'toJSON',
  'then',
  'hasOwnProperty',
  'length',
  '',
  ' ',
  '\ud800',
  `${'a'.repeat(59)}\u{1f600}`,
];

const awkwardValues: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  1,
  -1,
  0.1,
  1e308,
  -1e308,
  Number.MAX_SAFE_INTEGER,
  2 ** 53,
  '',
  'NaN',
  'Infinity',
  'null',
  '__proto__',
  '00',
  '03',
  '0x1',
  '1e1',
  '-0',
  '2026-01-05T16:05:00Z',
  '2026-02-30T10:00:00Z',
  '+275760-09-13T00:00:00.000Z',
  '9999-12-31T23:59:59-12:00',
  '0000-01-01T00:00:00Z',
  'a\u0000b',
  '\u202e',
  '\ud800',
  '\udc00\ud800',
  '\u{1f600}'.repeat(60),
  'x'.repeat(5_000),
  [],
  [[[[[[]]]]]],
  {},
];

/**
 * Any JSON value, made to be awkward: it has been through JSON once, so `__proto__` is a property like any other.
 *
 * @param names Names that the reader knows, so that some objects come close to what it expects.
 */
export function randomJson(dice: Dice, names: readonly string[], depth = 3): unknown {
  return JSON.parse(JSON.stringify(randomValue(dice, names, depth))) as unknown;
}

function randomValue(dice: Dice, names: readonly string[], depth: number): unknown {
  const kind = depth <= 0 ? 0 : dice.below(4);
  if (kind <= 1) return dice.pick(awkwardValues);
  const size = dice.below(6);
  if (kind === 2) return Array.from({ length: size }, () => randomValue(dice, names, depth - 1));
  return Object.fromEntries(
    Array.from({ length: size }, () => [
      dice.below(4) === 0 ? dice.pick(awkwardNames) : dice.pick(names.length === 0 ? awkwardNames : names),
      randomValue(dice, names, depth - 1),
    ]),
  );
}

/** A good payload with one to three of its parts replaced, removed or added at any depth. */
export function mutated(dice: Dice, payload: unknown, names: readonly string[]): unknown {
  let changed = structuredClone(payload);
  for (let times = 1 + dice.below(3); times > 0; times -= 1) changed = mutatedOnce(dice, changed, names);
  return JSON.parse(JSON.stringify(changed)) as unknown;
}

function mutatedOnce(dice: Dice, value: unknown, names: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null || dice.below(8) === 0) return randomValue(dice, names, 2);
  if (Array.isArray(value)) {
    const list: unknown[] = [...(value as unknown[])];
    if (list.length === 0 || dice.below(4) === 0) return [...list, randomValue(dice, names, 2)];
    const index = dice.below(list.length);
    list[index] = mutatedOnce(dice, list[index], names);
    return list;
  }
  const entries: [string, unknown][] = Object.entries(value);
  if (entries.length === 0 || dice.below(4) === 0) {
    entries.push([dice.pick([...names, ...awkwardNames]), randomValue(dice, names, 2)]);
  } else {
    const index = dice.below(entries.length);
    const [name, part] = entries[index] as [string, unknown];
    if (dice.below(4) === 0) entries.splice(index, 1);
    else entries[index] = [name, mutatedOnce(dice, part, names)];
  }
  return Object.fromEntries(entries);
}
