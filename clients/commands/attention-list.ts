import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { failures } from '../../workflows/failures.js';
import type { FailureKind } from '../../workflows/failures.js';
import type { ProcessKind } from '../../workflows/processes.js';
import { listAllAttention, listAttention, listOtherAttention, otherProcesses } from '../attention.js';
import type { ItemFilter, WaitingQuestion } from '../attention.js';
import { listHoldUps } from '../held-up.js';
import type { HoldUp } from '../held-up.js';
import { withTemporal } from '../temporal.js';
import { accountFilter, choice, given, warehouseCode } from './arguments.js';
import { groupings, groupItems } from './attention-groups.js';
import type { AttentionGroup } from './attention-groups.js';
import { allOf } from './checked-input.js';
import { heldUpText } from './held-up-text.js';
import type { Session } from './session.js';
import { commandLine, counted, deadline, harmless, paragraph, relative } from './text.js';
import { clocksOf, warnOfUnknown, zonesOf } from './warehouse-time.js';
import type { ClockOf } from './warehouse-time.js';

/** `attention list`, and `attention` alone: what waits for a person. */
export function attentionListCommand(attention: Command, session: Session): void {
  attention
    .command('list', { isDefault: true })
    .description('Lists everything that waits for a person: what happened, what to do, and by when.')
    .option('--account <name>', 'only orders of this configured account (default: all)')
    .option('--warehouse <code>', 'only orders of this warehouse, by the code Amazon uses')
    .option('--type <process>', `only items of this kind of process: ${kinds.join(', ')} (default: all)`)
    .option('--reason <reason>', `only items of this reason: ${reasons.join(', ')}`)
    .option('--group <by>', 'one entry for many items: by reason, or by reason at each warehouse (warehouse)')
    .option('--utc', 'show times in UTC instead of the time of each warehouse')
    .addHelpText(
      'after',
      `
Orders, shipments, delivery notices and NDR cases alike. Comes from Temporal's
visibility: it works without a worker, and may lag behind by a second. The
earliest deadline comes first. Before the items stands what holds up many orders
and needs no answer, such as a role that is missing: it is seen from the pending
steps of some orders in each state.

Examples:
  fulfillment attention
  fulfillment attention --group reason
  fulfillment attention --type shipment
  fulfillment attention list --warehouse WH01 --reason Rejected`,
    )
    .action(async (options: Options) => {
      const loaded = session.config();
      const { config, temporal, account, warehouse, reason, type, group } = allOf({
        config: loaded,
        temporal: session.temporal(),
        account: accountFilter(options.account, loaded),
        warehouse: warehouseCode(options.warehouse),
        reason: choice('--reason', options.reason, reasons),
        type: choice('--type', options.type, kinds),
        group: choice('--group', options.group, groupings),
      });
      const { items, heldUp } = await withTemporal(temporal, async (client) => ({
        items: await itemsOf(client, type, given({ account, warehouse, reason })),
        // Only purchase orders are held up together.
        heldUp:
          reason === undefined && (type ?? 'purchase-order') === 'purchase-order'
            ? await listHoldUps(client, given({ account, warehouse }))
            : [],
      }));
      warnOfUnknown(warehouse, config, session);
      const shown: Shown = {
        session,
        width: session.width,
        clockOf: clocksOf(items, zonesOf(config, options.utc === true), session.now()),
        defaultAccount: config.accountNames[0],
      };
      if (group === undefined) {
        session.print({ total: items.length, items, heldUp }, () => below(heldUp, itemsText(items, shown), shown));
        return;
      }
      const groups = groupItems(items, group, given({ account, warehouse }));
      session.print({ total: items.length, groups, heldUp }, () =>
        below(heldUp, groupsText(groups, items, shown), shown),
      );
    });
}

interface Options {
  account?: string;
  warehouse?: string;
  type?: string;
  reason?: string;
  group?: string;
  utc?: true;
}

const kinds: readonly ProcessKind[] = ['purchase-order', ...otherProcesses];

async function itemsOf(
  client: Client,
  type: ProcessKind | undefined,
  filter: ItemFilter,
): Promise<readonly WaitingQuestion[]> {
  if (type === undefined) return listAllAttention(client, filter);
  if (type === 'purchase-order') return listAttention(client, filter);
  return (await listOtherAttention(client, filter)).filter(({ process }) => process === type);
}

const reasons = Object.keys(failures) as FailureKind[];

interface Shown {
  session: Session;
  width: number;
  clockOf: ClockOf;
  defaultAccount: string | undefined;
}

const NOTHING = 'Nothing waits for a person.';
/** More than this is easier to read in groups. */
const MANY = 20;

/** What holds up many orders comes first: mended once, it lets all of them go on. */
const below = (heldUp: readonly HoldUp[], text: string, { session, width }: Shown): string =>
  [...heldUpText(heldUp, session, width), text].join('\n\n');

function itemsText(items: readonly WaitingQuestion[], shown: Shown): string {
  if (items.length === 0) return NOTHING;
  const perOrder = new Map<string, number>();
  for (const item of items) perOrder.set(orderOf(item), (perOrder.get(orderOf(item)) ?? 0) + 1);
  const hint = items.length > MANY ? ' --group reason shows them by reason.' : '';
  return [
    ...items.map((item) => itemText(item, perOrder.get(orderOf(item)) === 1, shown)),
    `${counted(items.length, 'item')} waiting.${hint}`,
  ].join('\n\n');
}

const orderOf = ({ process, account, businessId }: WaitingQuestion): string => `${process}/${account}/${businessId}`;

function itemText(item: WaitingQuestion, isOnly: boolean, { session, width, clockOf, defaultAccount }: Shown): string {
  const { paint, now } = session;
  const title = [
    paint.strong(harmless(item.businessId)),
    paint.warning(item.reason),
    ...(item.process === 'purchase-order' ? [] : [item.process]),
    ...(item.warehouse === null ? [] : [harmless(item.warehouse)]),
    `due ${deadline(item.dueAt, now(), paint, clockOf(item))}`,
  ];
  const command = answeringCommand(item, isOnly, defaultAccount);
  return [
    title.join('  '),
    paragraph(harmless(item.happened), width),
    paragraph(`Next step: ${item.nextStep}`, width),
    paragraph(`Answers: ${item.answers.join(', ')}`, width),
    paint.faint(commandLine(command, width)),
  ].join('\n');
}

/** The command that answers an item. Account and item only where they are not understood anyway. */
function answeringCommand(
  { process, account, businessId, attentionId, reason, answers }: WaitingQuestion,
  isOnly: boolean,
  defaultAccount: string | undefined,
): string[] {
  if (process === 'ndr-case') {
    const isDecision = reason === 'NdrDecisionNeeded' || reason === 'NdrPastDue';
    return [
      ...['fulfillment', 'ndr', 'decide', businessId, 'ANSWER'],
      ...(isDecision || attentionId === null ? [] : ['--item', attentionId]),
    ];
  }
  if (process === 'ndr-quarantine') return ['fulfillment', 'ndr', 'quarantine', 'show', businessId];
  const isChoice = process === 'shipment' && answers.includes('choose');
  return [
    ...(isChoice
      ? ['fulfillment', 'shipments', 'choose-rate', businessId, '--service', 'SERVICE']
      : ['fulfillment', 'attention', 'resolve', businessId, 'ANSWER']),
    ...(process === 'purchase-order' || isChoice ? [] : ['--type', process]),
    ...(account === defaultAccount || process === 'delivery-notice' ? [] : ['--account', account]),
    ...(attentionId === null || isOnly ? [] : ['--item', attentionId]),
  ];
}

const groupsText = (groups: readonly AttentionGroup[], items: readonly WaitingQuestion[], shown: Shown): string =>
  groups.length === 0
    ? NOTHING
    : [
        ...groups.map((group) => groupText(group, clockOfGroup(group, items, shown), shown)),
        `${counted(items.length, 'item')} waiting, ${counted(groups.length, 'group')}.`,
      ].join('\n\n');

/** The clock of the item whose deadline is shown. */
function clockOfGroup(
  group: AttentionGroup,
  items: readonly WaitingQuestion[],
  { clockOf }: Shown,
): ReturnType<ClockOf> | undefined {
  const earliest = items.find(
    ({ process, reason, warehouse, dueAt }) =>
      process === group.process &&
      reason === group.reason &&
      dueAt === group.earliestDueAt &&
      (group.warehouse === undefined || warehouse === group.warehouse),
  );
  return earliest === undefined ? undefined : clockOf(earliest);
}

function groupText(group: AttentionGroup, clock: ReturnType<ClockOf> | undefined, { session, width }: Shown): string {
  const { paint, now } = session;
  const title = [
    paint.warning(group.reason),
    ...(group.process === 'purchase-order' ? [] : [group.process]),
    ...(group.warehouse === undefined ? [] : [harmless(group.warehouse ?? 'no warehouse yet')]),
    paint.strong(counted(group.count, 'item')),
  ];
  const oldest = group.oldestRaisedAt === null ? '–' : relative(group.oldestRaisedAt, now());
  const due = deadline(group.earliestDueAt, now(), paint, clock);
  const some = group.answersOfSome.length === 0 ? '' : ` (some also: ${group.answersOfSome.join(', ')})`;
  return [
    title.join('  '),
    `  Oldest ${oldest}, earliest deadline ${due}`,
    paragraph(group.happened, width),
    `  Whose move: ${group.whoseMove}`,
    paragraph(`Next step: ${group.nextStep}`, width),
    paragraph(`Answers: ${group.answers.join(', ')}${some}`, width),
    paint.faint(commandLine(group.command ?? ['fulfillment', 'attention', 'list', '--reason', group.reason], width)),
  ].join('\n');
}
