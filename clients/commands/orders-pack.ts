import type { Command } from 'commander';
import { checkPack } from '../../workflows/purchase-order/messages.js';
import { pack } from '../purchase-orders.js';
import { jsonFile } from './arguments.js';
import { addOrderCommand } from './order-command.js';
import type { Session } from './session.js';

/** `orders pack`: what is in which package. */
export const ordersPackCommand = (orders: Command, session: Session): void =>
  addOrderCommand(orders, session, {
    name: 'pack',
    description: 'Reports what is in which package of an order: Amazon makes one label for each.',
    isForOneOrder: true,
    fields: {
      containers: {
        flags: '--containers <file>',
        description: 'JSON file with the list of packages; required',
        read: jsonFile,
      },
    },
    actor: 'who packed',
    reason: 'a remark for the audit list',
    help: `Orders of a warehouse marked waitForPacking get no label before it. All lines have to be packed whole. Until the label
is requested another list replaces the first; after that: orders relabel. Exit code 1 when the order refuses.

A --containers file; containerType is carton (default) or pallet, weight, dimensions and trackingNumber may be left out:
  [ { "containerIdentifier": "C1", "containerType": "carton",
      "weight": { "value": "1.2", "unitOfMeasure": "KG" },
      "dimensions": { "length": "30", "width": "20", "height": "10", "unitOfMeasure": "CM" },
      "items": [ { "itemSequenceNumber": "1", "quantity": 2 } ] } ]

Example:
  fulfillment orders pack PO12345678 --containers packages.json`,
    check: checkPack,
    act: pack,
    done: 'packed',
  });
