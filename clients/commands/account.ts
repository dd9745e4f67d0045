import type { Command } from 'commander';
import { accountPauseCommand, accountResumeCommand } from './account-pause.js';
import { accountShowCommand } from './account-show.js';
import { accountSweepCommand } from './account-sweep.js';
import type { Session } from './session.js';

/** The commands under `account`. */
export function accountCommand(program: Command, session: Session): void {
  const account = program
    .command('account')
    .description('How new and cancelled orders of an account are found: see it, sweep now, pause, resume.');
  for (const addTo of [accountShowCommand, accountSweepCommand, accountPauseCommand, accountResumeCommand]) {
    addTo(account, session);
  }
}
