import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { DateTime } from 'luxon';
import type { Warehouse } from '../temporal.config.js';
import type { ActionResult, ReleaseInput } from '../workflows/purchase-order/messages.js';
import type { OrderFacts, ShipDay } from '../workflows/purchase-order/order.js';
import type { PurchaseOrderState } from '../workflows/purchase-order/state.js';
import { ClientError } from './errors.js';
import { queryView, release, viewPurchaseOrder } from './purchase-orders.js';
import type { OrderName } from './purchase-orders.js';

/** The day that it is where the order ships from. */
export const TODAY = 'today';

/** What is known of the place that an order ships from. */
export interface ShipPlace {
  order: Pick<OrderFacts, 'requiredShipDate' | 'shipFromParty'> | undefined;
  /** As configured on this machine. */
  warehouse: Pick<Warehouse, 'timeZone' | 'workingDays'> | undefined;
  /** Epoch ms. */
  now: number;
}

/** A day that has gone by in every time zone. */
export const isPastEverywhere = (day: string, now: number): boolean =>
  day < DateTime.fromMillis(now, { zone: 'UTC-12' }).toFormat(DAY);

const DAY = 'yyyy-MM-dd';

/**
 * The date on which an order is to ship, by the calendar of its warehouse.
 *
 * @param wanted a date, or {@link TODAY}.
 * @param force lets a day pass on which nobody works, or that comes after Amazon's required ship date.
 */
export function chosenDay(
  wanted: string,
  { order, warehouse, now }: ShipPlace,
  force: boolean,
): { day: string } | { refusal: string } {
  const zone = warehouse?.timeZone;
  const place = order?.shipFromParty ?? 'the warehouse';
  if (zone === undefined && wanted === TODAY) {
    return { refusal: `${TODAY} needs the timeZone of ${place} in WAREHOUSES_FILE; name the date.` };
  }
  const today = DateTime.fromMillis(now, { zone: zone ?? 'UTC-12' }).toFormat(DAY);
  const day = wanted === TODAY ? today : wanted;
  if (day < today) return { refusal: `${day} is past; ${today} (${TODAY}) at the earliest.` };
  const doubt = force ? undefined : doubtOf(day, { order, warehouse, now });
  return doubt === undefined ? { day } : { refusal: `${doubt} --force ships on it all the same.` };
}

function doubtOf(day: string, { order, warehouse }: ShipPlace): string | undefined {
  const zone = warehouse?.timeZone ?? 'utc';
  const required = order === undefined ? undefined : DateTime.fromISO(order.requiredShipDate, { zone }).toFormat(DAY);
  if (required !== undefined && day > required) {
    return `${day} comes after Amazon's required ship date ${required}.`;
  }
  const weekday = DateTime.fromISO(day, { zone, locale: 'en-GB' });
  return warehouse?.workingDays?.includes(weekday.weekday) === false
    ? `${day} is a ${weekday.toFormat('cccc')}, on which ${order?.shipFromParty ?? 'the warehouse'} does not work.`
    : undefined;
}

const PLAN_TIMEOUT_MS = 5_000;
const LOOK_EVERY_MS = 200;

/** A release, and when the order ships where that is known by then. */
export interface Released extends ActionResult {
  shipDay?: ShipDay | { day: string };
}

/**
 * Ends a hold; with a day, the order ships on that day.
 *
 * @throws {ClientError} `refused` for a day that its warehouse does not have.
 */
export async function releaseOn(
  client: Client,
  order: OrderName,
  { shipDay, force = false, ...origin }: ReleaseInput & { force?: boolean },
  place: (state: PurchaseOrderState) => ShipPlace,
): Promise<Released> {
  if (shipDay === undefined) return release(client, order, origin);
  const { state } = await viewPurchaseOrder(client, order);
  const chosen = chosenDay(shipDay, place(state), force);
  if ('refusal' in chosen) throw new ClientError('refused', chosen.refusal);
  const { day } = chosen;
  const released = await release(client, order, { ...origin, shipDay: day });
  return { ...released, shipDay: (await plannedDay(client, order, day)) ?? { day } };
}

/** The plan of the order's own worker, which it makes some moments later; an order that is not acknowledged has none yet. */
async function plannedDay(client: Client, order: OrderName, day: string): Promise<ShipDay | undefined> {
  const until = performance.now() + PLAN_TIMEOUT_MS;
  while (performance.now() < until) {
    const { state, wantedShipDay, shipDay, shipPlan, packing } = await queryView(client, order);
    if (wantedShipDay === undefined && shipDay?.day === day) return shipDay;
    // It plans once nothing else keeps it from its label.
    if (state !== 'ACKNOWLEDGED' || (shipPlan?.waitForPacking === true && packing === undefined)) return undefined;
    await sleep(LOOK_EVERY_MS);
  }
  return undefined;
}
