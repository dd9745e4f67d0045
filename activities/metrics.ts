/**
 * What activities count and measure, by meaning.
 *
 * Names, units and buckets are `workers/metrics.ts`'s. Values become labels: they come from our own closed lists, never
 * from an order.
 */
export interface Metrics {
  /** One HTTP call of an operation came to an end. `answer` is its classification. */
  called(call: { account: string; operation: string; answer: string; durationMs: number }): void;
  /** One call of an array operation went out, with the items of so many orders. */
  batched(call: { account: string; operation: string; orders: number }): void;
  /** Whether an operation of an account is paused. */
  breaker(state: { account: string; operation: string; isOpen: boolean }): void;
  /** A confirmation is proven; a negative margin is a deadline missed. */
  confirmed(confirmation: { account: string; sinceDepartureMs: number; marginMs: number }): void;
  /** A status update was sent twice, and Amazon never said what became of it. */
  statusUnproven(update: { account: string }): void;
  /** A receiver has taken so many notices. */
  noticesSent(count: number): void;
  /** A receiver has not taken a message, or has not answered. */
  noticeFailed(): void;
  /** So many notices are not delivered yet. */
  noticesWaiting(count: number): void;
}

/** Keeps nothing: for processes without a server, and for tests. */
export const silentMetrics: Metrics = {
  called: () => undefined,
  batched: () => undefined,
  breaker: () => undefined,
  confirmed: () => undefined,
  statusUnproven: () => undefined,
  noticesSent: () => undefined,
  noticeFailed: () => undefined,
  noticesWaiting: () => undefined,
};
