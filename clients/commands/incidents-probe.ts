import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { openIncidents } from '../../workflows/account/incidents.js';
import { checkProbe } from '../../workflows/account/messages.js';
import { viewAccount } from '../accounts.js';
import { ClientError } from '../errors.js';
import { hurryAll, probeIncident } from '../incidents.js';
import type { Probed } from '../incidents.js';
import { createPace } from '../pace.js';
import { withTemporal } from '../temporal.js';
import { oneAccount } from './account-name.js';
import { actorName, fromOptions, given } from './arguments.js';
import { allOf, good } from './checked-input.js';
import type { Session } from './session.js';
import { processTerminal } from './terminal.js';
import type { Terminal } from './terminal.js';
import { counted, number, relative } from './text.js';

/** Waiting orders that are hurried per second: they go on by themselves within three probes' time in any case. */
const HURRIED_PER_SECOND = 20;

interface Options {
  account?: string;
  actor?: string;
  reason?: string;
}

/** What `--json` prints for each operation. */
type ProbedOperation = Probed & { account: string; operation: string; hurried: number };

/** `incidents probe`: has a paused operation tried at once. */
export function incidentsProbeCommand(incidents: Command, session: Session, terminal = processTerminal): void {
  incidents
    .command('probe')
    .description('Has one waiting order try a paused operation at once; when it passes, all of them go on.')
    .argument('[operation]', 'such as submitShippingLabelRequest (default: each that is paused, one after the other)')
    .option('--account <name>', 'the configured account; needed where there are several')
    .option('--actor <name>', 'who asks (default: the user at this machine)')
    .option('--reason <text>', 'a remark for the audit list')
    .addHelpText(
      'after',
      `
Mend the cause first: a probe that is refused puts the next one off. After one
that passes, the orders that still wait are hurried as well, a few a second;
Ctrl-C ends that, and the others come back by themselves.
Exit code 1 when an operation is still paused.

Examples:
  fulfillment incidents probe
  fulfillment incidents probe submitShippingLabelRequest --account acme-us`,
    )
    .action(async (named: string | undefined, options: Options) => {
      const { temporal, account, origin, only } = allOf({
        temporal: session.temporal(),
        account: accountOf(options.account, session),
        origin: good(given({ actor: actorName(options.actor), reason: options.reason })),
        only: named === undefined ? good(undefined) : operationNamed(named, options),
      });
      await withTemporal(temporal, async (client) => {
        const operations = only === undefined ? await pausedOperations(client, account) : [only];
        const results: ProbedOperation[] = [];
        for (const operation of operations) {
          const probed = await probeIncident(client, account, { operation, ...origin }, ({ order }) => {
            session.warn(`${operation}  tried by ${order?.purchaseOrderNumber ?? `the account ${account}`}`);
          });
          const hurried = probed.outcome === 'passed' ? await hurryOthers(client, account, operation, terminal) : 0;
          results.push({ account, operation, ...probed, hurried });
        }
        if (results.some(({ outcome }) => outcome !== 'passed' && outcome !== 'nobody-waits')) session.exitCode = 1;
        session.print({ operations: results }, () =>
          results.length === 0
            ? session.paint.good('No operation is paused.')
            : results.map((each) => line(each, session)).join('\n'),
        );
      });
    });
}

function accountOf(named: string | undefined, session: Session): ReturnType<typeof oneAccount> {
  const account = oneAccount(named, session.config());
  return 'faults' in account
    ? { faults: account.faults.map(({ where, what }) => ({ where: where === 'ACCOUNT' ? '--account' : where, what })) }
    : account;
}

function operationNamed(operation: string, { actor, reason }: Options) {
  const read = fromOptions(checkProbe(given({ operation, actor: actorName(actor), reason })), {
    operation: 'OPERATION',
    actor: '--actor',
    reason: '--reason',
  });
  return 'faults' in read ? read : good(read.value.operation);
}

async function pausedOperations(client: Client, account: string): Promise<string[]> {
  const { state } = await viewAccount(client, account);
  return openIncidents(state.incidents).map(({ operation }) => operation);
}

async function hurryOthers(client: Client, account: string, operation: string, terminal: Terminal): Promise<number> {
  const stopping = new AbortController();
  const ignore = terminal.onInterrupt(() => stopping.abort());
  let done = 0;
  try {
    return await hurryAll(client, account, operation, {
      pace: createPace({ ratePerSecond: HURRIED_PER_SECOND }),
      signal: stopping.signal,
      hurried: () => {
        done += 1;
        if (terminal.showsProgress()) terminal.progress(`${number(done)} hurried`);
      },
    });
  } catch (error) {
    // They go on by themselves: what counts is that the probe has passed.
    if (error instanceof ClientError) return done;
    throw error;
  } finally {
    ignore();
    if (terminal.showsProgress()) terminal.progress('');
  }
}

function line({ operation, hurried, ...probed }: ProbedOperation, { paint, now }: Session): string {
  const next = (instant: string): string => `the next probe is ${relative(instant, now())}`;
  switch (probed.outcome) {
    case 'passed':
      return `${operation}  ${paint.good('passed')}  all orders go on; ${counted(hurried, 'waiting order')} hurried`;
    case 'refused': {
      const { codes, requestId, nextProbeAt } = probed;
      const with_ = [...codes, ...(requestId === null ? [] : [`request ${requestId}`])].join(', ');
      return `${operation}  ${paint.bad('failed again')}${with_ === '' ? '' : `  ${with_}`}; ${next(nextProbeAt)}`;
    }
    case 'unanswered':
      return `${operation}  ${paint.warning('not answered')}  it proves nothing; ${next(probed.nextProbeAt)}`;
    case 'nobody-waits':
      return `${operation}  ${paint.warning('nobody waits')}  the next order that needs it tries it`;
    case 'not-yet':
      return (
        `${operation}  ${paint.warning('not tried yet')}  ` +
        (probed.nextAttemptAt === null ? 'it is tried by itself' : next(probed.nextAttemptAt))
      );
  }
}
