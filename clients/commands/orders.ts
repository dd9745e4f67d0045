import type { Command } from 'commander';
import { ordersAdoptCommand } from './orders-adopt.js';
import { ordersCancelCommand, ordersFloorDenialCommand } from './orders-cancel.js';
import { ordersConfirmedCommand } from './orders-confirmed.js';
import { ordersDepartCommand } from './orders-depart.js';
import { ordersEventCommand } from './orders-event.js';
import { ordersEvidenceCommand } from './orders-evidence.js';
import { ordersHoldCommand } from './orders-hold.js';
import { ordersListCommand } from './orders-list.js';
import { ordersManifestCommand } from './orders-manifest.js';
import { ordersPackCommand } from './orders-pack.js';
import { ordersRejectCommand } from './orders-reject.js';
import { ordersRelabelCommand } from './orders-relabel.js';
import { ordersReleaseCommand } from './orders-release.js';
import { ordersShowCommand } from './orders-show.js';
import type { Session } from './session.js';

/** The commands under `orders`, in the order of an order's life. */
export function ordersCommand(program: Command, session: Session): void {
  const orders = program.command('orders').description('Purchase orders: see them, pack, ship, hold, cancel them.');
  for (const addTo of [
    ordersListCommand,
    ordersShowCommand,
    ordersAdoptCommand,
    ordersRejectCommand,
    ordersHoldCommand,
    ordersReleaseCommand,
    ordersPackCommand,
    ordersRelabelCommand,
    ordersDepartCommand,
    ordersManifestCommand,
    ordersEventCommand,
    ordersFloorDenialCommand,
    ordersCancelCommand,
    ordersEvidenceCommand,
    ordersConfirmedCommand,
  ]) {
    addTo(orders, session);
  }
}
