import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { Amazon } from '../../../activities/amazon/amazon.js';
import type { DocumentStore } from '../../../activities/documents/document-store.js';
import { silentMetrics } from '../../../activities/metrics.js';
import { createConfirmShipment } from '../../../activities/purchase-order/confirm-shipment.js';
import type { ConfirmShipmentInput } from '../../../workflows/purchase-order/activities.js';
import { createMemoryLedger } from '../../support/memory-ledger.js';

const minute = 60_000;
const hour = 60 * minute;
const departedAt = Date.parse('2026-01-05T16:00:00Z');

const input: ConfirmShipmentInput = {
  account: 'acme-us',
  purchaseOrderNumber: 'PO1',
  ledgerId: 'memory',
  deadline: departedAt + 4 * hour,
  actor: 'warehouse',
  leftAnyway: false,
  references: [],
  labelMode: { mode: 'amazon' },
  departure: { departedAt: new Date(departedAt).toISOString() },
  label: { format: 'PNG', packages: [{ documentId: 'd', sha256: 's', mediaType: 'image/png' }] },
  order: {
    customerOrderNumber: 'C1',
    orderDate: '2026-01-05T10:00:00Z',
    requiredShipDate: '2026-01-06T10:00:00Z',
    shipMethod: 'UPS_GROUND',
    isPriorityShipment: false,
    isPslipRequired: false,
    isGift: false,
    sellingParty: 'ACME',
    shipFromParty: 'WH01',
    lines: [{ itemSequenceNumber: '1', quantity: 1 }],
  },
};

/** A confirmation that was sent a minute after the departure; Amazon says `Success` when it is asked. */
async function sentOrder() {
  const now = { at: departedAt + minute };
  const ledger = createMemoryLedger();
  const key = {
    account: 'acme-us',
    operation: 'submitShipmentConfirmations',
    businessId: 'PO1',
    occurrence: 1,
  } as const;
  const subject = createHash('sha256')
    .update(JSON.stringify({ status: 'SHIPPED', containers: [] }))
    .digest('hex');
  const at = now.at;
  await ledger.open([
    { type: 'intent', intentId: 'i-1', key, send: 1, at, sendableUntil: at, subject, body: '{}', actor: 'warehouse' },
  ]);
  await ledger.append([{ type: 'verdict', key, send: 1, at, verdict: { kind: 'accepted', transactionId: 'T1' } }]);
  const confirmed: unknown[] = [];
  const confirmShipment = createConfirmShipment({
    amazon: { reads: { transaction: () => Promise.resolve({ status: 'Success', codes: [] }) } } as unknown as Amazon,
    ledger,
    documents: {} as DocumentStore,
    clock: () => now.at,
    isDryRun: false,
    metrics: { ...silentMetrics, confirmed: (confirmation) => void confirmed.push(confirmation) },
    windows: { windowMs: 30 * minute, evidenceAfterMs: 15 * minute, maxFailures: 3 },
    polling: {
      transaction: { firstMs: minute, factor: 1.5, maxMs: 5 * minute },
      label: { firstMs: minute, factor: 1.5, maxMs: 5 * minute, stayMs: 0 },
      paper: { firstMs: minute, factor: 1.5, maxMs: 5 * minute },
    },
    labels: { leadMs: 3_600_000 },
    invoices: false,
    region: 'NA',
    labelModeFor: () => undefined,
    warehouseOf: () => undefined,
  });
  const run = (atMs: number) => {
    now.at = atMs;
    const info = { startToCloseTimeoutMs: 45_000, scheduledTimestampMs: atMs, scheduleToCloseTimeoutMs: hour };
    return new MockActivityEnvironment(info).run(confirmShipment, input);
  };
  return { confirmed, run };
}

describe('a proven confirmation', () => {
  it.each([
    // minutes from departure to proof, minutes left
    [10, 230],
    [240, 0],
    [300, -60],
  ])('%i min after its departure is measured with a margin of %i min', async (minutes, left) => {
    const { confirmed, run } = await sentOrder();
    await expect(run(departedAt + minutes * minute)).resolves.toMatchObject({ outcome: 'proven' });
    expect(confirmed).toEqual([{ account: 'acme-us', sinceDepartureMs: minutes * minute, marginMs: left * minute }]);
  });

  it('is measured once, however often a reset makes the step run', async () => {
    const { confirmed, run } = await sentOrder();
    for (const hours of [1, 2, 30]) {
      await expect(run(departedAt + hours * hour)).resolves.toMatchObject({ outcome: 'proven' });
    }
    expect(confirmed).toHaveLength(1);
  });
});
