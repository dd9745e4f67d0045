import type { PrintLogEntry } from '../../activities/documents/print-log.js';
import { fileNameOf } from './order-files.js';
import type { OrderFile } from './order-files.js';
import type { OrderToPrint } from './pull-plan.js';

/** A document to print. */
export interface PrintJob extends Omit<OrderFile, 'voided'> {
  purchaseOrderNumber: string;
  /** Its name with the extension. */
  file: string;
  /** The warehouse's last chance to ship the order in time, ISO 8601, UTC. */
  shipBy?: string;
  /** When it was handed out the last time, and to whom. */
  printedBefore?: Pick<PrintLogEntry, 'at' | 'actor'>;
}

/** What orders have to print, in their order, a label before its papers. */
export const printJobs = (
  orders: readonly OrderToPrint[],
  printed: ReadonlyMap<string, Pick<PrintLogEntry, 'at' | 'actor'>>,
): PrintJob[] =>
  orders.flatMap(({ purchaseOrderNumber, shipBy, files }) =>
    files.map((file) => {
      const last = printed.get(file.documentId);
      return {
        ...file,
        purchaseOrderNumber,
        file: fileNameOf(file.name, file.mediaType),
        ...(shipBy === undefined ? {} : { shipBy }),
        ...(last === undefined ? {} : { printedBefore: { at: last.at, actor: last.actor } }),
      };
    }),
  );

/** The last time that each document was handed out, by its id. */
export const lastPrints = (entries: readonly PrintLogEntry[]): Map<string, PrintLogEntry> =>
  new Map(entries.map((entry) => [entry.documentId, entry]));
