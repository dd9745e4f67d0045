import type { Command } from 'commander';
import { warehouseOf } from '../../temporal.config.js';
import { checkRelease } from '../../workflows/purchase-order/messages.js';
import type { ReleaseInput } from '../../workflows/purchase-order/messages.js';
import type { PurchaseOrderState } from '../../workflows/purchase-order/state.js';
import { calendarDay, checked } from '../../workflows/steps/checks.js';
import type { Checked } from '../../workflows/steps/checks.js';
import { isPastEverywhere, releaseOn, TODAY } from '../ship-day.js';
import type { Released, ShipPlace } from '../ship-day.js';
import { given } from './arguments.js';
import { bad, good } from './checked-input.js';
import type { Input } from './checked-input.js';
import { addOrderCommand } from './order-command.js';
import type { Session } from './session.js';

/** `orders release`: ends a hold, or names the day on which an order ships. */
export const ordersReleaseCommand = (orders: Command, session: Session): void =>
  addOrderCommand<ReleaseWish>(orders, session, {
    name: 'release',
    description: 'Lets orders that are held go on to their label, or names the day on which they ship.',
    fields: {
      shipDay: {
        flags: '--ship-day <date>',
        description: 'ship on this day of the warehouse, such as 2026-01-09 or today, instead of the planned one',
        read: readShipDay,
      },
      force: {
        flags: '--force',
        description: "take a ship day on which nobody works, or that comes after Amazon's required ship date",
      },
    },
    actor: 'who releases',
    reason: 'a remark for the audit list',
    help: `An order that is not held stays as it is. Amazon wants a label requested on the day that its order ships: with --ship-day
it is requested before the shift of that day, at once when that has begun. The days are those of the order's warehouse
(WAREHOUSES_FILE on this machine); the answer names the day, and from when on its label is requested where the order has
planned that already. Exit code 1 when an order refuses; the others are done.

Examples:
  fulfillment orders release PO12345678 PO12345679
  fulfillment orders release PO12345678 --ship-day 2026-01-09
  fulfillment orders release PO12345678 --ship-day today`,
    check: checkWish,
    act: async (client, order, wish) => {
      const released = await releaseOn(client, order, wish, (state) => placeOf(state, session));
      return { ...released, ...given({ note: noteOf(released) }) };
    },
    done: 'released',
  });

/** As it was typed: the day may be `today`. */
type ReleaseWish = ReleaseInput & { force?: boolean };

function readShipDay(where: string, typed: string, now: number): Input<string> {
  if (typed === TODAY) return good(typed);
  if ('faults' in checked(calendarDay, typed)) {
    return bad(where, `${JSON.stringify(typed)} is no date, such as 2026-01-09, and not ${TODAY}.`);
  }
  return isPastEverywhere(typed, now) ? bad(where, `${typed} is past; ${TODAY} at the earliest.`) : good(typed);
}

function checkWish(payload: unknown): Checked<ReleaseWish> {
  const { shipDay, force, ...origin } = payload as ReleaseWish;
  const read = checkRelease({ ...origin, ...(shipDay === TODAY ? {} : given({ shipDay })) });
  return 'faults' in read ? read : { value: { ...read.value, ...given({ shipDay, force }) } };
}

function placeOf({ account, order }: PurchaseOrderState, session: Session): ShipPlace {
  const config = session.config();
  const warehouse =
    'faults' in config || order === undefined
      ? undefined
      : warehouseOf(config.value, { account, warehouse: order.shipFromParty });
  return { order, warehouse, now: session.now() };
}

function noteOf({ shipDay }: Released): string | undefined {
  if (shipDay === undefined) return undefined;
  const from = 'labelFrom' in shipDay ? `, label requested from ${shipDay.local ?? shipDay.labelFrom} on` : '';
  return `ships ${shipDay.day}${from}`;
}
