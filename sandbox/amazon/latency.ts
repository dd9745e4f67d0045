import type { LatencyDistribution } from './options.js';

/** The effects of a processed submission are visible at the latest this long after it was received. */
export const effectLimitMs = 30 * 60_000;

/**
 * Turns a draw in [0, 1) into a latency: evenly spread below the median, above it rare towards the maximum, never over 30 minutes.
 */
export function latencyMs(distribution: LatencyDistribution, draw: number): number {
  const { minMs, medianMs, maxMs } = distribution;
  const ms =
    draw < 0.5 ? minMs + (medianMs - minMs) * draw * 2 : medianMs + (maxMs - medianMs) * ((draw - 0.5) * 2) ** 3;
  return Math.min(Math.round(ms), effectLimitMs);
}
