import type { Rate } from '../amazon/shipping/schemas/index.js';

/** What decides when a parcel is looked for. */
export interface TrackedParcel {
  /** When it was bought, epoch ms. */
  boughtAt: number;
  promise: Rate['promise'];
  /** Whether any carrier has scanned it. */
  isScanned: boolean;
}

const hour = 3_600_000;
const day = 24 * hour;

/** Amazon keeps the full history this long after the purchase; source: use-case guide. */
const trackedFor = 45 * day;
/** A carrier that names no pickup window comes within this. */
const pickupWithin = day;
/** A parcel without a scan so long after its pickup window is asked for. */
const scanWithin = day;
/** Scans reach Amazon some time after they were made. */
const scanDelay = hour / 2;
/** The first look on the day of delivery comes this long before the window. */
const beforeDelivery = 2 * hour;
/** Looks over the delivery window, the last one at its end. */
const looksInWindow = 4;
/** They are no closer than this: a window may be an instant. */
const leastPause = 2 * hour;

/**
 * When to look for a parcel next, epoch ms; `undefined` once its 45 days are over.
 *
 * The plan is a fixed series of instants, so it needs no memory of earlier looks: the end of the pickup window, a day
 * later while nobody has scanned the parcel, shortly before the delivery window, four times up to its end, then once
 * a day. A parcel that is delivered in its window costs at most seven looks.
 */
export function nextLook({ boughtAt, promise, isScanned }: TrackedParcel, now: number): number | undefined {
  const end = boughtAt + trackedFor;
  if (now >= end) return undefined;
  const series = promisedLooks(boughtAt, promise, isScanned).filter((at) => at > boughtAt);
  const last = series.at(-1) ?? boughtAt;
  const daily = last + Math.max(1, Math.floor((now - last) / day) + 1) * day;
  return Math.min(end, series.find((at) => at > now) ?? daily);
}

/** Whether somebody has to look after a parcel that nobody has scanned. */
export const isNoScanDue = ({ boughtAt, promise, isScanned }: TrackedParcel, now: number): boolean =>
  !isScanned && now >= pickedUpBy(boughtAt, promise) + scanWithin;

/** When the scan of the pickup has reached Amazon. */
const pickedUpBy = (boughtAt: number, { pickupWindow }: Rate['promise']): number =>
  (instantOf(pickupWindow?.end ?? pickupWindow?.start) ?? boughtAt + pickupWithin) + scanDelay;

function promisedLooks(boughtAt: number, promise: Rate['promise'], isScanned: boolean): number[] {
  const { deliveryWindow } = promise;
  const pickedUp = pickedUpBy(boughtAt, promise);
  const pickup = isScanned ? [pickedUp] : [pickedUp, pickedUp + scanWithin];
  const windowEnd = instantOf(deliveryWindow?.end ?? deliveryWindow?.start);
  if (windowEnd === undefined) return pickup;
  const windowStart = Math.min(instantOf(deliveryWindow?.start) ?? windowEnd, windowEnd - looksInWindow * leastPause);
  const pause = (windowEnd - windowStart) / looksInWindow;
  const inWindow = Array.from({ length: looksInWindow }, (_, look) => windowStart + (look + 1) * pause + scanDelay);
  return [...pickup, windowStart - beforeDelivery, ...inWindow].sort((a, b) => a - b);
}

function instantOf(time: string | undefined): number | undefined {
  const at = Date.parse(time ?? '');
  return Number.isNaN(at) ? undefined : at;
}
