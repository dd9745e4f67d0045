import type { Command } from 'commander';
import { checkCancel } from '../../workflows/shipment/messages.js';
import { cancelShipment } from '../shipments.js';
import { withTemporal } from '../temporal.js';
import { accountName, actorName, fromOptions, given } from './arguments.js';
import { allOf } from './checked-input.js';
import { shipmentReferences } from './shipment-arguments.js';
import { actOnShipments, printShipmentOutcomes } from './shipment-outcomes.js';
import type { Session } from './session.js';

/** `shipments cancel`: parcels that are not wanted any more. */
export function shipmentsCancelCommand(shipments: Command, session: Session): void {
  shipments
    .command('cancel')
    .description('Cancels shipments, until the carrier has the parcel. It cannot be taken back.')
    .argument('<reference...>', 'references of the shipments; each package of an order has its own, …/1, …/2')
    .option('--account <name>', 'the configured account they belong to (default: the first)')
    .option('--actor <name>', 'who cancels (default: the user at this machine)')
    .option('--reason <text>', 'a remark for the audit list')
    .option('--request-id <id>', 'makes a repeated command recognisable; the same id is done once (default: random)')
    .addHelpText(
      'after',
      `
Before the purchase a shipment ends at once. After it Amazon is asked, and owes the price: the item RefundExpected waits
until somebody says that it is back. Where the carrier was faster, the parcel goes on. Destroy the label.
Exit code 1 when a shipment refuses; the others are done.

Examples:
  fulfillment shipments cancel WEB-1001
  fulfillment shipments cancel WEB-1002/1 WEB-1002/2 --reason "order withdrawn"`,
    )
    .action(async (named: string[], options: Options) => {
      const loaded = session.config();
      const { actor, reason, requestId } = options;
      const input = allOf({
        config: loaded,
        temporal: session.temporal(),
        references: shipmentReferences(named),
        account: accountName(options.account, loaded),
        payload: fromOptions(checkCancel(given({ actor: actorName(actor), reason, requestId })), optionOf),
      });
      const outcomes = await withTemporal(input.temporal, (client) =>
        actOnShipments(
          client,
          input.references.map((shipmentReference) => ({ account: input.account, shipmentReference })),
          (temporal, shipment) => cancelShipment(temporal, shipment, input.payload),
        ),
      );
      printShipmentOutcomes(session, outcomes, (state) => (state === 'CANCELLED' ? 'cancelled' : 'being cancelled'));
    });
}

interface Options {
  account?: string;
  actor?: string;
  reason?: string;
  requestId?: string;
}

const optionOf = { actor: '--actor', reason: '--reason', requestId: '--request-id' };
