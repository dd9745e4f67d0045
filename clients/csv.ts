/**
 * One row of a CSV file (RFC 4180), with its line end.
 *
 * An apostrophe keeps a spreadsheet from taking a text for a formula; numbers stay as they are.
 */
export const csvRow = (cells: readonly (string | number | null)[]): string => `${cells.map(written).join(',')}\r\n`;

function written(cell: string | number | null): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const harmless = /^[=+@\-\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
