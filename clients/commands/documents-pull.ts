import type { Command } from 'commander';
import { createCipher } from '../../activities/cipher.js';
import { createDirectoryStore } from '../../activities/documents/directory-store.js';
import type { EncryptedDirectory } from '../../temporal.config.js';
import type { PurchaseOrderState } from '../../workflows/purchase-order/state.js';
import { ClientError, systemCodeOf } from '../errors.js';
import { lookForCancellations } from '../pull/cancellations.js';
import type { CancellationLook } from '../pull/cancellations.js';
import { handOut } from '../pull/hand-out.js';
import type { HandedOut } from '../pull/hand-out.js';
import { INDEX_FILE } from '../pull/index-file.js';
import { lastPrints, printJobs } from '../pull/print-jobs.js';
import type { PrintJob } from '../pull/print-jobs.js';
import { printLogOf } from '../pull/print-log.js';
import { planPull } from '../pull/pull-plan.js';
import { existingIn } from '../pull/staging.js';
import { listOrdersToPrint, viewOrders } from '../pull/warehouse-orders.js';
import { withTemporal } from '../temporal.js';
import type { Temporal } from '../temporal.js';
import { accountName, given } from './arguments.js';
import { allOf, bad, good, InputError } from './checked-input.js';
import type { Input } from './checked-input.js';
import { fileModes } from './document-files.js';
import { printActor } from './print-actor.js';
import { printPlace } from './print-place.js';
import type { PrintPlace } from './print-place.js';
import { pullDocument, pullText } from './pull-report.js';
import type { PullReport } from './pull-report.js';
import type { CommonConfig, Session } from './session.js';
import { createTally } from './tally.js';
import { processTerminal } from './terminal.js';

/** `documents pull`: everything that a warehouse prints for a day. */
export function documentsPullCommand(documents: Command, session: Session, terminal = processTerminal): void {
  documents
    .command('pull')
    .description('Writes all labels and papers of a warehouse and ship day to files, with an index.')
    .option('--warehouse <code>', 'the warehouse, by the code Amazon uses; required')
    .option('--ship-day <date>', "the day, such as 2026-01-09 (default: today in the warehouse's time)")
    .option('--out <directory>', 'where to write; made when it is missing; required')
    .option('--account <name>', 'the configured account it belongs to (default: the first)')
    .option('--only-new', 'leave out what was handed out before')
    .option('--force', 'overwrite files that exist')
    .option('--actor <name>', 'who is given it, for the print log (default: the user at this machine)')
    .addHelpText(
      'after',
      `
index.csv lists the files in printing order: what has to leave first, then by order. It says what was handed out before;
print-log.jsonl beside the documents (DOCUMENTS_DIR) keeps when, and to whom. Where Amazon was not asked for cancelled
orders in the last 15 minutes, the worker asks it first.

Left out, and named: orders that are cancelled or denied, labels that are void or too old, orders without a label yet.
A warehouse without timeZone in WAREHOUSES_FILE has no ship days: all that has a label and has not left is written.
Files appear when all of them are read; existing ones are not overwritten without --force. Needs DOCUMENTS_KEY and the
documents on this machine, Temporal and a running worker. Exit code 1 when a document cannot be read; the others are
written. More: docs/printing.md

Examples:
  fulfillment documents pull --warehouse WH01 --out labels/
  fulfillment documents pull --warehouse WH01 --out labels-2/ --only-new
  fulfillment documents pull --warehouse WH01 --ship-day 2026-01-09 --out friday/`,
    )
    .action(async (options: Options) => {
      const loaded = session.config(['documents']);
      const account = accountName(options.account, loaded);
      const input = allOf({
        config: loaded,
        temporal: session.temporal(),
        account,
        place: printPlace(options, { config: loaded, account, now: session.now() }),
        directory: directoryFrom(options.out),
        actor: printActor(options.actor),
      });
      const stop = new AbortController();
      const ignore = terminal.onInterrupt(() => stop.abort());
      const report = await pull({ ...input, options, terminal, now: session.now, signal: stop.signal })
        .catch((error: unknown) => {
          throw stop.signal.aborted ? new ClientError('machine', 'Stopped: nothing was written.') : error;
        })
        .finally(ignore);
      if (report.leftOut.some(({ reason }) => reason === 'unavailable')) session.exitCode = 1;
      session.print(pullDocument(report), () => pullText(report, session.paint));
    });
}

interface Options {
  warehouse?: string;
  shipDay?: string;
  out?: string;
  account?: string;
  onlyNew?: true;
  force?: true;
  actor?: string;
}

interface Pull {
  config: CommonConfig & { documents: EncryptedDirectory };
  temporal: Temporal;
  account: string;
  place: PrintPlace;
  directory: string;
  actor: string;
  options: Options;
  terminal: typeof processTerminal;
  now: () => number;
  signal: AbortSignal;
}

async function pull(request: Pull): Promise<PullReport> {
  const { config, account, place, directory, options, now, signal } = request;
  const { day, today } = place;
  const { states, looked } = await ordersOf(request);
  signal.throwIfAborted();
  const { labelMs } = config.policy.deadlines;
  const { orders, leftOut, earlier } = planPull(states, { now: now(), labelMs, ...given({ day, today }) });
  const ids = new Set(orders.flatMap(({ files }) => files.map(({ documentId }) => documentId)));
  const printed = lastPrints(await printLogOf(config.documents).of(ids));
  const all = printJobs(orders, printed);
  const jobs = options.onlyNew === true ? all.filter(({ printedBefore }) => printedBefore === undefined) : all;
  refuseExisting(jobs, request);
  const { documents, unavailable, otherFiles } = await written(jobs, request);
  return {
    account,
    warehouse: place.warehouse,
    ...given({ shipDay: day }),
    directory,
    documents,
    notAgain: all.length - jobs.length,
    leftOut: [...leftOut, ...unavailable],
    incomplete: orders.filter(({ missing }) => missing.length > 0),
    earlier,
    otherFiles,
    ...('why' in looked ? { cancellations: looked } : {}),
  };
}

/** Cancellations first, so that an order knows of its own when it is asked. */
const ordersOf = ({ temporal, account, place, actor, now, terminal, signal }: Pull): Promise<Seen> =>
  withTemporal(temporal, async (client) => {
    const looked = await lookForCancellations(client, account, { actor, now, signal });
    const { warehouse, stoppedSince } = place;
    const listed = await listOrdersToPrint(client, { account, warehouse, stoppedSince });
    const tally = createTally(terminal, { total: listed.length, done: 'orders looked at' });
    const states = await viewOrders(client, listed, { onViewed: tally.add, signal }).finally(tally.end);
    return { states, looked };
  });

interface Seen {
  states: PurchaseOrderState[];
  looked: CancellationLook;
}

function refuseExisting(jobs: readonly PrintJob[], { directory, options }: Pull): void {
  if (jobs.length === 0 || options.force === true) return;
  const [first, ...others] = existingIn(directory, [...jobs.map(({ file }) => file), INDEX_FILE]);
  if (first === undefined) return;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  throw new InputError(
    bad('--out', `${directory} has ${first}${more} already; name another directory, or overwrite with --force.`).faults,
  );
}

async function written(jobs: readonly PrintJob[], request: Pull): Promise<HandedOut> {
  if (jobs.length === 0) return { documents: [], unavailable: [], otherFiles: [] };
  const { config, account, actor, directory, place, terminal, now, signal } = request;
  const { directory: documents, keys } = config.documents;
  const total = new Set(jobs.map(({ purchaseOrderNumber }) => purchaseOrderNumber)).size;
  const tally = createTally(terminal, { total, done: 'orders read' });
  try {
    return await handOut(jobs, {
      account,
      actor,
      directory,
      zone: place.zone ?? 'utc',
      mode: fileModes.label,
      store: createDirectoryStore({ directory: documents, cipher: createCipher(keys) }),
      log: printLogOf(config.documents),
      now,
      onOrder: tally.add,
      signal,
    });
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'unknown') throw error;
    throw new ClientError(
      'machine',
      `${directory} cannot be written (${code}). Files that are there now are not noted as handed out; repeat with --force.`,
    );
  } finally {
    tally.end();
  }
}

/** A directory that is there, or will be made. */
const directoryFrom = (out: string | undefined): Input<string> =>
  out === undefined || out === '' || out === '-' ? bad('--out', 'name the directory to write to.') : good(out);
