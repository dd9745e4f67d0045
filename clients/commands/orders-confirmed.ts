import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { createCipher } from '../../activities/cipher.js';
import { findConfirmed, readConfirmed } from '../../activities/ledger/confirmed-orders.js';
import type { ConfirmedOrder, ConfirmedPeriod } from '../../activities/ledger/confirmed-orders.js';
import { checked, instant } from '../../workflows/steps/checks.js';
import { ClientError } from '../errors.js';
import { confirmedHeader, confirmedRows } from '../evidence/confirmed-csv.js';
import { writeInPieces } from '../evidence/output-file.js';
import { accountFilter, given } from './arguments.js';
import { allOf, bad, good } from './checked-input.js';
import type { Input } from './checked-input.js';
import type { Session } from './session.js';
import { counted, number } from './text.js';

/** `orders confirmed`: what a period's invoices are made from. */
export function ordersConfirmedCommand(orders: Command, session: Session): void {
  orders
    .command('confirmed')
    .description('Lists the confirmed orders that departed in a period as CSV, a row for each line, for invoicing.')
    .requiredOption('--from <date>', 'departures from then on: a date (UTC) or an instant with zone')
    .requiredOption('--to <date>', 'departures before then; the day itself is not in it')
    .option('--account <name>', 'only orders of this configured account (default: all)')
    .option('--out <file>', 'write it to a file that only you can read (default: stdout)')
    .option('--force', 'overwrite a file that exists')
    .addHelpText(
      'after',
      `
Comes from the ledger (LEDGER_DIR, DOCUMENTS_KEY), also long after Temporal has forgotten the orders. All of it is read:
100,000 orders take about a minute. Sorted by departure. Only confirmations that are proven count; how many were sent
and are not proven yet is said on stderr. Orders that were confirmed elsewhere, such as in Vendor Central, are not in it.
--json prints one order a line, then a summary. Exit code 1 when a part of the ledger cannot be read.

Examples:
  fulfillment orders confirmed --from 2026-01-01 --to 2026-02-01 --out january.csv
  fulfillment orders confirmed --from 2026-01-01T06:00:00Z --to 2026-01-02T06:00:00Z --account acme-us`,
    )
    .action(async (options: Options) => {
      const loaded = session.config(['ledger']);
      const { config, account, period } = allOf({
        config: loaded,
        account: accountFilter(options.account, loaded),
        period: periodOf(options.from, options.to),
        out: outputOf(options),
      });
      const { directory, keys } = config.ledger;
      if (!existsSync(directory)) {
        throw new ClientError('machine', `There is no ledger at ${directory} (LEDGER_DIR) on this machine.`);
      }
      const ledger = { directory, cipher: createCipher(keys) };
      const found = await findConfirmed({
        ...ledger,
        ...period,
        ...given({ account }),
        progress: (files) => session.warn(`Reading the ledger: ${number(files)} orders so far.`),
      });
      const written = await write(readConfirmed(ledger, found.found), options.out, session);
      if (found.unreadable.length > 0) session.exitCode = 1;
      summarize(found, written, options.out, session);
    });
}

interface Options {
  from: string;
  to: string;
  account?: string;
  out?: string;
  force?: true;
}

/** Lines of all orders. */
async function write(
  orders: AsyncIterable<ConfirmedOrder>,
  out: string | undefined,
  session: Session,
): Promise<number> {
  let lines = 0;
  const counting = async function* (): AsyncGenerator<ConfirmedOrder> {
    for await (const order of orders) {
      lines += order.lines.length;
      yield order;
    }
  };
  if (out !== undefined) await writeInPieces(out, csvOf(counting()));
  else if (session.isJson) for await (const order of counting()) session.printLine(order, '');
  // Printing adds the line feed that ends the last row of a piece.
  else for await (const piece of csvOf(counting())) session.printLine({}, piece.slice(0, -1));
  return lines;
}

/** Pieces of many rows: a call for each would take longer than all else. */
async function* csvOf(orders: AsyncIterable<ConfirmedOrder>): AsyncGenerator<string> {
  let piece = confirmedHeader;
  for await (const order of orders) {
    piece += confirmedRows(order);
    if (piece.length < PIECE_LENGTH) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

const PIECE_LENGTH = 65_536;

function summarize(period: ConfirmedPeriod, lines: number, out: string | undefined, session: Session): void {
  const { found, unproven, unreadable, filesRead } = period;
  const summary = {
    orders: found.length,
    lines,
    unproven: unproven.map(({ account, purchaseOrderNumber }) => ({ account, purchaseOrderNumber })),
    unreadable,
    searched: filesRead,
    file: out === undefined ? null : resolve(out),
  };
  if (session.isJson) session.printLine({ summary }, '');
  session.warn(
    `${counted(found.length, 'confirmed order')}, ${counted(lines, 'line')}${out === undefined ? '' : `: ${out}`}`,
  );
  if (unproven.length > 0) {
    session.warn(
      `Left out: ${counted(unproven.length, 'order')} whose confirmation was sent and is not proven: ${some(
        unproven.map(({ purchaseOrderNumber }) => purchaseOrderNumber),
      )}.`,
    );
  }
  if (unreadable.length > 0) {
    session.warn(
      session.paint.bad(
        `Incomplete: ${counted(unreadable.length, 'file')} of the ledger cannot be read: ${some(unreadable)}. ` +
          'Restore them from the backup, or add their key to DOCUMENTS_KEY.',
      ),
    );
  }
}

const MOST_NAMED = 10;

const some = (names: readonly string[]): string =>
  `${names.slice(0, MOST_NAMED).join(', ')}${names.length > MOST_NAMED ? ' …' : ''}`;

function periodOf(from: string, to: string): Input<{ from: number; to: number }> {
  const [begin, end] = [momentOf('--from', from), momentOf('--to', to)];
  if ('faults' in begin || 'faults' in end) {
    return { faults: [...('faults' in begin ? begin.faults : []), ...('faults' in end ? end.faults : [])] };
  }
  return begin.value < end.value
    ? good({ from: begin.value, to: end.value })
    : bad('--to', 'has to be later than --from; it is the first moment that is not in the period.');
}

/** A date is its first moment in UTC. */
function momentOf(where: string, text: string): Input<number> {
  const read = checked(instant, /^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T00:00:00Z` : text);
  return 'value' in read
    ? good(Date.parse(read.value))
    : bad(where, `${JSON.stringify(text)} is no date such as 2026-01-31, and no instant such as 2026-01-31T06:00:00Z.`);
}

function outputOf({ out, force }: Options): Input<true> {
  return out === undefined || force === true || !existsSync(out)
    ? good(true)
    : bad('--out', `${out} exists already; --force overwrites it.`);
}
