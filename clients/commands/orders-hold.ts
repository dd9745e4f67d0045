import type { Command } from 'commander';
import { checkHold, checkRelease } from '../../workflows/purchase-order/messages.js';
import { hold, release } from '../purchase-orders.js';
import { addOrderCommand } from './order-command.js';
import type { Session } from './session.js';

/** `orders hold`: no label for the time being. */
export const ordersHoldCommand = (orders: Command, session: Session): void =>
  addOrderCommand(orders, session, {
    name: 'hold',
    description: 'Keeps orders from being labelled until they are released. Nothing is sent to Amazon.',
    actor: 'who holds',
    reason: 'why, for everybody who finds the order held',
    help: `Possible until the label is requested. The acknowledgement goes on, the deadlines run on, and a confirmation is never
held. Exit code 1 when an order refuses; the others are done.

Examples:
  fulfillment orders hold PO12345678 --reason "address is being checked"
  fulfillment orders hold PO12345678 PO12345679 --actor support-2`,
    check: checkHold,
    act: hold,
    done: 'held',
  });

/** `orders release`: ends a hold. */
export const ordersReleaseCommand = (orders: Command, session: Session): void =>
  addOrderCommand(orders, session, {
    name: 'release',
    description: 'Lets orders that are held go on to their label, or names the day on which they ship.',
    fields: {
      shipDay: {
        flags: '--ship-day <date>',
        description: 'ship on this day of the warehouse instead of the planned one',
      },
    },
    actor: 'who releases',
    reason: 'a remark for the audit list',
    help: `An order that is not held stays as it is. Amazon wants a label requested on the day that its order ships: with --ship-day
it is requested before the shift of that day, at once when that has begun. Exit code 1 when an order refuses; the others
are done.

Examples:
  fulfillment orders release PO12345678 PO12345679
  fulfillment orders release PO12345678 --ship-day 2026-01-09`,
    check: checkRelease,
    act: release,
    done: 'released',
  });
