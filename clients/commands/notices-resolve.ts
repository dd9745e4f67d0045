import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { checkResolve } from '../../workflows/delivery-notification/messages.js';
import { resolveNotice, viewNotice } from '../delivery-notices.js';
import type { NoticeName } from '../delivery-notices.js';
import { ClientError } from '../errors.js';
import { withTemporal } from '../temporal.js';
import { actorName, fromOptions, given, jsonOrFile } from './arguments.js';
import { allOf } from './checked-input.js';
import { noticeNumber, payEnvironment } from './notice-arguments.js';
import type { Session } from './session.js';

/** `notices resolve`: one answer to one item. */
export function noticesResolveCommand(notices: Command, session: Session): void {
  notices
    .command('resolve')
    .description('Answers an item of a delivery notice; "notices show" has the answers it takes.')
    .argument('<tracking>', 'tracking number')
    .argument('<answer>', 'retry, done-elsewhere, abort, or what the item declares')
    .option('--item <id>', 'the item to answer (default: the only open one)')
    .option('--data <json>', 'what is corrected by retry: JSON, or @file')
    .option('--reference <text>', 'how the buyer was told, or why nobody needs to be, for done-elsewhere')
    .option('--actor <name>', 'who answers (default: the user at this machine)')
    .option('--reason <text>', 'a remark for the audit list')
    .option('--request-id <id>', 'makes a repeated command recognisable; the same id is done once (default: random)')
    .addHelpText(
      'after',
      `
Corrected can be the carrier's code (carrierCode) and the order (chargePermissionId or amazonOrderReferenceId); another
tracking number is another notice.

Examples:
  fulfillment notices resolve 1Z999AA10123456784 retry
  fulfillment notices resolve 1Z999AA10123456784 retry --data '{"carrierCode":"UPS"}'
  fulfillment notices resolve 1Z999AA10123456784 done-elsewhere --reference "told by mail"`,
    )
    .action(async (tracking: string, answer: string, options: Options) => {
      const loaded = session.config();
      const { item = ANY_ITEM, reference, actor, reason, requestId } = options;
      const data = jsonOrFile('--data', options.data);
      const payload = given({
        attentionId: item,
        answer,
        data: 'value' in data ? data.value : undefined,
        reference,
        actor: actorName(actor),
        reason,
        requestId,
      });
      const input = allOf({
        config: loaded,
        temporal: session.temporal(),
        environment: payEnvironment(loaded),
        trackingNumber: noticeNumber(tracking),
        data,
        resolution: fromOptions(checkResolve(payload), optionOf),
      });
      const { environment, trackingNumber, resolution } = input;
      const name = { environment, trackingNumber };
      const { state } = await withTemporal(input.temporal, async (client) => {
        const attentionId = options.item ?? (await onlyItem(client, name));
        return resolveNotice(client, name, { ...resolution, attentionId });
      });
      session.print({ ...name, state }, () => `${trackingNumber}  ${session.paint.good('answered')}  ${state}`);
    });
}

interface Options {
  item?: string;
  data?: string;
  reference?: string;
  actor?: string;
  reason?: string;
  requestId?: string;
}

/** Stands in for the item while the rest is checked: which one is meant may have to be asked of Temporal. */
const ANY_ITEM = 'any';

/** @throws {ClientError} `refused` when there is none, or more than one. */
async function onlyItem(client: Client, name: NoticeName): Promise<string> {
  const { attention, state } = (await viewNotice(client, name)).state;
  const [item, ...others] = attention.items;
  if (item === undefined) throw new ClientError('refused', `Nothing waits for a person there; it is ${state}.`);
  if (others.length === 0) return item.attentionId;
  const ids = attention.items.map(({ attentionId }) => attentionId).join(', ');
  throw new ClientError('refused', `Several items are open; name one with --item: ${ids}.`);
}

const optionOf = {
  answer: 'ANSWER',
  attentionId: '--item',
  data: '--data',
  reference: '--reference',
  actor: '--actor',
  reason: '--reason',
  requestId: '--request-id',
};
