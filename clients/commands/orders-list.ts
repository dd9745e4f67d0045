import type { Command } from 'commander';
import { nextStates } from '../../workflows/purchase-order/state.js';
import type { FulfillmentState } from '../../workflows/purchase-order/state.js';
import type { LabelModeName } from '../../workflows/purchase-order/order.js';
import { withTemporal } from '../temporal.js';
import { listOrders } from '../visibility.js';
import type { ListedOrder } from '../visibility.js';
import { accountFilter, choice, given, warehouseCode, wholeNumber } from './arguments.js';
import { allOf } from './checked-input.js';
import type { Session } from './session.js';
import { deadline, harmless, relative, table } from './text.js';

/** `orders list`: what there is, the nearest deadline first. */
export function ordersListCommand(orders: Command, session: Session): void {
  orders
    .command('list')
    .description('Lists open orders, the nearest deadline first.')
    .option('--state <state>', `only orders in this state: ${states.join(', ')}`)
    .option('--warehouse <code>', 'only orders of this warehouse, by the code Amazon uses')
    .option('--account <name>', 'only orders of this configured account (default: all)')
    .option('--label-mode <mode>', `only orders of this label mode: ${labelModes.join(', ')}`)
    .option('--attention', 'only orders with something that waits for a person')
    .option('--ended', 'ended orders instead of open ones; a --state that is an end implies it')
    .option('--limit <n>', 'show at most so many', '100')
    .addHelpText(
      'after',
      `
Comes from Temporal's visibility: it works without a worker, and may lag behind by a second.

Examples:
  fulfillment orders list
  fulfillment orders list --state READY_TO_SHIP --warehouse WH01
  fulfillment orders list --state COMPLETED --limit 20
  fulfillment orders list --attention --json`,
    )
    .action(async (options: Options) => {
      const loaded = session.config();
      const { config, temporal, limit, state, warehouse, account, labelMode } = allOf({
        config: loaded,
        temporal: session.temporal(),
        limit: wholeNumber('--limit', options.limit),
        state: choice('--state', options.state, states),
        warehouse: warehouseCode(options.warehouse),
        account: accountFilter(options.account, loaded),
        labelMode: choice('--label-mode', options.labelMode, labelModes),
      });
      const { attention, ended } = options;
      const found = await withTemporal(temporal, (client) =>
        listOrders(client, given({ state, warehouse, account, labelMode, attention, ended })),
      );
      const shown = found.slice(0, limit);
      session.print({ total: found.length, orders: shown }, () =>
        asTable(shown, found.length, config.accountNames.length > 1, session),
      );
    });
}

interface Options {
  state?: string;
  warehouse?: string;
  account?: string;
  labelMode?: string;
  attention?: true;
  ended?: true;
  limit: string;
}

const states = Object.keys(nextStates) as FulfillmentState[];
const labelModes = ['amazon', 'vendor-label', 'vendor-carrier'] as const satisfies readonly LabelModeName[];

function asTable(orders: readonly ListedOrder[], total: number, hasAccounts: boolean, session: Session): string {
  const { paint, now } = session;
  if (orders.length === 0) return 'No order matches.';
  const head = [
    'Order',
    ...(hasAccounts ? ['Account'] : []),
    'State',
    'Warehouse',
    'Label mode',
    'Next deadline',
    'Attention',
    'Since',
  ];
  const rows = orders.map((order) => [
    order.purchaseOrderNumber,
    ...(hasAccounts ? [order.account] : []),
    stateOf(order),
    harmless(order.warehouse ?? '–'),
    order.labelMode ?? '–',
    deadline(order.nextDeadline, now(), paint),
    order.attention === null ? '–' : paint.warning(order.attention),
    relative(order.startedAt, now()),
  ]);
  const rest = total > orders.length ? [`${orders.length} of ${total} orders; --limit shows more.`] : [];
  return [table(head, rows, paint), ...rest].join('\n');
}

/** A workflow that somebody terminated keeps the state it had. */
const stateOf = ({ state, status }: ListedOrder): string =>
  status === 'RUNNING' || status === 'COMPLETED' ? (state ?? '–') : `${state ?? '–'} (${status.toLowerCase()})`;
