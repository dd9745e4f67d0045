import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import type { Weight } from '../../workflows/purchase-order/order.js';
import { checked, instant } from '../../workflows/steps/checks.js';
import type { Checked } from '../../workflows/steps/checks.js';
import { systemCodeOf } from '../errors.js';
import { isOrderNumber, NO_ORDER_NUMBER } from '../order-number.js';
import { isQueryValue } from '../visibility.js';
import { readWeight } from '../weight.js';
import { bad, good } from './checked-input.js';
import type { Input } from './checked-input.js';
import type { CommonConfig } from './session.js';

/** Purchase order numbers; one that is named twice counts once. */
export function orderNumbers(given: readonly string[]): Input<string[]> {
  const faults = given
    .filter((number) => !isOrderNumber(number))
    .map((number) => ({ where: 'ORDER', what: `${JSON.stringify(number)} ${NO_ORDER_NUMBER}.` }));
  return faults.length > 0 ? { faults } : good([...new Set(given)]);
}

/** `--account`: a configured one, by default the first. Without a configuration only its own faults count. */
export function accountName(given: string | undefined, config: Input<CommonConfig>): Input<string> {
  const chosen = accountFilter(given, config);
  if ('faults' in chosen || chosen.value !== undefined) return chosen as Input<string>;
  return good('value' in config ? (config.value.accountNames[0] ?? '') : '');
}

/** `--account` of a list: all accounts when it is absent. */
export function accountFilter(given: string | undefined, config: Input<CommonConfig>): Input<string | undefined> {
  if (given === undefined || 'faults' in config || config.value.accountNames.includes(given)) return good(given);
  return bad(
    '--account',
    `${JSON.stringify(given)} is not configured; there are ${config.value.accountNames.join(', ')}.`,
  );
}

/** An option with a closed list of values. */
export function choice<T extends string>(
  where: string,
  given: string | undefined,
  among: readonly T[],
): Input<T | undefined> {
  if (given === undefined) return good(undefined);
  const found = among.find((value) => value === given);
  return found === undefined ? bad(where, `${JSON.stringify(given)} is not one of ${among.join(', ')}.`) : good(found);
}

/** `--warehouse`: Amazon's code of a warehouse, such as WH01. */
export const warehouseCode = (given: string | undefined): Input<string | undefined> =>
  given === undefined || isQueryValue(given)
    ? good(given)
    : bad(
        '--warehouse',
        `${JSON.stringify(given)} is no warehouse code: letters, digits, spaces and . _ : / @ # + - only.`,
      );

export function wholeNumber(where: string, given: string): Input<number> {
  const value = Number(given);
  return /^\d+$/.test(given) && value >= 1 && Number.isSafeInteger(value)
    ? good(value)
    : bad(where, `${JSON.stringify(given)} is no whole number of at least 1.`);
}

/** `--at`: an instant with its zone, or `now`. */
export function instantOrNow(where: string, given: string, now: number): Input<string> {
  if (given === 'now') return good(new Date(now).toISOString());
  const read = checked(instant, given);
  return 'value' in read
    ? read
    : bad(
        where,
        `${JSON.stringify(given)} is no instant; write now, or a date and time with zone such as 2026-01-05T16:05:00Z.`,
      );
}

/** `--weight`: `1.2kg` or `3lb`. */
export function weight(where: string, given: string | undefined): Input<Weight | undefined> {
  if (given === undefined) return good(undefined);
  const read = readWeight(given);
  return 'value' in read ? read : bad(where, `${JSON.stringify(given)} ${read.faults.join(' ')}.`);
}

/** JSON from a file. */
export function jsonFile(where: string, path: string | undefined): Input<unknown> {
  if (path === undefined) return good(undefined);
  try {
    return json(where, readFileSync(path, 'utf8'), ` in ${path}`);
  } catch (error) {
    return bad(where, `${path} cannot be read (${systemCodeOf(error)}).`);
  }
}

/** JSON as it stands, or from a file when it begins with `@`. */
export const jsonOrFile = (where: string, given: string | undefined): Input<unknown> =>
  given === undefined
    ? good(undefined)
    : given.startsWith('@')
      ? jsonFile(where, given.slice(1))
      : json(where, given, '');

function json(where: string, text: string, place: string): Input<unknown> {
  try {
    return good(JSON.parse(text) as unknown);
  } catch {
    return bad(where, `is no valid JSON${place}.`);
  }
}

/** `--actor`; by default the name of the user at this machine. */
export function actorName(given: string | undefined): string {
  if (given !== undefined) return given;
  try {
    return userInfo().username;
  } catch {
    // A container may run under a user id that has no name.
    return 'unknown';
  }
}

/** The faults of a message's payload, named by the options that filled it. */
export function fromOptions<T>(read: Checked<T>, options: Readonly<Record<string, string>>): Input<T> {
  if ('value' in read) return read;
  return {
    faults: read.faults.map((text) => {
      const [, field = '', path = '', what = ''] = /^([A-Za-z]+)([.[]\S*)? (.*)$/.exec(text) ?? [];
      const option = options[field];
      return option === undefined ? { where: 'arguments', what: text } : { where: `${option}${path}`, what };
    }),
  };
}

/** Only what was given: absent options stay absent in a payload. */
export function given<T extends Record<string, unknown>>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
