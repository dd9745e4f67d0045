import type { Command } from 'commander';
import { isEnd, nextStates } from '../../workflows/purchase-order/state.js';
import type { FulfillmentState } from '../../workflows/purchase-order/state.js';
import type { LabelModeName } from '../../workflows/purchase-order/order.js';
import { withTemporal } from '../temporal.js';
import { listOrders } from '../visibility.js';
import type { ListedOrder } from '../visibility.js';
import { accountFilter, choice, given, warehouseCode, wholeNumber } from './arguments.js';
import { allOf } from './checked-input.js';
import { dueFilter } from './due-filter.js';
import type { DueFilter, DueOptions } from './due-filter.js';
import type { Session } from './session.js';
import { processTerminal } from './terminal.js';
import { counted, deadline, fittingTable, harmless, number, paragraph, relative } from './text.js';
import type { Column } from './text.js';
import { clock, warnOfUnknown, zonesOf } from './warehouse-time.js';
import type { ZoneOf } from './warehouse-time.js';

/** `orders list`: what there is, the nearest deadline first. */
export function ordersListCommand(orders: Command, session: Session, terminal = processTerminal): void {
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
zone, else UTC; --json has UTC always. A narrow terminal shows fewer columns.
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
      };
      const document = { ...list, dueBy: due?.latest ?? null };
      session.print(document, () =>
        asText(list, {
          session,
          width: terminal.width(),
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

interface List {
  /** Of all that match. */
  total: number;
  /** Of all that match. */
  overdue: number;
  /** Of all that match: those for which nothing is sent to Amazon. */
  dryRun: number;
  byState: Record<string, number>;
  /** The first of them, up to the limit. */
  orders: ListedOrder[];
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

interface Shown {
  session: Session;
  width: number;
  zoneOf: ZoneOf;
  hasAccounts: boolean;
  filter: {
    state?: FulfillmentState;
    warehouse?: string;
    account?: string;
    ended?: boolean;
    due: DueFilter | undefined;
  };
}

function asText(list: List, shown: Shown): string {
  const { session, width, filter } = shown;
  if (list.total === 0) return filter.due === undefined ? 'No order matches.' : dueLine(list, filter.due, shown);
  return [
    ...(filter.due === undefined ? [] : [paragraph(dueLine(list, filter.due, shown), width, '')]),
    fittingTable(columnsOf(shown), list.orders, width, session.paint),
    paragraph(countLine(list, shown), width, ''),
  ].join('\n\n');
}

/** What a warehouse lead asks first: how many, by when, and how long that is. */
function dueLine(list: List, due: DueFilter, { filter }: Shown): string {
  const what = [
    list.total === 0 ? 'No order' : counted(list.total, 'order'),
    ...(filter.state === undefined ? [] : [filter.state]),
    ...(filter.warehouse === undefined ? [] : [`at ${filter.warehouse}`]),
    due.says,
  ].join(' ');
  return `${what}${overdueOf(list)}.`;
}

function countLine(list: List, { filter }: Shown): string {
  const counts = Object.entries(list.byState).map(([state, count]) => `${state} ${number(count)}`);
  const overdue = filter.due === undefined ? overdueOf(list) : '';
  const dryRun = list.dryRun === 0 ? '' : `; in dry run: ${number(list.dryRun)}`;
  const isCut = list.orders.length < list.total;
  return [
    `${counted(list.total, 'order')}: ${counts.join(', ')}${overdue}${dryRun}.`,
    ...(isCut ? [`The first ${number(list.orders.length)} are shown; --limit shows more.`] : []),
  ].join(' ');
}

const overdueOf = ({ overdue, total }: List): string =>
  overdue === 0 || overdue === total ? '' : `; overdue: ${number(overdue)}`;

/** What the filter says already is the first to go. */
function columnsOf({ session, zoneOf, hasAccounts, filter }: Shown): Column<ListedOrder>[] {
  const { paint } = session;
  const now = session.now();
  const hasEnded = filter.ended === true || (filter.state !== undefined && isEnd(filter.state));
  const clockOf =
    (order: ListedOrder) =>
    (instant: string): string =>
      clock(instant, zoneOf(order), now);
  const column = (head: string, cell: Column<ListedOrder>['cell'], dispensable?: number): Column<ListedOrder> => ({
    head,
    cell,
    ...(dispensable === undefined ? {} : { dispensable }),
  });
  return [
    column('Order', (order) => `${order.purchaseOrderNumber}${order.isDryRun ? paint.warning(' dry run') : ''}`),
    ...(hasAccounts ? [column('Account', (order) => order.account, filter.account === undefined ? 1 : 9)] : []),
    column('State', stateOf, filter.state === undefined ? 2 : 8),
    column('At', (order) => harmless(order.warehouse ?? '–'), filter.warehouse === undefined ? 3 : 7),
    hasEnded
      ? column('Ended', (order) => (order.endedAt === null ? '–' : endText(order.endedAt, now, clockOf(order))))
      : column('Next deadline', (order) => deadline(order.nextDeadline, now, paint, clockOf(order))),
    ...(hasEnded
      ? []
      : [column('Attention', (order) => (order.attention === null ? '–' : paint.warning(order.attention)), 4)]),
    column('Label mode', (order) => order.labelMode ?? '–', 5),
    column('Started', (order) => relative(order.startedAt, now), 6),
  ];
}

const endText = (endedAt: string, now: number, clockOf: (instant: string) => string): string =>
  `${relative(endedAt, now)} (${clockOf(endedAt)})`;

/** A workflow that somebody terminated keeps the state it had. */
const stateOf = ({ state, status }: ListedOrder): string =>
  status === 'RUNNING' || status === 'COMPLETED' ? (state ?? '–') : `${state ?? '–'} (${status.toLowerCase()})`;
