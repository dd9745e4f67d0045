import type { MetricMeter } from '@temporalio/common';
import { silentMetrics } from '../activities/metrics.js';
import type { Metrics } from '../activities/metrics.js';
import type { ProcessKind } from '../workflows/processes.js';
import type { Census } from './census.js';

/** What a worker process measures: its activities, and what stands around them. `docs/metrics.md` explains each. */
export interface WorkerMetrics extends Metrics {
  /** What is open and what waits for a person; `undefined` when that is not known any more. */
  census(census: Census | undefined): void;
  /** When an account's client secret stops working. */
  clientSecret(secret: { account: string; expiresAt: number }): void;
  /** Whether this process speaks for an account. */
  speaker(role: { account: string; isSpeaker: boolean }): void;
}

/**
 * Upper bounds of our histograms: times in s, with those that count among them, 30 min and 4 h after a departure;
 * batches in orders, with the usual size of 25.
 */
export const histogramBuckets = {
  fulfillment_batch_orders: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000],
  fulfillment_call_seconds: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15],
  fulfillment_confirmation_seconds: [60, 300, 900, 1_800, 3_600, 7_200, 10_800, 14_400, 21_600, 86_400],
};

/** Keeps nothing: for a worker without a server. */
export const silentWorkerMetrics: WorkerMetrics = {
  ...silentMetrics,
  census: () => undefined,
  clientSecret: () => undefined,
  speaker: () => undefined,
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
  const batchOrders = histogram('fulfillment_batch_orders', 'Orders in each call that takes many');
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
  const speaker = gauge('fulfillment_speaker', '1 in the process that speaks for the account');
  const noticesSent = meter.createCounter('fulfillment_notices_sent', '', 'Notices that a receiver has taken');
  const noticeFailures = meter.createCounter('fulfillment_notice_failures', '', 'Messages that no receiver has taken');
  const noticesWaiting = gauge('fulfillment_notices_waiting', 'Notices that are not delivered yet');
  const open = Object.entries(openGauges).map(([kind, { name, description }]) => ({
    kind: kind as ProcessKind,
    show: remembering(gauge(name, description)),
  }));
  const items = remembering(gauge('fulfillment_items', 'What waits for a person, by kind and reason'));
  const oldestItem = remembering(
    gauge('fulfillment_oldest_item_age_seconds', 'Age of the oldest item, by kind and reason'),
  );

  return {
    called({ account, operation, answer, durationMs }) {
      calls.add(1, { account, operation, answer });
      callSeconds.record(durationMs / 1_000, { account, operation });
    },
    batched: ({ account, operation, orders }) => batchOrders.record(orders, { account, operation }),
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
    speaker: ({ account, isSpeaker }) => speaker.set(isSpeaker ? 1 : 0, { account }),
    census(census) {
      for (const { kind, show } of open) {
        show(census && Object.entries(census.open[kind]).map(([state, value]) => ({ labels: { state }, value })));
      }
      const labelled = census?.items.map(({ kind, reason, ...item }) => ({ labels: { kind, reason }, ...item }));
      items(labelled?.map(({ labels, count }) => ({ labels, value: count })));
      oldestItem(labelled?.map(({ labels, oldestAgeMs }) => ({ labels, value: oldestAgeMs / 1_000 })));
    },
  };
}

const openGauges = {
  'purchase-order': { name: 'fulfillment_orders', description: 'Open orders by state' },
  shipment: { name: 'fulfillment_shipments', description: 'Open shipments by state' },
  'delivery-notice': {
    name: 'fulfillment_delivery_notices',
    description: 'Delivery notices that Amazon Pay does not have yet, by state',
  },
  'ndr-case': { name: 'fulfillment_ndr_cases', description: 'Open non-delivery cases by state' },
  'ndr-quarantine': { name: 'fulfillment_ndr_quarantine', description: 'Pushes in quarantine, by state' },
} as const satisfies Record<ProcessKind, { name: string; description: string }>;

/** One series of a gauge, as it is now. */
interface Series {
  labels: Record<string, string>;
  value: number;
}

/** A gauge with every series that was ever seen: 0 when it is gone, NaN when nothing is known. */
function remembering(gauge: ReturnType<MetricMeter['createGauge']>) {
  const seen = new Map<string, Series['labels']>();
  return (series: readonly Series[] | undefined): void => {
    const now = new Map(series?.map(({ labels, value }) => [JSON.stringify(labels), value]));
    for (const { labels } of series ?? []) seen.set(JSON.stringify(labels), labels);
    for (const [key, labels] of seen) gauge.set(series === undefined ? NaN : (now.get(key) ?? 0), labels);
  };
}
