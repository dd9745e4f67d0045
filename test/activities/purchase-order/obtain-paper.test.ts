import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { DocumentStore } from '../../../activities/documents/document-store.js';
import { createObtainPaper } from '../../../activities/purchase-order/obtain-paper.js';
import type { ObtainPaperResult } from '../../../workflows/purchase-order/activities.js';
import type { PaperKind } from '../../../workflows/purchase-order/order.js';
import { acceptance, startLocalAccount, submissionOf } from '../amazon/local-account.js';
import type { LocalAccount } from '../amazon/local-account.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** When Amazon has made a paper. */
const MADE_AFTER = 20 * MINUTE;
const BUDGET = 2 * HOUR;
const exactly = (ms: number) => ({ minMs: ms, medianMs: ms, maxMs: ms });

const operations = { 'packing-slip': 'getPackingSlip', 'customer-invoice': 'getCustomerInvoice' } as const;

const started: LocalAccount[] = [];
afterEach(async () => {
  for (const account of started.splice(0)) await account.stop();
});

/** An accepted order whose papers are 20 min away, and the step that waits for one of them. */
async function openDesk(kind: PaperKind, { invoices = true } = {}) {
  const account = await startLocalAccount({
    local: {
      latency: { default: exactly(0), getPackingSlip: exactly(MADE_AFTER), getCustomerInvoice: exactly(MADE_AFTER) },
    },
    invoices,
  });
  started.push(account);
  account.local.addOrder({
    purchaseOrderNumber: 'PO1',
    lines: [{ vendorProductIdentifier: 'SKU-1', amount: 1 }],
    packingSlipRequired: true,
    invoiced: true,
  });
  await account.amazon.submit(submissionOf(account, acceptance(account, 'PO1')));
  const beganAt = account.clock();
  const stored = new Map<string, Uint8Array>();
  const documents: DocumentStore = {
    put: (bytes, mediaType) => {
      const documentId = createHash('sha256').update(bytes).digest('hex');
      stored.set(documentId, bytes);
      return Promise.resolve({ documentId, sha256: documentId, mediaType });
    },
    get: () => Promise.reject(new Error('Nothing is read.')),
  };
  const plan = { firstMs: MINUTE, factor: 1.5, maxMs: 15 * MINUTE };
  const obtainPaper = createObtainPaper({
    amazon: account.amazon,
    documents,
    clock: account.clock,
    polling: { transaction: plan, label: { ...plan, stayMs: 0 }, paper: plan },
  });
  const input = { account: 'default', purchaseOrderNumber: 'PO1', kind, deadline: beganAt + 24 * HOUR };
  /** One attempt: its result, or its failure. */
  const attempt = async (purchaseOrderNumber = 'PO1'): Promise<ObtainPaperResult | ApplicationFailure> => {
    const environment = new MockActivityEnvironment(
      { scheduledTimestampMs: beganAt, scheduleToCloseTimeoutMs: BUDGET, startToCloseTimeoutMs: 45 * SECOND },
      { logger: new DefaultLogger('ERROR', () => undefined) },
    );
    try {
      return await environment.run(obtainPaper, { ...input, purchaseOrderNumber });
    } catch (error) {
      if (error instanceof ApplicationFailure) return error;
      throw error;
    }
  };
  /** Skips to a time since the beginning. */
  const skipTo = (ms: number): void => account.skip(beganAt + ms - account.clock());
  return { account, stored, attempt, skipTo };
}

describe.each(['packing-slip', 'customer-invoice'] as const)('a paper, %s', (kind) => {
  it('is stored once Amazon has made it, however often it is asked for', async () => {
    const { attempt, stored, skipTo } = await openDesk(kind);
    skipTo(MADE_AFTER + SECOND);
    const done = await attempt();
    const [[documentId, bytes] = []] = [...stored];
    expect(done).toEqual({ paper: { kind, documentId, sha256: documentId, mediaType: 'application/pdf' } });
    expect(Buffer.from(bytes ?? []).toString('latin1')).toMatch(/^%PDF-[^]*PO1/);
    expect(await attempt()).toEqual(done);
    expect(stored.size).toBe(1);
  });

  it('is looked for by its own plan: soon at first, every 15 min in the end', async () => {
    const { attempt, skipTo } = await openDesk(kind);
    const waits: number[] = [];
    for (const at of [0, 61 * SECOND, 151 * SECOND, 15 * MINUTE]) {
      skipTo(at);
      const failure = await attempt();
      expect(failure).toMatchObject({ type: 'NotReady', nonRetryable: false, category: 'BENIGN' });
      waits.push(Math.round(Number((failure as ApplicationFailure).nextRetryDelay) / SECOND));
    }
    // Looks at 60, 150, 285, 488, 791 s … after the beginning.
    expect(waits.slice(0, 3)).toEqual([60, 89, 134]);
    expect(waits[3]).toBeLessThanOrEqual(15 * 60);
  });

  it.each<[string, Parameters<LocalAccount['local']['addFault']>[0]['fault'] | undefined]>([
    ['it is still missing', undefined],
    ['Amazon does not answer', { kind: 'status', status: 503 }],
    ['the quota is used up', { kind: 'status', status: 429 }],
    ['the role is missing', { kind: 'not-permitted' }],
  ])('is late when its time is over and %s', async (_why, fault) => {
    const { account, attempt, skipTo } = await openDesk(kind);
    if (fault !== undefined) account.local.addFault({ operation: operations[kind], fault, times: 'always' });
    else account.local.addFault({ operation: operations[kind], fault: { kind: 'empty-payload' }, times: 'always' });
    skipTo(BUDGET - 10 * SECOND);
    expect(await attempt()).toMatchObject({ nonRetryable: false });
    skipTo(BUDGET - 5 * SECOND);
    const failure = await attempt();
    expect(failure).toMatchObject({ type: 'PaperLate', nonRetryable: true });
    expect((failure as ApplicationFailure).message).toContain(kind === 'packing-slip' ? 'packing slip' : 'invoice');
  });

  it('is a person’s at once when Amazon refuses to show it', async () => {
    const { account, attempt } = await openDesk(kind);
    account.local.addFault({ operation: operations[kind], fault: { kind: 'status', status: 400 } });
    const failure = await attempt();
    expect(failure).toMatchObject({ type: 'PaperLate', nonRetryable: true });
    expect((failure as ApplicationFailure).details?.[0]).toHaveProperty('requestIds');
  });
});
