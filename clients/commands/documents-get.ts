import { resolve } from 'node:path';
import type { Command } from 'commander';
import { createCipher } from '../../activities/cipher.js';
import { createDirectoryStore, DocumentUnavailable } from '../../activities/documents/directory-store.js';
import type { PrintLogEntry } from '../../activities/documents/print-log.js';
import type { EncryptedDirectory } from '../../temporal.config.js';
import { ClientError } from '../errors.js';
import { cancellationWarning, lookForCancellations } from '../pull/cancellations.js';
import type { OrderFile } from '../pull/order-files.js';
import { entryOf, printLogOf } from '../pull/print-log.js';
import { viewPurchaseOrder } from '../purchase-orders.js';
import { withTemporal } from '../temporal.js';
import { accountName, choice, given, orderNumbers } from './arguments.js';
import { allOf, bad, good, InputError } from './checked-input.js';
import type { Input } from './checked-input.js';
import { fileModes, makeReady, pathOf, targetOf, writeFiles, writeToStdout } from './document-files.js';
import type { Target } from './document-files.js';
import { documentKinds, wantedDocuments } from './order-documents.js';
import type { Wish } from './order-documents.js';
import { printActor } from './print-actor.js';
import type { Session } from './session.js';

/** `documents get`: from the encrypted store to the printer. */
export function documentsGetCommand(documents: Command, session: Session): void {
  documents
    .command('get')
    .description("Writes an order's labels, a paper of it, or the raw order, from the encrypted store to files.")
    .argument('[order]', 'purchase order number')
    .option('--account <name>', 'the configured account it belongs to (default: the first)')
    .option('--out <path>', 'a directory (made when it ends in / and is missing), a file, or - for stdout (default: .)')
    .option('--package <id>', 'only this package, by its identifier or tracking number (default: all)')
    .option('--kind <kind>', `what to write: ${documentKinds.join(', ')} (default: label)`)
    .option('--void', 'the labels that were marked void, for the records: never put them on a parcel')
    .option('--id <documentId>', 'a document by its id, instead of an order')
    .option('--force', 'overwrite files that exist')
    .option('--actor <name>', 'who is given it, for the print log (default: the user at this machine)')
    .addHelpText(
      'after',
      `
Reprinting: it asks nothing of Amazon for the order and changes nothing. Where Amazon was not asked for cancelled orders
in the last 15 minutes, the worker asks it first. Needs DOCUMENTS_KEY and the documents (DOCUMENTS_DIR) on this
machine and, except with --id, Temporal and a running worker, which knows the order; an ended order, too.

Files are named PO12345678-001.zpl, -002.zpl …, one for each package, PO12345678-packing-slip.pdf; .png, .pdf after their
media type. What is written is noted in print-log.jsonl beside the documents. Everything of a day: documents pull.
--kind order writes Amazon's whole answer as it came: it holds the customer's name and address. Its file is readable by
you only; delete it when you are done. Labels and papers are readable by your group, for a print service.
--id asks nobody whether a label is void.

Examples:
  fulfillment documents get PO12345678 --out labels/
  fulfillment documents get PO12345678 --package 1Z999AA10123456784 --out - | lp -d zebra -o raw
  fulfillment documents get PO12345678 --kind packing-slip --out papers/
  fulfillment documents get PO12345678 --kind order --out order.json`,
    )
    .action(async (order: string | undefined, options: Options) => {
      const asked = askedFor(order, options);
      const target = targetFor(options.out, session);
      const actor = printActor(options.actor);
      if (options.id === undefined) await getOfOrder(order, { options, asked, target, actor }, session);
      else await getById(options.id, { options, asked, target, actor }, session);
    });
}

interface Options {
  account?: string;
  out?: string;
  package?: string;
  kind?: string;
  void?: true;
  id?: string;
  force?: true;
  actor?: string;
}

interface Request {
  options: Options;
  asked: Input<Wish>;
  target: Input<Target>;
  actor: Input<string>;
}

async function getOfOrder(
  order: string | undefined,
  { options, ...request }: Request,
  session: Session,
): Promise<void> {
  const loaded = session.config(['documents']);
  const { config, temporal, numbers, account, asked, target, actor } = allOf({
    config: loaded,
    temporal: session.temporal(),
    numbers: orderNumbers(order === undefined ? [] : [order]),
    account: accountName(options.account, loaded),
    ...request,
  });
  const name = { account, purchaseOrderNumber: numbers[0] ?? '' };
  const isForParcel = asked.kind !== 'order' && !asked.isVoid;
  const { viewed, looked } = await withTemporal(temporal, async (client) => ({
    // First, so that an order knows of its own cancellation when it is asked.
    looked: isForParcel ? await lookForCancellations(client, account, { actor, now: session.now }) : {},
    viewed: await viewPurchaseOrder(client, name),
  }));
  const validity = { now: session.now(), labelMs: config.policy.deadlines.labelMs };
  const wanted = wantedDocuments(viewed.state, asked, validity).map((file) => ({
    ...file,
    entry: entryOf(file, { order: name, at: instantOf(session), actor }),
  }));
  const warning = cancellationWarning(looked);
  if (warning !== undefined) session.warn(session.paint.bad(warning));
  if (asked.isVoid) session.warn(session.paint.bad(VOID_WARNING));
  await handOver(wanted, { store: config.documents, target, options, mode: fileModes[asked.kind] }, session);
}

const VOID_WARNING = 'VOID LABEL: for the records only. Do not put it on a parcel: it may be lost.';

async function getById(documentId: string, { options, ...request }: Request, session: Session): Promise<void> {
  const { config, target, actor } = allOf({ config: session.config(['documents']), ...request });
  session.warn('Not checked: whether this document is a label that was marked void.');
  const entry = { at: instantOf(session), actor, documentId, kind: 'document' };
  const wanted = [{ documentId, name: documentId.slice(0, 16), entry }];
  await handOver(wanted, { store: config.documents, target, options, mode: fileModes.order }, session);
}

const instantOf = (session: Session): string => new Date(session.now()).toISOString();

/** A document to hand out, and what the print log says of it. */
interface HandOut extends Partial<Pick<OrderFile, 'packageIdentifier' | 'trackingNumber' | 'voided'>> {
  documentId: string;
  /** Of its file, without the extension. */
  name: string;
  entry: PrintLogEntry;
}

async function handOver(
  wanted: readonly HandOut[],
  { store, target, options, mode }: { store: EncryptedDirectory; target: Target; options: Options; mode: number },
  session: Session,
): Promise<void> {
  if (target.to !== 'directory' && wanted.length > 1) {
    const what = `there are ${wanted.length} packages; name a directory (with / at its end), or one of them with --package.`;
    throw new InputError(bad('--out', what).faults);
  }
  // All are read first, so that a document that is missing leaves no half of an order behind.
  const read = await readAll(wanted, store);
  const log = printLogOf(store);
  await log.prepare();
  const note = (): Promise<void> => log.append(wanted.map(({ entry }) => entry));
  if (target.to === 'stdout') {
    for (const { bytes } of read) await writeToStdout(bytes);
    return note();
  }
  const files = read.map((document) => ({
    ...document,
    path: pathOf(target, document.name, document.mediaType),
    mode,
  }));
  await makeReady(target);
  await writeFiles(files, options.force === true);
  await note();
  session.print(
    {
      files: files.map(({ path, documentId, mediaType, packageIdentifier, trackingNumber, voided }) => ({
        path: resolve(path),
        documentId,
        mediaType,
        packageIdentifier: packageIdentifier ?? null,
        trackingNumber: trackingNumber ?? null,
        isVoid: voided !== undefined,
      })),
    },
    () => files.map(({ path }) => path).join('\n'),
  );
}

async function readAll(
  wanted: readonly HandOut[],
  { directory, keys }: EncryptedDirectory,
): Promise<(HandOut & { bytes: Uint8Array; mediaType: string })[]> {
  const store = createDirectoryStore({ directory, cipher: createCipher(keys) });
  try {
    return await Promise.all(
      wanted.map(async (document) => ({ ...document, ...(await store.get(document.documentId)) })),
    );
  } catch (error) {
    if (!(error instanceof DocumentUnavailable)) throw error;
    const where =
      error.reason === 'unknown' ? ` Looked for in ${resolve(directory)}: is it the DOCUMENTS_DIR of the worker?` : '';
    throw new ClientError('machine', `${error.message}${where} Nothing was written.`);
  }
}

/** What is wanted, or what does not go together. */
function askedFor(order: string | undefined, options: Options): Input<Wish> {
  const kind = choice('--kind', options.kind, documentKinds);
  const faults = [
    ...('faults' in kind ? kind.faults : []),
    ...(order === undefined && options.id === undefined
      ? bad('ORDER', 'is missing; or name a document by --id.').faults
      : []),
    ...(order !== undefined && options.id !== undefined
      ? bad('--id', 'stands instead of an order. Leave one out.').faults
      : []),
    ...((options.kind ?? 'label') !== 'label' || options.id !== undefined ? labelOnly(options) : []),
  ];
  if (faults.length > 0) return { faults };
  return good({
    kind: 'value' in kind ? (kind.value ?? 'label') : 'label',
    ...given({ packageId: options.package }),
    isVoid: options.void === true,
  });
}

const labelOnly = (options: Options) =>
  (['package', 'void'] as const).flatMap((name) =>
    options[name] === undefined ? [] : bad(`--${name}`, 'is for the labels of an order.').faults,
  );

function targetFor(out: string | undefined, session: Session): Input<Target> {
  if (out === '-' && session.isJson) return bad('--out', '- prints the document itself; leave out --json.');
  return targetOf(out);
}
