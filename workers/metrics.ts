import type { MetricMeter } from '@temporalio/common';
import { silentMetrics } from '../activities/metrics.js';
import type { Metrics } from '../activities/metrics.js';
import type { OrderCensus } from './order-census.js';

/** What a worker process measures: its activities, and what stands around them. `docs/metrics.md` explains each. */
export interface WorkerMetrics extends Metrics {
  /** How the orders stand; `undefined` when that is not known any more. */
  census(census: OrderCensus | undefined): void;
  /** When an account's client secret stops working. */
  clientSecret(secret: { account: string; expiresAt: number }): void;
}

/** Upper bounds of our histograms, s. The times that count are among them: 30 min and 4 h after a departure. */
export const histogramBuckets = {
  fulfillment_call_seconds: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
  fulfillment_confirmation_seconds: [60, 300, 900, 1_800, 3_600, 7_200, 10_800, 14_400, 21_600, 86_400],
};

/** Keeps nothing: for a worker without a server. */
export const silentWorkerMetrics: WorkerMetrics = {
  ...silentMetrics,
  census: () => undefined,
  clientSecret: () => undefined,
};

/**
 * Our metrics over Core's meter, so that one exporter serves them and the SDK's.
 *
 * The meter adds `_total` to counters. It takes no negative values and never forgets a series: what is not known any
 * more becomes NaN, which no alert's comparison matches and every chart shows as a gap.
 *
 * @param accounts Have their count of late confirmations from the start: Prometheus sees no increase in a series that
 *   is born with 1.
 */
export function createMetrics(meter: MetricMeter, accounts: readonly string[]): WorkerMetrics {
  const gauge = (name: string, description: string) => meter.createGauge(name, 'float', '', description);
  const histogram = (name: keyof typeof histogramBuckets, description: string) =>
    meter.createHistogram(name, 'float', '', description);

  const calls = meter.createCounter('fulfillment_calls', '', 'Calls to Amazon by operation and answer');
  const callSeconds = histogram('fulfillment_call_seconds', 'Duration of calls to Amazon');
  const breakerOpen = gauge('fulfillment_breaker_open', '1 while an operation is paused');
  const confirmation = histogram('fulfillment_confirmation_seconds', 'From departure to the proven confirmation');
  const lateConfirmations = meter.createCounter(
    'fulfillment_late_confirmations',
    '',
    'Confirmations proven after their deadline',
  );
  for (const account of accounts) lateConfirmations.add(0, { account });
  const unprovenStatuses = meter.createCounter(
    'fulfillment_unproven_status_updates',
    '',
    'Status updates sent twice without an answer',
  );
  const secretExpiry = gauge(
    'fulfillment_client_secret_expiry_timestamp_seconds',
    'When the client secret stops working, Unix time',
  );
  const noticesSent = meter.createCounter('fulfillment_notices_sent', '', 'Notices that a receiver has taken');
  const noticeFailures = meter.createCounter('fulfillment_notice_failures', '', 'Messages that no receiver has taken');
  const noticesWaiting = gauge('fulfillment_notices_waiting', 'Notices that are not delivered yet');
  const orders = remembering(gauge('fulfillment_orders', 'Open orders by state'), 'state');
  const items = remembering(gauge('fulfillment_items', 'What waits for a person, by reason'), 'reason');
  const oldestItem = gauge('fulfillment_oldest_item_age_seconds', 'Age of the oldest item, 0 when there is none');

  return {
    called({ account, operation, answer, durationMs }) {
      calls.add(1, { account, operation, answer });
      callSeconds.record(durationMs / 1_000, { account, operation });
    },
    breaker({ account, operation, isOpen }) {
      breakerOpen.set(isOpen ? 1 : 0, { account, operation });
    },
    confirmed({ account, sinceDepartureMs, marginMs }) {
      confirmation.record(Math.max(0, sinceDepartureMs) / 1_000, { account });
      if (marginMs < 0) lateConfirmations.add(1, { account });
    },
    statusUnproven: ({ account }) => unprovenStatuses.add(1, { account }),
    noticesSent: (count) => noticesSent.add(count),
    noticeFailed: () => noticeFailures.add(1),
    noticesWaiting: (count) => noticesWaiting.set(count),
    clientSecret: ({ account, expiresAt }) => secretExpiry.set(Math.max(0, expiresAt) / 1_000, { account }),
    census(census) {
      orders(census?.orders);
      items(census?.items);
      oldestItem.set(census === undefined ? NaN : census.oldestItemAgeMs / 1_000);
    },
  };
}

/** A gauge with a series for every value of one label that was ever seen: 0 when it is gone, NaN when nothing is known. */
function remembering(gauge: ReturnType<MetricMeter['createGauge']>, label: string) {
  const seen = new Set<string>();
  return (counts: Readonly<Record<string, number>> | undefined): void => {
    for (const value of Object.keys(counts ?? {})) seen.add(value);
    for (const value of seen) gauge.set(counts === undefined ? NaN : (counts[value] ?? 0), { [label]: value });
  };
}
