import type { Command } from 'commander';
import { checkRelabel } from '../../workflows/purchase-order/messages.js';
import { relabel } from '../purchase-orders.js';
import { jsonFile } from './arguments.js';
import { addOrderCommand } from './order-command.js';
import type { Session } from './session.js';

/** `orders relabel`: another label from Amazon. */
export const ordersRelabelCommand = (orders: Command, session: Session): void =>
  addOrderCommand(orders, session, {
    name: 'relabel',
    description: "Marks the label of orders 'do not use' and asks Amazon for another one; before the departure.",
    fields: {
      isDestroyed: {
        flags: '--destroyed',
        description: 'every print of the old label is destroyed: nobody is asked about that again',
      },
      containers: {
        flags: '--containers <file>',
        description: 'JSON file with the packages, where they have changed; one order at a time',
        isForOneOrder: true,
        read: jsonFile,
      },
    },
    actor: 'who asks for it',
    reason: 'a remark for the audit list',
    help: `Sends Amazon another shipping label request; only with label mode amazon, while READY_TO_SHIP. When the new label has
another tracking number, the order waits until somebody confirms that the old print is destroyed, unless --destroyed says
so now. To print the same label again, nothing has to be asked of Amazon. The file is that of orders pack.
Exit code 1 when an order refuses; the others are done.

Examples:
  fulfillment orders relabel PO12345678 --reason "label torn" --destroyed
  fulfillment orders relabel PO12345678 --containers packages.json`,
    check: checkRelabel,
    act: relabel,
    done: 'relabelled',
  });
