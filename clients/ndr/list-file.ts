import type { Fault } from '../../temporal.config.js';
import { partyId, reasonCodes, shipmentStatuses, trackingIdCheck } from '../../workflows/ndr-case/report.js';
import { amazonSpelling } from '../../workflows/ndr-case/report.js';
import { suggestionFor } from '../../workflows/ndr-case/suggestion.js';
import type { NdrCaseState } from '../../workflows/ndr-case/state.js';
import { checked, instant, text, wholeNumber } from '../../workflows/steps/checks.js';
import type { Check } from '../../workflows/steps/checks.js';
import { csvRow } from '../csv.js';
import { faultAt } from '../manifest/manifest.js';
import type { Read } from '../manifest/manifest.js';
import { readSheet } from '../manifest/sheet.js';
import { decisionFaults } from './cases.js';
import type { Decision } from './cases.js';

/** Columns of a list, in the order in which it is written. */
export const listColumns = [
  'trackingId',
  'shippingPartyAccountId',
  'attempt',
  'shipmentStatus',
  'reasonCode',
  'dueAt',
  'suggestion',
  'answer',
  'addressNotes',
  'rescheduleDate',
  'reference',
] as const;

/** One row of a list; a cell that is empty says nothing. */
export interface ListRow {
  /** Line of the file, from 1. */
  line: number;
  trackingId: string;
  shippingPartyAccountId?: string;
  attempt?: number;
  shipmentStatus?: string;
  reasonCode?: string;
  /** ISO 8601. */
  dueAt?: string;
  decision?: Decision;
}

/** Written for people and not read. */
const IGNORED: readonly string[] = ['suggestion', 'problem'];

/** Far below what a person can decide in a day. */
const MAX_FAULTS = 500;

/**
 * Reads a list of cases with what people have decided about them. Everything that is wrong with it is reported at once,
 * by line and column, never with the content of notes; it is pure and never throws.
 *
 * @param now epoch ms; dates have to lie after it.
 */
export function readList(bytes: Uint8Array, now: number): Read<ListRow[]> {
  const sheet = readSheet(bytes);
  if ('faults' in sheet) return sheet;
  const { header, rows } = sheet.value;
  const names = header.map((title) =>
    [...listColumns, ...IGNORED].find((name) => name.toLowerCase() === title.toLowerCase()),
  );
  const faults: Fault[] = [
    ...header
      .filter((_, index) => names[index] === undefined)
      .map((title) =>
        faultAt(
          `${JSON.stringify(title.slice(0, 60))} is no known column; known are ${listColumns.join(', ')}.`,
          undefined,
          'header',
        ),
      ),
    ...listColumns
      .filter((name) => names.filter((each) => each === name).length > 1)
      .map((name) => faultAt(`has the column ${name} twice.`, undefined, 'header')),
    ...(names.includes('trackingId') ? [] : [faultAt('has no column trackingId.', undefined, 'header')]),
  ];
  if (faults.length > 0) return { faults };
  const read = rows.map(({ line, cells }) => {
    const cellOf = (name: string): string | undefined => {
      const cell = cells[names.indexOf(name)] ?? '';
      return cell === '' ? undefined : cell;
    };
    return rowOf(line, cellOf, now);
  });
  const all = [...read.flatMap((row) => row.faults), ...repeated(read.map(({ row }) => row))];
  if (all.length > 0) return { faults: all.slice(0, MAX_FAULTS) };
  return { value: read.map(({ row }) => row) };
}

function rowOf(
  line: number,
  cellOf: (name: string) => string | undefined,
  now: number,
): { row: ListRow; faults: Fault[] } {
  const faults: Fault[] = [];
  const read = <T>(name: string, check: Check<T>, convert: (cell: string) => unknown = plain): T | undefined => {
    const cell = cellOf(name);
    if (cell === undefined) return undefined;
    const value = unguarded(cell);
    if (value === undefined) {
      faults.push(faultAt('begins with a character that a spreadsheet takes for a formula.', line, name));
      return undefined;
    }
    const found = checked(check, convert(value));
    if ('value' in found) return found.value;
    faults.push(...found.faults.map((what) => faultAt(`${what}.`, line, name)));
    return undefined;
  };
  const words = text({ max: 100, pattern: /^[ -~]+$/, says: 'must be plain ASCII' });
  const trackingId = read('trackingId', trackingIdCheck);
  if (cellOf('trackingId') === undefined) faults.push(faultAt('is missing.', line, 'trackingId'));
  const fields = {
    shippingPartyAccountId: read('shippingPartyAccountId', partyId),
    attempt: read('attempt', wholeNumber({ min: 1 }), (cell) => (/^\d{1,9}$/.test(cell) ? Number(cell) : cell)),
    shipmentStatus: read('shipmentStatus', words, (cell) => amazonSpelling(shipmentStatuses, cell)),
    reasonCode: read('reasonCode', words, (cell) => amazonSpelling(reasonCodes, cell)),
    dueAt: read('dueAt', instant),
  };
  const answer = read('answer', text({ max: 50 }), (cell) => cell.toLowerCase());
  const said = {
    addressNotes: read('addressNotes', text({ max: 2_000 })),
    rescheduleDate: read('rescheduleDate', instant),
    reference: read('reference', text({ max: 200 })),
  };
  const decision = answer === undefined ? undefined : { answer, ...withoutNothing(said) };
  if (decision !== undefined && faults.length === 0) {
    faults.push(...decisionFaults(decision, now).map(({ field, what }) => faultAt(`${what}.`, line, field)));
  }
  if (decision === undefined) {
    const lonely = Object.keys(withoutNothing(said))[0];
    if (lonely !== undefined) faults.push(faultAt('needs an answer beside it.', line, lonely));
  }
  return {
    row: {
      line,
      trackingId: trackingId ?? '',
      ...withoutNothing(fields),
      ...(decision === undefined ? {} : { decision }),
    },
    faults,
  };
}

const plain = (cell: string): unknown => cell;

/** A cell without the apostrophe that keeps a spreadsheet from taking it for a formula; `undefined` for a formula. */
function unguarded(cell: string): string | undefined {
  if (/^'[=+@-]/.test(cell)) return cell.slice(1);
  return /^[=+@-]/.test(cell) ? undefined : cell;
}

/** Two rows about one parcel cannot both be meant. */
function repeated(rows: readonly ListRow[]): Fault[] {
  const first = new Map<string, number>();
  return rows.flatMap(({ line, trackingId, shippingPartyAccountId = '' }) => {
    const key = JSON.stringify([shippingPartyAccountId, trackingId]);
    const before = first.get(key);
    if (before === undefined) first.set(key, line);
    return before === undefined || trackingId === ''
      ? []
      : [faultAt(`stands in line ${before} as well.`, line, 'trackingId')];
  });
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

const withoutNothing = <T extends Record<string, unknown>>(fields: T): Given<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<T>;

/** The open cases as a list to fill in. */
export const writeList = (cases: readonly NdrCaseState[]): string =>
  [csvRow(listColumns), ...cases.map((ndr) => csvRow(cellsOf(ndr)))].join('');

function cellsOf({ trackingId, shippingPartyAccountId, attempt, report }: NdrCaseState): (string | number | null)[] {
  return [
    trackingId,
    shippingPartyAccountId,
    attempt ?? null,
    report?.shipmentStatus ?? null,
    report?.reasonCode ?? null,
    report?.dueAt ?? null,
    report === undefined ? null : (suggestionFor(report)?.says ?? null),
    null,
    null,
    null,
    null,
  ];
}
