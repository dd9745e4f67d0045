import type { Command } from 'commander';
import { checkReject } from '../../workflows/purchase-order/messages.js';
import { reject } from '../purchase-orders.js';
import { addCodeTable } from './code-table.js';
import { addOrderCommand } from './order-command.js';
import type { Session } from './session.js';

/** `orders reject`: whole orders, before they are accepted. */
export function ordersRejectCommand(orders: Command, session: Session): void {
  addOrderCommand(orders, session, {
    name: 'reject',
    description: 'Rejects whole orders at Amazon, while they are RECEIVED. It cannot be taken back.',
    fields: {
      code: {
        flags: '--code <NN>',
        description: 'the acknowledgement code agreed with Amazon: two digits, not 00; required',
      },
      description: {
        flags: '--description <text>',
        description: 'the description sent with the code (default: that of the table)',
      },
    },
    actor: 'who rejects',
    reason: 'a remark for the audit list; not sent to Amazon',
    help: `Orders are RECEIVED until the acknowledgement policy decides: at once, after acknowledgeAfterMs, or when a person does.
Exit code 1 when an order refuses; the others are done.

Example:
  fulfillment orders reject PO12345678 --code 03 --reason "discontinued"`,
    check: checkReject,
    act: reject,
    done: 'rejected',
  });
  addCodeTable(orders, 'reject', session);
}
