import type { LatencyDistribution } from '../../sandbox/amazon/options.js';

/** Who carries the orders of a run: Amazon, which makes their labels, or the vendor's own carrier with four updates. */
export type Road = 'amazon' | 'vendor-carrier';

/** Orders that come in at an even pace, and what happens to them outside. */
export interface Load {
  road: Road;
  ordersPerSecond: number;
  /** How long they come in, ms. */
  arrivalsMs: number;
  /**
   * Multiplies how long Amazon takes over a transaction, the plans by which it is polled, and the pauses of the world
   * outside: 1 is real, less is a life that is over sooner. Windows and quotas stay as they are.
   */
  scale: number;
  /**
   * What is measured: from an instant after the first arrival, ms, to another one, at which the run is broken off; or
   * everything until the last order has ended.
   */
  measured: { fromMs: number; untilMs: number } | 'all';
  seed: number;
}

/** Amazon's own latency: half of the transactions are done within 90 s. */
export const latencyOf = ({ scale }: Pick<Load, 'scale'>): LatencyDistribution => ({
  minMs: 20_000 * scale,
  medianMs: 90_000 * scale,
  maxMs: 15 * 60_000 * scale,
});

/** From a parcel that is ready to the truck's departure, from there to the carrier's first event, and between two, ms. */
export const pauseOf = ({ scale }: Load): number => 60_000 * scale;

/** What the carrier reports of each parcel. */
export const carrierEvents = ['DEPARTED_FROM_FC', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'DELIVERED'] as const;

export type CarrierEventName = (typeof carrierEvents)[number];

/** What the measured part of a run has cost, and what has become of its orders. */
export interface Outcome {
  /** Orders that came in. */
  orders: number;
  /** Orders that came to their end. */
  ended: number;
  /** Length of what is measured, ms. */
  tookMs: number;
  calls: Calls;
  /** Attempts of activities. */
  attempts: number;
  /** For each label: from its step's begin to its being there, less Amazon's own time, ms. */
  labelDelaysMs: number[];
}

/** Requests by operation and status, as the local Amazon has counted them. */
export type Calls = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** How many orders come in. */
export const ordersOf = ({ ordersPerSecond, arrivalsMs }: Load): number =>
  Math.ceil((ordersPerSecond * arrivalsMs) / 1_000);

/** When each comes in, epoch ms. */
export const arrivalsOf = (load: Load, startedAt: number): number[] =>
  Array.from({ length: ordersOf(load) }, (_, order) => startedAt + Math.floor((order * 1_000) / load.ordersPerSecond));

/** What was called after a first count. */
export function callsSince(before: Calls, after: Calls): Calls {
  return Object.fromEntries(
    Object.entries(after).map(([operation, byStatus]) => [
      operation,
      Object.fromEntries(
        Object.entries(byStatus).map(([status, count]) => [status, count - (before[operation]?.[status] ?? 0)]),
      ),
    ]),
  );
}

/** All calls of the API; Login with Amazon has no quota and is not counted. */
export const callsOf = (calls: Calls): number =>
  Object.entries(calls)
    .filter(([operation]) => operation !== 'accessToken')
    .reduce((sum, [, byStatus]) => sum + total(byStatus), 0);

/** Answers of 429 among 1,000 calls. */
export function throttledPerThousand(calls: Calls): number {
  const refused = Object.values(calls).reduce((sum, byStatus) => sum + (byStatus['429'] ?? 0), 0);
  const all = callsOf(calls);
  return all === 0 ? 0 : (1_000 * refused) / all;
}

export const total = (byStatus: Readonly<Record<string, number>>): number =>
  Object.values(byStatus).reduce((sum, count) => sum + count, 0);

/** The value below which a share of the values lies; 0 without any. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
