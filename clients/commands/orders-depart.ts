import type { Command } from 'commander';
import { checkDepart } from '../../workflows/purchase-order/messages.js';
import { depart } from '../purchase-orders.js';
import { instantOrNow, jsonFile, weight } from './arguments.js';
import { addOrderCommand } from './order-command.js';
import type { Session } from './session.js';

/** `orders depart`: the truck has left. */
export const ordersDepartCommand = (orders: Command, session: Session): void =>
  addOrderCommand(orders, session, {
    name: 'depart',
    description: 'Reports that the truck has left with these orders; the confirmation goes to Amazon at once.',
    fields: {
      departedAt: {
        flags: '--at <instant>',
        description: 'when it left, ISO 8601 with zone; never in the future',
        default: 'now',
        read: instantOrNow,
      },
      trackingNumber: {
        flags: '--tracking <number>',
        description: 'tracking number of the only package; one order at a time',
        isForOneOrder: true,
      },
      carrier: {
        flags: '--carrier <name>',
        description: "the vendor's own carrier: SCAC in North America, name elsewhere",
      },
      shipMethod: {
        flags: '--ship-method <code>',
        description: "with which it left; refused unless it is Amazon's, exactly",
      },
      estimatedDeliveryDate: {
        flags: '--estimated-delivery <instant>',
        description: 'when your own carrier will deliver, ISO 8601 with zone (default: what the customer was promised)',
      },
      weight: { flags: '--weight <weight>', description: 'weight of each package, such as 1.2kg or 3lb', read: weight },
      manifestId: {
        flags: '--manifest <id>',
        description: "the carrier's manifest or the truck's load number",
      },
      containers: {
        flags: '--containers <file>',
        description: 'JSON file with the list of packages; one order at a time',
        isForOneOrder: true,
        read: jsonFile,
      },
    },
    actor: 'who reports it',
    reason: 'a remark for the audit list',
    help: `Amazon's label mode needs none of the options; vendor modes need --tracking (or --containers), vendor-carrier a carrier
here or in WAREHOUSES_FILE. Exit code 1 when an order refuses; the others are done. A departure on record is not changed.

Many orders from a CSV file: fulfillment orders manifest --help

A --containers file; without items what was packed counts:
  [ { "containerIdentifier": "C1", "trackingNumber": "1Z…", "weight": { "value": "1.2", "unitOfMeasure": "KG" },
      "items": [ { "itemSequenceNumber": "1", "quantity": 2 } ] } ]

Examples:
  fulfillment orders depart PO12345678 PO12345679
  fulfillment orders depart PO12345678 --at 2026-01-05T16:05:00-06:00 --manifest LOAD-17
  fulfillment orders depart PO12345678 --tracking 1Z999AA10123456784 --carrier UPSN --weight 3lb`,
    check: checkDepart,
    act: depart,
    done: 'departed',
  });
