import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Runtime } from '@temporalio/worker';
import { pino } from 'pino';
import { measureClientSecrets } from '../../workers/client-secrets.js';
import type { Census } from '../../workers/census.js';
import { createMetrics } from '../../workers/metrics.js';
import type { WorkerMetrics } from '../../workers/metrics.js';
import { installRuntimeWithExporter } from '../../workers/runtime.js';
import type { Exporter } from '../../workers/runtime.js';
import { processes, processKinds } from '../../workflows/processes.js';
import { eventually } from '../support/eventually.js';

describe("the worker's metrics, as Core exports them", () => {
  let exporter: Exporter;
  let metrics: WorkerMetrics;
  beforeAll(async () => {
    exporter = await installRuntimeWithExporter(pino({ level: 'silent' }));
    metrics = createMetrics(exporter.meter, ['a', 'b']);
  });
  afterAll(async () => {
    await Runtime.instance().shutdown();
  });

  /** The series whose names begin like this, with their values. */
  const series = async (name: string): Promise<string[]> =>
    (await exporter.read()).split('\n').filter((line) => line.startsWith(name));
  const untilShown = (line: string): Promise<void> =>
    eventually(line, async () => (await exporter.read()).split('\n').includes(line));

  it('count calls by account, operation and answer, and measure them in seconds', async () => {
    const call = { account: 'a', operation: 'getOrder', answer: 'ok', durationMs: 700 };
    metrics.called(call);
    metrics.called(call);
    metrics.called({ ...call, answer: 'Throttled', durationMs: 30 });
    await untilShown('fulfillment_calls_total{account="a",answer="ok",operation="getOrder"} 2');
    await untilShown('fulfillment_calls_total{account="a",answer="Throttled",operation="getOrder"} 1');
    await untilShown('fulfillment_call_seconds_bucket{account="a",operation="getOrder",le="0.05"} 1');
    await untilShown('fulfillment_call_seconds_bucket{account="a",operation="getOrder",le="1"} 3');
  });

  it('tell how many orders shared each call: their sum over their number', async () => {
    const call = { account: 'a', operation: 'submitAcknowledgement' };
    metrics.batched({ ...call, orders: 25 });
    metrics.batched({ ...call, orders: 26 });
    metrics.batched({ ...call, orders: 1 });
    const of = 'account="a",operation="submitAcknowledgement"';
    await untilShown(`fulfillment_batch_orders_count{${of}} 3`);
    await untilShown(`fulfillment_batch_orders_sum{${of}} 52`);
    await untilShown(`fulfillment_batch_orders_bucket{${of},le="1"} 1`);
    await untilShown(`fulfillment_batch_orders_bucket{${of},le="25"} 2`);
  });

  it('show a paused operation as 1', async () => {
    const operation = { account: 'a', operation: 'getOrder' };
    metrics.breaker({ ...operation, isOpen: true });
    await untilShown('fulfillment_breaker_open{account="a",operation="getOrder"} 1');
    metrics.breaker({ ...operation, isOpen: false });
    await untilShown('fulfillment_breaker_open{account="a",operation="getOrder"} 0');
  });

  it('count late confirmations from 0 on, and bound 30 min and 4 h after the departure', async () => {
    const [minute, hour] = [60_000, 3_600_000];
    await untilShown('fulfillment_late_confirmations_total{account="a"} 0');
    metrics.confirmed({ account: 'b', sinceDepartureMs: 30 * minute, marginMs: 3.5 * hour });
    metrics.confirmed({ account: 'b', sinceDepartureMs: 4 * hour, marginMs: 0 });
    metrics.confirmed({ account: 'b', sinceDepartureMs: 5 * hour, marginMs: -hour });
    await untilShown('fulfillment_confirmation_seconds_bucket{account="b",le="1800"} 1');
    await untilShown('fulfillment_confirmation_seconds_bucket{account="b",le="14400"} 2');
    await untilShown('fulfillment_late_confirmations_total{account="b"} 1');
  });

  it('take a departure that this clock puts into the future as none ago', async () => {
    metrics.confirmed({ account: 'c', sinceDepartureMs: -5, marginMs: 1 });
    await untilShown('fulfillment_confirmation_seconds_bucket{account="c",le="60"} 1');
  });

  it('show what is gone as 0, and what is not known any more as NaN', async () => {
    const none = { 'delivery-notice': {}, 'ndr-case': {}, 'ndr-quarantine': {} };
    metrics.census({
      open: { ...none, 'purchase-order': { RECEIVED: 3 }, shipment: { RATING: 2 } },
      items: [
        { kind: 'purchase-order', reason: 'Rejected', count: 2, oldestAgeMs: 90_000 },
        { kind: 'purchase-order', reason: 'Unproven', count: 1, oldestAgeMs: 0 },
        { kind: 'shipment', reason: 'Unproven', count: 4, oldestAgeMs: 1_000 },
      ],
    });
    await untilShown('fulfillment_orders{state="RECEIVED"} 3');
    await untilShown('fulfillment_shipments{state="RATING"} 2');
    await untilShown('fulfillment_items{kind="purchase-order",reason="Rejected"} 2');
    await untilShown('fulfillment_items{kind="shipment",reason="Unproven"} 4');
    await untilShown('fulfillment_oldest_item_age_seconds{kind="purchase-order",reason="Rejected"} 90');
    metrics.census({
      open: { ...none, 'purchase-order': { RECEIVED: 0 }, shipment: { RATING: 0 } },
      items: [{ kind: 'purchase-order', reason: 'Unproven', count: 1, oldestAgeMs: 5_000 }],
    });
    await untilShown('fulfillment_items{kind="purchase-order",reason="Rejected"} 0');
    await untilShown('fulfillment_oldest_item_age_seconds{kind="purchase-order",reason="Rejected"} 0');
    await untilShown('fulfillment_items{kind="purchase-order",reason="Unproven"} 1');
    metrics.census(undefined);
    await untilShown('fulfillment_orders{state="RECEIVED"} NaN');
    await untilShown('fulfillment_shipments{state="RATING"} NaN');
    await untilShown('fulfillment_items{kind="purchase-order",reason="Unproven"} NaN');
    await untilShown('fulfillment_oldest_item_age_seconds{kind="purchase-order",reason="Unproven"} NaN');
  });

  it('have a gauge for what is open of every kind', async () => {
    const ones = Object.fromEntries(
      processKinds.map((kind) => [kind, Object.fromEntries(processes[kind].openStates.map((state) => [state, 1]))]),
    ) as Census['open'];
    metrics.census({ open: ones, items: [] });
    await untilShown('fulfillment_delivery_notices{state="SENDING"} 1');
    await untilShown('fulfillment_ndr_cases{state="AWAITING_DECISION"} 1');
    await untilShown('fulfillment_ndr_quarantine{state="QUARANTINED"} 1');
  });

  it('say when a client secret stops working: 180 days after it was issued, where that is known', async () => {
    const accounts = [{ account: 'known', secretIssuedAt: '2026-01-01' }, { account: 'unknown' }];
    measureClientSecrets(accounts, metrics);
    await untilShown(
      `fulfillment_client_secret_expiry_timestamp_seconds{account="known"} ${Date.parse('2026-06-30') / 1_000}`,
    );
    await expect(series('fulfillment_client_secret')).resolves.toHaveLength(1);
  });

  it('show as 1 that the process speaks for an account', async () => {
    metrics.speaker({ account: 'a', isSpeaker: true });
    metrics.speaker({ account: 'b', isSpeaker: false });
    await untilShown('fulfillment_speaker{account="a"} 1');
    await untilShown('fulfillment_speaker{account="b"} 0');
  });

  it('count status updates of which nobody knows what became', async () => {
    metrics.statusUnproven({ account: 'a' });
    await untilShown('fulfillment_unproven_status_updates_total{account="a"} 1');
  });

  it('count notices', async () => {
    metrics.noticesWaiting(4);
    metrics.noticesSent(3);
    metrics.noticeFailed();
    await untilShown('fulfillment_notices_waiting 4');
    await untilShown('fulfillment_notices_sent_total 3');
    await untilShown('fulfillment_notice_failures_total 1');
  });

  it('have a type and a description each, and are all documented with their type', async () => {
    const text = await exporter.read();
    const exported = [...text.matchAll(/^# TYPE (fulfillment_\w+) (\w+)/gm)].map(([, name, type]) => [name, type]);
    const page = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');
    const documented = [...page.matchAll(/^\| `(fulfillment_\w+)` +\| (\w+)/gm)].map(([, name, type]) => [name, type]);
    expect(exported.toSorted()).toEqual(documented.toSorted());
    for (const [name] of exported) expect(text).toMatch(new RegExp(`^# HELP ${name} \\S`, 'm'));
  });
});
