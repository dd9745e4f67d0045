import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { toPurchaseOrderPolicy } from '../../temporal.config.js';
import { adoptPurchaseOrder } from '../adopt.js';
import { concurrently } from '../concurrently.js';
import { systemCodeOf } from '../errors.js';
import type { OrderName, StartOutcome } from '../purchase-orders.js';
import { requireSearchAttributes } from '../search-attributes.js';
import { withTemporal } from '../temporal.js';
import { accountName, orderNumbers } from './arguments.js';
import { allOf, bad, good } from './checked-input.js';
import type { Input } from './checked-input.js';
import { untilAnOutage } from './order-actions.js';
import type { ActionOutcome } from './order-actions.js';
import type { Paint } from './paint.js';
import type { CommonConfig, Session } from './session.js';
import { number } from './text.js';

/** `orders adopt`: takes orders on whatever their age. */
export function ordersAdoptCommand(orders: Command, session: Session): void {
  orders
    .command('adopt')
    .description(
      'Takes orders on, whatever their age: one that no event has named, or one that was aborted by mistake.',
    )
    .argument('[order...]', 'purchase order numbers')
    .option('--file <file>', 'text file with more of them, one per line; empty lines and # comments are left out')
    .option('--account <name>', 'the configured account they belong to (default: the first)')
    .option('--after-dry-run', 'carry those live that ended in dry run, once dry run is switched off')
    .addHelpText(
      'after',
      `
Each order is started, is running already, or has ended. An order that was
closed by a person (CLOSED_BY_PERSON) is started anew: the ledger knows what
was sent, so nothing is sent twice. One that ended in dry run was never sent:
with --after-dry-run it is started anew, and what Amazon has of it meanwhile is
not sent again. Other orders that ended stay ended. Safe to repeat. Exit code 1
when an order had ended.

A NEW order is acknowledged by the configured policy even when it is over 24 h
old or past its required ship date.

Examples:
  fulfillment orders adopt PO12345678 PO12345679
  fulfillment orders adopt --file orders.txt --account acme-us`,
    )
    .action(async (numbers: string[], options: Options) => {
      const loaded = session.config();
      const named = numbersFrom(numbers, options.file);
      const input = allOf({
        config: loaded,
        temporal: session.temporal(),
        numbers: 'value' in named ? orderNumbers(named.value) : named,
        account: accountName(options.account, loaded),
        live: liveAgain(options, loaded),
      });
      const policy = toPurchaseOrderPolicy(input.config.policy);
      const outcomes = await withTemporal(input.temporal, async (client) => {
        await requireSearchAttributes(client);
        const attempt = untilAnOutage(CONCURRENT_STARTS);
        return concurrently(input.numbers, CONCURRENT_STARTS, async (purchaseOrderNumber) => {
          const order = { account: input.account, purchaseOrderNumber };
          const tried = await attempt(() => adoptPurchaseOrder(client, order, policy, { afterDryRun: input.live }));
          return 'value' in tried ? outcomeOf(order, tried.value) : { ...order, ...notStarted, problem: tried.problem };
        });
      });
      if (outcomes.some(({ outcome }) => outcome === 'ended' || outcome === null)) session.exitCode = 1;
      const counts = countsOf(outcomes);
      session.print({ ...counts, orders: outcomes }, () =>
        [
          ...outcomes.map((outcome) => lineOf(outcome, session.paint)),
          ...(outcomes.length > 1 ? [`${countText(counts)}.`] : []),
        ].join('\n'),
      );
    });
}

interface Options {
  file?: string;
  account?: string;
  afterDryRun?: true;
}

/** An account that is still in dry run would only record them once more. */
function liveAgain({ account, afterDryRun }: Options, config: Input<CommonConfig>): Input<boolean> {
  const name = accountName(account, config);
  const isDry = 'value' in name && 'value' in config && config.value.dryRunAccounts.some((dry) => dry === name.value);
  return afterDryRun === true && isDry
    ? bad('--after-dry-run', 'the account is still in dry run; switch that off first (docs/go-live.md).')
    : good(afterDryRun === true);
}

const CONCURRENT_STARTS = 20;

/** What became of one order. */
interface AdoptOutcome extends OrderName {
  /** `null` when it is not known. */
  outcome: StartOutcome['outcome'] | null;
  /** How it ended. */
  state: string | null;
  /** It has ended in dry run: nothing was sent to Amazon. */
  isDryRun: boolean;
  problem: ActionOutcome['problem'];
}

const notStarted = { outcome: null, state: null, isDryRun: false };

function outcomeOf(order: OrderName, found: StartOutcome): AdoptOutcome {
  const state = found.outcome === 'ended' ? (found.state ?? null) : null;
  const isDryRun = found.outcome === 'ended' && found.isDryRun === true;
  return { ...order, outcome: found.outcome, state, isDryRun, problem: null };
}

function numbersFrom(given: readonly string[], file: string | undefined): Input<string[]> {
  const more = file === undefined ? good([]) : linesOf(file);
  if ('faults' in more) return more;
  const numbers = [...given, ...more.value];
  return numbers.length === 0 ? bad('ORDER', 'name at least one order, or a --file with some.') : good(numbers);
}

function linesOf(file: string): Input<string[]> {
  try {
    const lines = readFileSync(file, 'utf8')
      .replace(/^\ufeff/, '')
      .split(/\r?\n/);
    return good(lines.map((line) => line.replace(/#.*$/, '').trim()).filter((line) => line !== ''));
  } catch (error) {
    return bad('--file', `${file} cannot be read (${systemCodeOf(error)}).`);
  }
}

function countsOf(outcomes: readonly AdoptOutcome[]) {
  const count = (wanted: AdoptOutcome['outcome']): number =>
    outcomes.filter(({ outcome }) => outcome === wanted).length;
  return { started: count('started'), running: count('running'), ended: count('ended'), failed: count(null) };
}

const countText = ({ started, running, ended, failed }: ReturnType<typeof countsOf>): string =>
  [
    `${number(started)} started`,
    `${number(running)} running already`,
    `${number(ended)} ended`,
    ...(failed === 0 ? [] : [`${number(failed)} not known`]),
  ].join(', ');

function lineOf({ purchaseOrderNumber, outcome, state, isDryRun, problem }: AdoptOutcome, paint: Paint): string {
  if (problem !== null) return `${purchaseOrderNumber}  ${paint.bad('not known')}  ${problem.message}`;
  if (outcome === 'started') return `${purchaseOrderNumber}  ${paint.good('started')}`;
  if (isDryRun) {
    return (
      `${purchaseOrderNumber}  ${paint.warning('ended in dry run')}  nothing was sent (${state ?? 'state not known'}); ` +
      'to carry it live, switch dry run off and repeat with --after-dry-run'
    );
  }
  return outcome === 'running'
    ? `${purchaseOrderNumber}  ${paint.faint('running already')}`
    : `${purchaseOrderNumber}  ${paint.bad('ended')}  ${state ?? 'in a state that Temporal no longer shows'}`;
}
