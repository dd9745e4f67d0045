import type { Command } from 'commander';
import { checkDepart } from '../../workflows/purchase-order/messages.js';
import { depart } from '../purchase-orders.js';
import { withTemporal } from '../temporal.js';
import {
  accountName,
  actorName,
  fromOptions,
  given,
  instantOrNow,
  jsonFile,
  orderNumbers,
  weight,
} from './arguments.js';
import { allOf, bad, good } from './checked-input.js';
import type { Input } from './checked-input.js';
import { actOnAll, printOutcomes } from './order-actions.js';
import type { Session } from './session.js';

/** `orders depart`: the truck has left. */
export function ordersDepartCommand(orders: Command, session: Session): void {
  orders
    .command('depart')
    .description('Reports that the truck has left with these orders; the confirmation goes to Amazon at once.')
    .argument('<order...>', 'purchase order numbers')
    .option('--account <name>', 'the configured account they belong to (default: the first)')
    .option('--at <instant>', 'when it left, ISO 8601 with zone; never in the future', 'now')
    .option('--tracking <number>', 'tracking number of the only package; one order at a time')
    .option('--carrier <name>', "the vendor's own carrier: SCAC in North America, name elsewhere")
    .option('--weight <weight>', 'weight of each package, such as 1.2kg or 3lb')
    .option('--manifest <id>', "the carrier's manifest or the truck's load number")
    .option('--containers <file>', 'JSON file with the list of packages and their items; one order at a time')
    .option('--actor <name>', 'who reports it (default: the user at this machine)')
    .option('--reason <text>', 'a remark for the audit list')
    .option('--request-id <id>', 'makes a repeated command recognisable; the same id is done once (default: random)')
    .addHelpText(
      'after',
      `
Amazon's label mode needs none of the options; vendor modes need --tracking (or --containers), vendor-carrier a carrier
here or in WAREHOUSES_FILE. Exit code 1 when an order refuses; the others are done.

A --containers file:
  [ { "containerIdentifier": "C1", "trackingNumber": "1Z…", "weight": { "value": "1.2", "unitOfMeasure": "KG" },
      "items": [ { "itemSequenceNumber": "1", "quantity": 2 } ] } ]

Examples:
  fulfillment orders depart PO12345678 PO12345679
  fulfillment orders depart PO12345678 --at 2026-01-05T16:05:00-06:00 --manifest LOAD-17
  fulfillment orders depart PO12345678 --tracking 1Z999AA10123456784 --carrier UPSN --weight 3lb`,
    )
    .action(async (numbers: string[], options: Options) => {
      const loaded = session.config();
      const input = allOf({
        config: loaded,
        temporal: session.temporal(),
        numbers: orderNumbers(numbers),
        account: accountName(options.account, loaded),
        departure: departureOf(options, session.now()),
        single: forOneOrder(numbers, options),
      });
      const outcomes = await withTemporal(input.temporal, (client) =>
        actOnAll(
          client,
          input.numbers.map((purchaseOrderNumber) => ({ account: input.account, purchaseOrderNumber })),
          (temporal, order) => depart(temporal, order, input.departure),
        ),
      );
      printOutcomes(session, outcomes, 'departed');
    });
}

interface Options {
  account?: string;
  at: string;
  tracking?: string;
  carrier?: string;
  weight?: string;
  manifest?: string;
  containers?: string;
  actor?: string;
  reason?: string;
  requestId?: string;
}

const optionOf = {
  departedAt: '--at',
  trackingNumber: '--tracking',
  carrier: '--carrier',
  weight: '--weight',
  manifestId: '--manifest',
  containers: '--containers',
  actor: '--actor',
  reason: '--reason',
  requestId: '--request-id',
};

function departureOf(options: Options, now: number): ReturnType<typeof fromDepart> {
  const at = instantOrNow('--at', options.at, now);
  const weighs = weight('--weight', options.weight);
  const containers = jsonFile('--containers', options.containers);
  const read = fromDepart(
    given({
      // What could not be read has its own fault; the rest is checked all the same.
      departedAt: 'value' in at ? at.value : new Date(now).toISOString(),
      weight: 'value' in weighs ? weighs.value : undefined,
      containers: 'value' in containers ? containers.value : undefined,
      trackingNumber: options.tracking,
      carrier: options.carrier,
      manifestId: options.manifest,
      actor: actorName(options.actor),
      reason: options.reason,
      requestId: options.requestId,
    }),
  );
  const faults = [at, weighs, containers, read].flatMap((part) => ('faults' in part ? part.faults : []));
  return faults.length > 0 ? { faults } : read;
}

const fromDepart = (payload: unknown) => fromOptions(checkDepart(payload), optionOf);

/** A tracking number or a packing list belongs to one parcel, never to several orders. */
function forOneOrder(numbers: readonly string[], { tracking, containers }: Options): Input<true> {
  const option = tracking === undefined ? '--containers' : '--tracking';
  const isForOne = tracking !== undefined || containers !== undefined;
  return isForOne && new Set(numbers).size > 1
    ? bad(option, 'belongs to one order; name one order at a time.')
    : good(true);
}
