import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { checkSweepNow } from '../../workflows/account/messages.js';
import type { SweepNowResult } from '../../workflows/account/messages.js';
import { jobs } from '../../workflows/account/state.js';
import { outcomeOf, sweepNow, viewAccount } from '../accounts.js';
import { ClientError } from '../errors.js';
import { withTemporal } from '../temporal.js';
import { oneAccount } from './account-name.js';
import { countsText, resultOf } from './account-report.js';
import { actorName, fromOptions, given } from './arguments.js';
import { allOf } from './checked-input.js';
import type { Session } from './session.js';

interface Options {
  job: string;
  wait: boolean;
  actor?: string;
  reason?: string;
  requestId?: string;
}

const LOOK_EVERY_MS = 500;

/** `account sweep`: looks for orders now. */
export function accountSweepCommand(account: Command, session: Session): void {
  account
    .command('sweep')
    .description('Looks for orders now instead of at the next time, and waits for the result.')
    .argument('[account]', 'the configured account; needed where there are several')
    .option('--job <job>', `what to look for: ${jobs.join(', ')}`, 'sweep')
    .option('--no-wait', 'return as soon as it is asked for')
    .option('--actor <name>', 'who asks (default: the user at this machine)')
    .option('--reason <text>', 'a remark for the audit list')
    .option('--request-id <id>', 'makes a repeated command recognisable; the same id is done once (default: random)')
    .addHelpText(
      'after',
      `
sweep looks for new orders, cancellations for orders that Amazon has cancelled, gap for orders of the last days that
have no workflow. Orders that run or have ended are left alone, so all of them are safe to repeat. Ctrl-C ends the
waiting, not the sweep. Exit code 1 when it cannot get on; it is tried again by itself all the same.

Examples:
  fulfillment account sweep
  fulfillment account sweep acme-us --job gap
  fulfillment account sweep acme-us --no-wait`,
    )
    .action(async (named: string | undefined, options: Options) => {
      const { actor, reason, requestId, job } = options;
      const input = allOf({
        temporal: session.temporal(),
        account: oneAccount(named, session.config()),
        payload: fromOptions(checkSweepNow(given({ job, actor: actorName(actor), reason, requestId })), {
          job: '--job',
          actor: '--actor',
          reason: '--reason',
          requestId: '--request-id',
        }),
      });
      await withTemporal(input.temporal, async (client) => {
        const asked = await sweepNow(client, input.account, input.payload);
        if (options.wait) await printResult(session, client, input.account, asked);
        else session.print({ account: input.account, ...asked }, () => `${input.account}  asked for`);
      });
    });
}

async function printResult(session: Session, client: Client, account: string, asked: SweepNowResult): Promise<void> {
  let said = '';
  for (;;) {
    const { state, pending } = await viewAccount(client, account);
    const outcome = outcomeOf(state, asked);
    if (outcome === undefined) {
      const why = pending.map(({ lastFailure }) => lastFailure).find((failure) => failure !== null) ?? '';
      if (why !== said && why !== '') session.warn(`${account}  not yet: ${why}`);
      said = why;
      await sleep(LOOK_EVERY_MS);
      continue;
    }
    if ('pausedBy' in outcome)
      throw new ClientError('refused', `${account} was paused by ${outcome.pausedBy} meanwhile.`);
    if ('trouble' in outcome) {
      const { kind, message } = outcome.trouble;
      throw new ClientError('refused', `It cannot get on and is tried again by itself: ${kind}. ${message}`);
    }
    const { result } = outcome;
    session.print(
      { account, ...asked, result: resultOf(result) },
      () => `${account}  ${session.paint.good('done')}  ${countsText(asked.job, result.counts)}`,
    );
    return;
  }
}
