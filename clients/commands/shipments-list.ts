import type { Command } from 'commander';
import { nextStates } from '../../workflows/shipment/state.js';
import type { ShipmentStateName } from '../../workflows/shipment/state.js';
import { isAboutEnded, listShipments } from '../shipments-list.js';
import type { ListedShipment } from '../shipments-list.js';
import { withTemporal } from '../temporal.js';
import { accountFilter, choice, given, wholeNumber } from './arguments.js';
import { allOf } from './checked-input.js';
import type { Session } from './session.js';
import { counted, deadline, fittingTable, harmless, number, paragraph, relative } from './text.js';
import type { Column } from './text.js';
import { shortClock } from './warehouse-time.js';

const states = Object.keys(nextStates) as ShipmentStateName[];

/** `shipments list`: what there is, the nearest deadline first. */
export function shipmentsListCommand(shipments: Command, session: Session): void {
  shipments
    .command('list')
    .description('Lists open shipments, the nearest deadline first.')
    .option('--account <name>', 'only shipments of this configured account (default: all)')
    .option('--state <state>', `only shipments in this state: ${states.join(', ')}`)
    .option('--attention', 'only shipments with something that waits for a person')
    .option('--ended', 'ended shipments instead of open ones, the newest first')
    .option('--limit <n>', 'show at most so many', '100')
    .addHelpText(
      'after',
      `
Comes from Temporal's visibility: it works without a worker, and may lag behind by a second. Ended ones are listed as
long as Temporal retains them. A deadline is that of the most urgent item, else the pickup, then the promised delivery.

Examples:
  fulfillment shipments list --attention
  fulfillment shipments list --state PURCHASED
  fulfillment shipments list --ended --limit 20 --json`,
    )
    .action(async (options: Options) => {
      const input = allOf({
        temporal: session.temporal(),
        limit: wholeNumber('--limit', options.limit),
        account: accountFilter(options.account, session.config()),
        state: choice('--state', options.state, states),
      });
      const { attention, ended } = options;
      const filter = given({ account: input.account, state: input.state, attention, ended });
      const found = await withTemporal(input.temporal, (client) => listShipments(client, filter));
      const shown = found.slice(0, input.limit);
      session.print({ total: found.length, shipments: shown }, () => {
        if (found.length === 0) return 'No shipment matches.';
        const count = `${counted(found.length, 'shipment')}.`;
        return [
          shipmentsTable(session, shown, isAboutEnded(filter)),
          paragraph(
            shown.length < found.length
              ? `${count} The first ${number(shown.length)} are shown; --limit shows more.`
              : count,
            session.width,
            '',
          ),
        ].join('\n\n');
      });
    });
}

interface Options {
  account?: string;
  state?: string;
  attention?: true;
  ended?: true;
  limit: string;
}

/** Shipments as a table; also the packages of one order. */
export const shipmentsTable = (session: Session, shown: readonly ListedShipment[], hasEnded: boolean): string =>
  fittingTable(columnsOf(session, hasEnded), shown, session.tableWidth, session.paint);

function columnsOf({ paint, now }: Session, hasEnded: boolean): Column<ListedShipment>[] {
  return [
    { head: 'Shipment', cell: ({ shipmentReference }) => shipmentReference },
    { head: 'Account', cell: ({ account }) => harmless(account), dispensable: 4 },
    { head: 'State', cell: stateOf },
    { head: 'Tracking', cell: ({ trackingId }) => harmless(trackingId ?? '–'), dispensable: 2 },
    { head: 'Attention', cell: ({ attention }) => (attention === null ? '–' : paint.warning(attention)) },
    hasEnded
      ? { head: 'Ended', cell: ({ endedAt }) => (endedAt === null ? '–' : relative(endedAt, now())) }
      : {
          head: 'Deadline',
          cell: ({ nextDeadline }) => deadline(nextDeadline, now(), paint, shortClock(now())),
          dispensable: 1,
        },
    { head: 'Started', cell: ({ startedAt }) => relative(startedAt, now()), dispensable: 3 },
  ];
}

/** A workflow that somebody terminated keeps the state it had. */
function stateOf({ state, status, isDryRun }: ListedShipment): string {
  const stopped = status === 'RUNNING' || status === 'COMPLETED' ? '' : ` (${status.toLowerCase()})`;
  return `${state ?? '–'}${stopped}${isDryRun ? ' (dry run)' : ''}`;
}
