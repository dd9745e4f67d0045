/**
 * Checks of message payloads: pure, synchronous, for clients and for the workflow's validators alike.
 *
 * A check reads any JSON value and never throws; it collects every fault with its path, so that one answer lists all.
 */
export type Check<T> = (value: unknown, path: string, faults: string[]) => T | undefined;

export type Checked<T> = { value: T } | { faults: string[] };

/** Applies a check to a whole payload. */
export function checked<T>(check: Check<T>, payload: unknown): Checked<T> {
  const faults: string[] = [];
  const value = check(payload, '', faults);
  return value === undefined || faults.length > 0 ? { faults: faults.length > 0 ? faults : ['is missing'] } : { value };
}

/** Text of 1 to `max` characters without control characters, and without halves of characters, which no UTF-8 holds. */
export const text =
  ({ max, pattern, says }: { max: number; pattern?: RegExp; says?: string }): Check<string> =>
  (value, path, faults) => {
    if (typeof value !== 'string' || value.length === 0) return fault(faults, path, 'must be a non-empty text');
    if (value.length > max) return fault(faults, path, `must have at most ${max} characters`);
    if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(value)) return fault(faults, path, 'must not contain control characters');
    if (pattern !== undefined && !pattern.test(value))
      return fault(faults, path, says ?? `must match ${pattern.source}`);
    return value;
  };

const INSTANT = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

/** JavaScript reads 30 February as 2 March; a date that does not exist is a mistake, and is never adjusted. */
function isOnCalendar(text: string): boolean {
  const [, year, month, day] = INSTANT.exec(text) ?? [];
  const days = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
  return Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= days;
}

/** An ISO 8601 instant with `Z` or an offset; the result is in UTC. */
export const instant: Check<string> = (value, path, faults) => {
  const ms = typeof value === 'string' && isOnCalendar(value) ? Date.parse(value) : NaN;
  const utc = Number.isNaN(ms) ? '' : new Date(ms).toISOString();
  // An offset may lead out of the years with four digits.
  return INSTANT.test(utc) ? utc : fault(faults, path, 'must be a date and time with zone, e.g. 2026-01-05T16:05:00Z');
};

/** A date of a calendar, whosever it is, such as `2026-01-09`. */
export const calendarDay: Check<string> = (value, path, faults) =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && isOnCalendar(`${value}T00:00Z`)
    ? value
    : fault(faults, path, 'must be a date, e.g. 2026-01-09');

export const wholeNumber =
  ({ min }: { min: number }): Check<number> =>
  (value, path, faults) =>
    typeof value === 'number' && Number.isSafeInteger(value) && value >= min
      ? value
      : fault(faults, path, `must be a whole number of at least ${min}`);

export const truth: Check<boolean> = (value, path, faults) =>
  typeof value === 'boolean' ? value : fault(faults, path, 'must be true or false');

export const oneOf =
  <const T extends string>(values: readonly T[]): Check<T> =>
  (value, path, faults) =>
    values.find((candidate) => candidate === value) ?? fault(faults, path, `must be one of ${values.join(', ')}`);

export const listOf =
  <T>(check: Check<T>, { max }: { max: number }): Check<T[]> =>
  (value, path, faults) => {
    if (!Array.isArray(value) || value.length === 0) return fault(faults, path, 'must be a non-empty list');
    if (value.length > max) return fault(faults, path, `must have at most ${max} entries`);
    return value.flatMap((entry, index) => check(entry, `${path}[${index}]`, faults) ?? []);
  };

/** Any plain JSON object, as it is. */
export const anyObject: Check<Record<string, unknown>> = (value, path, faults) =>
  isObject(value) ? value : fault(faults, path, 'must be an object');

type Optional<T> = { optional: Check<T> };
type Shape = Record<string, Check<unknown> | Optional<unknown>>;
type OptionalKeys<S extends Shape> = { [K in keyof S]: S[K] extends Optional<unknown> ? K : never }[keyof S];
type Of<C> = C extends Check<infer T> ? T : C extends Optional<infer T> ? T : never;
type ShapeOf<S extends Shape> = { [K in Exclude<keyof S, OptionalKeys<S>>]: Of<S[K]> } & {
  [K in OptionalKeys<S>]?: Of<S[K]>;
};

/** A field that may be absent; `null` counts as absent, since many languages send it so. */
export const optional = <T>(check: Check<T>): Optional<T> => ({ optional: check });

/** An object with exactly these fields: an unknown field is a fault, because a misspelt one would be ignored. */
export const object =
  <S extends Shape>(shape: S): Check<ShapeOf<S>> =>
  (value, path, faults) => {
    if (!isObject(value)) return fault(faults, path, 'must be an object');
    const known: Record<string, unknown> = {};
    for (const [name, entry] of Object.entries(shape)) {
      const field = Object.hasOwn(value, name) ? value[name] : undefined;
      const isOptional = 'optional' in entry;
      if (field === undefined || field === null) {
        if (!isOptional) fault(faults, join(path, name), 'is missing');
        continue;
      }
      known[name] = (isOptional ? entry.optional : entry)(field, join(path, name), faults);
    }
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(shape, name)) {
        fault(faults, join(path, name.slice(0, 60)), `is not known; known are ${Object.keys(shape).join(', ')}`);
      }
    }
    return known as ShapeOf<S>;
  };

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

function fault(faults: string[], path: string, says: string): undefined {
  faults.push(path === '' ? says : `${path} ${says}`);
  return undefined;
}
