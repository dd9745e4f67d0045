import { checked, instant } from '../../workflows/steps/checks.js';
import type { Config, Warehouse } from '../../temporal.config.js';
import { bad, good } from './checked-input.js';
import type { Input } from './checked-input.js';
import { relative } from './text.js';
import { clock, nextOccurrence, timeOfDay } from './warehouse-time.js';
import type { Place, ZoneOf } from './warehouse-time.js';

/** Which deadlines a list asks for: all up to a limit, those that are overdue included. */
export interface DueFilter {
  /** No order has a later limit, ISO 8601. */
  latest: string;
  /** The limit of an order, epoch ms; the deadline itself may be that instant. */
  limitOf: (place: Place) => number;
  /** In words: `due by Mon 16:00 (in 3 h 12 min)`. */
  says: string;
}

export interface DueOptions {
  dueWithin?: string;
  dueBefore?: string;
  overdue?: true;
  utc?: true;
  account?: string;
  warehouse?: string;
}

interface Context {
  config: Pick<Config, 'warehouses'>;
  zoneOf: ZoneOf;
  now: number;
}

/** `--due-within`, `--due-before` or `--overdue`, at most one of them. */
export function dueFilter(options: DueOptions, context: Context): Input<DueFilter | undefined> {
  const { dueWithin, dueBefore, overdue } = options;
  const given: Input<DueFilter>[] = [
    ...(overdue === true ? [good(at(context.now, 'overdue'))] : []),
    ...(dueWithin === undefined ? [] : [within(dueWithin, options, context)]),
    ...(dueBefore === undefined ? [] : [before(dueBefore, options, context)]),
  ];
  const [only, ...others] = given;
  if (others.length === 0) return only ?? good(undefined);
  return {
    faults: [
      ...bad('--due-within, --due-before, --overdue', 'exclude each other; give one.').faults,
      ...given.flatMap((read) => ('faults' in read ? read.faults : [])),
    ],
  };
}

const at = (limit: number, says: string): DueFilter => ({
  latest: new Date(limit).toISOString(),
  limitOf: () => limit,
  says,
});

const UNIT_MS = { d: 86_400_000, h: 3_600_000, m: 60_000, min: 60_000 } as const;
const MAX_WITHIN_MS = 365 * UNIT_MS.d;

/** `4h`, `90min`, `1h30m`, `2d`. */
export function durationMs(text: string): number | undefined {
  if (!/^(\d{1,5}(d|h|min|m))+$/.test(text)) return undefined;
  let ms = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(d|h|min|m)/g)) {
    ms += Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
  }
  return ms > 0 && ms <= MAX_WITHIN_MS ? ms : undefined;
}

function within(given: string, options: DueOptions, context: Context): Input<DueFilter> {
  const ms = durationMs(given);
  if (ms === undefined) {
    return bad('--due-within', `${JSON.stringify(given)} is no time span; write 4h, 90min, 1h30m or 2d.`);
  }
  const limit = context.now + ms;
  return good(at(limit, `due within ${given}, by ${clockOf(limit, options, context)}`));
}

function before(given: string, options: DueOptions, context: Context): Input<DueFilter> {
  const time = timeOfDay(given);
  if (time !== undefined) return beforeTimeOfDay(given, time, options, context);
  const read = checked(instant, given);
  if ('faults' in read) {
    return bad(
      '--due-before',
      `${JSON.stringify(given)} is no time; write a time of day such as 16:00, or a date and time with zone such as 2026-01-05T16:05:00Z.`,
    );
  }
  const limit = Date.parse(read.value);
  return good(at(limit, dueBy(limit, clockOf(limit, options, context), context.now)));
}

/** Every order by the clock of its own warehouse. */
function beforeTimeOfDay(
  given: string,
  time: { hour: number; minute: number },
  options: DueOptions,
  { config, zoneOf, now }: Context,
): Input<DueFilter> {
  const zones = options.utc === true ? ['utc'] : zonesMeant(options, config);
  if (zones === undefined) {
    return bad(
      '--due-before',
      `${given} needs the time zone of ${without(options, config)}: set timeZone in WAREHOUSES_FILE, ` +
        'add --utc, or write a date and time with zone.',
    );
  }
  const limits = new Map(zones.map((zone) => [zone, nextOccurrence(time, zone, now)]));
  const latest = Math.max(...limits.values());
  const [zone, ...others] = zones;
  return good({
    latest: new Date(latest).toISOString(),
    // Of an order that was not read yet no warehouse is known: better shown too early than missed.
    limitOf: (place) => limits.get(zoneOf(place) ?? '') ?? latest,
    says:
      others.length === 0
        ? dueBy(latest, clock(new Date(latest).toISOString(), zone === 'utc' ? undefined : zone, now), now)
        : `due by ${given} in the time of their warehouses`,
  });
}

const dueBy = (limit: number, shown: string, now: number): string =>
  `due by ${shown} (${relative(new Date(limit).toISOString(), now)})`;

/** The warehouses that are meant and have no time zone. */
function without(options: DueOptions, { warehouses }: Context['config']): string {
  const lacking = warehouses.filter((row) => isMeant(row, options) && row.timeZone === undefined);
  return lacking.map(({ partyId }) => partyId).join(', ') || (options.warehouse ?? 'every warehouse');
}

const isMeant = (row: Warehouse, { account, warehouse }: DueOptions): boolean =>
  (account === undefined || row.account === account) && (warehouse === undefined || row.partyId === warehouse);

/** The zones of the warehouses that are asked for; `undefined` when one of them is not known. */
function zonesMeant(options: DueOptions, { warehouses }: Context['config']): string[] | undefined {
  const meant = warehouses.filter((row) => isMeant(row, options));
  const zones = meant.flatMap(({ timeZone }) => timeZone ?? []);
  return zones.length === meant.length && zones.length > 0 ? [...new Set(zones)] : undefined;
}

/** In the one zone of the warehouses that are asked for, else in UTC. */
function clockOf(limit: number, options: DueOptions, { config, now }: Context): string {
  const [zone, ...others] = options.utc === true ? [] : (zonesMeant(options, config) ?? []);
  return clock(new Date(limit).toISOString(), others.length === 0 ? zone : undefined, now);
}
