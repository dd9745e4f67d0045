import type { Command } from 'commander';
import { incidentRemedies, incidentText } from '../../workflows/account/incident-notices.js';
import { listIncidents } from '../incidents.js';
import type { ListedIncident } from '../incidents.js';
import { withTemporal } from '../temporal.js';
import { someAccounts } from './account-name.js';
import { allOf } from './checked-input.js';
import type { Session } from './session.js';
import { absolute, commandLine, counted, deadline, harmless, paragraph, relative } from './text.js';

/** `incidents list`, and `incidents` alone: which operations are paused. */
export function incidentsListCommand(incidents: Command, session: Session): void {
  incidents
    .command('list', { isDefault: true })
    .description('Lists the operations that are paused: why, since when, how many orders wait, and what to do.')
    .option('--account <name>', 'only this configured account (default: all)')
    .addHelpText(
      'after',
      `
Three orders that Amazon refuses for the same operation, or three answers in a
row that got lost, pause it for all orders of the account. They wait, one of
them tries now and then, and all go on by themselves when it passes.
Asks the account's workflow, so a worker has to run. How many orders wait is
seen from the pending steps of some orders in each state.

Examples:
  fulfillment incidents
  fulfillment incidents list --account acme-us --json`,
    )
    .action(async (options: { account?: string }) => {
      const input = allOf({ temporal: session.temporal(), accounts: accountsOf(options.account, session) });
      const found = await withTemporal(input.temporal, async (client) => {
        const lists: ListedIncident[] = [];
        for (const account of input.accounts) lists.push(...(await listIncidents(client, account)));
        return lists;
      });
      session.print({ total: found.length, incidents: found }, () =>
        found.length === 0
          ? session.paint.good('No operation is paused.')
          : found.map((incident) => incidentBlock(incident, session, session.width)).join('\n\n'),
      );
    });
}

/** `--account`, for a list. */
function accountsOf(given: string | undefined, session: Session): ReturnType<typeof someAccounts> {
  const accounts = someAccounts(given, session.config());
  return 'faults' in accounts
    ? { faults: accounts.faults.map(({ where, what }) => ({ where: where === 'ACCOUNT' ? '--account' : where, what })) }
    : accounts;
}

function incidentBlock(incident: ListedIncident, { paint, now }: Session, width: number): string {
  const { operation, account, since, nextProbeAt, waiting, requestId } = incident;
  const nextProbe = Date.parse(nextProbeAt) <= now() ? 'with the next order' : relative(nextProbeAt, now());
  const examples = waiting.examples.length === 0 ? '' : `, for example ${waiting.examples.join(', ')}`;
  return [
    [
      paint.bad('PAUSED'),
      paint.strong(operation),
      paint.warning(incident.cause),
      `${waiting.isEstimate ? 'about ' : ''}${counted(waiting.count, 'order')} waiting`,
      harmless(account),
    ].join('  '),
    `  Since ${relative(since, now())} ${paint.faint(`(${absolute(since)})`)}, next probe ${nextProbe}`,
    `  Earliest deadline ${deadline(waiting.dueAt, now(), paint)}${examples}`,
    paragraph(harmless(incidentText(incident)), width),
    ...(requestId === null ? [] : [`  Request id ${harmless(requestId)}`]),
    paragraph(`Next step: ${incidentRemedies[incident.cause]} Then try it at once:`, width),
    commandLine(['fulfillment', 'incidents', 'probe', operation, '--account', account], width, '    '),
  ].join('\n');
}
