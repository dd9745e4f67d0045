import { createPrintLog } from '../../activities/documents/print-log.js';
import type { PrintLog, PrintLogEntry } from '../../activities/documents/print-log.js';
import { ClientError, systemCodeOf } from '../errors.js';
import type { OrderName } from '../purchase-orders.js';
import type { OrderFile } from './order-files.js';

/** The print log beside the documents; what the disk refuses is said in words. */
export function printLogOf({ directory }: { directory: string }): PrintLog {
  const log = createPrintLog(directory);
  return {
    ...log,
    prepare: () => said(log.prepare(), `${log.file} cannot be written`, 'Nothing was written.'),
    append: (entries) => said(log.append(entries), `${log.file} cannot be written`, 'The documents are handed out.'),
    of: (documentIds) => said(log.of(documentIds), `${log.file} cannot be read`, 'Nothing was written.'),
  };
}

async function said<T>(work: Promise<T>, what: string, state: string): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const code = systemCodeOf(error);
    if (code === 'unknown') throw error;
    const hint = code === 'ENOENT' ? ' Is it the DOCUMENTS_DIR of the worker?' : '';
    throw new ClientError('machine', `${what} (${code}).${hint} ${state}`);
  }
}

/** What is noted of a file that is handed out. */
export function entryOf(
  { documentId, kind, packageIdentifier, trackingNumber }: OrderFile,
  { order, at, actor }: { order: OrderName; at: string; actor: string },
): PrintLogEntry {
  const { account, purchaseOrderNumber } = order;
  const parcel = packageIdentifier ?? trackingNumber;
  return {
    at,
    actor,
    documentId,
    kind,
    account,
    purchaseOrderNumber,
    ...(parcel === undefined ? {} : { package: parcel }),
  };
}
