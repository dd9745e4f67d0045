import type { Command } from 'commander';
import { failures } from '../../workflows/failures.js';
import type { FailureKind } from '../../workflows/failures.js';
import { listAttention } from '../attention.js';
import type { WaitingItem, WaitingItems } from '../attention.js';
import { withTemporal } from '../temporal.js';
import { accountFilter, choice, given, warehouseCode } from './arguments.js';
import { allOf } from './checked-input.js';
import type { Session } from './session.js';
import { deadline, harmless } from './text.js';

interface Options {
  account?: string;
  warehouse?: string;
  reason?: string;
}

const reasons = Object.keys(failures) as FailureKind[];

export function attentionListCommand(attention: Command, session: Session): void {
  attention
    .command('list')
    .description('Lists everything that waits for a person: what happened, what to do, and by when.')
    .option('--account <name>', 'only orders of this configured account (default: all)')
    .option('--warehouse <code>', 'only orders of this warehouse, by the code Amazon uses')
    .option('--reason <reason>', `only items of this reason: ${reasons.join(', ')}`)
    .addHelpText(
      'after',
      `
Asks the workflow of every order that waits, so a worker has to run. Without one, the most urgent reason of each order
is shown as Temporal last saw it, and the exit code is 1.

Examples:
  fulfillment attention list
  fulfillment attention list --warehouse WH01 --reason Rejected`,
    )
    .action(async (options: Options) => {
      const config = session.config();
      const { temporal, account, warehouse, reason } = allOf({
        config,
        temporal: session.temporal(),
        account: accountFilter(options.account, config),
        warehouse: warehouseCode(options.warehouse),
        reason: choice('--reason', options.reason, reasons),
      });
      const waiting = await withTemporal(temporal, (client) =>
        listAttention(client, given({ account, warehouse }), reason),
      );
      session.print(waiting, () => asText(waiting, session));
      if (waiting.unanswered === 0) return;
      session.exitCode = 1;
      session.warn(
        `No worker answered for ${waiting.unanswered} orders: shown is what Temporal last saw. Start a worker, then repeat.`,
      );
    });
}

const asText = ({ items }: WaitingItems, session: Session): string =>
  items.length === 0
    ? 'Nothing waits for a person.'
    : [...items.map((item) => itemText(item, session)), `${items.length} waiting.`].join('\n\n');

function itemText(item: WaitingItem, { paint, now }: Session): string {
  const title = [
    paint.strong(item.purchaseOrderNumber),
    paint.warning(item.reason),
    ...(item.attentionId === null ? [] : [item.attentionId]),
    ...(item.warehouse === null ? [] : [harmless(item.warehouse)]),
    `due ${deadline(item.dueAt, now(), paint)}`,
  ];
  return [
    title.join('  '),
    `  ${harmless(item.happened)}`,
    `  Next step: ${item.nextStep}`,
    `  ${paint.faint(`fulfillment attention resolve ${item.purchaseOrderNumber} ${item.answers.join('|')}`)}`,
  ].join('\n');
}
