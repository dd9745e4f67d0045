import { DateTime } from 'luxon';
import type { ShipPlan } from '../../workflows/purchase-order/order.js';

/** When a warehouse works and when carriers come. */
export interface WarehouseCalendar {
  /** IANA name, such as `America/Chicago`; without it nothing is known of its days. */
  timeZone?: string;
  /** ISO weekdays, 1 is Monday. Default: every day. */
  workingDays?: readonly number[];
  /** `HH:MM`: an order that is accepted before it ships on the same working day. Default: the end of the day. */
  labelCutOff?: string;
  /** `HH:MM`: when work begins. Default: 08:00. */
  shiftStart?: string;
  /** Times of day, `HH:MM`, at which a carrier picks up. Default: until the end of the day. */
  pickups?: readonly string[];
  waitForPacking: boolean;
}

/** Weekends and a holiday week in a row; a warehouse that is closed for longer has no last chance. */
const LOOK_BACK_DAYS = 14;

/**
 * When a warehouse can ship an order at the latest: the last pickup, or the end of the last working day, that is not
 * after `requiredShipDate`.
 *
 * Where that chance has passed before the order came, `requiredShipDate` itself counts.
 */
export function shipPlanOf(
  { requiredShipDate, receivedAt }: { requiredShipDate: string; receivedAt: number },
  warehouse: WarehouseCalendar | undefined,
): ShipPlan | undefined {
  if (warehouse === undefined) return undefined;
  const { timeZone, waitForPacking } = warehouse;
  if (timeZone === undefined) return { shipBy: requiredShipDate, waitForPacking };
  const required = DateTime.fromISO(requiredShipDate, { zone: timeZone });
  const chance = lastChance(required, warehouse);
  const isPossible = chance !== undefined && chance.toMillis() > receivedAt;
  const shipBy = isPossible ? chance : required;
  const says = isPossible ? '' : '; the warehouse does not work or has no pickup before that';
  return {
    shipBy: shipBy.toUTC().toISO() ?? requiredShipDate,
    local: `${shipBy.setLocale('en').toFormat('ccc d LLL HH:mm')} ${timeZone}${says}`,
    waitForPacking,
  };
}

function lastChance(required: DateTime, { workingDays, pickups }: WarehouseCalendar): DateTime | undefined {
  for (let back = 0; back <= LOOK_BACK_DAYS; back += 1) {
    const day = required.startOf('day').minus({ days: back });
    if (workingDays !== undefined && !workingDays.includes(day.weekday)) continue;
    const chances = pickups === undefined ? [day.endOf('day').startOf('minute')] : pickups.map((time) => at(day, time));
    const last = chances.filter((chance) => chance <= required).sort((a, b) => b.toMillis() - a.toMillis())[0];
    if (last !== undefined) return last;
    // No pickups, and the limit lies within this working day.
    if (pickups === undefined) return required;
  }
  return undefined;
}

/** A time of day, `HH:MM`; one that the change to summer time skips is an hour later. */
export function at(day: DateTime, time: string): DateTime {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return day.set({ hour, minute });
}
