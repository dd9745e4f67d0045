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
  const { columns, faults: wrongHeader } = columnsOf(sheet.value.header);
  const rows = valuesOf(sheet.value, columns, now);
  const wrongCells = [...wrongHeader, ...rows.flatMap((row) => row.faults)];
  // How rows belong together is not known without every column.
  if (wrongHeader.length > 0) return { faults: bounded(wrongCells) };
  const { departures, faults } = departuresOf(rows);
  const all = [...wrongCells, ...faults];
  return all.length > 0 ? { faults: bounded(all) } : { value: { sheet: sheet.value, departures } };
}

function bounded(faults: Fault[]): Fault[] {
  const sorted = faults.toSorted((a, b) => lineOf(a) - lineOf(b));
  const left = sorted.length - SHOWN_FAULTS;
  return left <= 0 ? sorted : [...sorted.slice(0, SHOWN_FAULTS), faultAt(`has ${left} faults more.`)];
}

const lineOf = ({ where }: Fault): number => Number(/^line (\d+)/.exec(where)?.[1] ?? 0);
