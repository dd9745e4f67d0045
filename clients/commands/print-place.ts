import { DateTime } from 'luxon';
import { warehouseOf } from '../../temporal.config.js';
import { calendarDay, checked } from '../../workflows/steps/checks.js';
import { given, warehouseCode } from './arguments.js';
import { bad, good } from './checked-input.js';
import type { Input } from './checked-input.js';
import type { CommonConfig } from './session.js';

/** A warehouse and the day that is printed for. */
export interface PrintPlace {
  warehouse: string;
  /** Absent where the warehouse's time zone is not configured, as are its days then. */
  zone?: string;
  /** The ship day. */
  day?: string;
  today?: string;
  /** What was stopped earlier has no label of that day, ISO 8601. */
  stoppedSince: string;
}

interface Known {
  config: Input<CommonConfig>;
  account: Input<string>;
  now: number;
}

/** `--warehouse` and `--ship-day`. */
export function printPlace(
  { warehouse, shipDay }: { warehouse?: string; shipDay?: string },
  { config, account, now }: Known,
): Input<PrintPlace> {
  const code = warehouseCode(warehouse);
  const faults = [
    ...('faults' in code ? code.faults : []),
    ...(warehouse === undefined ? bad('--warehouse', 'name the warehouse, such as WH01.').faults : []),
    ...(shipDay !== undefined && !isDay(shipDay)
      ? bad('--ship-day', `${JSON.stringify(shipDay)} is no date, such as 2026-01-09.`).faults
      : []),
  ];
  if (faults.length > 0 || warehouse === undefined) return { faults };
  // What is wrong with the configuration is said once, by itself.
  if ('faults' in config || 'faults' in account) return good({ warehouse, stoppedSince: new Date(now).toISOString() });
  return placeOf(warehouse, shipDay, { ...config.value, account: account.value, now });
}

function placeOf(
  warehouse: string,
  shipDay: string | undefined,
  { account, now, ...config }: Pick<CommonConfig, 'warehouses'> & { account: string; now: number },
): Input<PrintPlace> {
  const own = config.warehouses.filter((row) => row.account === account).map(({ partyId }) => partyId);
  // A misspelt warehouse has no orders, which would read as good news.
  if (config.warehouses.length > 0 && !own.includes(warehouse)) {
    return bad('--warehouse', `${warehouse} is not in WAREHOUSES_FILE; ${account} has ${own.join(', ') || 'none'}.`);
  }
  const zone = warehouseOf(config, { account, warehouse })?.timeZone;
  if (zone === undefined) {
    return shipDay === undefined
      ? good({ warehouse, stoppedSince: DateTime.fromMillis(now).minus({ days: 1 }).toUTC().toISO() ?? '' })
      : bad('--ship-day', `needs the timeZone of ${warehouse} in WAREHOUSES_FILE.`);
  }
  const today = DateTime.fromMillis(now, { zone }).toFormat('yyyy-MM-dd');
  const day = shipDay ?? today;
  const stoppedSince = DateTime.fromISO(day, { zone }).startOf('day').toUTC().toISO() ?? '';
  return good({ warehouse, ...given({ zone, day, today }), stoppedSince });
}

const isDay = (text: string): boolean => 'value' in checked(calendarDay, text);
