import { resolve } from 'node:path';
import type { Command } from 'commander';
import { DocumentUnavailable } from '../../activities/documents/directory-store.js';
import type { PrintLogEntry } from '../../activities/documents/print-log.js';
import type { EncryptedDirectory } from '../../temporal.config.js';
import type { ShipmentDocument } from '../../workflows/shipment/activities.js';
import type { ShipmentState, ShipmentStateName } from '../../workflows/shipment/state.js';
import { openDocuments } from '../carrier-location.js';
import { ClientError } from '../errors.js';
import { printLogOf } from '../pull/print-log.js';
import { viewShipment } from '../shipments.js';
import { withTemporal } from '../temporal.js';
import { accountName } from './arguments.js';
import { allOf, bad, InputError } from './checked-input.js';
import type { Input } from './checked-input.js';
import { fileModes, makeReady, pathOf, targetOf, writeFiles, writeToStdout } from './document-files.js';
import type { Target } from './document-files.js';
import { printActor } from './print-actor.js';
import { shipmentReference } from './shipment-arguments.js';
import type { Session } from './session.js';

/** `shipments documents`: from the encrypted store to the printer. It never buys. */
export function shipmentsDocumentsCommand(shipments: Command, session: Session): void {
  shipments
    .command('documents')
    .alias('reprint')
    .description("Writes a parcel's label and papers from the encrypted store to files. It never buys anything.")
    .argument('<reference>', 'reference of the shipment')
    .option('--out <path>', 'a directory (made when it ends in / and is missing), a file, or - for stdout (default: .)')
    .option('--type <type>', 'only documents of this type: LABEL, PACKSLIP, RECEIPT, CUSTOM_FORM (default: all)')
    .option('--void', 'of a shipment that is cancelled, for the records: never put them on a parcel')
    .option('--force', 'overwrite files that exist')
    .option('--account <name>', 'the configured account it belongs to (default: the first)')
    .option('--actor <name>', 'who is given them, for the print log (default: the user at this machine)')
    .addHelpText(
      'after',
      `
Asks the shipment's workflow what there is, so a worker has to run; Amazon is not asked, and nothing is bought, however
often it is done. Needs DOCUMENTS_KEY and the documents (DOCUMENTS_DIR) on this machine. Files are named after reference
and type, such as WEB-1002-1-LABEL.png. What is written is noted in print-log.jsonl beside the documents.

Examples:
  fulfillment shipments documents WEB-1001 --out labels/
  fulfillment shipments documents WEB-1002/1 --type LABEL --out - | lp -d zebra -o raw`,
    )
    .action(async (reference: string, options: Options) => {
      const loaded = session.config(['documents']);
      const input = allOf({
        config: loaded,
        temporal: session.temporal(),
        shipmentReference: shipmentReference(reference),
        account: accountName(options.account, loaded),
        target: targetFor(options.out, session),
        actor: printActor(options.actor),
      });
      const { account, actor } = input;
      const name = { account, shipmentReference: input.shipmentReference };
      const { state } = await withTemporal(input.temporal, (client) => viewShipment(client, name));
      const wanted = wantedDocuments(state, options);
      const at = new Date(session.now()).toISOString();
      const entries = wanted.map(({ type, documentId }): PrintLogEntry => {
        const kind = `${options.void === true ? 'void-' : ''}${type.toLowerCase()}`;
        return { at, actor, documentId, kind, account, package: reference };
      });
      if (options.void === true) session.warn(session.paint.bad(VOID_WARNING));
      await handOver({ ...input, reference, wanted, entries, isForced: options.force === true }, session);
    });
}

interface Options {
  out?: string;
  type?: string;
  void?: true;
  force?: true;
  account?: string;
  actor?: string;
}

const VOID_WARNING = 'CANCELLED: for the records only. Do not put this label on a parcel: it may be lost.';

/** A label that is printed now would travel with a parcel that is not paid for any more. */
/** States in which a label must not be used any more. */
export const WITHDRAWN: ReadonlySet<ShipmentStateName> = new Set(['CANCELLING', 'REFUND_EXPECTED', 'CANCELLED']);

/** @throws {ClientError} `refused` when there is nothing to print, or nothing that may be used. */
function wantedDocuments(shipment: ShipmentState, { type, void: isVoid }: Options): ShipmentDocument[] {
  const { shipmentReference: reference, state, documents } = shipment;
  const refused = (why: string): ClientError => new ClientError('refused', `${reference} ${why} Nothing was written.`);
  if (documents.length === 0) throw refused(`has no documents; it is ${state}.`);
  if (WITHDRAWN.has(state) !== (isVoid === true)) {
    throw refused(
      isVoid === true
        ? `is not cancelled; leave out --void.`
        : `is ${state}: its label must not be used. For the records: --void.`,
    );
  }
  const wanted = documents.filter((document) => type === undefined || document.type === type.toUpperCase());
  if (wanted.length > 0) return wanted;
  throw refused(`has no ${type ?? ''}; it has ${[...new Set(documents.map((each) => each.type))].join(', ')}.`);
}

interface HandOver {
  config: { documents: EncryptedDirectory };
  target: Target;
  reference: string;
  wanted: readonly ShipmentDocument[];
  entries: readonly PrintLogEntry[];
  isForced: boolean;
}

async function handOver(
  { config: { documents: store }, target, reference, wanted, entries, isForced }: HandOver,
  session: Session,
): Promise<void> {
  if (target.to !== 'directory' && wanted.length > 1) {
    const what = `there are ${wanted.length} documents; name a directory (with / at its end), or one of them with --type.`;
    throw new InputError(bad('--out', what).faults);
  }
  // All are read first, so that a document that is missing leaves no half behind.
  const read = await readAll(wanted, store);
  const log = printLogOf(store);
  await log.prepare();
  if (target.to === 'stdout') {
    for (const { bytes } of read) await writeToStdout(bytes);
    await log.append(entries);
    return;
  }
  const names = namesOf(reference, wanted);
  const files = read.map((document, index) => ({
    ...document,
    path: pathOf(target, names[index] ?? '', document.mediaType),
    mode: fileModes.label,
  }));
  await makeReady(target);
  await writeFiles(files, isForced);
  await log.append(entries);
  session.print(
    {
      shipmentReference: reference,
      files: files.map(({ path, documentId, type, mediaType }) => ({
        path: resolve(path),
        documentId,
        type,
        mediaType,
      })),
    },
    () => files.map(({ path }) => path).join('\n'),
  );
}

/** `WEB-1002-1-LABEL`; a second one of the same type has its number. */
function namesOf(reference: string, documents: readonly ShipmentDocument[]): string[] {
  const start = reference.replaceAll('/', '-');
  return documents.map(({ type }, index) => {
    const before = documents.slice(0, index).filter((each) => each.type === type).length;
    const safe = type.replaceAll(/[^A-Za-z0-9_]/g, '_');
    return `${start}-${safe}${before === 0 ? '' : `-${before + 1}`}`;
  });
}

async function readAll(wanted: readonly ShipmentDocument[], store: EncryptedDirectory) {
  const documents = openDocuments(store);
  try {
    return await Promise.all(
      wanted.map(async (document) => ({ ...document, bytes: (await documents.get(document.documentId)).bytes })),
    );
  } catch (error) {
    if (!(error instanceof DocumentUnavailable)) throw error;
    const where =
      error.reason === 'unknown'
        ? ` Looked for in ${resolve(store.directory)}: is it the DOCUMENTS_DIR of the worker?`
        : '';
    throw new ClientError('machine', `${error.message}${where} Nothing was written.`);
  }
}

function targetFor(out: string | undefined, session: Session): Input<Target> {
  if (out === '-' && session.isJson) return bad('--out', '- prints the document itself; leave out --json.');
  return targetOf(out);
}
