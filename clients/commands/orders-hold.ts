import type { Command } from 'commander';
import { checkHold } from '../../workflows/purchase-order/messages.js';
import { hold } from '../purchase-orders.js';
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
