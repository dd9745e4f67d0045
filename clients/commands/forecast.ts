import type { Command } from 'commander';
import type { Config } from '../../temporal.config.js';
import { backlogOf } from '../forecast/backlog.js';
import { forecast } from '../forecast/forecast.js';
import { readOpenOrders } from '../forecast/open-orders.js';
import type { OpenOrder } from '../forecast/open-orders.js';
import { withTemporal } from '../temporal.js';
import { accountFilter, given } from './arguments.js';
import { allOf } from './checked-input.js';
import { forecastReport } from './forecast-report.js';
import type { AccountForecast } from './forecast-report.js';
import { forecastText } from './forecast-text.js';
import type { Session } from './session.js';
import { processTerminal } from './terminal.js';
import { number } from './text.js';

/** `forecast`: whether the quota is enough for what is open. */
export function forecastCommand(program: Command, session: Session, terminal = processTerminal): void {
  program
    .command('forecast')
    .description("Says how many open orders would miss which deadline with Amazon's present quota.")
    .option('--account <name>', 'only this configured account (default: all)')
    .addHelpText(
      'after',
      `
Plays through what is open now, the earliest deadline first: batches and quota as
POLICY_FILE has them, with the rates and times that the worker has learned where
LEDGER_DIR is the worker's. Comes from Temporal's visibility: it works without a
worker, asks Amazon nothing, and takes some seconds for 10,000 orders.

An order is done when its transaction is answered. "ship" is about Amazon's label:
orders that wait for their ship day count as if all were asked for now. An
"evidence" is due 30 min after its step began; an order whose own deadline is as
near as that is counted there. What waits for people stands apart: no quota helps.
Orders that came as events or by adopt, and are not read yet, count as a call each
(lists may answer several), and by the latest deadline that they can have.
Not in it: orders to come, the later deadlines of an order, failed batches, paused
operations (fulfillment incidents), status updates, which give way to all others.

Exit code 1 when something would be missed; what is overdue already does not count.

Examples:
  fulfillment forecast
  fulfillment forecast --account acme-us --json`,
    )
    .action(async (options: { account?: string }) => {
      const loaded = session.config();
      const { config, temporal, account } = allOf({
        config: loaded,
        temporal: session.temporal(),
        account: accountFilter(options.account, loaded),
      });
      const orders = await withTemporal(temporal, (client) =>
        readOpenOrders(client, given({ account }), (read) => {
          if (terminal.showsProgress())
            terminal.progress(`${number(read.orders)} of ${number(read.total)} orders read`);
        }),
      ).finally(() => {
        if (terminal.showsProgress()) terminal.progress('');
      });
      const accounts = account === undefined ? config.accountNames : [account];
      const now = session.now();
      const forecasts: AccountForecast[] = [];
      for (const [name, own] of byAccount(orders, accounts)) {
        forecasts.push(await forecastOf(name, own, { config, session, now }));
      }
      const report = forecastReport(forecasts, now);
      if (report.wouldMiss > 0) session.exitCode = 1;
      session.print(report, () => forecastText(report, session));
    });
}

/** The configured accounts first; orders of one that is not configured here count as well. */
function byAccount(orders: readonly OpenOrder[], accounts: readonly string[]): Map<string, OpenOrder[]> {
  const found = new Map<string, OpenOrder[]>(accounts.map((account) => [account, []]));
  for (const order of orders) {
    const own = found.get(order.account);
    if (own === undefined) found.set(order.account, [order]);
    else own.push(order);
  }
  return found;
}

async function forecastOf(
  account: string,
  orders: readonly OpenOrder[],
  { config, session, now }: { config: Pick<Config, 'policy'>; session: Session; now: number },
): Promise<AccountForecast> {
  // Amazon's operations are loaded for this command only.
  const { readAmazonPace } = await import('../../workers/amazon-pace.js');
  const { policy } = config;
  const stores = session.config(['ledger']);
  const ledgerDirectory = 'value' in stores ? stores.value.ledger.directory : undefined;
  const pace = await readAmazonPace({ account, policy, ledgerDirectory, clock: session.now });
  const { evidenceMs, acknowledgeMs } = policy.deadlines;
  const backlog = backlogOf(orders, { now, evidenceMs, acknowledgeMs });
  const { size, aloneBeforeDeadlineMs, windowMs } = policy.batching;
  // Only acknowledgements wait for orders that are still to be read.
  const sharing = { size, aloneBeforeDeadlineMs, windowMs: windowMs.others };
  const deadlines = forecast(backlog.jobs, { pace, sharing, now });
  return { account, orders: orders.length, deadlines, backlog, pace, batchSize: size };
}
