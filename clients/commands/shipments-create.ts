import { readFileSync } from 'node:fs';
import type { Client } from '@temporalio/client';
import type { Command } from 'commander';
import { toShipmentPolicy } from '../../temporal.config.js';
import { requireDocuments } from '../carrier-location.js';
import { concurrently } from '../concurrently.js';
import { systemCodeOf } from '../errors.js';
import { requireSearchAttributes } from '../search-attributes.js';
import { readShipmentFile } from '../shipments-file.js';
import type { FileOrder, ShipmentFileFormat } from '../shipments-file.js';
import { startShipments } from '../shipments-start.js';
import type { StartedShipment, StartingOptions } from '../shipments-start.js';
import { withTemporal } from '../temporal.js';
import { accountName, jsonFile } from './arguments.js';
import { allOf, bad, good } from './checked-input.js';
import type { Input } from './checked-input.js';
import { untilAnOutage } from './order-actions.js';
import type { Session } from './session.js';
import { createTally } from './tally.js';
import { processTerminal } from './terminal.js';
import { counted, harmless, number } from './text.js';

/** `shipments create`: parcels to ship, from a file; one or ten thousand. */
export function shipmentsCreateCommand(shipments: Command, session: Session, terminal = processTerminal): void {
  shipments
    .command('create')
    .description('Starts the shipments of a file: each is rated and bought by policy, or asks a person.')
    .requiredOption(
      '--file <path>',
      '.json (one), .jsonl (one a line) or .csv (one a row); - reads one as JSON from stdin',
    )
    .option('--defaults <file>', 'JSON file with what the rows do not say themselves, such as shipFrom and businessId')
    .option('--account <name>', 'the configured account of those that name none (default: the first)')
    .option('--after-dry-run', 'starts those anew that were only recorded in a dry run')
    .option('--dry-run', 'check the file; nothing is started')
    .addHelpText(
      'after',
      `
A shipment as JSON; in CSV the columns are its paths, such as shipTo.name, parcel.weight.value, parcel.items[0].quantity:
  { "shipmentReference": "WEB-1001", "channel": { "type": "EXTERNAL" }, "businessId": "AmazonShipping_UK",
    "shipFrom": { "name": …, "addressLine1": …, "city": …, "stateOrRegion": …, "postalCode": …, "countryCode": … },
    "shipTo": { … }, "parcel": { "dimensions": { "length": 20, "width": 15, "height": 10, "unit": "CENTIMETER" },
      "weight": { "value": 1.2, "unit": "KILOGRAM" }, "insuredValue": { "value": 40, "unit": "GBP" },
      "items": [ { "quantity": 1, "itemValue": { "value": 40, "unit": "GBP" }, "description": "Garden gnome" } ] } }
An order of several packages has "packages": [ … ] in place of "parcel" (in CSV a row each, with its number in the column
package): they are shipments of their own, WEB-1002/1, WEB-1002/2 …, started together. More: docs/shipments.md

Good rows are started, bad ones are listed by line with everything wrong; exit code 1 when any row was not started.
Running it again starts only what is missing. What is there already with other content is refused. Ctrl-C stops after those
under way. Addresses are kept encrypted: it needs DOCUMENTS_KEY and the worker's DOCUMENTS_DIR on this machine.

Examples:
  fulfillment shipments create --file parcel.json
  fulfillment shipments create --file today.csv --defaults sender.json --dry-run
  fulfillment shipments create --file today.jsonl --account acme-eu`,
    )
    .action(async (options: Options) => {
      const loaded = session.config(['documents']);
      const input = allOf({
        config: loaded,
        temporal: session.temporal(),
        account: accountName(options.account, loaded),
        file: fileFrom(options, 'value' in loaded ? loaded.value.accountNames : []),
      });
      const { account, config, file } = input;
      if (options.dryRun === true) {
        const outcomes = file.map((order) => outcomeOf(order, 'wanted' in order ? { planned: true } : {}));
        printOutcomes(session, options.file, outcomes);
        return;
      }
      const documents = await requireDocuments(config.documents);
      const outcomes = await withTemporal(input.temporal, async (client) => {
        await requireSearchAttributes(client);
        const policy = toShipmentPolicy(config.policy);
        const starting = { account, policy, documents, afterDryRun: options.afterDryRun === true };
        return startAll(client, file, starting, terminal);
      });
      printOutcomes(session, options.file, outcomes);
    });
}

interface Options {
  file: string;
  defaults?: string;
  account?: string;
  afterDryRun?: true;
  dryRun?: true;
}

const CONCURRENT_STARTS = 20;

/** What became of an order of the file. */
interface Outcome {
  lines: number[];
  shipmentReference: string | null;
  /** `faulty`: never tried. `there`: every package runs, or has ended. */
  outcome: 'started' | 'there' | 'planned' | 'faulty' | 'refused' | 'not started';
  shipments: StartedShipment[];
  /** Why it was not started. */
  problems: string[];
}

async function startAll(
  client: Client,
  orders: readonly FileOrder[],
  starting: StartingOptions,
  terminal: typeof processTerminal,
): Promise<Outcome[]> {
  const attempt = untilAnOutage(CONCURRENT_STARTS);
  const stop = new AbortController();
  const ignore = terminal.onInterrupt(() => {
    stop.abort();
  });
  const tally = createTally(terminal, { total: orders.length, done: 'rows' });
  try {
    return await concurrently(orders, CONCURRENT_STARTS, async (order) => {
      if (!('wanted' in order)) {
        tally.add();
        return outcomeOf(order, {});
      }
      if (stop.signal.aborted) return outcomeOf(order, { problem: { kind: 'machine', message: STOPPED } });
      const tried = await attempt(() => startShipments(client, order.wanted, starting));
      tally.add();
      return outcomeOf(order, 'value' in tried ? { shipments: tried.value } : tried);
    });
  } finally {
    tally.end();
    ignore();
  }
}

const STOPPED = 'Not tried: it was stopped before.';

function outcomeOf(
  order: FileOrder,
  found: { planned?: true; shipments?: StartedShipment[]; problem?: { kind: string; message: string } },
): Outcome {
  const { lines, shipmentReference } = order;
  const { shipments = [], problem } = found;
  const about = { lines, shipmentReference, shipments };
  if ('faults' in order) return { ...about, outcome: 'faulty', problems: order.faults.map((what) => `${what}.`) };
  if (problem !== undefined) {
    return { ...about, outcome: problem.kind === 'refused' ? 'refused' : 'not started', problems: [problem.message] };
  }
  if (found.planned === true) return { ...about, outcome: 'planned', problems: [] };
  const isNew = shipments.some(({ outcome }) => outcome === 'started');
  return { ...about, outcome: isNew ? 'started' : 'there', problems: [] };
}

/** More rows than this are not read one by one: then only what went wrong is listed. */
const SHOWN_ROWS = 20;

function printOutcomes(session: Session, file: string, outcomes: readonly Outcome[]): void {
  const { paint } = session;
  const count = (name: Outcome['outcome']): number => outcomes.filter(({ outcome }) => outcome === name).length;
  const failed = count('faulty') + count('refused') + count('not started');
  if (failed > 0) session.exitCode = 1;
  const shown = outcomes.length <= SHOWN_ROWS ? outcomes : outcomes.filter(({ problems }) => problems.length > 0);
  const counts = (['started', 'there', 'planned', 'faulty', 'refused', 'not started'] as const)
    .filter((name) => count(name) > 0)
    .map((name) => `${number(count(name))} ${words[name]}`);
  session.print(
    {
      file,
      started: count('started'),
      there: count('there'),
      planned: count('planned'),
      failed,
      rows: outcomes,
    },
    () =>
      [
        ...shown.flatMap((outcome) => outcomeLines(outcome, paint)),
        `${counted(outcomes.length, 'shipment')} in ${file}: ${counts.join(', ')}.`,
      ].join('\n'),
  );
}

const words: Record<Outcome['outcome'], string> = {
  started: 'started',
  there: 'there already',
  planned: 'would be started; nothing was',
  faulty: 'faulty',
  refused: 'refused',
  'not started': 'not started',
};

function outcomeLines(
  { lines, shipmentReference, outcome, shipments, problems }: Outcome,
  paint: Session['paint'],
): string[] {
  const of = `line ${lines.join(', ')}  ${harmless(shipmentReference ?? '–')}`;
  if (problems.length > 0) return problems.map((what) => `${of}  ${paint.bad(words[outcome])}  ${harmless(what)}`);
  const packages = shipments.length > 1 ? `  ${shipments.length} packages` : '';
  const ended = shipments.flatMap(({ state }) => state ?? []);
  return [`${of}  ${paint.good(words[outcome])}${packages}${ended.length === 0 ? '' : `  ${ended.join(', ')}`}`];
}

/** @returns every fault of the file as a whole; a single shipment's faults are the command's, too. */
function fileFrom({ file, defaults }: Options, accounts: readonly string[]): Input<FileOrder[]> {
  const format = formatOf(file);
  const preset = defaultsFrom(defaults);
  const faults = [format, preset].flatMap((part) => ('faults' in part ? [...part.faults] : []));
  if ('faults' in format || 'faults' in preset) return { faults };
  try {
    const bytes = readFileSync(file === '-' ? 0 : file);
    const read = readShipmentFile(bytes, { format: format.value, accounts, defaults: preset.value });
    if ('faults' in read)
      return {
        faults: read.faults.map(({ where, what }) => ({
          where: where.startsWith('FILE') ? where.replace('FILE', '--file') : `--file, ${where}`,
          what,
        })),
      };
    const [only] = read.value;
    if (format.value === 'json' && only !== undefined && 'faults' in only) {
      return { faults: only.faults.map((what) => ({ where: '--file', what: `${what}.` })) };
    }
    return good(read.value);
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'unknown') throw error;
    return bad('--file', `${file} cannot be read (${code}).`);
  }
}

function formatOf(file: string): Input<ShipmentFileFormat> {
  if (file === '-') return good('json');
  const [, extension = ''] = /\.([A-Za-z]+)$/.exec(file) ?? [];
  switch (extension.toLowerCase()) {
    case 'csv':
      return good('csv');
    case 'jsonl':
    case 'ndjson':
      return good('jsonl');
    case 'json':
      return good('json');
    default:
      return bad('--file', `${file} has to end in .json, .jsonl or .csv.`);
  }
}

function defaultsFrom(path: string | undefined): Input<Record<string, unknown>> {
  const read = jsonFile('--defaults', path);
  if ('faults' in read) return read;
  const { value = {} } = read;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? good(value as Record<string, unknown>)
    : bad('--defaults', 'is no JSON object.');
}
