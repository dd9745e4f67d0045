import type { Command } from 'commander';
import { checkPause, checkResume } from '../../workflows/account/messages.js';
import type { PauseInput, PauseResult } from '../../workflows/account/messages.js';
import type { Checked } from '../../workflows/steps/checks.js';
import type { Client } from '@temporalio/client';
import { pauseAccount, resumeAccount } from '../accounts.js';
import { withTemporal } from '../temporal.js';
import { oneAccount } from './account-name.js';
import { actorName, fromOptions, given } from './arguments.js';
import { allOf } from './checked-input.js';
import type { Session } from './session.js';
import { absolute, harmless } from './text.js';

/** `account pause`: no order is looked for. */
export const accountPauseCommand = (account: Command, session: Session): void =>
  addCommand(account, session, {
    name: 'pause',
    description: 'Stops looking for new, missing and cancelled orders. Orders that run go on.',
    help: `Orders still come in by events and by orders adopt. A page that is under way is finished. An account that is paused
already stays as it is: the answer says since when, and by whom.

Example:
  fulfillment account pause acme-us --reason "warehouse moves until Monday"`,
    reason: 'why, for everybody who finds the account paused',
    check: checkPause,
    act: pauseAccount,
  });

/** `account resume`: goes on from where it was paused. */
export const accountResumeCommand = (account: Command, session: Session): void =>
  addCommand(account, session, {
    name: 'resume',
    description: 'Looks for orders again, from where it was paused: nothing is skipped.',
    help: `What came up during the pause is caught up with at once, in windows of at most 7 days. An account that is not paused
stays as it is.

Example:
  fulfillment account resume acme-us`,
    reason: 'a remark for the audit list',
    check: checkResume,
    act: resumeAccount,
  });

interface AccountAction {
  name: string;
  description: string;
  help: string;
  /** What `--reason` means here. */
  reason: string;
  check: (payload: unknown) => Checked<PauseInput>;
  act: (client: Client, account: string, input: PauseInput) => Promise<PauseResult>;
}

interface Options {
  actor?: string;
  reason?: string;
  requestId?: string;
}

function addCommand(account: Command, session: Session, action: AccountAction): void {
  account
    .command(action.name)
    .description(action.description)
    .argument('[account]', 'the configured account; needed where there are several')
    .option('--actor <name>', 'who does it (default: the user at this machine)')
    .option('--reason <text>', action.reason)
    .option('--request-id <id>', 'makes a repeated command recognisable; the same id is done once (default: random)')
    .addHelpText('after', `\n${action.help}`)
    .action(async (named: string | undefined, { actor, reason, requestId }: Options) => {
      const input = allOf({
        temporal: session.temporal(),
        account: oneAccount(named, session.config()),
        payload: fromOptions(action.check(given({ actor: actorName(actor), reason, requestId })), {
          actor: '--actor',
          reason: '--reason',
          requestId: '--request-id',
        }),
      });
      const { pause } = await withTemporal(input.temporal, (client) =>
        action.act(client, input.account, input.payload),
      );
      session.print({ account: input.account, pause: pause ?? null }, () =>
        pause === undefined
          ? `${input.account}  ${session.paint.good('sweeping')}`
          : `${input.account}  ${session.paint.warning('paused')}  ${pauseText(pause)}`,
      );
    });
}

/** `by ann since 2026-01-05 16:05:00 UTC: why`. */
export const pauseText = ({ actor, at, reason }: NonNullable<PauseResult['pause']>): string =>
  `by ${harmless(actor)} since ${absolute(at)}${reason === undefined ? '' : `: ${harmless(reason)}`}`;
