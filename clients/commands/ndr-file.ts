import { readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { toNdrPolicy } from '../../temporal.config.js';
import { openDocuments } from '../carrier-location.js';
import { concurrently } from '../concurrently.js';
import { ClientError, systemCodeOf } from '../errors.js';
import { listCases, viewCase } from '../ndr/cases.js';
import { importRow } from '../ndr/import-row.js';
import type { Imported } from '../ndr/import-row.js';
import { readList, writeList } from '../ndr/list-file.js';
import type { ListRow } from '../ndr/list-file.js';
import { withTemporal } from '../temporal.js';
import { actorName, given } from './arguments.js';
import { allOf, bad, good, InputError } from './checked-input.js';
import type { Input } from './checked-input.js';
import { ndrConfigured } from './ndr-arguments.js';
import type { Session } from './session.js';
import { counted, harmless } from './text.js';

/** Questions and answers at the same time: a worker takes them one by one anyway. */
const AT_ONCE = 8;

/** `ndr export`: what is to be decided, as a list to fill in. */
export function ndrExportCommand(ndr: Command, session: Session): void {
  ndr
    .command('export')
    .description('Writes the cases that wait for a decision into a CSV file, the nearest due date first.')
    .requiredOption('--out <file>', 'the file; one that is there is not overwritten')
    .option('--all', 'all open cases, also those that wait for nobody')
    .addHelpText(
      'after',
      `
Fill in answer (reattempt, reschedule, rto, done-elsewhere, no-answer) and what it needs,
addressNotes, rescheduleDate or reference, then: fulfillment ndr import FILE

Example:
  fulfillment ndr export --out today.csv`,
    )
    .action(async ({ out, all }: { out: string; all?: true }) => {
      const loaded = session.config();
      const { temporal, desk } = allOf({ config: loaded, temporal: session.temporal(), desk: ndrConfigured(loaded) });
      const cases = await withTemporal(temporal, async (client) => {
        const listed = await listCases(client, all === true ? {} : { attention: true });
        const mine = listed.flatMap(({ trackingId, shippingPartyAccountId }) => {
          const shipper = desk.shippers.find((each) => each.shippingPartyAccountId === shippingPartyAccountId);
          return shipper === undefined ? [] : [{ shipper, trackingId }];
        });
        return await concurrently(mine, AT_ONCE, (name) => viewCase(client, name));
      });
      try {
        writeFileSync(out, writeList(cases), { flag: 'wx', mode: 0o600 });
      } catch (error) {
        const code = systemCodeOf(error);
        if (code === 'EEXIST') {
          throw new InputError([
            { where: '--out', what: `${out} exists already, and is not overwritten; name another file.` },
          ]);
        }
        throw new ClientError('machine', `${out} cannot be written (${code}).`);
      }
      session.print({ file: out, cases: cases.length }, () => `${counted(cases.length, 'case')} in ${out}.`);
    });
}

/** `ndr import`: decisions for many, and cases that were never pushed. */
export function ndrImportCommand(ndr: Command, session: Session): void {
  ndr
    .command('import')
    .description('Takes decisions for many from a CSV file, and opens cases that were never pushed.')
    .argument('<file>', 'CSV as "ndr export" writes it; only trackingId is needed in every row')
    .option('--dry-run', 'only check the file')
    .option('--reopen', 'open cases again that have ended')
    .option('--actor <name>', 'who decides (default: the user at this machine)')
    .option('--reason <text>', 'a remark for the audit lists')
    .addHelpText(
      'after',
      `
The whole file is checked first: with any fault, nothing is done. A row for a
parcel without a case opens one and needs shipmentStatus and reasonCode, as the
portal's list has them; give attempt and dueAt too where it does. The same row
given again is done once. Exit code 1 when any row was not done.

Examples:
  fulfillment ndr import today.csv --dry-run
  fulfillment ndr import today.csv`,
    )
    .action(async (file: string, options: { dryRun?: true; reopen?: true; actor?: string; reason?: string }) => {
      const loaded = session.config(['documents']);
      const { config, temporal, desk, rows } = allOf({
        config: loaded,
        temporal: session.temporal(),
        desk: ndrConfigured(loaded),
        rows: listOf(file, session.now()),
      });
      if (options.dryRun === true) {
        session.print(
          { rows: rows.length, faults: [] },
          () => `${counted(rows.length, 'row')}, no fault. Nothing was done.`,
        );
        return;
      }
      const documents = openDocuments(config.documents);
      const outcomes = await withTemporal(temporal, (client) =>
        concurrently(rows, AT_ONCE, (row) =>
          outcomeOf(row, () =>
            importRow(client, row, {
              shippers: desk.shippers,
              policy: toNdrPolicy(desk, config.policy),
              documents,
              actor: actorName(options.actor),
              reopen: options.reopen === true,
              now: session.now,
              ...given({ reason: options.reason }),
            }),
          ),
        ),
      );
      const failed = outcomes.filter(({ problem }) => problem !== undefined);
      if (failed.length > 0) session.exitCode = 1;
      session.print({ rows: outcomes }, () => asText(outcomes));
    });
}

interface Outcome {
  line: number;
  trackingId: string;
  outcome?: Imported['outcome'];
  state?: string;
  problem?: string;
}

async function outcomeOf({ line, trackingId }: ListRow, run: () => Promise<Imported>): Promise<Outcome> {
  try {
    return { line, trackingId, ...(await run()) };
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    return { line, trackingId, problem: error.message };
  }
}

function asText(outcomes: readonly Outcome[]): string {
  const counts = new Map<string, number>();
  for (const { outcome = 'not done' } of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  return [
    ...outcomes
      .filter(({ problem }) => problem !== undefined)
      .map(({ line, trackingId, problem = '' }) => harmless(`line ${line}, ${trackingId}: ${problem}`)),
    `${counted(outcomes.length, 'row')}: ${[...counts].map(([outcome, count]) => `${outcome} ${count}`).join(', ')}.`,
  ].join('\n');
}

function listOf(file: string, now: number): Input<ListRow[]> {
  try {
    const read = readList(readFileSync(file), now);
    return 'value' in read ? good(read.value) : read;
  } catch (error) {
    return bad('FILE', `${file} cannot be read (${systemCodeOf(error)}).`);
  }
}
