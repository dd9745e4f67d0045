import { CsvError, parse } from 'csv-parse/sync';
import { decode } from './decode.js';
import { delimiters, faultAt } from './manifest.js';
import type { Delimiter, Read, Sheet } from './manifest.js';

/** Far more than a day's orders; each is an update of its own. */
export const MAX_ROWS = 100_000;

/** Characters of one row: a quote that is never closed is found out before it has swallowed the file. */
const MAX_ROW_LENGTH = 65_536;

/**
 * Reads a CSV file cell by cell: any of the usual separators and line ends, quotes, a byte order mark.
 *
 * 1. Blank lines, and rows of separators alone, count for nothing; so do empty cells beyond the header.
 * 2. A row with fewer cells than the header, or with something beyond it, is a fault: its cells would be in the wrong
 *    columns.
 * 3. It never throws, whatever the bytes are.
 */
export function readSheet(bytes: Uint8Array): Read<Sheet> {
  const decoded = decode(bytes);
  if ('faults' in decoded) return decoded;
  const { text, hasMark } = decoded.value;
  const delimiter = delimiterOf(text);
  const records = recordsOf(text, delimiter);
  if ('faults' in records) return records;
  const [first, ...others] = records.value;
  if (first === undefined) return { faults: [faultAt('is empty; it needs a header and a row for each order.')] };
  if (others.length === 0) return { faults: [faultAt('has a header and no rows.')] };
  if (others.length > MAX_ROWS) return { faults: [faultAt(`has more than ${MAX_ROWS} rows. Split it.`)] };
  const header = withoutEmptyEnd(first.cells);
  const rows = others.map(({ line, cells }) => ({ line, cells: withoutEmptyBeyond(cells, header.length) }));
  const faults = rows
    .filter(({ cells }) => cells.length !== header.length)
    .map(({ line, cells }) => faultAt(`has ${cells.length} cells, the header has ${header.length}.`, line));
  return faults.length > 0 ? { faults } : { value: { delimiter, hasMark, header, rows } };
}

/** The separator that the header has most of. */
function delimiterOf(text: string): Delimiter {
  const header = /[^\r\n]+/.exec(text)?.[0] ?? '';
  const countOf = (delimiter: Delimiter): number => header.split(delimiter).length;
  return delimiters.reduce((best, next) => (countOf(next) > countOf(best) ? next : best));
}

interface Parsed {
  record: string[];
  /** `lines` is the line that the record ends in. */
  info: { lines: number };
}

function recordsOf(text: string, delimiter: Delimiter): Read<Sheet['rows']> {
  try {
    const parsed = parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      skip_empty_lines: true,
      max_record_size: MAX_ROW_LENGTH,
      // Header, rows, and one more that tells that there are too many.
      to: MAX_ROWS + 2,
    }) as unknown as Parsed[];
    return {
      value: parsed
        .map(({ record, info }) => ({ line: info.lines, cells: record.map((cell) => cell.trim()) }))
        .filter(({ cells }) => cells.some((cell) => cell !== '')),
    };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { faults: [faultAt(reasonOf(error), lineOf(error))] };
  }
}

function reasonOf({ code }: CsvError): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a quote is opened and never closed.';
    case 'CSV_MAX_RECORD_SIZE':
      return `has more than ${MAX_ROW_LENGTH} characters in one row. Is a quote opened and never closed?`;
    case 'INVALID_OPENING_QUOTE':
      return 'has a quote in the middle of a cell; put the whole cell in quotes and double those inside it.';
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'has something between a closing quote and the next separator.';
    default:
      return `cannot be read as CSV (${code}).`;
  }
}

const lineOf = (error: CsvError): number | undefined => {
  const { lines } = error as { lines?: unknown };
  return typeof lines === 'number' ? lines : undefined;
};

const withoutEmptyEnd = (cells: readonly string[]): string[] => cells.slice(0, cells.findLastIndex(isFilled) + 1);

const withoutEmptyBeyond = (cells: readonly string[], length: number): string[] =>
  cells.slice(length).some(isFilled) ? [...cells] : cells.slice(0, length);

const isFilled = (cell: string): boolean => cell !== '';
