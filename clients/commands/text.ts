import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import type { Paint } from './paint.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A deadline this near is shown as a warning. */
const NEAR_MS = 30 * MINUTE_MS;

/** `in 3 h 12 min`, `12 min ago`, `now`. */
export function relative(instant: string, now: number): string {
  const ms = Date.parse(instant) - now;
  const size = Math.abs(ms);
  if (size < SECOND_MS) return 'now';
  const parts = partsOf(size);
  return ms > 0 ? `in ${parts}` : `${parts} ago`;
}

/** A length of time: `3 h 12 min`, `8 s`. */
export const span = (ms: number): string => partsOf(Math.max(ms, SECOND_MS));

function partsOf(ms: number): string {
  if (ms >= DAY_MS) return two(ms, DAY_MS, 'd', HOUR_MS, 'h');
  if (ms >= HOUR_MS) return two(ms, HOUR_MS, 'h', MINUTE_MS, 'min');
  return ms >= MINUTE_MS ? `${Math.floor(ms / MINUTE_MS)} min` : `${Math.floor(ms / SECOND_MS)} s`;
}

function two(ms: number, largeMs: number, large: string, smallMs: number, small: string): string {
  const rest = Math.floor((ms % largeMs) / smallMs);
  return `${Math.floor(ms / largeMs)} ${large}${rest === 0 ? '' : ` ${rest} ${small}`}`;
}

/** `2026-01-05 16:05:00 UTC`. */
export const absolute = (instant: string): string =>
  `${new Date(instant).toISOString().slice(0, 19).replace('T', ' ')} UTC`;

/**
 * A deadline both ways, coloured by its urgency.
 *
 * @param clock how the instant itself is shown.
 */
export function deadline(
  instant: string | null | undefined,
  now: number,
  paint: Paint,
  clock: (instant: string) => string = absolute,
): string {
  if (instant === null || instant === undefined) return paint.faint('–');
  const left = Date.parse(instant) - now;
  const colour = left < 0 ? paint.bad : left < NEAR_MS ? paint.warning : (text: string) => text;
  return `${colour(relative(instant, now))} ${paint.faint(`(${clock(instant)})`)}`;
}

/** `1,234`. */
export const number = (value: number): string => value.toLocaleString('en-US');

/** `1 order`, `1,234 orders`, `2 pushes`. */
export const counted = (count: number, noun: string): string =>
  `${number(count)} ${noun}${count === 1 ? '' : /(?:s|sh|ch|x)$/.test(noun) ? 'es' : 's'}`;

/** A paragraph in lines of at most `width` characters, where its words allow it; every line has the indent. */
export const paragraph = (text: string, width: number, indent = '  '): string =>
  linesOf(text.split(' '), width - indent.length)
    .map((line) => `${indent}${line}`)
    .join('\n');

/** A paragraph behind its name: further lines stand under the first one's text. */
export const hanging = (name: string, text: string, width: number): string =>
  linesOf(text.split(' '), width - name.length)
    .map((line, index) => `${index === 0 ? name : ' '.repeat(name.length)}${line.trim()}`)
    .join('\n');

/** A command to copy; what does not fit into one line goes on in the next, as a shell takes it. */
export const commandLine = (words: readonly string[], width: number, indent = '  '): string =>
  linesOf(words.map(shellWord), width - indent.length - CONTINUES.length)
    .map((line) => `${indent}${line}`)
    .join(`${CONTINUES}\n`);

const CONTINUES = ' \\';

const shellWord = (word: string): string => (/^[\w./:@=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

function linesOf(words: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const line = lines.at(-1);
    if (line !== undefined && visibleWidth(line) + 1 + visibleWidth(word) <= width) {
      lines[lines.length - 1] = `${line} ${word}`;
    } else lines.push(word);
  }
  return lines;
}

/** Colours take no room. */
const visibleWidth = (text: string): number => stripVTControlCharacters(text).length;

/** Text from elsewhere, without anything that a terminal would act on. */
export const harmless = (text: string): string => text.replaceAll(/\p{Cc}/gu, ' ');

/** A column of a table. */
export interface Column<Row> {
  head: string;
  cell: (row: Row) => string;
  /** What goes first where there is no room for all: the highest number; absent: never. */
  dispensable?: number;
}

const GAP = 2;

/** A table that leaves out columns until it fits; those that nobody can do without stay, however wide. */
export function fittingTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number,
  paint: Paint,
): string {
  const measured = columns.map((column) => {
    const cells = rows.map((row) => column.cell(row));
    const widths = [column.head, ...cells].map(visibleWidth);
    return { ...column, cells, width: Math.max(...widths) };
  });
  const kept = new Set(measured);
  for (const column of measured.toSorted((a, b) => (b.dispensable ?? 0) - (a.dispensable ?? 0))) {
    const total = [...kept].reduce((sum, each) => sum + each.width + GAP, -GAP);
    if (total <= width || column.dispensable === undefined) break;
    kept.delete(column);
  }
  return table(
    [...kept].map(({ head }) => head),
    rows.map((_, index) => [...kept].map(({ cells }) => cells[index] ?? '')),
    paint,
  );
}

/** A table without lines, for terminals and pipes alike. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], paint: Paint): string {
  const lines = new Table({
    head: head.map((title) => paint.strong(title)),
    chars: noLines,
    style: { 'padding-left': 0, 'padding-right': GAP, head: [], border: [] },
  });
  for (const row of rows) lines.push([...row]);
  return lines
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

const noLines = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};
