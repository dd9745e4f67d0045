import type { Command } from 'commander';
import { nextStates } from '../../workflows/purchase-order/state.js';
import type { FulfillmentState } from '../../workflows/purchase-order/state.js';
import type { LabelModeName } from '../../workflows/purchase-order/order.js';
import { withTemporal } from '../temporal.js';
import { listOrders } from '../visibility.js';
import type { ListedOrder } from '../visibility.js';
import { accountFilter, choice, given, warehouseCode, wholeNumber } from './arguments.js';
import { allOf } from './checked-input.js';
import { dueFilter } from './due-filter.js';
import type { DueFilter, DueOptions } from './due-filter.js';
import { listText, stateOf } from './orders-list-text.js';
import type { List } from './orders-list-text.js';
import type { Session } from './session.js';
import { warnOfUnknown, zonesOf } from './warehouse-time.js';
import type { ZoneOf } from './warehouse-time.js';

/** `orders list`: what there is, the nearest deadline first. */
export function ordersListCommand(orders: Command, session: Session): void {
  orders
    .command('list')
    .description('Lists open orders, the nearest deadline first.')
    .option('--state <state>', `only orders in this state: ${states.join(', ')}`)
    .option('--warehouse <code>', 'only orders of this warehouse, by the code Amazon uses')
    .option('--account <name>', 'only orders of this configured account (default: all)')
    .option('--label-mode <mode>', `only orders of this label mode: ${labelModes.join(', ')}`)
    .option('--due-before <time>', 'only orders due by a time of day (16:00, the next one) or an instant with zone')
    .option('--due-within <span>', 'only orders due within a time span: 4h, 90min, 1h30m, 2d')
    .option('--overdue', 'only orders whose deadline is past')
    .option('--attention', 'only orders with something that waits for a person')
    .option('--ended', 'ended orders instead of open ones; a --state that is an end implies it')
    .option('--utc', 'show and read times in UTC instead of the time of each warehouse')
    .option('--limit <n>', 'show at most so many', '100')
    .addHelpText(
      'after',
      `
Comes from Temporal's visibility: it works without a worker, and may lag behind
by a second. A deadline is the one of the next step: before the departure, the
last moment at which the warehouse can ship in time. What is due includes what
is overdue. Times are those of the warehouse where WAREHOUSES_FILE has its time
zone, else UTC; --json has UTC always. A narrow terminal (or COLUMNS) shows
fewer columns, a pipe all of them. Ended orders come with the newest first.
"dry run" marks orders for which nothing is sent to Amazon.

What must leave before the truck:
  fulfillment orders list --state READY_TO_SHIP --due-before 16:00

Examples:
  fulfillment orders list
  fulfillment orders list --due-within 4h --label-mode vendor-carrier
  fulfillment orders list --overdue --account acme-us
  fulfillment orders list --state COMPLETED --limit 20
  fulfillment orders list --attention --json`,
    )
    .action(async (options: Options) => {
      const loaded = session.config();
      const now = session.now();
      const zoneOf: ZoneOf = 'value' in loaded ? zonesOf(loaded.value, options.utc === true) : () => undefined;
      const config = 'value' in loaded ? loaded.value : { warehouses: [] };
      const input = allOf({
        config: loaded,
        temporal: session.temporal(),
        limit: wholeNumber('--limit', options.limit),
        state: choice('--state', options.state, states),
        warehouse: warehouseCode(options.warehouse),
        account: accountFilter(options.account, loaded),
        labelMode: choice('--label-mode', options.labelMode, labelModes),
        due: dueFilter(options, { config, zoneOf, now }),
      });
      const { state, warehouse, account, labelMode, due, limit } = input;
      warnOfUnknown(warehouse, config, session);
      const { attention, ended } = options;
      const filter = given({ state, warehouse, account, labelMode, attention, ended, dueBy: due?.latest });
      const listed = await withTemporal(input.temporal, (client) => listOrders(client, filter));
      const found = due === undefined ? listed : listed.filter((order) => isDue(order, due));
      const list: List = {
        orders: found.slice(0, limit),
        total: found.length,
        byState: countByState(found),
        overdue: found.filter((order) => isOverdue(order, now)).length,
        dryRun: found.filter(({ isDryRun }) => isDryRun).length,
        attention: found.filter((order) => order.attention !== null).length,
      };
      const document = { ...list, dueBy: due?.latest ?? null };
      session.print(document, () =>
        listText(list, {
          session,
          zoneOf,
          hasAccounts: input.config.accountNames.length > 1,
          filter: { ...filter, due },
        }),
      );
    });
}

interface Options extends DueOptions {
  state?: string;
  labelMode?: string;
  attention?: true;
  ended?: true;
  limit: string;
}

const states = Object.keys(nextStates) as FulfillmentState[];
const labelModes = ['amazon', 'vendor-label', 'vendor-carrier'] as const satisfies readonly LabelModeName[];

const isDue = (order: ListedOrder, { limitOf }: DueFilter): boolean =>
  order.nextDeadline !== null && Date.parse(order.nextDeadline) <= limitOf(order);

const isOverdue = ({ nextDeadline, status }: ListedOrder, now: number): boolean =>
  status === 'RUNNING' && nextDeadline !== null && Date.parse(nextDeadline) < now;

/** In the order of an order's life. */
function countByState(orders: readonly ListedOrder[]): Record<string, number> {
  const counts = new Map<string, number>(states.map((state) => [state, 0]));
  for (const order of orders) counts.set(stateOf(order), (counts.get(stateOf(order)) ?? 0) + 1);
  return Object.fromEntries([...counts].filter(([, count]) => count > 0));
}
