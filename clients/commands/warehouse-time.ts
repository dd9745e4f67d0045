import { DateTime } from 'luxon';
import { warehouseOf } from '../../temporal.config.js';
import type { Config } from '../../temporal.config.js';
import type { Session } from './session.js';
import { absolute } from './text.js';

/** Where an order is shipped from; `null` until it was read. */
export interface Place {
  account: string;
  warehouse: string | null;
}

/** The time zone of a place, where the configuration names it. */
export type ZoneOf = (place: Place) => string | undefined;

/** Time zones from WAREHOUSES_FILE; with `isUtc`, none: everything is shown in UTC. */
export const zonesOf =
  (config: Pick<Config, 'warehouses'>, isUtc: boolean): ZoneOf =>
  ({ account, warehouse }) =>
    isUtc || warehouse === null ? undefined : warehouseOf(config, { account, warehouse })?.timeZone;

/** From here on a weekday alone could mean two days. */
const WEEKDAY_DAYS = 6;

/** `Mon 16:00` within six days, else `12 Jan 16:00`; in the zone, or in UTC and saying so. */
export function clock(instant: string, zone: string | undefined, now: number): string {
  const at = DateTime.fromISO(instant, { zone: zone ?? 'utc', locale: 'en-GB' });
  const days = Math.abs(
    at.startOf('day').diff(DateTime.fromMillis(now, { zone: at.zone }).startOf('day'), 'days').days,
  );
  const text = at.toFormat(days > WEEKDAY_DAYS ? 'd LLL HH:mm' : 'ccc HH:mm');
  return zone === undefined ? `${text} UTC` : text;
}

/** The same in UTC, for tables of what has no warehouse. */
export const shortClock =
  (now: number) =>
  (instant: string): string =>
    clock(instant, undefined, now);

/** The short name of a zone at an instant: `CST`, or `GMT+1` where there is none that all of the world knows. */
export const zoneName = (instant: string, zone: string): string =>
  DateTime.fromISO(instant, { zone, locale: 'en-US' }).offsetNameShort ?? zone;

/** The clock of a place. */
export type ClockOf = (place: Place) => (instant: string) => string;

/** Clocks for what is listed together: times of several zones say which is meant. */
export function clocksOf(places: readonly Place[], zoneOf: ZoneOf, now: number): ClockOf {
  const isMixed = new Set(places.map(zoneOf)).size > 1;
  return (place) => (instant) => {
    const zone = zoneOf(place);
    const text = clock(instant, zone, now);
    return isMixed && zone !== undefined ? `${text} ${zoneName(instant, zone)}` : text;
  };
}

/** An instant in UTC and, where the zone is known, by the clock of the warehouse: `… 16:05:00 UTC (Mon 10:05 CST)`. */
export function bothTimes(instant: string, zone: string | undefined): string {
  if (zone === undefined) return absolute(instant);
  const local = DateTime.fromISO(instant, { zone, locale: 'en-GB' }).toFormat('ccc HH:mm');
  return `${absolute(instant)} (${local} ${zoneName(instant, zone)})`;
}

/** `16:00`; `undefined` for anything else. */
export function timeOfDay(text: string): { hour: number; minute: number } | undefined {
  const [, hour, minute] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  return hour === undefined || minute === undefined ? undefined : { hour: Number(hour), minute: Number(minute) };
}

/**
 * When a clock in the zone next shows a time of day, epoch ms.
 *
 * A time that the change to summer time skips is the one an hour later; one that the change back repeats comes twice,
 * and the first that is still to come counts.
 */
export function nextOccurrence(time: { hour: number; minute: number }, zone: string, now: number): number {
  const today = DateTime.fromMillis(now, { zone }).startOf('day');
  const candidates = [0, 1]
    .flatMap((days): DateTime[] => today.plus({ days }).set(time).getPossibleOffsets())
    .map((at) => at.toMillis())
    .filter((at) => at >= now);
  return Math.min(...candidates);
}

/** A misspelt warehouse has no orders, which would read as good news. */
export function warnOfUnknown(
  warehouse: string | undefined,
  { warehouses }: Pick<Config, 'warehouses'>,
  session: Pick<Session, 'warn'>,
): void {
  if (warehouse === undefined || warehouses.length === 0) return;
  if (warehouses.some(({ partyId }) => partyId === warehouse)) return;
  session.warn(
    `${warehouse} is not in WAREHOUSES_FILE; there are ${warehouses.map(({ partyId }) => partyId).join(', ')}.`,
  );
}
