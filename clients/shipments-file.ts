import { CsvError, parse } from 'csv-parse/sync';
import { decode } from './manifest/decode.js';
import { delimiters, faultAt } from './manifest/manifest.js';
import type { Delimiter, Read } from './manifest/manifest.js';
import { readWanted, wantedFields } from './shipments-wanted.js';
import type { WantedShipments } from './shipments-wanted.js';

/** `csv`: columns are the paths of the form. `jsonl`: a form a line. `json`: one form. */
export type ShipmentFileFormat = 'csv' | 'jsonl' | 'json';

/** An order of a file: what is wanted, or everything that is wrong with it. */
export type FileOrder = {
  /** Lines of the file that tell of it, from 1. */
  lines: number[];
  /** As far as it could be read. */
  shipmentReference: string | null;
} & ({ wanted: WantedShipments } | { faults: string[] });

export interface FileOptions {
  format: ShipmentFileFormat;
  accounts: readonly string[];
  /** What a row does not say itself: sender, business id, dimensions … */
  defaults: Record<string, unknown>;
}

/** Far more than a day's parcels. */
const MAX_ROWS = 100_000;
/** Characters of one row: a quote that is never closed is found out before it has swallowed the file. */
const MAX_ROW_LENGTH = 65_536;

/**
 * Reads a file of shipments. What is wrong with one row is that row's alone: the others can be started. Only a file that
 * cannot be read at all is a fault of its own. Faults never hold a value.
 *
 * 1. A reference that comes twice is a fault where it comes again.
 * 2. In CSV, rows with the same reference and a number in the column `package` are one order: one row that is faulty
 *    keeps the whole order back, because nobody wants half of it shipped.
 */
export function readShipmentFile(bytes: Uint8Array, options: FileOptions): Read<FileOrder[]> {
  const decoded = decode(bytes);
  if ('faults' in decoded) return decoded;
  const forms =
    options.format === 'csv' ? csvForms(decoded.value.text, options) : jsonForms(decoded.value.text, options);
  if ('faults' in forms) return forms;
  if (forms.value.length === 0) return { faults: [faultAt('has no shipment.')] };
  if (forms.value.length > MAX_ROWS) return { faults: [faultAt(`has more than ${MAX_ROWS} rows. Split it.`)] };
  return { value: withoutRepetitions(forms.value.map((form) => orderOf(form, options.accounts))) };
}

/** A form that was not checked yet; `faults` where it could not even be put together. */
interface Form {
  lines: number[];
  payload: unknown;
  faults?: string[];
}

function orderOf({ lines, payload, faults = [] }: Form, accounts: readonly string[]): FileOrder {
  const reference = isObject(payload) ? payload['shipmentReference'] : undefined;
  const shipmentReference = typeof reference === 'string' ? reference.slice(0, 80) : null;
  if (faults.length > 0) return { lines, shipmentReference, faults };
  const read = readWanted(payload, accounts);
  return 'value' in read
    ? { lines, shipmentReference, wanted: read.value }
    : { lines, shipmentReference, faults: read.faults };
}

/** Two rows about one shipment cannot both be meant. */
function withoutRepetitions(orders: readonly FileOrder[]): FileOrder[] {
  const first = new Map<string, number | undefined>();
  return orders.map((order) => {
    if (!('wanted' in order)) return order;
    const { wanted, lines, shipmentReference } = order;
    const keys = wanted.packages.map((each) => JSON.stringify([wanted.account ?? '', each.shipmentReference]));
    const before = keys.find((key) => first.has(key));
    for (const key of keys) if (!first.has(key)) first.set(key, lines[0]);
    return before === undefined
      ? order
      : { lines, shipmentReference, faults: [`shipmentReference stands in line ${first.get(before) ?? '?'} as well`] };
  });
}

function jsonForms(text: string, { format, defaults }: FileOptions): Read<Form[]> {
  if (format === 'json') {
    const payload = parsed(text);
    return payload === undefined
      ? { faults: [faultAt('is no valid JSON.')] }
      : { value: [{ lines: [1], payload: merged(defaults, payload) }] };
  }
  return {
    value: text.split(/\r\n|\n|\r/).flatMap((line, index): Form[] => {
      if (line.trim() === '') return [];
      const payload = parsed(line);
      const lines = [index + 1];
      return payload === undefined
        ? [{ lines, payload, faults: ['is no valid JSON'] }]
        : [{ lines, payload: merged(defaults, payload) }];
    }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // The parser's message would quote the file.
    return undefined;
  }
}

/** What a row says counts, member by member; lists count as a whole. */
function merged(defaults: unknown, given: unknown): unknown {
  if (!isObject(defaults) || !isObject(given)) return given;
  const entries = Object.entries(given).map(([name, value]): [string, unknown] => [
    name,
    Object.hasOwn(defaults, name) ? merged(defaults[name], value) : value,
  ]);
  return { ...defaults, ...Object.fromEntries(entries) };
}

interface Row {
  line: number;
  cells: string[];
}

/** `parcel.items[0].quantity`; no name of it is inherited by every object. */
const PATH = /^[A-Za-z]\w*(\[\d{1,3}\])?(\.[A-Za-z]\w*(\[\d{1,3}\])?)*$/;
/** The number of a package in its order. */
const PACKAGE = 'package';

function csvForms(text: string, { defaults }: FileOptions): Read<Form[]> {
  const records = recordsOf(text);
  if ('faults' in records) return records;
  const [first, ...rows] = records.value;
  const header = (first?.cells ?? []).map((title) => title.trim());
  const faults = headerFaults(header);
  if (faults.length > 0) return { faults: faults.map((what) => faultAt(what, first?.line, 'header')) };
  const single: Form[] = [];
  const orders = new Map<string, { number: string; form: Form }[]>();
  for (const row of rows) {
    const { form, number } = rowForm(row, header, defaults);
    if (number === '') {
      single.push(form);
      continue;
    }
    const reference = isObject(form.payload) ? form.payload['shipmentReference'] : undefined;
    const key = typeof reference === 'string' ? reference : `line ${row.line}`;
    orders.set(key, [...(orders.get(key) ?? []), { number, form }]);
  }
  const all = [...single, ...[...orders.values()].map(orderForm)];
  return { value: all.toSorted((a, b) => (a.lines[0] ?? 0) - (b.lines[0] ?? 0)) };
}

function headerFaults(header: readonly string[]): string[] {
  const known: readonly string[] = [...wantedFields.filter((name) => name !== 'packages'), PACKAGE];
  return [
    ...header
      .filter((title) => !PATH.test(title) || !known.includes(/^[A-Za-z]+/.exec(title)?.[0] ?? ''))
      .map(
        (title) =>
          `${JSON.stringify(title.slice(0, 60))} is no known column; columns are paths such as parcel.weight.value, ` +
          `and begin with ${known.join(', ')}.`,
      ),
    ...header
      .filter((title, index) => header.indexOf(title) !== index)
      .map((title) => `has the column ${title.slice(0, 60)} twice.`),
    ...(header.includes('shipmentReference') ? [] : ['has no column shipmentReference.']),
  ];
}

function rowForm(
  { line, cells }: Row,
  header: readonly string[],
  defaults: Record<string, unknown>,
): { form: Form; number: string } {
  const payload = structuredClone(defaults);
  const beyond = cells.slice(header.length).some((cell) => cell !== '');
  header.forEach((title, index) => {
    const cell = unguarded(cells[index] ?? '');
    if (cell !== '' && title !== PACKAGE) put(payload, title, valueOf(title, cell));
  });
  const isShort = cells.length < header.length;
  const what = `has ${cells.length} cells, the header has ${header.length}`;
  return {
    form: { lines: [line], payload, ...(beyond || isShort ? { faults: [what] } : {}) },
    number: cells[header.indexOf(PACKAGE)] ?? '',
  };
}

/** Rows of one order, put together; what they say of the order has to be the same in each. */
function orderForm(rows: readonly { number: string; form: Form }[]): Form {
  const lines = rows.flatMap(({ form }) => form.lines);
  const [first] = rows;
  const numbered = rows.toSorted((a, b) => Number(a.number) - Number(b.number));
  const common = (form: Form): string => {
    const { parcel: _parcel, ...rest } = form.payload as Record<string, unknown>;
    return JSON.stringify(rest);
  };
  const faults = [
    ...rows.flatMap(({ form }) => (form.faults ?? []).map((what) => `${what} (line ${form.lines.join()})`)),
    ...(numbered.every(({ number }, index) => number === String(index + 1))
      ? []
      : [
          `package must be numbered from 1 on, each number once; here: ${rows.map(({ number }) => number.slice(0, 9)).join(', ')}`,
        ]),
    ...(first !== undefined && rows.some(({ form }) => common(form) !== common(first.form))
      ? ['the rows of the order must differ in package and parcel only']
      : []),
  ];
  const { parcel: _first, ...rest } = (first?.form.payload ?? {}) as Record<string, unknown>;
  const packages = numbered.map(({ form }) => (form.payload as Record<string, unknown>)['parcel'] ?? {});
  return { lines, payload: { ...rest, packages }, ...(faults.length > 0 ? { faults } : {}) };
}

/** Spreadsheets put an apostrophe before what they would take for a formula. */
const unguarded = (cell: string): string => (/^'[=+@-]/.test(cell) ? cell.slice(1) : cell);

const NUMBERS = /(^|\.)(value|length|width|height|quantity)$/;

/** Cells are texts; where the form has a number or a truth, they are read as such. What is neither is found by the form. */
function valueOf(path: string, cell: string): unknown {
  if (path.startsWith('additionalInputs')) return cell;
  if (NUMBERS.test(path) && /^\d+(\.\d+)?$/.test(cell)) return Number(cell);
  if (/(^|\.)isHazmat$/.test(path) && /^(true|false)$/i.test(cell)) return cell.toLowerCase() === 'true';
  return cell;
}

function put(payload: Record<string, unknown>, path: string, value: unknown): void {
  const steps = [...path.matchAll(/([A-Za-z]\w*)|\[(\d+)\]/g)].map(([, name, index]) => name ?? Number(index));
  let inner: unknown = payload;
  steps.forEach((step, depth) => {
    if (typeof inner !== 'object' || inner === null) return;
    const holder = inner as Record<string | number, unknown>;
    if (depth === steps.length - 1) holder[step] = value;
    else if (!Object.hasOwn(holder, step)) holder[step] = typeof steps[depth + 1] === 'number' ? [] : {};
    inner = holder[step];
  });
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

function recordsOf(text: string): Read<Row[]> {
  try {
    const records = parse(text, {
      delimiter: delimiterOf(text),
      info: true,
      relax_column_count: true,
      record_delimiter: ['\r\n', '\n', '\r'],
      skip_empty_lines: true,
      max_record_size: MAX_ROW_LENGTH,
      to: MAX_ROWS + 2,
    }) as unknown as Parsed[];
    return {
      value: records
        .map(({ record, info }) => ({ line: info.lines, cells: record.map((cell) => cell.trim()) }))
        .filter(({ cells }) => cells.some((cell) => cell !== '')),
    };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as { lines?: unknown };
    const line = typeof lines === 'number' ? lines : undefined;
    return { faults: [faultAt(`cannot be read as CSV (${error.code}). Is a quote opened and never closed?`, line)] };
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
