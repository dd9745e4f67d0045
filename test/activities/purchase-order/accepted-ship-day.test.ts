import { describe, expect, it } from 'vitest';
import { MockActivityEnvironment } from '@temporalio/testing';
import type { Amazon } from '../../../activities/amazon/amazon.js';
import type { DocumentStore } from '../../../activities/documents/document-store.js';
import { createAcknowledge } from '../../../activities/purchase-order/acknowledge.js';
import type { StepDependencies } from '../../../activities/purchase-order/dependencies.js';
import { createPlanShipDay } from '../../../activities/purchase-order/plan-ship-day.js';
import type { AcknowledgeInput, AcknowledgeResult } from '../../../workflows/purchase-order/activities.js';
import { createMemoryLedger } from '../../support/memory-ledger.js';
import { facts } from '../../workflows/purchase-order/orders.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** A Monday, ten minutes before the cut-off in Chicago. */
const SENT_AT = Date.parse('2026-01-05T19:50:00.000Z');

const order = { ...facts, requiredShipDate: '2026-01-08T22:00:00.000Z' };
const input: AcknowledgeInput = {
  account: 'acme',
  purchaseOrderNumber: 'PO1',
  ledgerId: 'memory',
  deadline: SENT_AT + 24 * HOUR,
  references: [],
  actor: 'policy',
  order,
  code: { code: '00' },
  decidedAt: new Date(SENT_AT).toISOString(),
  lookFirst: false,
};

/** Amazon accepts what is sent, and says half an hour later that it has done it. */
function openDesk({ status = 'NEW' } = {}) {
  let now = SENT_AT;
  const ledger = createMemoryLedger();
  const plan = { firstMs: MINUTE, factor: 1, maxMs: MINUTE };
  const dependencies: StepDependencies = {
    amazon: {
      reads: {
        orderStatus: () => Promise.resolve(status),
        transaction: () => Promise.resolve({ status: 'Success', codes: [] }),
      },
      submit: async ({ intent }: Parameters<Amazon['submit']>[0]) => {
        const { key, send } = intent;
        await ledger.open([{ type: 'intent', intentId: 'i1', at: now, sendableUntil: now, ...intent }]);
        const verdict = { kind: 'accepted', transactionId: 'T1' } as const;
        await ledger.append([{ type: 'verdict', key, send, at: now, verdict }]);
        now += 30 * MINUTE;
        return verdict;
      },
    } as unknown as Amazon,
    ledger,
    documents: {} as DocumentStore,
    clock: () => now,
    isDryRun: false,
    windows: { windowMs: 30 * MINUTE, evidenceAfterMs: 15 * MINUTE, maxFailures: 3 },
    polling: { transaction: plan, label: { ...plan, stayMs: 0 }, paper: plan },
    labels: { leadMs: HOUR },
    invoices: false,
    region: 'NA',
    labelModeFor: () => undefined,
    warehouseOf: () => ({
      timeZone: 'America/Chicago',
      workingDays: [1, 2, 3, 4, 5],
      labelCutOff: '14:00',
      waitForPacking: false,
    }),
  };
  const environment = () =>
    new MockActivityEnvironment({
      scheduledTimestampMs: SENT_AT,
      scheduleToCloseTimeoutMs: 24 * HOUR,
      startToCloseTimeoutMs: 45_000,
    });
  return {
    skip: (ms: number) => (now += ms),
    acknowledge: async (more: Partial<AcknowledgeInput> = {}): Promise<AcknowledgeResult> => {
      const attempt = () => environment().run(createAcknowledge(dependencies), { ...input, ...more });
      // What was sent is proven by the next attempt.
      return (await attempt().catch(attempt)) as AcknowledgeResult;
    },
    planShipDay: (day: string) =>
      environment().run(createPlanShipDay(dependencies), { account: 'acme', purchaseOrderNumber: 'PO1', order, day }),
  };
}

describe('the ship day of an acknowledged order', () => {
  it('counts from when the acceptance was sent, whenever it is proven', async () => {
    const { acknowledge } = openDesk();
    await expect(acknowledge()).resolves.toMatchObject({
      outcome: 'proven',
      sentAt: new Date(SENT_AT).toISOString(),
      shipDay: { day: '2026-01-05', labelFrom: '2026-01-05T13:00:00.000Z', local: 'Mon 5 Jan 07:00 America/Chicago' },
    });
  });

  it('counts from now where it was accepted elsewhere', async () => {
    const { acknowledge, skip } = openDesk({ status: 'ACCEPTED' });
    skip(15 * MINUTE);
    await expect(acknowledge({ lookFirst: true })).resolves.toMatchObject({ shipDay: { day: '2026-01-06' } });
  });

  it('is none for a rejected order', async () => {
    const { acknowledge } = openDesk();
    const done = await acknowledge({ code: { code: '03' } });
    expect(done.outcome).toBe('proven');
    expect(done).not.toHaveProperty('shipDay');
  });

  it('is none for a cancelled order', async () => {
    const { acknowledge } = openDesk({ status: 'CANCELLED' });
    const done = await acknowledge({ lookFirst: true });
    expect(done).toEqual({ outcome: 'cancelled', transactionIds: [], requestIds: [] });
  });

  it('is the one that a person wants', async () => {
    const { planShipDay } = openDesk();
    await expect(planShipDay('2026-01-07')).resolves.toEqual({
      shipDay: { day: '2026-01-07', labelFrom: '2026-01-07T13:00:00.000Z', local: 'Wed 7 Jan 07:00 America/Chicago' },
    });
  });
});
