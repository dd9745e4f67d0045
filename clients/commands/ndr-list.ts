import type { Command } from 'commander';
import { listCases } from '../ndr/cases.js';
import type { ListedCase } from '../ndr/cases.js';
import { listQuarantine } from '../ndr/quarantine.js';
import { withTemporal } from '../temporal.js';
import { accountFilter, given, wholeNumber } from './arguments.js';
import { allOf } from './checked-input.js';
import type { Session } from './session.js';
import { processTerminal } from './terminal.js';
import { counted, deadline, fittingTable, harmless, number, paragraph } from './text.js';
import { shortClock } from './warehouse-time.js';

/** `ndr list`: the queue, the nearest due date first. */
export function ndrListCommand(ndr: Command, session: Session, terminal = processTerminal): void {
  ndr
    .command('list')
    .description('Lists open cases, the nearest due date first.')
    .option('--account <name>', 'only cases of this configured account (default: all)')
    .option('--attention', 'only cases that wait for a person')
    .option('--limit <n>', 'show at most so many', '100')
    .addHelpText(
      'after',
      `
Comes from Temporal's visibility: it works without a worker, and may lag behind
by a second. Answered cases have no due date; they stay open until the parcel
has arrived, because the next attempt may fail too.

Examples:
  fulfillment ndr list --attention
  fulfillment ndr list --json`,
    )
    .action(async (options: { account?: string; attention?: true; limit: string }) => {
      const loaded = session.config();
      const { temporal, account, limit } = allOf({
        config: loaded,
        temporal: session.temporal(),
        account: accountFilter(options.account, loaded),
        limit: wholeNumber('--limit', options.limit),
      });
      const { cases, quarantined } = await withTemporal(temporal, async (client) => ({
        cases: await listCases(client, given({ account, attention: options.attention })),
        quarantined: (await listQuarantine(client)).length,
      }));
      const shown = cases.slice(0, limit);
      session.print({ total: cases.length, quarantined, cases: shown }, () =>
        asText({ cases: shown, total: cases.length, quarantined }, session, terminal.width()),
      );
    });
}

interface List {
  cases: readonly ListedCase[];
  total: number;
  quarantined: number;
}

function asText({ cases, total, quarantined }: List, session: Session, width: number): string {
  const { paint } = session;
  const now = session.now();
  const rows = fittingTable<ListedCase>(
    [
      { head: 'Tracking', cell: ({ trackingId }) => harmless(trackingId) },
      { head: 'State', cell: ({ state }) => state ?? '–' },
      { head: 'Answer by', cell: ({ dueAt }) => deadline(dueAt, now, paint, shortClock(now)) },
      { head: 'Asks', cell: ({ asks, attention }) => harmless(asks ?? attention ?? '–'), dispensable: 1 },
      { head: 'Party', cell: ({ shippingPartyAccountId }) => harmless(shippingPartyAccountId), dispensable: 2 },
    ],
    cases,
    width,
    paint,
  );
  const lines = [
    ...(cases.length === 0 ? ['No case matches.'] : [rows]),
    ...(total > cases.length
      ? [paragraph(`The first ${number(cases.length)} of ${number(total)} are shown; --limit shows more.`, width, '')]
      : []),
    ...(quarantined === 0
      ? []
      : [
          paragraph(
            `In quarantine: ${counted(quarantined, 'push')}; see "fulfillment ndr quarantine list".`,
            width,
            '',
          ),
        ]),
  ];
  return lines.join('\n\n');
}
