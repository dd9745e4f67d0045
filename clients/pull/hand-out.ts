import { DocumentUnavailable } from '../../activities/documents/directory-store.js';
import type { DocumentStore } from '../../activities/documents/document-store.js';
import type { PrintLog } from '../../activities/documents/print-log.js';
import { concurrently } from '../concurrently.js';
import { INDEX_FILE, indexFile } from './index-file.js';
import type { PrintJob } from './print-jobs.js';
import { entryOf } from './print-log.js';
import type { LeftOut } from './pull-plan.js';
import { openStaging, othersIn } from './staging.js';
import type { Staging } from './staging.js';

export interface HandOutOptions {
  account: string;
  actor: string;
  /** Made when it is missing. */
  directory: string;
  /** Time zone of the times in the index. */
  zone: string;
  /** Permissions of the files. */
  mode: number;
  store: Pick<DocumentStore, 'get'>;
  log: PrintLog;
  now: () => number;
  /** After each order. */
  onOrder: () => void;
  /** Ends the work early; nothing is handed out then. */
  signal: AbortSignal;
}

export interface HandedOut {
  documents: PrintJob[];
  /** Orders of which a document cannot be read: nothing of them is handed out. */
  unavailable: LeftOut[];
  /** What else is in the directory. */
  otherFiles: string[];
}

const CONCURRENT_ORDERS = 16;

/**
 * Writes documents and their index into a directory, and notes it in the print log.
 *
 * 1. Files appear when all of them are written, the index last.
 * 2. The log comes after the files: whoever dies in between prints twice, and leaves no parcel without its label.
 *
 * @throws the error of the disk.
 */
export async function handOut(jobs: readonly PrintJob[], options: HandOutOptions): Promise<HandedOut> {
  const { account, actor, directory, zone, mode, log, now, signal } = options;
  await log.prepare();
  const staging = await openStaging(directory, now());
  try {
    const unavailable = await stage(jobs, staging, options);
    signal.throwIfAborted();
    const failed = new Set(unavailable.map(({ purchaseOrderNumber }) => purchaseOrderNumber));
    const documents = jobs.filter(({ purchaseOrderNumber }) => !failed.has(purchaseOrderNumber));
    if (documents.length === 0) return { documents, unavailable, otherFiles: [] };
    const names = [...documents.map(({ file }) => file), INDEX_FILE];
    await staging.add({ name: INDEX_FILE, bytes: Buffer.from(indexFile(documents, zone)), mode });
    await staging.place(names);
    const at = new Date(now()).toISOString();
    await log.append(
      documents.map(({ purchaseOrderNumber, ...file }) =>
        entryOf(file, { order: { account, purchaseOrderNumber }, at, actor }),
      ),
    );
    return { documents, unavailable, otherFiles: await othersIn(directory, names) };
  } finally {
    await staging.discard();
  }
}

/** A label without its papers, or the other way round, is not handed out. No more is in memory than is under way. */
async function stage(
  jobs: readonly PrintJob[],
  staging: Staging,
  { store, mode, onOrder, signal }: HandOutOptions,
): Promise<LeftOut[]> {
  const failed = await concurrently([...byOrder(jobs)], CONCURRENT_ORDERS, async ([purchaseOrderNumber, files]) => {
    if (signal.aborted) return [];
    try {
      for (const { documentId, file } of files) {
        const { bytes } = await store.get(documentId);
        await staging.add({ name: file, bytes, mode });
      }
      return [];
    } catch (error) {
      if (!(error instanceof DocumentUnavailable)) throw error;
      const says = `has a document that cannot be read. ${error.message}`;
      return [{ purchaseOrderNumber, reason: 'unavailable' as const, says }];
    } finally {
      onOrder();
    }
  });
  return failed.flat();
}

function byOrder(jobs: readonly PrintJob[]): Map<string, PrintJob[]> {
  const orders = new Map<string, PrintJob[]>();
  for (const job of jobs) {
    const own = orders.get(job.purchaseOrderNumber);
    if (own === undefined) orders.set(job.purchaseOrderNumber, [job]);
    else own.push(job);
  }
  return orders;
}
