import type { Command } from 'commander';
import { listNotices } from '../delivery-notices.js';
import type { ListedNotice } from '../delivery-notices.js';
import { withTemporal } from '../temporal.js';
import { accountFilter, given, wholeNumber } from './arguments.js';
import { allOf } from './checked-input.js';
import type { Session } from './session.js';
import { processTerminal } from './terminal.js';
import { counted, fittingTable, harmless, number, paragraph, relative } from './text.js';
import type { Column } from './text.js';

/** `notices list`: what there is, the oldest first. */
export function noticesListCommand(notices: Command, session: Session, terminal = processTerminal): void {
  notices
    .command('list')
    .description('Lists open delivery notices, the oldest first.')
    .option('--account <name>', 'only notices of this configured account (default: all)')
    .option('--attention', 'only notices with something that waits for a person')
    .option('--ended', 'ended notices instead of open ones')
    .option('--limit <n>', 'show at most so many', '100')
    .addHelpText(
      'after',
      `
Comes from Temporal's visibility: it works without a worker, and may lag behind by a second. A notice that is accepted has
ended; ended ones are listed as long as Temporal retains them. Tracking numbers are shown in capitals.

Examples:
  fulfillment notices list --attention
  fulfillment notices list --ended --limit 20
  fulfillment notices list --json`,
    )
    .action(async (options: Options) => {
      const input = allOf({
        temporal: session.temporal(),
        limit: wholeNumber('--limit', options.limit),
        account: accountFilter(options.account, session.config()),
      });
      const { attention, ended } = options;
      const filter = given({ account: input.account, attention, ended });
      const found = await withTemporal(input.temporal, (client) => listNotices(client, filter));
      const shown = found.slice(0, input.limit);
      session.print({ total: found.length, notices: shown }, () => {
        if (found.length === 0) return 'No delivery notice matches.';
        const width = terminal.width();
        const isCut = shown.length < found.length;
        const count = `${counted(found.length, 'delivery notice')}.`;
        return [
          fittingTable(columnsOf(session, ended === true), shown, width, session.paint),
          paragraph(
            isCut ? `${count} The first ${number(shown.length)} are shown; --limit shows more.` : count,
            width,
            '',
          ),
        ].join('\n\n');
      });
    });
}

interface Options {
  account?: string;
  attention?: true;
  ended?: true;
  limit: string;
}

function columnsOf({ paint, now }: Session, hasEnded: boolean): Column<ListedNotice>[] {
  return [
    { head: 'Tracking', cell: ({ trackingNumber }) => harmless(trackingNumber) },
    { head: 'Environment', cell: ({ environment }) => environment, dispensable: 3 },
    { head: 'Account', cell: ({ account }) => harmless(account), dispensable: 2 },
    { head: 'State', cell: stateOf },
    hasEnded
      ? { head: 'Ended', cell: ({ endedAt }) => (endedAt === null ? '–' : relative(endedAt, now())) }
      : {
          head: 'Attention',
          cell: ({ attention }) => (attention === null ? '–' : paint.warning(attention)),
        },
    { head: 'Started', cell: ({ startedAt }) => relative(startedAt, now()), dispensable: 1 },
  ];
}

/** A workflow that somebody terminated keeps the state it had. */
const stateOf = ({ state, status }: ListedNotice): string =>
  status === 'RUNNING' || status === 'COMPLETED' ? (state ?? '–') : `${state ?? '–'} (${status.toLowerCase()})`;
