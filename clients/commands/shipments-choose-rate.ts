import type { Command } from 'commander';
import { checkResolve } from '../../workflows/shipment/messages.js';
import { resolveShipment, viewShipment } from '../shipments.js';
import { withTemporal } from '../temporal.js';
import { accountName, actorName, choice, fromOptions, given } from './arguments.js';
import { allOf, bad, good } from './checked-input.js';
import { ANY_ITEM, itemMeant, shipmentReference } from './shipment-arguments.js';
import type { Session } from './session.js';

const formats = ['PDF', 'PNG', 'ZPL'] as const;

/** `shipments choose-rate`: the answer to the question which rate is bought. */
export function shipmentsChooseRateCommand(shipments: Command, session: Session): void {
  shipments
    .command('choose-rate')
    .description('Chooses the rate that is bought for a parcel; "shipments show" lists what is offered.')
    .argument('<reference>', 'reference of the shipment')
    .option('--service <id>', 'the service, by its serviceId')
    .option('--carrier <id>', 'its carrierId, where several carriers have that service')
    .option('--rate <id>', 'instead: the rate, by the rateId of the list')
    .option('--vas <id...>', 'value-added services to buy along; one of each group that is open')
    .option('--format <format>', `of the label: ${formats.join(', ')} (default: as the policy prefers)`)
    .option('--item <id>', 'the item to answer (default: the only one that asks for a rate)')
    .option('--account <name>', 'the configured account it belongs to (default: the first)')
    .option('--actor <name>', 'who chooses (default: the user at this machine)')
    .option('--reason <text>', 'a remark for the audit list')
    .option('--request-id <id>', 'makes a repeated command recognisable; the same id is done once (default: random)')
    .addHelpText(
      'after',
      `
Rates live ten minutes, so the one that was listed is not bought itself: new rates are asked for, and the chosen service
is bought where it is no dearer and no later than what was listed (the price guard); else you are asked again.

Examples:
  fulfillment shipments choose-rate WEB-1001 --service SWA-UK-2D
  fulfillment shipments choose-rate WEB-1001 --service std-uk-swa-mfn --vas SIGNATURE_CONFIRMATION --format ZPL`,
    )
    .action(async (reference: string, options: Options) => {
      const loaded = session.config();
      const { item = ANY_ITEM, service, carrier, rate, vas, format, actor, reason, requestId } = options;
      const payload = given({
        attentionId: item,
        answer: 'choose',
        data: given({ serviceId: service, carrierId: carrier, rateId: rate, valueAddedServices: vas, format }),
        actor: actorName(actor),
        reason,
        requestId,
      });
      const input = allOf({
        config: loaded,
        temporal: session.temporal(),
        shipmentReference: shipmentReference(reference),
        account: accountName(options.account, loaded),
        which:
          service === undefined && rate === undefined
            ? bad('--service', 'is missing; or name the rate with --rate.')
            : good(true),
        format: choice('--format', format, formats),
        answer: fromOptions(checkResolve(payload), optionOf),
      });
      const name = { account: input.account, shipmentReference: input.shipmentReference };
      const { state } = await withTemporal(input.temporal, async (client) => {
        const attentionId =
          options.item ??
          itemMeant(name.shipmentReference, (await viewShipment(client, name)).state, 'choose').attentionId;
        return resolveShipment(client, name, { ...input.answer, attentionId });
      });
      session.print({ ...name, state }, () => `${reference}  ${session.paint.good('chosen')}  ${state}`);
    });
}

interface Options {
  service?: string;
  carrier?: string;
  rate?: string;
  vas?: string[];
  format?: string;
  item?: string;
  account?: string;
  actor?: string;
  reason?: string;
  requestId?: string;
}

const optionOf = { attentionId: '--item', actor: '--actor', reason: '--reason', requestId: '--request-id' };
