import type { Command } from 'commander';
import { ordersDepartCommand } from './orders-depart.js';
import { ordersListCommand } from './orders-list.js';
import { ordersRejectCommand } from './orders-reject.js';
import { ordersShowCommand } from './orders-show.js';
import type { Session } from './session.js';

/** The commands under `orders`. */
export function ordersCommand(program: Command, session: Session): void {
  const orders = program.command('orders').description('Purchase orders: see them, report departures, reject.');
  for (const addTo of [ordersListCommand, ordersShowCommand, ordersDepartCommand, ordersRejectCommand]) {
    addTo(orders, session);
  }
}
