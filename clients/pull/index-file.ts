import { DateTime } from 'luxon';
import type { PrintJob } from './print-jobs.js';

export const INDEX_FILE = 'index.csv';

const columns: Readonly<Record<string, (job: PrintJob, zone: string) => string>> = {
  purchaseOrderNumber: (job) => job.purchaseOrderNumber,
  package: (job) => job.packageIdentifier ?? '',
  trackingNumber: (job) => job.trackingNumber ?? '',
  shipMethod: (job) => job.shipMethod ?? '',
  kind: (job) => job.kind,
  file: (job) => job.file,
  // A document's id is the hash of its bytes.
  sha256: (job) => job.documentId,
  printedBefore: (job) => (job.printedBefore === undefined ? 'no' : 'yes'),
  shipBy: ({ shipBy }, zone) =>
    shipBy === undefined ? '' : (DateTime.fromISO(shipBy, { zone }).toISO({ suppressMilliseconds: true }) ?? ''),
};

/**
 * The index as CSV, line by line as the jobs come.
 *
 * @param zone in which `shipBy` is written, with its offset.
 */
export function indexFile(jobs: readonly PrintJob[], zone: string): string {
  const rows = jobs.map((job) => Object.values(columns).map((column) => cell(column(job, zone))));
  return [Object.keys(columns), ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
}

/** A cell, in quotes where needed; an apostrophe keeps a spreadsheet from taking a text for a formula. */
function cell(text: string): string {
  const harmless = /^[=+@\-\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
