import { join } from 'node:path';
import { cancellationWarning } from '../pull/cancellations.js';
import type { CancellationLook } from '../pull/cancellations.js';
import { INDEX_FILE } from '../pull/index-file.js';
import type { PrintJob } from '../pull/print-jobs.js';
import type { LeftOut, PullPlan } from '../pull/pull-plan.js';
import type { Paint } from './paint.js';
import { counted, harmless, number } from './text.js';

/** What a pull has written, and what it has not. */
export interface PullReport {
  account: string;
  warehouse: string;
  /** Absent where the warehouse's days are not known. */
  shipDay?: string;
  directory: string;
  documents: readonly PrintJob[];
  /** Documents that were left out because they were handed out before. */
  notAgain: number;
  leftOut: readonly LeftOut[];
  /** Orders that are written without a paper which Amazon has not made yet. */
  incomplete: readonly Pick<PullPlan['orders'][number], 'purchaseOrderNumber' | 'missing'>[];
  earlier: PullPlan['earlier'];
  /** What the directory has besides. */
  otherFiles: readonly string[];
  /** Present when Amazon could not be asked lately which orders are cancelled. */
  cancellations?: CancellationLook;
}

export const pullDocument = (report: PullReport): unknown => ({
  account: report.account,
  warehouse: report.warehouse,
  shipDay: report.shipDay ?? null,
  directory: report.directory,
  index: report.documents.length === 0 ? null : join(report.directory, INDEX_FILE),
  documents: report.documents.map((job) => ({
    purchaseOrderNumber: job.purchaseOrderNumber,
    packageIdentifier: job.packageIdentifier ?? null,
    trackingNumber: job.trackingNumber ?? null,
    shipMethod: job.shipMethod ?? null,
    kind: job.kind,
    file: job.file,
    documentId: job.documentId,
    printedBefore: job.printedBefore ?? null,
    shipBy: job.shipBy ?? null,
  })),
  notAgain: report.notAgain,
  leftOut: report.leftOut,
  incomplete: report.incomplete,
  earlier: report.earlier,
  otherFiles: report.otherFiles,
  cancellations:
    report.cancellations === undefined
      ? null
      : { lookedAt: instantOf(report.cancellations), why: report.cancellations.why ?? null },
});

const instantOf = ({ at }: CancellationLook): string | null => (at === undefined ? null : new Date(at).toISOString());

/** Names of so many orders are shown; `--json` has all. */
const SHOWN = 5;

export const pullText = (report: PullReport, paint: Paint): string =>
  [
    writtenLine(report),
    ...(report.notAgain === 0 ? [] : [`${counted(report.notAgain, 'document')} left out: handed out before.`]),
    ...report.incomplete.map(({ purchaseOrderNumber, missing }) =>
      paint.warning(
        `${purchaseOrderNumber} is written without its ${missing.join(' and ')}: Amazon has not made it yet.`,
      ),
    ),
    ...leftOutLines(report.leftOut, paint),
    ...earlierLine(report.earlier),
    ...otherFilesLine(report, paint),
    ...cancellationsLine(report, paint),
  ].join('\n');

function writtenLine({ warehouse, shipDay, directory, documents }: PullReport): string {
  const what = `${warehouse}${shipDay === undefined ? '' : `, ship day ${shipDay}`}`;
  if (documents.length === 0) return `Nothing to print for ${what}.`;
  const orders = new Set(documents.map(({ purchaseOrderNumber }) => purchaseOrderNumber));
  const again = documents.filter(({ printedBefore }) => printedBefore !== undefined).length;
  const before = again === 0 ? '' : ` Printed before: ${number(again)}.`;
  return `${counted(documents.length, 'document')} of ${counted(orders.size, 'order')} for ${what}: ${join(directory, INDEX_FILE)} has them in printing order.${before}`;
}

function leftOutLines(leftOut: readonly LeftOut[], paint: Paint): string[] {
  if (leftOut.length === 0) return [];
  return [
    `Left out: ${counted(leftOut.length, 'order')}.`,
    ...leftOut.map(({ purchaseOrderNumber, reason, says }) => {
      const line = `  ${purchaseOrderNumber} ${harmless(says)}`;
      return reason === 'no-label' ? line : paint.bad(line);
    }),
  ];
}

function earlierLine(earlier: PullReport['earlier']): string[] {
  if (earlier.length === 0) return [];
  const named = earlier.map(({ purchaseOrderNumber, shipDay }) => `${purchaseOrderNumber} (${shipDay})`);
  return [`Of earlier ship days, not left yet: ${someOf(named)}. --ship-day prints them.`];
}

function otherFilesLine({ directory, otherFiles }: PullReport, paint: Paint): string[] {
  if (otherFiles.length === 0) return [];
  const what = `${directory} has ${counted(otherFiles.length, 'other file')} that this pull has not written`;
  return [paint.warning(`${what}: ${someOf(otherFiles.map(harmless))}. Do not print them with these.`)];
}

function cancellationsLine({ cancellations }: PullReport, paint: Paint): string[] {
  const warning = cancellations === undefined ? undefined : cancellationWarning(cancellations);
  return warning === undefined ? [] : [paint.bad(harmless(warning))];
}

function someOf(names: readonly string[]): string {
  const more = names.length - SHOWN;
  return `${names.slice(0, SHOWN).join(', ')}${more > 0 ? ` and ${number(more)} more` : ''}`;
}
