import type { Fault } from '../../temporal.config.js';
import type { ReportedDeparture } from '../../workflows/purchase-order/departure.js';

/** A manifest file as it was read: what left, order by order. */
export interface Manifest {
  sheet: Sheet;
  departures: ManifestDeparture[];
}

/** One order of a manifest. */
export interface ManifestDeparture {
  purchaseOrderNumber: string;
  /** Lines of the file that tell of it, from 1. */
  lines: number[];
  /** Without `departedAt` where the file leaves that to the command. */
  departure: Omit<ReportedDeparture, 'departedAt'> & { departedAt?: string };
}

/** A CSV file cell by cell. */
export interface Sheet {
  delimiter: Delimiter;
  /** It began with a byte order mark, by which Excel recognises UTF-8. */
  hasMark: boolean;
  /** Column names as they are written in the file. */
  header: string[];
  rows: SheetRow[];
}

export interface SheetRow {
  /** Line of the file, from 1. */
  line: number;
  /** As many as the header has. */
  cells: string[];
}

/** What separates cells: Excel writes what the country's settings say. */
export const delimiters = [',', ';', '\t'] as const;
export type Delimiter = (typeof delimiters)[number];

/** What was read, or everything that is wrong with it; `where` names line and column. */
export type Read<T> = { value: T } | { faults: Fault[] };

/** A fault of the whole file, of a line, or of one cell. */
export const faultAt = (what: string, line?: number, column?: string): Fault => ({
  where: [line === undefined ? 'FILE' : `line ${line}`, ...(column === undefined ? [] : [column])].join(', '),
  what,
});
