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

/** A deadline both ways, coloured by its urgency. */
export function deadline(instant: string | null | undefined, now: number, paint: Paint): string {
  if (instant === null || instant === undefined) return paint.faint('–');
  const left = Date.parse(instant) - now;
  const colour = left < 0 ? paint.bad : left < NEAR_MS ? paint.warning : (text: string) => text;
  return `${colour(relative(instant, now))} ${paint.faint(`(${absolute(instant)})`)}`;
}

/** Text from elsewhere, without anything that a terminal would act on. */
export const harmless = (text: string): string => text.replaceAll(/\p{Cc}/gu, ' ');

/** A table without lines, for terminals and pipes alike. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], paint: Paint): string {
  const lines = new Table({
    head: head.map((title) => paint.strong(title)),
    chars: noLines,
    style: { 'padding-left': 0, 'padding-right': 2, head: [], border: [] },
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
