/** A range of `createdAfter` and `createdBefore`, epoch ms. "Created" is when Amazon made an order available. */
export interface Window {
  createdAfter: number;
  createdBefore: number;
}

const DAY_MS = 86_400_000;

/** Amazon lists orders of the last six months. */
export const HISTORY_MS = 180 * DAY_MS;

/** The first window of a range; `undefined` when there is nothing in it. */
export const firstWindow = (range: { from: number; until: number }, sliceMs: number): Window | undefined =>
  range.from < range.until
    ? { createdAfter: range.from, createdBefore: Math.min(range.from + sliceMs, range.until) }
    : undefined;

/**
 * The window after one that is done; `undefined` when that reached the end.
 *
 * Windows overlap: whether Amazon counts the instants at their ends in is not written anywhere.
 */
export const windowAfter = (
  done: Window,
  until: number,
  { sliceMs, overlapMs }: { sliceMs: number; overlapMs: number },
): Window | undefined =>
  done.createdBefore < until
    ? firstWindow({ from: Math.max(done.createdAfter, done.createdBefore - overlapMs), until }, sliceMs)
    : undefined;

/** The next instant of an hour of the day, UTC, after now. */
export function nextHourUtc(hourUtc: number, now: number): number {
  const today = Math.floor(now / DAY_MS) * DAY_MS + hourUtc * 3_600_000;
  return today > now ? today : today + DAY_MS;
}
