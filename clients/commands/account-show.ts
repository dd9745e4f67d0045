import type { Command } from 'commander';
import { viewAccount } from '../accounts.js';
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
      'Shows how far orders were looked for, when it is done next, what the last time found, and who paused it.',
    )
    .argument('[account]', 'a configured account (default: all of them)')
    .addHelpText(
      'after',
      `
Asks the account's workflow, so a worker has to run. "Listed up to" is the cursor: every order that became available at
Amazon before it was listed, and what was wanted of it was started.

Examples:
  fulfillment account show
  fulfillment account show acme-us --json`,
    )
    .action(async (named: string | undefined) => {
      const input = allOf({ temporal: session.temporal(), accounts: someAccounts(named, session.config()) });
      const viewed = await withTemporal(input.temporal, async (client) => {
        const found = [];
        for (const name of input.accounts) found.push(await viewAccount(client, name));
        return found;
      });
      const now = session.now();
      const reports = viewed.map((each) => accountReport(each, now));
      session.print({ accounts: reports }, () =>
        reports.map((report) => reportText(report, now, session.paint)).join('\n\n'),
      );
    });
}
