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

/** `attention list`: what waits for a person. */
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
      const loaded = session.config();
      const { config, temporal, account, warehouse, reason } = allOf({
        config: loaded,
        temporal: session.temporal(),
        account: accountFilter(options.account, loaded),
        warehouse: warehouseCode(options.warehouse),
        reason: choice('--reason', options.reason, reasons),
      });
      const waiting = await withTemporal(temporal, (client) =>
        listAttention(client, given({ account, warehouse }), reason),
      );
      session.print(waiting, () => asText(waiting, config.accountNames[0], session));
      if (waiting.unanswered === 0) return;
      session.exitCode = 1;
      session.warn(
        `Not answered by a worker: ${waiting.unanswered}. Shown of them is what Temporal last saw. Start one, then repeat.`,
      );
    });
}

interface Options {
  account?: string;
  warehouse?: string;
  reason?: string;
}

const reasons = Object.keys(failures) as FailureKind[];

const asText = ({ items }: WaitingItems, defaultAccount: string | undefined, session: Session): string =>
  items.length === 0
    ? 'Nothing waits for a person.'
    : [
        ...items.map((item) => itemText(item, answerCommand(item, items, defaultAccount), session)),
        `${items.length} waiting.`,
      ].join('\n\n');

function itemText(item: WaitingItem, command: string, { paint, now }: Session): string {
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
    `  ${paint.faint(command)}`,
  ].join('\n');
}

/** What to type; account and item only where they are not understood anyway. */
function answerCommand(item: WaitingItem, all: readonly WaitingItem[], defaultAccount: string | undefined): string {
  const isSame = (other: WaitingItem): boolean =>
    other.purchaseOrderNumber === item.purchaseOrderNumber && other.account === item.account;
  return [
    'fulfillment attention resolve',
    item.purchaseOrderNumber,
    item.answers.join('|'),
    ...(item.account === defaultAccount ? [] : ['--account', item.account]),
    ...(item.attentionId === null || all.filter(isSame).length === 1 ? [] : ['--item', item.attentionId]),
  ].join(' ');
}
