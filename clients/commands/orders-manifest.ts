import { accessSync, constants, existsSync, readFileSync, realpathSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { checkHold } from '../../workflows/purchase-order/messages.js';
import { concurrently } from '../concurrently.js';
import { ClientError, systemCodeOf } from '../errors.js';
import { MAX_FILE_BYTES } from '../manifest/decode.js';
import type { Manifest } from '../manifest/manifest.js';
import { readManifest } from '../manifest/read-manifest.js';
import { refusedRows } from '../manifest/refused-rows.js';
import { reportDeparture } from '../manifest/report.js';
import type { Reporting } from '../manifest/report.js';
import { withTemporal } from '../temporal.js';
import { accountName, actorName, fromOptions, given, instantOrNow } from './arguments.js';
import { allOf, bad, good } from './checked-input.js';
import type { Input } from './checked-input.js';
import { manifestDocument, manifestText, outcomeOf, plannedText, problemsOf } from './manifest-outcomes.js';
import type { ManifestOutcome } from './manifest-outcomes.js';
import { untilAnOutage } from './order-actions.js';
import type { Session } from './session.js';
import { createTally } from './tally.js';
import type { Tally } from './tally.js';
import { processTerminal } from './terminal.js';

/** `orders manifest`: what has left, from a CSV file. */
export function ordersManifestCommand(orders: Command, session: Session): void {
  orders
    .command('manifest')
    .description('Reports every departure of a CSV file; the confirmations go to Amazon at once.')
    .argument('<file>', 'CSV file, UTF-8, with a header')
    .option('--account <name>', 'the configured account the orders belong to (default: the first)')
    .option('--at <instant>', 'when those left that the file gives no departedAt for, ISO 8601 with zone', 'now')
    .option('--dry-run', 'check the file and list what would be reported; nothing is reported')
    .option('--out <file>', 'write the rows of orders that were not reported to this CSV file, each with its problem')
    .option('--actor <name>', 'who reports it (default: the user at this machine)')
    .option('--reason <text>', 'a remark for the audit list')
    .addHelpText(
      'after',
      `
Columns, in any order; only purchaseOrderNumber is required:
  purchaseOrderNumber   departedAt (ISO 8601 with zone)   trackingNumber   carrier   weight (1.2kg, 3lb)   manifestId
  shipMethod (compared with Amazon's, never sent)
  containerIdentifier   containerType (carton, pallet)    itemSequenceNumber   quantity
Each containerIdentifier is a package; rows with items of the same package add up. Separators: , ; or tab.

A file with a fault is not reported at all (exit code 2); every fault is listed by line. Running it again does only what
is missing. Exit code 1 when an order refuses; the others are done. More: docs/manifest.md

Examples:
  fulfillment orders manifest load-17.csv --dry-run
  fulfillment orders manifest load-17.csv --at 2026-01-05T16:05:00-06:00 --out refused.csv`,
    )
    .action(async (file: string, options: Options) => {
      const loaded = session.config();
      const input = allOf({
        config: loaded,
        temporal: session.temporal(),
        account: accountName(options.account, loaded),
        departedAt: instantOrNow('--at', options.at, session.now()),
        manifest: manifestFrom(file, session.now()),
        origin: originFrom(options),
        out: outFile(file, options),
      });
      const { manifest, account, departedAt } = input;
      if (options.dryRun === true) {
        session.print({ file, dryRun: true, account, departedAt, orders: manifest.departures }, () =>
          plannedText(manifest, departedAt),
        );
        return;
      }
      const tally = createTally(processTerminal, { total: manifest.departures.length, done: 'reported' });
      const outcomes = await withTemporal(input.temporal, (client) =>
        reportAll(client, manifest, { account, departedAt, ...input.origin }, tally),
      ).finally(tally.end);
      const problems = problemsOf(outcomes);
      if (problems.size > 0) session.exitCode = 1;
      if (input.out !== undefined) keep(input.out, refusedRows(manifest, problems, departedAt));
      session.print(manifestDocument(file, input.out, outcomes), () =>
        manifestText(outcomes, input.out, session.paint),
      );
    });
}

interface Options {
  account?: string;
  at: string;
  dryRun?: boolean;
  out?: string;
  actor?: string;
  reason?: string;
}

const CONCURRENT_DEPARTURES = 20;

function reportAll(
  client: Client,
  { departures }: Manifest,
  reporting: Reporting,
  tally: Tally,
): Promise<ManifestOutcome[]> {
  const attempt = untilAnOutage(CONCURRENT_DEPARTURES);
  return concurrently(departures, CONCURRENT_DEPARTURES, async (departure) => {
    const { purchaseOrderNumber, lines } = departure;
    const tried = await attempt(() => reportDeparture(client, departure, reporting));
    tally.add();
    return { purchaseOrderNumber, lines, ...outcomeOf(tried) };
  });
}

/** The file's departures. @returns every fault of the file, or that it cannot be read. */
function manifestFrom(file: string, now: number): Input<Manifest> {
  try {
    const found = statSync(file);
    if (!found.isFile()) return bad('FILE', `${file} is no file.`);
    if (found.size > MAX_FILE_BYTES) return bad('FILE', `${file} has more than ${MAX_FILE_BYTES} bytes. Split it.`);
    return readManifest(readFileSync(file), now);
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'unknown') throw error;
    return bad('FILE', `${file} cannot be read (${code}).`);
  }
}

const originFrom = ({ actor, reason }: Options): Input<Pick<Reporting, 'actor' | 'reason'>> => {
  const who = actorName(actor);
  // Nothing but its origin is in a hold.
  const read = fromOptions(checkHold(given({ actor: who, reason })), { actor: '--actor', reason: '--reason' });
  return 'faults' in read ? read : good({ actor: who, ...given({ reason }) });
};

/** Found out before anything is reported: the refusals must have a place. Nothing is made yet. */
function outFile(file: string, { out, dryRun }: Options): Input<string | undefined> {
  if (out === undefined || dryRun === true) return good(undefined);
  try {
    accessSync(existsSync(out) ? out : dirname(resolve(out)), constants.W_OK);
    if (existsSync(out) && !statSync(out).isFile()) return bad('--out', `${out} is no file.`);
    return isSameFile(file, out) ? bad('--out', 'is the file that is read; name another one.') : good(out);
  } catch (error) {
    return bad('--out', `${out} cannot be written (${systemCodeOf(error)}).`);
  }
}

const isSameFile = (one: string, other: string): boolean => {
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    // The first is missing, which is a fault of its own.
    return false;
  }
};

function keep(out: string, text: string): void {
  try {
    writeFileSync(out, text);
  } catch (error) {
    throw new ClientError(
      'machine',
      `The departures are reported, but ${out} cannot be written (${systemCodeOf(error)}). Give the manifest again ` +
        'with another --out: what is on record already is not reported twice.',
    );
  }
}
