import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { checkResolve } from '../../workflows/purchase-order/messages.js';
import type { ResolveInput } from '../../workflows/purchase-order/messages.js';
import { ClientError } from '../errors.js';
import { resolve, viewPurchaseOrder } from '../purchase-orders.js';
import type { OrderName } from '../purchase-orders.js';
import { withTemporal } from '../temporal.js';
import { accountName, actorName, fromOptions, given, jsonOrFile, orderNumbers } from './arguments.js';
import { allOf, bad, InputError } from './checked-input.js';
import { actOnAll, printOutcomes } from './order-actions.js';
import type { Session } from './session.js';

/** `attention resolve`: one answer to one item. */
export function attentionResolveCommand(attention: Command, session: Session): void {
  attention
    .command('resolve')
    .description('Answers an item of an order; "attention list" shows the answers each item takes.')
    .argument('<order>', 'purchase order number')
    .argument('<answer>', 'retry, wait, done-elsewhere, abort, or what the item declares')
    .option('--account <name>', 'the configured account it belongs to (default: the first)')
    .option('--item <id>', 'the item to answer (default: the only open one)')
    .option('--data <json>', 'corrected data for retry, or a code for reject: JSON, or @file')
    .option('--reference <text>', 'where and under which number it was done, for done-elsewhere')
    .option('--actor <name>', 'who answers (default: the user at this machine)')
    .option('--reason <text>', 'a remark for the audit list')
    .option('--request-id <id>', 'makes a repeated command recognisable; the same id is done once (default: random)')
    .addHelpText(
      'after',
      `
An answer to an item that is no longer open is refused.

Examples:
  fulfillment attention resolve PO12345678 retry
  fulfillment attention resolve PO12345678 retry --data '{"trackingNumber":"1Z999AA10123456784"}'
  fulfillment attention resolve PO12345678 done-elsewhere --reference "Vendor Central, case 123"
  fulfillment attention resolve PO12345678 abort --item confirmShipment-2`,
    )
    .action(async (number: string, answer: string, options: Options) => {
      const loaded = session.config();
      const input = allOf({
        config: loaded,
        temporal: session.temporal(),
        numbers: orderNumbers([number]),
        account: accountName(options.account, loaded),
        resolution: resolutionOf(answer, options),
      });
      const order = { account: input.account, purchaseOrderNumber: input.numbers[0] ?? '' };
      const outcomes = await withTemporal(input.temporal, async (client) => {
        const attentionId = options.item ?? (await onlyItem(client, order));
        return actOnAll(client, [order], (temporal, one) =>
          resolve(temporal, one, { ...input.resolution, attentionId }),
        );
      });
      printOutcomes(session, outcomes, 'answered');
    });
}

interface Options {
  account?: string;
  item?: string;
  data?: string;
  reference?: string;
  actor?: string;
  reason?: string;
  requestId?: string;
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

/** Stands in for the item while the rest is checked: which one is meant may have to be asked of Temporal. */
const ANY_ITEM = 'any';

function resolutionOf(answer: string, options: Options): ReturnType<typeof fromResolve> {
  const data = jsonOrFile('--data', options.data);
  const { item = ANY_ITEM, reference, reason, requestId } = options;
  const read = fromResolve(
    given({
      attentionId: item,
      answer,
      data: 'value' in data ? data.value : undefined,
      reference,
      actor: actorName(options.actor),
      reason,
      requestId,
    }),
  );
  const faults = [data, read].flatMap((part) => ('faults' in part ? part.faults : []));
  return faults.length > 0 ? { faults } : read;
}

const fromResolve = (payload: unknown) => fromOptions<ResolveInput>(checkResolve(payload), optionOf);

async function onlyItem(client: Client, order: OrderName): Promise<string> {
  const { state } = await viewPurchaseOrder(client, order);
  const [first, ...others] = state.attention.items;
  if (first === undefined) {
    throw new ClientError(
      'refused',
      `Nothing waits for a person at ${order.purchaseOrderNumber}; it is ${state.state}.`,
    );
  }
  if (others.length === 0) return first.attentionId;
  const open = [first, ...others].map((item) => `${item.attentionId} (${item.reason}: ${item.answers.join(', ')})`);
  throw new InputError(bad('--item', `several items are open; name one: ${open.join('; ')}.`).faults);
}
