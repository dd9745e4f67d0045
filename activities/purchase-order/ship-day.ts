import { DateTime } from 'luxon';
import type { OrderFacts, ShipDay } from '../../workflows/purchase-order/order.js';
import type { StepDependencies } from './dependencies.js';
import { at, shipPlanOf } from './ship-plan.js';
import type { WarehouseCalendar } from './ship-plan.js';

/** What the ship day of an order follows from. */
export interface ShipDayInput {
  /** Amazon's limit, ISO 8601. */
  requiredShipDate: string;
  /** The warehouse's last chance to ship in time, ISO 8601. Default, and once it has passed: `requiredShipDate`. */
  shipBy?: string;
  /** Epoch ms. */
  acceptedAt: number;
  /** A date that a person has chosen instead: even a day after `requiredShipDate`; one that is past means at once. */
  wantedDay?: string;
  /** How long before the day's shift its label may be requested, ms. */
  leadMs: number;
}

const DEFAULT_SHIFT_START = '08:00';
const DAYS_OF_A_WEEK = 7;

/**
 * The day on which a warehouse plans to ship an order, and from when on its label may be requested.
 *
 * 1. Today when it is accepted before the label cut-off on a working day, else the next working day.
 * 2. Never after the day of the last chance to ship in time, cut-off or not; when nobody works between now and then,
 *    on that very day.
 * 3. An order whose day is past ships at once.
 * 4. The label is requested some time before the shift, or before the last chance where that comes first; never before
 *    the day begins, because Amazon wants it requested on the day on which the order ships.
 *
 * @returns `undefined` where the warehouse's days are not known.
 * @throws {RangeError} for a wanted day that no calendar has.
 */
export function shipDayOf(input: ShipDayInput, warehouse: WarehouseCalendar | undefined): ShipDay | undefined {
  const { requiredShipDate, shipBy, acceptedAt, wantedDay, leadMs } = input;
  if (warehouse?.timeZone === undefined) return undefined;
  const zone = warehouse.timeZone;
  const now = DateTime.fromMillis(acceptedAt, { zone });
  const required = DateTime.fromISO(requiredShipDate, { zone });
  const chance = shipBy === undefined ? required : DateTime.fromISO(shipBy, { zone });
  const isChance = chance > now && chance < required;
  const limit = isChance ? chance : required;
  const day = wantedDay === undefined ? plannedDay(now, { limit, isChance }, warehouse) : dateOf(wantedDay, zone);
  if (day < now.startOf('day')) return { day: dateText(now), ...instantTexts(now, zone) };
  return { day: dateText(day), ...instantTexts(labelFrom(day, limit, { warehouse, leadMs }), zone) };
}

/** When an order ships that is accepted at an instant; or that a person wants to ship on a day. */
export function shipDayFor(
  { shipFromParty, requiredShipDate }: OrderFacts,
  { acceptedAt, wantedDay }: Pick<ShipDayInput, 'acceptedAt' | 'wantedDay'>,
  { warehouseOf, labels }: Pick<StepDependencies, 'warehouseOf' | 'labels'>,
): ShipDay | undefined {
  const warehouse = warehouseOf(shipFromParty);
  const plan = shipPlanOf({ requiredShipDate, receivedAt: acceptedAt }, warehouse);
  return shipDayOf(
    {
      requiredShipDate,
      acceptedAt,
      leadMs: labels.leadMs,
      ...(plan === undefined ? {} : { shipBy: plan.shipBy }),
      ...(wantedDay === undefined ? {} : { wantedDay }),
    },
    warehouse,
  );
}

function plannedDay(
  now: DateTime,
  { limit, isChance }: { limit: DateTime; isChance: boolean },
  warehouse: WarehouseCalendar,
): DateTime {
  const today = now.startOf('day');
  const last = limit.startOf('day');
  // Nobody works on a day that ends before its shift, such as one that is required by midnight; a pickup may come then.
  const isIdle = !isChance && limit <= at(last, warehouse.shiftStart ?? DEFAULT_SHIFT_START);
  const lastAtWork = isIdle ? last.minus({ days: 1 }).startOf('day') : last;
  const week = Array.from({ length: DAYS_OF_A_WEEK + 1 }, (_, days) => days);
  // A day may begin at 01:00, where summer time begins at midnight.
  const next = week.map((days) => today.plus({ days }).startOf('day')).find((day) => canShip(day, now, warehouse));
  if (next !== undefined && next <= lastAtWork) return next;
  // Whoever works before the last chance is over can still try.
  const latestUntil = (until: DateTime): DateTime | undefined =>
    week
      .map((days) => until.minus({ days }).startOf('day'))
      .find((day) => day >= today && isWorkingDay(day, warehouse));
  return latestUntil(lastAtWork) ?? latestUntil(last) ?? last;
}

const canShip = (day: DateTime, now: DateTime, warehouse: WarehouseCalendar): boolean =>
  isWorkingDay(day, warehouse) && (warehouse.labelCutOff === undefined || now < at(day, warehouse.labelCutOff));

const isWorkingDay = (day: DateTime, { workingDays }: WarehouseCalendar): boolean =>
  workingDays === undefined || workingDays.includes(day.weekday);

function labelFrom(
  day: DateTime,
  limit: DateTime,
  { warehouse, leadMs }: { warehouse: WarehouseCalendar; leadMs: number },
): DateTime {
  const shift = at(day, warehouse.shiftStart ?? DEFAULT_SHIFT_START);
  // A day after the limit is a person's choice: then only that day's shift counts.
  const needed = limit < day ? shift : DateTime.min(shift, limit);
  return DateTime.max(day, needed.minus(leadMs));
}

function dateOf(wantedDay: string, zone: string): DateTime {
  const day = DateTime.fromISO(wantedDay, { zone });
  if (!day.isValid) throw new RangeError(`${wantedDay} is a day that no calendar has.`);
  return day.startOf('day');
}

const dateText = (day: DateTime): string => day.toFormat('yyyy-MM-dd');

const instantTexts = (instant: DateTime, zone: string): Pick<ShipDay, 'labelFrom' | 'local'> => ({
  labelFrom: new Date(instant.toMillis()).toISOString(),
  local: `${instant.setLocale('en').toFormat('ccc d LLL HH:mm')} ${zone}`,
});
