import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { checkResolve } from '../../workflows/purchase-order/messages.js';
import type { ResolveInput } from '../../workflows/purchase-order/messages.js';
import { ClientError } from '../errors.js';
import { resolve, viewPurchaseOrder } from '../purchase-orders.js';
import type { OrderName } from '../purchase-orders.js';
import { withTemporal } from '../temporal.js';
import { accountName, actorName, choice, fromOptions, given, jsonOrFile, orderNumbers } from './arguments.js';
import { answeredProcesses, resolveOther } from './attention-resolve-other.js';
import { ASKS_ABOVE, resolveMany, SENDING_ANSWERS, SENDING_RATE_PER_SECOND } from './attention-resolve-many.js';
import type { ManyOptions } from './attention-resolve-many.js';
import { allOf, bad, InputError } from './checked-input.js';
import { actOnAll, printOutcomes } from './order-actions.js';
import type { Session } from './session.js';
import { processTerminal } from './terminal.js';

/** `attention resolve`: one answer to one item, or to all of a reason. */
export function attentionResolveCommand(attention: Command, session: Session, terminal = processTerminal): void {
  attention
    .command('resolve')
    .description('Answers an item, or every item of orders of a reason; "attention list" shows the answers.')
    .usage('[options] <order> <answer>\n       fulfillment attention resolve [options] --all-of <reason> <answer>')
    .argument('[order]', 'purchase order number, or what --type says; none with --all-of')
    .argument('[answer]', 'retry, wait, done-elsewhere, abort, or what the item declares')
    .option('--type <process>', `what asks: ${types.join(', ')} (default: ${types[0]})`)
    .option('--account <name>', 'the configured account (default: the first; with --all-of: all)')
    .option('--item <id>', 'the item to answer (default: the only open one)')
    .option('--data <json>', 'corrected data for retry, or a code for reject: JSON, or @file')
    .option('--reference <text>', 'where and under which number it was done, for done-elsewhere')
    .option('--actor <name>', 'who answers (default: the user at this machine)')
    .option('--reason <text>', 'a remark for the audit list')
    .option('--request-id <id>', 'makes a repeated command recognisable; the same id is done once (default: random)')
    .optionsGroup('Many at once:')
    .option('--all-of <reason>', 'answer every open item of this reason, such as Rejected')
    .option('--warehouse <code>', 'only orders of this warehouse')
    .option('--step <step>', 'only items of this step, such as confirmShipment')
    .option('--raised-before <instant>', 'only items raised before, ISO 8601 with zone (default: now)')
    .option('--limit <n>', 'answer at most so many, the most urgent first')
    .option(
      '--rate <n>',
      `at most so many per second (default: ${SENDING_RATE_PER_SECOND} where an answer sends, see below)`,
    )
    .option('--dry-run', 'only count what matches; nothing is sent')
    .option('--yes', `do not ask; needed for more than ${ASKS_ABOVE} where there is no terminal`)
    .addHelpText(
      'after',
      `
An answer to an item that is no longer open is refused. What has to be stored
first goes with "shipments resolve" (--inputs, --details); cases of "ndr list"
are answered by "ndr decide".

Many at once: every order checks for itself that its item is of this reason and
was raised before. Ctrl-C stops after those under way. Exit code 1 when any was
not answered.

After ${SENDING_ANSWERS.join(', ')} something is sent to Amazon.
They go out at most ${SENDING_RATE_PER_SECOND} per second, because Amazon takes 10 calls per second of
an operation. A higher --rate only makes the orders wait in the worker.

What was answered does not match again, so the same command does the rest. A
retry that failed again is a new item: to leave those out, the summary names
the command with the same --raised-before.

Examples:
  fulfillment attention resolve PO12345678 retry
  fulfillment attention resolve PO12345678 retry --data @corrected.json
  fulfillment attention resolve PO12345678 reject --data '{"code":"03"}'
  fulfillment attention resolve PO12345678 done-elsewhere --reference "case 123"
  fulfillment attention resolve PO12345678 abort --item confirmShipment-2
  fulfillment attention resolve WEB-1001 noted --type shipment
  fulfillment attention resolve --all-of LabelModeMissing retry --dry-run
  fulfillment attention resolve --all-of NotPermitted retry --yes`,
    )
    .action(async (first: string | undefined, second: string | undefined, options: Options) => {
      const { allOf: reason } = options;
      if (reason !== undefined) {
        checkShape({ expected: 1, first, second }, singleOnly, options);
        await resolveMany(session, terminal, { ...options, allOf: reason }, resolutionOf(first ?? '', options));
        return;
      }
      checkShape({ expected: 2, first, second }, manyOnly, options);
      const type = allOf({ type: choice('--type', options.type, types) }).type ?? 'purchase-order';
      if (type === 'purchase-order') await resolveOne(session, first ?? '', second ?? '', options);
      else
        await resolveOther(
          session,
          type,
          { name: first ?? '', resolution: resolutionOf(second ?? '', options) },
          options,
        );
    });
}

interface Options extends Omit<ManyOptions, 'allOf'> {
  allOf?: string;
  type?: string;
  item?: string;
  data?: string;
  actor?: string;
  reason?: string;
}

const types = ['purchase-order', ...answeredProcesses] as const;

const singleOnly = { item: '--item', type: '--type' } as const;
const manyOnly = {
  warehouse: '--warehouse',
  step: '--step',
  raisedBefore: '--raised-before',
  limit: '--limit',
  rate: '--rate',
  dryRun: '--dry-run',
  yes: '--yes',
} as const;

/** @throws {InputError} when arguments and options of both forms are mixed: a slip could mean very many orders. */
function checkShape(
  { expected, first, second }: { expected: 1 | 2; first: string | undefined; second: string | undefined },
  foreign: Partial<Record<keyof Options, string>>,
  options: Options,
): void {
  const count = [first, second].filter((argument) => argument !== undefined).length;
  const forms = 'give ORDER and ANSWER, or --all-of REASON and ANSWER.';
  const faults = [
    ...(count === expected ? [] : [{ where: 'arguments', what: forms }]),
    ...Object.entries(foreign)
      .filter(([name]) => options[name as keyof Options] !== undefined)
      .map(([, option]) => ({
        where: option,
        what: `goes ${foreign === singleOnly ? 'with one item, not with --all-of' : 'with --all-of only'}.`,
      })),
  ];
  if (faults.length > 0) throw new InputError(faults);
}

/** The order's number; what is none may be the name of something else that asks. */
function orderOrHint(number: string): ReturnType<typeof orderNumbers> {
  const read = orderNumbers([number]);
  if ('value' in read) return read;
  const hint = ` For another kind of process add --type ${answeredProcesses.join(' or --type ')}.`;
  return { faults: read.faults.map(({ where, what }) => ({ where, what: `${what}${hint}` })) };
}

async function resolveOne(session: Session, number: string, answer: string, options: Options): Promise<void> {
  const loaded = session.config();
  const input = allOf({
    config: loaded,
    temporal: session.temporal(),
    numbers: orderOrHint(number),
    account: accountName(options.account, loaded),
    resolution: resolutionOf(answer, options),
  });
  const order = { account: input.account, purchaseOrderNumber: input.numbers[0] ?? '' };
  const outcomes = await withTemporal(input.temporal, async (client) => {
    const attentionId = options.item ?? (await onlyItem(client, order));
    return actOnAll(client, [order], (temporal, one) => resolve(temporal, one, { ...input.resolution, attentionId }));
  });
  printOutcomes(session, outcomes, 'answered');
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
