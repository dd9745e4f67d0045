import type { FulfillmentState } from '../../workflows/purchase-order/state.js';
import { isAboutEnded } from '../visibility.js';
import type { ListedOrder } from '../visibility.js';
import type { DueFilter } from './due-filter.js';
import type { Session } from './session.js';
import { counted, deadline, fittingTable, harmless, number, paragraph, relative } from './text.js';
import type { Column } from './text.js';
import { clocksOf } from './warehouse-time.js';
import type { ZoneOf } from './warehouse-time.js';

/** What was found. */
export interface List {
  /** Of all that match. */
  total: number;
  /** Of all that match. */
  overdue: number;
  /** Of all that match: those for which nothing is sent to Amazon. */
  dryRun: number;
  /** Of all that match: those with something that waits for a person. */
  attention: number;
  byState: Record<string, number>;
  /** The first of them, up to the limit. */
  orders: ListedOrder[];
}

/** What a list is shown with. */
export interface Shown {
  session: Pick<Session, 'paint' | 'now' | 'width' | 'tableWidth'>;
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

/** The table, and above and below it how many there are. */
export function listText(list: List, shown: Shown): string {
  const { session, filter } = shown;
  const { width } = session;
  if (list.total === 0) return filter.due === undefined ? 'No order matches.' : dueLine(list, filter.due, shown);
  return [
    ...(filter.due === undefined ? [] : [paragraph(dueLine(list, filter.due, shown), width, '')]),
    fittingTable(columnsOf(list.orders, shown), list.orders, session.tableWidth, session.paint),
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
  const attention = list.attention === 0 ? '' : `; with open items: ${number(list.attention)}`;
  const dryRun = list.dryRun === 0 ? '' : `; in dry run: ${number(list.dryRun)}`;
  const isCut = list.orders.length < list.total;
  return [
    `${counted(list.total, 'order')}: ${counts.join(', ')}${overdue}${attention}${dryRun}.`,
    ...(isCut ? [`The first ${number(list.orders.length)} are shown; --limit shows more.`] : []),
  ].join(' ');
}

const overdueOf = ({ overdue, total }: List): string =>
  overdue === 0 || overdue === total ? '' : `; overdue: ${number(overdue)}`;

/** What the filter says already is the first to go, what waits for a person the last. */
function columnsOf(
  orders: readonly ListedOrder[],
  { session, zoneOf, hasAccounts, filter }: Shown,
): Column<ListedOrder>[] {
  const { paint } = session;
  const now = session.now();
  const hasEnded = isAboutEnded(filter);
  const clockOf = clocksOf(orders, zoneOf, now);
  const column = (head: string, cell: Column<ListedOrder>['cell'], dispensable?: number): Column<ListedOrder> => ({
    head,
    cell,
    ...(dispensable === undefined ? {} : { dispensable }),
  });
  return [
    column('Order', (order) => order.purchaseOrderNumber),
    ...(hasAccounts ? [column('Account', (order) => order.account, filter.account === undefined ? 2 : 10)] : []),
    column('State', stateOf, filter.state === undefined ? 3 : 9),
    column('At', (order) => harmless(order.warehouse ?? '–'), filter.warehouse === undefined ? 4 : 8),
    hasEnded
      ? column('Ended', (order) => (order.endedAt === null ? '–' : endText(order.endedAt, now, clockOf(order))))
      : column('Next deadline', (order) => deadline(order.nextDeadline, now, paint, clockOf(order))),
    ...(hasEnded
      ? []
      : [column('Attention', (order) => (order.attention === null ? '–' : paint.warning(order.attention)), 1)]),
    ...(orders.some(({ isDryRun }) => isDryRun)
      ? [column('Mark', (order) => (order.isDryRun ? paint.warning('dry run') : '–'), 5)]
      : []),
    column('Label mode', (order) => order.labelMode ?? '–', 6),
    column('Started', (order) => relative(order.startedAt, now), 7),
  ];
}

const endText = (endedAt: string, now: number, clockOf: (instant: string) => string): string =>
  `${relative(endedAt, now)} (${clockOf(endedAt)})`;

/** A workflow that somebody terminated keeps the state it had. */
export const stateOf = ({ state, status }: ListedOrder): string =>
  status === 'RUNNING' || status === 'COMPLETED' ? (state ?? '–') : `${state ?? '–'} (${status.toLowerCase()})`;
