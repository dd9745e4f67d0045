import type { Command } from 'commander';
import { eventCodes } from '../../workflows/shipment/parcel-events.js';
import { checkTrackingEvent } from '../../workflows/shipment/messages.js';
import { reportParcel } from '../shipments.js';
import { withTemporal } from '../temporal.js';
import { accountName, actorName, choice, fromOptions, given, instantOrNow } from './arguments.js';
import { allOf } from './checked-input.js';
import { shipmentReference } from './shipment-arguments.js';
import { actOnShipments, printShipmentOutcomes } from './shipment-outcomes.js';
import type { Session } from './session.js';
import { paragraph } from './text.js';

/** `shipments event`: what a carrier has reported that Amazon does not track. */
export function shipmentsEventCommand(shipments: Command, session: Session): void {
  shipments
    .command('event')
    .description('Reports what a carrier says of a parcel; for carriers that Amazon does not track.')
    .argument('<reference>', 'reference of the shipment')
    .requiredOption('--code <code>', 'what happened, such as PickupDone, OutForDelivery or Delivered (below)')
    .option('--at <instant>', 'when it happened, ISO 8601 with zone', 'now')
    .option('--tracking <id>', "the parcel's tracking id, to be sure; another one is refused")
    .option('--returns', 'on its way back to the sender')
    .option('--account <name>', 'the configured account it belongs to (default: the first)')
    .option('--actor <name>', 'who reports it (default: the user at this machine)')
    .option('--reason <text>', 'a remark')
    .option('--request-id <id>', 'makes a repeated command recognisable; the same id is done once (default: random)')
    .addHelpText(
      'after',
      `
Taken once the parcel is bought, until its end. The same event again changes
nothing.

Codes, as Amazon spells them:
${paragraph(`${eventCodes.join(', ')}.`, 80)}
Delivered ends the shipment; with --returns it is back with the sender.

Examples:
  fulfillment shipments event WEB-1001 --code PickupDone
  fulfillment shipments event WEB-1001 --code Delivered --at 2026-01-07T14:20:00Z`,
    )
    .action(async (reference: string, options: Options) => {
      const loaded = session.config();
      const at = instantOrNow('--at', options.at, session.now());
      const { code, tracking, returns, actor, reason, requestId } = options;
      const payload = given({
        eventCode: code,
        eventTime: 'value' in at ? at.value : new Date(session.now()).toISOString(),
        trackingId: tracking,
        shipmentType: returns === true ? 'RETURNS' : undefined,
        actor: actorName(actor),
        reason,
        requestId,
      });
      const input = allOf({
        config: loaded,
        temporal: session.temporal(),
        shipmentReference: shipmentReference(reference),
        account: accountName(options.account, loaded),
        at,
        // Whoever types one means one of these; systems may bring codes that are newer.
        code: choice('--code', code, eventCodes),
        event: fromOptions(checkTrackingEvent(payload), optionOf),
      });
      const { account, event } = input;
      const outcomes = await withTemporal(input.temporal, (client) =>
        actOnShipments(client, [{ account, shipmentReference: input.shipmentReference }], (temporal, shipment) =>
          reportParcel(temporal, shipment, event),
        ),
      );
      printShipmentOutcomes(session, outcomes, () => 'reported');
    });
}

interface Options {
  code: string;
  at: string;
  tracking?: string;
  returns?: true;
  account?: string;
  actor?: string;
  reason?: string;
  requestId?: string;
}

const optionOf = {
  eventCode: '--code',
  eventTime: '--at',
  trackingId: '--tracking',
  actor: '--actor',
  reason: '--reason',
  requestId: '--request-id',
};
