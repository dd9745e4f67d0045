/** A repeatable source of chance: the same seed gives the same values, on every machine. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** An integer, both ends included. */
  integer(min: number, max: number): number;
  /** One element of a list that is not empty. */
  pick<T>(list: readonly T[]): T;
  /** Upper-case hexadecimal digits. */
  hex(length: number): string;
  /** Decimal digits. */
  digits(length: number): string;
  /** 36 characters in the shape of a version 4 UUID. */
  uuid(): string;
}

/**
 * Makes a source of chance from any number of keys.
 *
 * Each subject draws from its own source (`seededRandom(seed, 'transaction', 7)`), so that one more draw in one place does not
 * change the values everywhere else.
 */
export function seededRandom(...keys: readonly (string | number)[]): Random {
  let state = hash(keys.join('\u0000'));
  const next = (): number => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const integer = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const characters = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet.charAt(integer(0, alphabet.length - 1))).join('');
  return {
    next,
    integer,
    pick: <T>(list: readonly T[]): T => {
      const value = list[integer(0, list.length - 1)];
      if (value === undefined) throw new RangeError('cannot pick from an empty list');
      return value;
    },
    hex: (length) => characters('0123456789ABCDEF', length),
    digits: (length) => characters('0123456789', length),
    uuid: () => {
      const h = (length: number): string => characters('0123456789abcdef', length);
      return `${h(8)}-${h(4)}-4${h(3)}-${characters('89ab', 1)}${h(3)}-${h(12)}`;
    },
  };
}

function hash(text: string): number {
  // FNV-1a, 32 bits
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value | 0;
}
