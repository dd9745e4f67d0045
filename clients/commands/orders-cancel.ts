import type { Command } from 'commander';
import { checkCancel, checkFloorDenial } from '../../workflows/purchase-order/messages.js';
import { cancel, denyOnTheFloor } from '../purchase-orders.js';
import { addCodeTable } from './code-table.js';
import { addOrderCommand } from './order-command.js';
import type { Session } from './session.js';

/** `orders cancel`: the vendor cannot deliver, at whatever point the order is. */
export function ordersCancelCommand(orders: Command, session: Session): void {
  addOrderCommand(orders, session, {
    name: 'cancel',
    description: 'Tells Amazon that whole orders are not delivered, up to their departure. It cannot be taken back.',
    fields: {
      code: {
        flags: '--code <NN>',
        description: 'the acknowledgement code agreed with Amazon, two digits; required while RECEIVED',
      },
      description: {
        flags: '--description <text>',
        description: 'the description sent with the code, while RECEIVED (default: that of the table)',
      },
    },
    actor: 'who cancels',
    reason: 'a remark for the audit list; not sent to Amazon',
    help: `What is sent to Amazon depends on how far an order is:
  RECEIVED              an acknowledgement with the code: the order is rejected (as with orders reject)
  acknowledged, and     a shipment confirmation with FLOOR_DENIAL for all its lines (as with orders floor-denial);
  until its departure   the code is not used
Nothing is asked back. Exit code 1 when an order refuses; the others are done.

Examples:
  fulfillment orders cancel PO12345678 --code 03
  fulfillment orders cancel PO12345678 PO12345679 --code 03 --reason "fire in the warehouse"`,
    check: checkCancel,
    act: cancel,
    done: (state) => (state === 'ACKNOWLEDGING' || state === 'REJECTED' ? 'rejected' : 'denied'),
  });
  addCodeTable(orders, 'cancel', session);
}

/** `orders floor-denial`: accepted orders that do not ship. */
export const ordersFloorDenialCommand = (orders: Command, session: Session): void =>
  addOrderCommand(orders, session, {
    name: 'floor-denial',
    alias: 'deny',
    description: 'Tells Amazon that accepted orders do not ship: all lines, no departure. It cannot be taken back.',
    actor: 'who decides',
    reason: 'a remark for the audit list; not sent to Amazon',
    help: `Sends a shipment confirmation with FLOOR_DENIAL for all lines of each order. Possible from the proven acknowledgement
to the departure; before that: orders reject. Amazon counts floor denials against the vendor, so it is never done by
itself. Labels that exist must not be used any more. Exit code 1 when an order refuses; the others are done.

Examples:
  fulfillment orders floor-denial PO12345678 --reason "damaged on the floor"
  fulfillment orders deny PO12345678 PO12345679 --actor lead-1`,
    check: checkFloorDenial,
    act: denyOnTheFloor,
    done: 'denied',
  });
