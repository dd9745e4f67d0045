import type { Command } from 'commander';
import { viewAccount } from '../accounts.js';
import { viewSpeaker } from '../speakers.js';
import { withTemporal } from '../temporal.js';
import { someAccounts } from './account-name.js';
import { accountReport, reportText } from './account-report.js';
import { allOf } from './checked-input.js';
import type { Session } from './session.js';

/** `account show`: how far the sweeps are. */
export function accountShowCommand(account: Command, session: Session): void {
  account
    .command('show')
    .description(
      'Shows how far orders were looked for, when it is done next, what the last time found, who paused it, and which process speaks to Amazon.',
    )
    .argument('[account]', 'a configured account (default: all of them)')
    .addHelpText(
      'after',
      `
Asks the account's workflow, so a worker has to run. "Listed up to" is the cursor: every order that became available at
Amazon before it was listed, and what was wanted of it was started. "Speaks" is the one worker process that talks to
Amazon for the account, as pid@host, and the others that would take over.

Examples:
  fulfillment account show
  fulfillment account show acme-us --json`,
    )
    .action(async (named: string | undefined) => {
      const input = allOf({ temporal: session.temporal(), accounts: someAccounts(named, session.config()) });
      const viewed = await withTemporal(input.temporal, async (client) => {
        const found = [];
        for (const name of input.accounts) {
          found.push({
            account: await viewAccount(client, name),
            speaker: await viewSpeaker(client, name, session.now),
          });
        }
        return found;
      });
      const now = session.now();
      const reports = viewed.map(({ account: each, speaker }) => accountReport(each, speaker, now));
      session.print({ accounts: reports }, () =>
        reports.map((report) => reportText(report, now, session.paint)).join('\n\n'),
      );
    });
}
