import type { Command } from 'commander';
import { toDeliveryNotificationPolicy } from '../../temporal.config.js';
import type { Fault } from '../../temporal.config.js';
import { checkNotice } from '../../workflows/delivery-notification/notice.js';
import type { DeliveryNotice } from '../../workflows/delivery-notification/notice.js';
import { createNotice, isForAnotherOrder } from '../delivery-notices.js';
import type { NoticeStartOutcome } from '../delivery-notices.js';
import { requireSearchAttributes } from '../search-attributes.js';
import { withTemporal } from '../temporal.js';
import { accountName, actorName, fromOptions, given } from './arguments.js';
import { allOf } from './checked-input.js';
import type { Input } from './checked-input.js';
import { payEnvironment } from './notice-arguments.js';
import type { Session } from './session.js';

/** `notices create`: a parcel of any carrier, for an order of Amazon Pay. */
export function noticesCreateCommand(notices: Command, session: Session): void {
  notices
    .command('create')
    .description('Lets Amazon Pay tell a buyer of the delivery of a parcel, once.')
    .argument('<tracking>', 'tracking number')
    .option('--carrier <id>', 'the carrier, such as UPS; its code is in a table (amazonPay.carrierCodes)')
    .option('--carrier-code <code>', "Amazon Pay's own code of the carrier, instead")
    .option('--charge-permission <id>', 'the order of Amazon Pay (Checkout v2), such as P01-1234567-1234567')
    .option('--order-reference <id>', 'the order of Amazon Pay in older integrations, instead')
    .option('--account <name>', 'the configured account that asks for it (default: the first)')
    .option('--actor <name>', 'who asks for it (default: the user at this machine)')
    .addHelpText(
      'after',
      `
Parcels that the worker ships itself have theirs already. Wait until the carrier has the parcel: Amazon Pay takes a
tracking number once, and nothing can be corrected.

It is started, runs already, or has ended; one that was aborted, or recorded in a dry run, is started anew. Safe to repeat.
Exit code 1 when it had ended, or is for another order: only that order's buyer is told.

Examples:
  fulfillment notices create 1Z999AA10123456784 --carrier UPS --charge-permission P01-1234567-1234567
  fulfillment notices create JJD000390007 --carrier-code DHL --order-reference P01-1234567-1234567`,
    )
    .action(async (tracking: string, options: Options) => {
      const loaded = session.config();
      const payload = given({
        trackingNumber: tracking,
        carrierId: options.carrier,
        carrierCode: options.carrierCode,
        chargePermissionId: options.chargePermission,
        amazonOrderReferenceId: options.orderReference,
      });
      const input = allOf({
        config: loaded,
        temporal: session.temporal(),
        environment: payEnvironment(loaded),
        account: accountName(options.account, loaded),
        notice: noticeOf(payload, options),
      });
      const { account, environment, notice } = input;
      const found = await withTemporal(input.temporal, async (client) => {
        await requireSearchAttributes(client);
        const policy = toDeliveryNotificationPolicy(input.config.policy);
        const outcome = await createNotice(client, {
          account,
          environment,
          notice,
          actor: actorName(options.actor),
          policy,
        });
        const isOther = outcome.outcome === 'started' ? false : await isForAnotherOrder(client, environment, notice);
        return { ...outcome, isForAnotherOrder: isOther ?? null };
      });
      const state = found.outcome === 'ended' ? (found.state ?? null) : null;
      if (found.outcome === 'ended' || found.isForAnotherOrder === true) session.exitCode = 1;
      const { trackingNumber } = notice;
      session.print({ environment, trackingNumber, account, ...found, state }, () =>
        [
          trackingNumber,
          words[found.outcome],
          ...(state === null ? [] : [state]),
          ...(found.isForAnotherOrder === true ? [session.paint.bad('for another order of Amazon Pay')] : []),
        ].join('  '),
      );
    });
}

interface Options {
  carrier?: string;
  carrierCode?: string;
  chargePermission?: string;
  orderReference?: string;
  account?: string;
  actor?: string;
}

/** The notice; whatever is missing is said at once, by the names of the options. */
function noticeOf(payload: object, options: Options): Input<DeliveryNotice> {
  const faults = [
    ...oneOf(
      options,
      ['chargePermission', '--charge-permission'],
      ['orderReference', '--order-reference'],
      'the order of Amazon Pay',
    ),
    ...oneOf(options, ['carrier', '--carrier'], ['carrierCode', '--carrier-code'], 'the carrier'),
  ];
  const read = fromOptions(checkNotice(payload), optionOf);
  if ('value' in read) return read;
  // What concerns two options together is said by their names.
  const others = faults.length === 0 ? read.faults : read.faults.filter(({ where }) => where !== 'arguments');
  return { faults: [...others, ...faults] };
}

type Named = readonly [name: keyof Options, option: string];

function oneOf(options: Options, [first, one]: Named, [second, other]: Named, what: string): Fault[] {
  const count = [first, second].filter((name) => options[name] !== undefined).length;
  if (count === 1) return [];
  return [
    {
      where: `${one}, ${other}`,
      what: count === 0 ? `one of them is needed: ${what}.` : 'only one of them may be given.',
    },
  ];
}

const words: Record<NoticeStartOutcome['outcome'], string> = {
  started: 'started',
  running: 'running already',
  ended: 'ended',
};

const optionOf = {
  trackingNumber: 'TRACKING',
  carrierId: '--carrier',
  carrierCode: '--carrier-code',
  chargePermissionId: '--charge-permission',
  amazonOrderReferenceId: '--order-reference',
};
