import { Option } from 'commander';
import type { Command } from 'commander';
import type { ActionResult } from '../../workflows/purchase-order/messages.js';
import type { FulfillmentState } from '../../workflows/purchase-order/state.js';
import type { ActionOrigin } from '../../workflows/steps/audit.js';
import type { Checked } from '../../workflows/steps/checks.js';
import type { OrderUpdate } from '../purchase-orders.js';
import { withTemporal } from '../temporal.js';
import { accountName, actorName, fromOptions, given, orderNumbers } from './arguments.js';
import { allOf, bad, good } from './checked-input.js';
import type { Input } from './checked-input.js';
import { actOnAll, printOutcomes } from './order-actions.js';
import type { Session } from './session.js';

/** A command that asks the same of one or several orders. */
export interface OrderCommand<I> {
  name: string;
  /** Another name under which people look for it. */
  alias?: string;
  description: string;
  /** Its payload makes sense for one order at a time only. */
  isForOneOrder?: boolean;
  /** The fields of its payload, each with the option that fills it. */
  fields?: Readonly<Partial<Record<Exclude<keyof NoInfer<I>, keyof ActionOrigin>, FieldOption>>>;
  /** What `--actor` and `--reason` mean here. */
  actor: string;
  reason: string;
  /** What it means, and examples. */
  help: string;
  check: (payload: unknown) => Checked<I>;
  act: (...asked: Parameters<OrderUpdate<I>>) => Promise<ActionResult & { note?: string }>;
  /** What is said of an order that did it, such as `held`; it may depend on the state after it. */
  done: string | ((state: FulfillmentState) => string);
}

/** The option that fills a field of a payload. */
export interface FieldOption {
  /** As commander writes them: `--at <instant>`. */
  flags: string;
  description: string;
  default?: string;
  /** Belongs to one parcel, never to several orders. */
  isForOneOrder?: boolean;
  /** Reads what was typed; by default it is taken as it is. */
  read?: (where: string, given: string, now: number) => Input<unknown>;
}

/** Adds a command that asks something of orders, with what all of them have in common. */
export function addOrderCommand<I>(orders: Command, session: Session, action: OrderCommand<I>): void {
  const fields: Fields = { ...action.fields, ...originFields(action) };
  const isForOne = action.isForOneOrder === true;
  const command = orders
    .command(action.name)
    .description(action.description)
    .argument(isForOne ? '<order>' : '<order...>', isForOne ? 'purchase order number' : 'purchase order numbers')
    .option(
      '--account <name>',
      `the configured account ${isForOne ? 'it belongs' : 'they belong'} to (default: the first)`,
    )
    .addHelpText('after', `\n${action.help}`);
  if (action.alias !== undefined) command.alias(action.alias);
  for (const field of Object.values(fields)) command.option(field.flags, field.description, field.default);

  command.action(async (named: string | string[], options: Options) => {
    const numbers = [named].flat();
    const loaded = session.config();
    const input = allOf({
      config: loaded,
      temporal: session.temporal(),
      numbers: orderNumbers(numbers),
      account: accountName(options.account, loaded),
      payload: payloadOf(fields, options, action.check, session.now()),
      single: eachForOneOrder(fields, options, numbers),
    });
    const outcomes = await withTemporal(input.temporal, (client) =>
      actOnAll(
        client,
        input.numbers.map((purchaseOrderNumber) => ({ account: input.account, purchaseOrderNumber })),
        (temporal, order) => action.act(temporal, order, input.payload),
      ),
    );
    printOutcomes(session, outcomes, action.done);
  });
}

/** As commander fills them; a flag without a value is `true`. */
type Options = Readonly<Record<string, string | true | undefined> & { account?: string; actor?: string }>;
type Fields = Readonly<Record<string, FieldOption>>;

const originFields = ({ actor, reason }: Pick<OrderCommand<unknown>, 'actor' | 'reason'>) => ({
  actor: { flags: '--actor <name>', description: `${actor} (default: the user at this machine)` },
  reason: { flags: '--reason <text>', description: reason },
  requestId: {
    flags: '--request-id <id>',
    description: 'makes a repeated command recognisable; the same id is done once (default: random)',
  },
});

/** What was typed, as the payload of the update; what could not be read is not reported as missing besides. */
function payloadOf<I>(fields: Fields, options: Options, check: OrderCommand<I>['check'], now: number): Input<I> {
  const typed = Object.entries(fields).map(([field, option]): [string, Input<unknown>] => {
    const value = typedIn(options, option);
    return [
      field,
      typeof value !== 'string' || option.read === undefined ? good(value) : option.read(nameOf(option), value, now),
    ];
  });
  const unread = typed.flatMap(([, read]) => ('faults' in read ? read.faults : []));
  const values = Object.fromEntries(typed.map(([field, read]) => [field, 'value' in read ? read.value : undefined]));
  const names = Object.fromEntries(Object.entries(fields).map(([field, option]) => [field, nameOf(option)]));
  const checked = fromOptions(check(given({ ...values, actor: actorName(options.actor) })), names);
  if ('value' in checked && unread.length === 0) return checked;
  const others = 'faults' in checked ? checked.faults : [];
  return { faults: [...unread, ...others.filter(({ where }) => !unread.some((fault) => fault.where === where))] };
}

function eachForOneOrder(fields: Fields, options: Options, numbers: readonly string[]): Input<true> {
  const option = Object.values(fields).find(
    (field) => field.isForOneOrder === true && typedIn(options, field) !== undefined,
  );
  return option === undefined || new Set(numbers).size === 1
    ? good(true)
    : bad(nameOf(option), 'belongs to one order; name one order at a time.');
}

const typedIn = (options: Options, { flags }: FieldOption): string | true | undefined =>
  options[new Option(flags).attributeName()];

const nameOf = ({ flags }: FieldOption): string => new Option(flags).long ?? flags;
