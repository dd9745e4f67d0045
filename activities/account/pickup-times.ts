import { DateTime } from 'luxon';

/** When carriers come to a warehouse; local times are the warehouse's own. */
export interface PickupCalendar {
  /** Amazon's code of it. */
  partyId: string;
  /** IANA name, such as `America/Chicago`; always there where there are pickups. */
  timeZone?: string;
  /** ISO weekdays, 1 is Monday. Default: every day. */
  workingDays?: readonly number[];
  /** Times of day, `HH:MM`. */
  pickups?: readonly string[];
}

/** A pickup after which it is looked what was left. */
export interface Pickup {
  /** Epoch ms. */
  at: number;
  /** When it is looked, epoch ms. */
  lookAt: number;
  /** `Mon 2 Mar 16:00 America/Chicago`. */
  local: string;
}

/** A truck may be late, and its departure reported from the desk. */
const LOOK_AFTER_MS = 30 * 60_000;
/** Every warehouse works within a week. */
const LOOK_AHEAD_DAYS = 8;

/**
 * The pickup to look after now: the latest whose look was due after `after` and is due, on the warehouse's own day.
 *
 * Only the latest: after an outage, what an earlier truck has left is what the last one has left as well.
 */
export function dueLook(warehouse: PickupCalendar, { after, now }: { after: number; now: number }): Pickup | undefined {
  const today = DateTime.fromMillis(now, { zone: warehouse.timeZone ?? 'utc' })
    .startOf('day')
    .toMillis();
  // A look after midnight belongs to yesterday's last pickup.
  return pickupsFrom(warehouse, now, -1, 0)
    .filter(({ lookAt }) => lookAt > after && lookAt <= now && lookAt >= today)
    .at(-1);
}

/** When the next look after now is due, epoch ms; `undefined` without pickups. */
export const nextLook = (warehouse: PickupCalendar, now: number): number | undefined =>
  pickupsFrom(warehouse, now, -1, LOOK_AHEAD_DAYS).find(({ lookAt }) => lookAt > now)?.lookAt;

/** The pickups of the days around an instant, in order. */
function pickupsFrom(
  { timeZone, workingDays, pickups = [] }: PickupCalendar,
  now: number,
  firstDay: number,
  lastDay: number,
): Pickup[] {
  if (timeZone === undefined) return [];
  const today = DateTime.fromMillis(now, { zone: timeZone }).startOf('day');
  return Array.from({ length: lastDay - firstDay + 1 }, (_, index) => today.plus({ days: firstDay + index }))
    .filter(({ weekday }) => workingDays === undefined || workingDays.includes(weekday))
    .flatMap((day) => pickups.map((time) => pickupOf(day, time, timeZone)))
    .toSorted((a, b) => a.at - b.at);
}

function pickupOf(day: DateTime, time: string, timeZone: string): Pickup {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const pickup = day.set({ hour, minute });
  const at = pickup.toMillis();
  return {
    at,
    lookAt: at + LOOK_AFTER_MS,
    local: `${pickup.setLocale('en').toFormat('ccc d LLL HH:mm')} ${timeZone}`,
  };
}
