import type { Fault } from '../../temporal.config.js';
import { columnsOf, valuesOf } from './columns.js';
import { departuresOf } from './departures.js';
import { faultAt } from './manifest.js';
import type { Manifest, Read } from './manifest.js';
import { readSheet } from './sheet.js';

/** More than anybody mends by hand; what is over is counted. */
const SHOWN_FAULTS = 500;

/**
 * Reads a manifest: which orders have left, with which packages.
 *
 * 1. Everything that is wrong with it is reported at once, by line and column.
 * 2. It is pure, and never throws, whatever the bytes are.
 *
 * @param now epoch ms; departures after it are faults.
 */
export function readManifest(bytes: Uint8Array, now: number): Read<Manifest> {
  const sheet = readSheet(bytes);
  if ('faults' in sheet) return { faults: bounded(sheet.faults) };
  const columns = columnsOf(sheet.value.header);
  if ('faults' in columns) return { faults: bounded(columns.faults) };
  const rows = valuesOf(sheet.value, columns.value, now);
  const { departures, faults } = departuresOf(rows);
  const all = [...rows.flatMap((row) => row.faults), ...faults];
  return all.length > 0 ? { faults: bounded(all) } : { value: { sheet: sheet.value, departures } };
}

function bounded(faults: Fault[]): Fault[] {
  const sorted = faults.toSorted((a, b) => lineOf(a) - lineOf(b));
  const left = sorted.length - SHOWN_FAULTS;
  return left <= 0 ? sorted : [...sorted.slice(0, SHOWN_FAULTS), faultAt(`has ${left} faults more.`)];
}

const lineOf = ({ where }: Fault): number => Number(/^line (\d+)/.exec(where)?.[1] ?? 0);
