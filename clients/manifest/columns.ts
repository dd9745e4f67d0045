import { timeFault } from '../../workflows/purchase-order/departure.js';
import type { Weight } from '../../workflows/purchase-order/order.js';
import { trackingNumberCheck } from '../../workflows/purchase-order/packing.js';
import { checked, instant, oneOf, text, wholeNumber } from '../../workflows/steps/checks.js';
import type { Check, Checked } from '../../workflows/steps/checks.js';
import type { Fault } from '../../temporal.config.js';
import { isOrderNumber, NO_ORDER_NUMBER } from '../order-number.js';
import { readWeight } from '../weight.js';
import { faultAt } from './manifest.js';
import type { Sheet, SheetRow } from './manifest.js';

/** What a row says; a cell that is empty says nothing. */
export interface RowValues {
  purchaseOrderNumber?: string;
  /** ISO 8601, UTC. */
  departedAt?: string;
  trackingNumber?: string;
  carrier?: string;
  shipMethod?: string;
  weight?: Weight;
  manifestId?: string;
  containerIdentifier?: string;
  containerType?: 'carton' | 'pallet';
  itemSequenceNumber?: string;
  quantity?: number;
}

export type ColumnName = keyof RowValues;

/** Written into files of refused rows, and not read: such a file can be mended and given again. */
export const PROBLEM_COLUMN = 'problem';

type CellReader<T> = (cell: string, now: number) => Checked<T>;

const as =
  <T>(check: Check<T>): CellReader<T> =>
  (cell) =>
    checked(check, cell);

const orderNumber: CellReader<string> = (cell) =>
  isOrderNumber(cell) ? { value: cell } : { faults: [NO_ORDER_NUMBER] };

const departedAt: CellReader<string> = (cell, now) => {
  const read = checked(instant, cell);
  if ('faults' in read) return read;
  return timeFault(undefined, { departedAt: read.value }, now) === undefined
    ? read
    : { faults: ['lies in the future; report a departure once the truck has left'] };
};

const quantity: CellReader<number> = (cell) =>
  checked(wholeNumber({ min: 1 }), /^\d{1,15}$/.test(cell) ? Number(cell) : cell);

const readers: { [Name in ColumnName]-?: CellReader<NonNullable<RowValues[Name]>> } = {
  purchaseOrderNumber: orderNumber,
  departedAt,
  trackingNumber: as(trackingNumberCheck),
  carrier: as(text({ max: 100 })),
  shipMethod: as(text({ max: 100 })),
  weight: readWeight,
  manifestId: as(text({ max: 100 })),
  containerIdentifier: as(text({ max: 100 })),
  containerType: (cell) => checked(oneOf(['carton', 'pallet']), cell.toLowerCase()),
  itemSequenceNumber: as(text({ max: 20, pattern: /^\d+$/, says: 'must have digits only' })),
  quantity,
};

export const columnNames = Object.keys(readers) as ColumnName[];

/** What a column holds; `undefined` for one that nobody knows. */
type Column = ColumnName | typeof PROBLEM_COLUMN | undefined;

/** Which column of a sheet holds what, and every fault of its header. */
export function columnsOf(header: readonly string[]): { columns: Column[]; faults: Fault[] } {
  const known = [...columnNames, PROBLEM_COLUMN] as const;
  const columns = header.map((name) => known.find((candidate) => candidate.toLowerCase() === name.toLowerCase()));
  const faults = [
    ...header
      .filter((_, index) => columns[index] === undefined)
      .map((name) =>
        faultAt(
          `${JSON.stringify(name.slice(0, 60))} is no known column; known are ${columnNames.join(', ')}.`,
          undefined,
          'header',
        ),
      ),
    ...known
      .filter((name) => columns.filter((candidate) => candidate === name).length > 1)
      .map((name) => faultAt(`has the column ${name} twice.`, undefined, 'header')),
    ...(columns.includes('purchaseOrderNumber')
      ? []
      : [faultAt('has no column purchaseOrderNumber.', undefined, 'header')]),
  ];
  return { columns, faults };
}

/** A row with what it says, and what is wrong with it. */
export interface ReadRow {
  line: number;
  values: RowValues;
  faults: Fault[];
}

/** Reads every cell of every row; a cell with a fault says nothing. */
export const valuesOf = ({ rows }: Pick<Sheet, 'rows'>, columns: readonly Column[], now: number): ReadRow[] =>
  rows.map((row) => rowValues(row, columns, now));

function rowValues({ line, cells }: SheetRow, columns: readonly Column[], now: number): ReadRow {
  const faults: Fault[] = [];
  const entries = columns.flatMap((column, index): [string, unknown][] => {
    const cell = cells[index] ?? '';
    if (column === undefined || column === PROBLEM_COLUMN || cell === '') return [];
    const read = spreadsheetFault(cell) ?? readers[column](cell, now);
    if ('value' in read) return [[column, read.value]];
    faults.push(...read.faults.map((what) => faultAt(`${shown(cell)} ${what}.`, line, column)));
    return [];
  });
  const isNamed = cells[columns.indexOf('purchaseOrderNumber')] !== '';
  if (!isNamed) faults.push(faultAt('is missing.', line, 'purchaseOrderNumber'));
  return { line, values: Object.fromEntries(entries), faults };
}

/** What spreadsheets make of texts, and what they would make of ours. */
function spreadsheetFault(cell: string): { faults: string[] } | undefined {
  if (/^[=+@-]/.test(cell)) {
    return { faults: [`begins with ${cell.slice(0, 1)}, which a spreadsheet takes for a formula`] };
  }
  return /^\d([.,]\d+)?E\+?\d+$/i.test(cell)
    ? { faults: ['is a number that a spreadsheet has shortened; make the column text and enter it again'] }
    : undefined;
}

const shown = (cell: string): string => JSON.stringify(cell.length > 60 ? `${cell.slice(0, 60)}…` : cell);
