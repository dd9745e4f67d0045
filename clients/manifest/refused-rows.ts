import { PROBLEM_COLUMN } from './columns.js';
import type { Manifest, SheetRow } from './manifest.js';

/**
 * The rows of some orders as a CSV file of the same kind, each with its problem, so that they can be mended and given
 * again.
 *
 * @param problems what was wrong, by purchase order number.
 * @param departedAt what a departure without a time of its own was reported with: the truth does not change by being
 *   reported later.
 */
export function refusedRows(
  { sheet, departures }: Manifest,
  problems: ReadonlyMap<string, string>,
  departedAt: string,
): string {
  const { header, delimiter, hasMark } = sheet;
  const problemOf = new Map(
    departures.flatMap(({ purchaseOrderNumber, lines }) => {
      const problem = problems.get(purchaseOrderNumber);
      return problem === undefined ? [] : lines.map((line): [number, string] => [line, problem]);
    }),
  );
  const isColumn = (name: string) => (title: string) => title.toLowerCase() === name.toLowerCase();
  const time = header.findIndex(isColumn('departedAt'));
  const kept = header.flatMap((title, index) => (isColumn(PROBLEM_COLUMN)(title) ? [] : [index]));
  const cellsOf = ({ cells }: SheetRow): string[] => [
    ...kept.map((index) => (index === time && cells[index] === '' ? departedAt : (cells[index] ?? ''))),
    ...(time === -1 ? [departedAt] : []),
  ];
  const titles = [...kept.map((index) => header[index] ?? ''), ...(time === -1 ? ['departedAt'] : []), PROBLEM_COLUMN];
  const rows = sheet.rows
    .filter(({ line }) => problemOf.has(line))
    .map((row) => [...cellsOf(row), problemOf.get(row.line) ?? '']);
  const text = [titles, ...rows].map((cells) => cells.map((cell) => written(cell, delimiter)).join(delimiter));
  return `${hasMark ? '\ufeff' : ''}${text.join('\r\n')}\r\n`;
}

/** A cell, in quotes where needed; an apostrophe keeps a spreadsheet from taking a text for a formula. */
function written(cell: string, delimiter: string): string {
  const harmless = /^[=+@\-\t\r]/.test(cell) ? `'${cell}` : cell;
  return harmless.includes(delimiter) || /["\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
