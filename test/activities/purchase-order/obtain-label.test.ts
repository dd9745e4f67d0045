import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { Amazon } from '../../../activities/amazon/amazon.js';
import type { DocumentStore } from '../../../activities/documents/document-store.js';
import { createObtainLabel } from '../../../activities/purchase-order/obtain-label.js';
import type { ObtainLabelInput, ObtainLabelResult } from '../../../workflows/purchase-order/activities.js';
import { createMemoryLedger } from '../../support/memory-ledger.js';
import { facts } from '../../workflows/purchase-order/orders.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BEGAN_AT = Date.parse('2026-01-05T16:00:00Z');

const input: ObtainLabelInput = {
  account: 'acme-us',
  purchaseOrderNumber: 'PO1',
  ledgerId: 'memory',
  deadline: BEGAN_AT + 24 * HOUR,
  actor: 'policy',
  references: [],
  order: facts,
  lookFirst: false,
  occurrence: 1,
  labelMode: { mode: 'amazon' },
  voidDocumentIds: [],
};

const documentIdOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const labelOf = (text: string) => ({
  purchaseOrderNumber: 'PO1',
  labelFormat: 'PNG',
  labelData: [{ content: Buffer.from(text).toString('base64'), trackingNumber: `TRACK ${text}` }],
});

/** Amazon with one order: what it shows can be changed. */
function openDesk() {
  let now = BEGAN_AT;
  const ledger = createMemoryLedger();
  const amazon = {
    label: undefined as string | undefined,
    transaction: 'Processing',
    status: 'ACCEPTED',
    sent: 0,
    stays: [] as (number | undefined)[],
  };
  const obtainLabel = createObtainLabel({
    amazon: {
      reads: {
        label: (_number: string, { lingerMs }: { lingerMs?: number }) => {
          amazon.stays.push(lingerMs);
          return Promise.resolve(amazon.label === undefined ? undefined : labelOf(amazon.label));
        },
        transaction: () => Promise.resolve({ status: amazon.transaction, codes: [] }),
        orderStatus: () => Promise.resolve(amazon.status),
        isCancelled: () => Promise.resolve(amazon.status === 'CANCELLED'),
      },
      firstPollMs: (_operation: string, { firstMs }: { firstMs: number }) => firstMs,
      submit: async ({ intent }: Parameters<Amazon['submit']>[0]) => {
        const { key, send } = intent;
        amazon.sent += 1;
        await ledger.open([{ type: 'intent', intentId: `i${amazon.sent}`, at: now, sendableUntil: now, ...intent }]);
        const transactionId = `T${amazon.sent}`;
        await ledger.append([{ type: 'verdict', key, send, at: now, verdict: { kind: 'accepted', transactionId } }]);
        return { kind: 'accepted', transactionId };
      },
    } as unknown as Amazon,
    ledger,
    documents: {
      put: (bytes: Uint8Array) => Promise.resolve({ documentId: documentIdOf(bytes), sha256: documentIdOf(bytes) }),
    } as unknown as DocumentStore,
    clock: () => now,
    isDryRun: false,
    windows: { windowMs: 30 * MINUTE, evidenceAfterMs: 15 * MINUTE, maxFailures: 3 },
    polling: {
      transaction: { firstMs: MINUTE, factor: 1, maxMs: MINUTE },
      label: { firstMs: MINUTE, factor: 1, maxMs: MINUTE, stayMs: 36_000 },
      paper: { firstMs: MINUTE, factor: 1, maxMs: MINUTE },
    },
    labels: { leadMs: 60 * MINUTE },
    invoices: false,
    region: 'NA',
    labelModeFor: () => undefined,
    warehouseOf: () => undefined,
  });
  /** One attempt: its result, or the kind of its failure. */
  const attempt = async (more: Partial<ObtainLabelInput> = {}): Promise<ObtainLabelResult | string> => {
    const environment = new MockActivityEnvironment(
      { scheduledTimestampMs: BEGAN_AT, scheduleToCloseTimeoutMs: 24 * HOUR, startToCloseTimeoutMs: 45_000 },
      { logger: new DefaultLogger('ERROR', () => undefined) },
    );
    try {
      return await environment.run(obtainLabel, { ...input, ...more });
    } catch (error) {
      if (error instanceof ApplicationFailure) return String(error.type);
      throw error;
    } finally {
      now += MINUTE;
    }
  };
  return { amazon, ledger, attempt, skip: (ms: number) => (now += ms) };
}

const again = (first: string): Partial<ObtainLabelInput> => ({
  occurrence: 2,
  voidDocumentIds: [documentIdOf(Buffer.from(first))],
});

describe('a label', () => {
  it('is waited for within the attempt once it was asked for, not before', async () => {
    const { amazon, attempt } = openDesk();
    await attempt({ lookFirst: true });
    await attempt();
    expect([amazon.sent, amazon.stays]).toEqual([1, [0, 36_000]]);
  });
});

describe('a second label request', () => {
  it('is not proven by the label that it is to replace, but by another one', async () => {
    const { amazon, attempt, skip } = openDesk();
    amazon.label = 'old';
    expect(await attempt(again('old'))).toBe('NotReady');
    skip(16 * MINUTE);
    expect(await attempt(again('old'))).toBe('NotReady');
    amazon.label = 'new';
    expect(await attempt(again('old'))).toMatchObject({
      outcome: 'proven',
      label: { packages: [{ trackingNumber: 'TRACK new' }] },
      sentAt: new Date(BEGAN_AT).toISOString(),
    });
    expect(amazon.sent).toBe(1);
  });

  it('is proven by its transaction alone, when Amazon makes the same label again: it is looked for another one first', async () => {
    const { amazon, attempt, skip } = openDesk();
    amazon.label = 'old';
    await attempt(again('old'));
    amazon.transaction = 'Success';
    expect(await attempt(again('old'))).toBe('NotReady');
    skip(15 * MINUTE);
    expect(await attempt(again('old'))).toMatchObject({
      outcome: 'proven',
      label: { packages: [{ documentId: documentIdOf(Buffer.from('old')) }] },
    });
  });

  it('is not proven by any label after a reset, which forgets the one before: only by its transaction', async () => {
    const { amazon, attempt, skip } = openDesk();
    amazon.label = 'old';
    await attempt(again('old'));
    const afterReset = { occurrence: 2, voidDocumentIds: [], lookFirst: true };
    skip(16 * MINUTE);
    expect(await attempt(afterReset)).toBe('NotReady');
    amazon.transaction = 'Success';
    amazon.label = 'new';
    expect(await attempt(afterReset)).toMatchObject({ outcome: 'proven', label: { packages: [{}] } });
    expect(amazon.sent).toBe(1);
  });

  it('is not made when its transaction failed: a person is asked', async () => {
    const { amazon, attempt } = openDesk();
    amazon.label = 'old';
    await attempt(again('old'));
    amazon.transaction = 'Failure';
    expect(await attempt(again('old'))).toBe('Rejected');
    expect(amazon.sent).toBe(1);
  });
});

describe('a label request', () => {
  it('after a floor denial is not made, and ends by itself when it was made before', async () => {
    const { amazon, ledger, attempt } = openDesk();
    expect(await attempt()).toBe('NotReady');
    const key = {
      account: 'acme-us',
      operation: 'submitShipmentConfirmations',
      businessId: 'PO1',
      occurrence: 1,
    } as const;
    const denial = (shipmentStatus: string) => JSON.stringify({ shipmentDetails: { shipmentStatus } });
    const at = BEGAN_AT;
    const intent = { type: 'intent', key, at, sendableUntil: at, subject: 's', actor: 'ann' } as const;
    await ledger.open([{ ...intent, intentId: 'd1', send: 1, body: denial('FLOOR_DENIAL') }]);
    expect(await attempt()).toEqual({ outcome: 'cancelled', transactionIds: [], requestIds: [] });
    // One that Amazon has failed leaves the order as it was.
    await ledger.append([{ type: 'disproved', key, send: 1, at, by: 'transaction', codes: ['X'] }]);
    expect(await attempt()).toBe('NotReady');
    // A confirmation that an earlier run has sent says nothing about the label.
    await ledger.open([{ ...intent, intentId: 'd2', send: 2, body: denial('SHIPPED') }]);
    expect(await attempt()).toBe('NotReady');
    expect(amazon.sent).toBe(1);
  });
});

describe('a label request in dry run', () => {
  const dry = { isDryRun: true } as const;

  it('is recorded, and ends without a label where there is none', async () => {
    const { amazon, ledger, attempt } = openDesk();
    expect(await attempt(dry)).toEqual({ outcome: 'recorded', transactionIds: [], requestIds: [] });
    expect(amazon.sent).toBe(0);
    expect(ledger.records().map(({ type }) => type)).toEqual(['intent', 'verdict']);
  });

  it('takes the label that another system has asked for', async () => {
    const { amazon, attempt } = openDesk();
    amazon.label = 'theirs';
    expect(await attempt(dry)).toMatchObject({
      outcome: 'recorded',
      label: { packages: [{ trackingNumber: 'TRACK theirs' }] },
    });
    expect(amazon.sent).toBe(0);
  });

  it('does not take a label that is void', async () => {
    const { amazon, attempt } = openDesk();
    amazon.label = 'old';
    expect(await attempt({ ...dry, ...again('old') })).toEqual({
      outcome: 'recorded',
      transactionIds: [],
      requestIds: [],
    });
  });

  it('counts as unsent afterwards: a cancelled order is still not labelled', async () => {
    const { amazon, attempt } = openDesk();
    await attempt(dry);
    amazon.status = 'CANCELLED';
    expect(await attempt()).toMatchObject({ outcome: 'cancelled' });
    expect(amazon.sent).toBe(0);
  });
});
