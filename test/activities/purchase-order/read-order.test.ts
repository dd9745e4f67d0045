import { MockActivityEnvironment } from '@temporalio/testing';
import { describe, expect, it } from 'vitest';
import type { OrderAsk } from '../../../activities/amazon/amazon.js';
import { order as orderSchema } from '../../../activities/amazon/schemas/index.js';
import type { DocumentStore } from '../../../activities/documents/document-store.js';
import type { StepDependencies } from '../../../activities/purchase-order/dependencies.js';
import { createReadOrder, createReadResult, factsOf } from '../../../activities/purchase-order/read-order.js';
import { createMemoryLedger } from '../../support/memory-ledger.js';

const HOUR = 3_600_000;
/** A Monday, 15:00 in Chicago. */
const NOW = Date.parse('2026-01-05T21:00:00Z');

interface Said {
  shipmentDetails?: object;
  shipmentDates?: object;
  windows?: object[];
}

/** An order as Amazon sends it. */
const received = ({ shipmentDetails, shipmentDates, windows = [{}] }: Said = {}) =>
  orderSchema.parse({
    purchaseOrderNumber: 'PO1',
    orderDetails: {
      customerOrderNumber: '123-ABC',
      orderDate: '2026-01-05T08:00:00Z',
      orderStatus: 'NEW',
      shipmentDetails: {
        isPriorityShipment: false,
        isPslipRequired: false,
        shipMethod: 'UPS_2ND',
        shipmentDates: { requiredShipDate: '2026-01-08T22:00:00Z', ...shipmentDates },
        ...shipmentDetails,
      },
      sellingParty: { partyId: 'ACMEX' },
      shipFromParty: { partyId: 'WH01' },
      items: windows.map((scheduledDeliveryShipment, index) => ({
        itemSequenceNumber: `0000${index + 1}`,
        orderedQuantity: { amount: 1 },
        ...(Object.keys(scheduledDeliveryShipment).length === 0 ? {} : { scheduledDeliveryShipment }),
      })),
    },
  });

const windowOf = (earliestNominatedDeliveryDate?: string, latestNominatedDeliveryDate?: string) => ({
  scheduledDeliveryServiceType: 'SCHEDULED',
  ...(earliestNominatedDeliveryDate === undefined ? {} : { earliestNominatedDeliveryDate }),
  ...(latestNominatedDeliveryDate === undefined ? {} : { latestNominatedDeliveryDate }),
});
const scheduled = { isScheduledDeliveryShipment: true };

describe('the nominated window', () => {
  it.each<[string, Said, object | undefined]>([
    // rule, order, window
    [
      'of several lines is from the earliest to the latest, in UTC',
      {
        shipmentDetails: scheduled,
        windows: [
          windowOf('2026-01-10T08:00:00-06:00', '2026-01-10T12:00:00-06:00'),
          {},
          windowOf('2026-01-09T23:00:00Z', '2026-01-10T18:30:00'),
        ],
      },
      { earliest: '2026-01-09T23:00:00.000Z', latest: '2026-01-10T18:30:00.000Z' },
    ],
    [
      'is not there for an order that is not scheduled',
      { windows: [windowOf('2026-01-10T08:00:00Z', '2026-01-10T12:00:00Z')] },
      undefined,
    ],
    [
      'is not there when one end is missing',
      { shipmentDetails: scheduled, windows: [windowOf('2026-01-10T08:00:00Z')] },
      undefined,
    ],
    [
      'leaves out a date that cannot be read',
      {
        shipmentDetails: scheduled,
        windows: [windowOf('soon', '2026-01-10T12:00:00Z'), windowOf('2026-01-10T08:00:00Z', '')],
      },
      { earliest: '2026-01-10T08:00:00.000Z', latest: '2026-01-10T12:00:00.000Z' },
    ],
  ])('%s', (_rule, said, expected) => {
    expect(factsOf(received(said)).nominatedDelivery).toEqual(expected);
  });
});

describe('the promised delivery date', () => {
  it.each([
    // received, kept
    ['2026-01-12T00:00:00-06:00', '2026-01-12T06:00:00.000Z'],
    ['2026-01-12T00:00:00', '2026-01-12T00:00:00.000Z'],
    ['next week', undefined],
  ])('%s is kept as %s', (promisedDeliveryDate, expected) => {
    expect(factsOf(received({ shipmentDates: { promisedDeliveryDate } })).promisedDeliveryDate).toBe(expected);
  });
});

describe('an order that was read', () => {
  const read = ({ invoices = false, hasZone = true } = {}, said: Said = {}) =>
    createReadResult({
      documents: {
        put: (_bytes, mediaType) => Promise.resolve({ documentId: 'd', sha256: 'd', mediaType }),
      } as DocumentStore,
      ledger: createMemoryLedger(),
      clock: () => NOW,
      isDryRun: false,
      labelModeFor: () => undefined,
      warehouseOf: () => ({
        workingDays: [1, 2, 3, 4, 5],
        labelCutOff: '14:00',
        waitForPacking: false,
        ...(hasZone ? { timeZone: 'America/Chicago' } : {}),
      }),
      labels: { leadMs: HOUR },
      invoices,
    })({ account: 'acme', purchaseOrderNumber: 'PO1' }, { order: received(said), raw: Buffer.from('{}') });

  it('has the ship day that it would have if it were accepted now', async () => {
    expect(await read()).toMatchObject({ shipDay: { day: '2026-01-06', labelFrom: '2026-01-06T13:00:00.000Z' } });
  });

  it('has none where the warehouse’s days are not known', async () => {
    const result = await read({ hasZone: false });
    expect(result).not.toHaveProperty('shipDay');
  });

  it.each([
    // slip required, account with invoices, papers
    [false, false, undefined],
    [true, false, ['packing-slip']],
    [false, true, ['customer-invoice']],
    [true, true, ['packing-slip', 'customer-invoice']],
  ])('with isPslipRequired %s and invoices %s needs the papers %j', async (isPslipRequired, invoices, papers) => {
    expect((await read({ invoices }, { shipmentDetails: { isPslipRequired } })).papers).toEqual(papers);
  });
});

describe('a first read', () => {
  it.each([
    // ms since it was asked for, attempt, budget in ms, when it counts as due, from when it was asked for, ms
    [0, 1, 6 * HOUR, HOUR / 2],
    [2 * HOUR, 9, 6 * HOUR, HOUR / 2],
    [0, 1, HOUR / 4, HOUR / 4],
  ])(
    '%i ms after it was asked for, in attempt %i of %i ms, is due at %i ms',
    async (agoMs, number, budgetMs, dueMs) => {
      const asks: OrderAsk[] = [];
      const readOrder = createReadOrder({
        amazon: {
          reads: {
            order: async (_number: string, ask: OrderAsk) => {
              asks.push(ask);
              return { order: received(), raw: Buffer.from('{}') };
            },
          },
        },
        documents: { put: async () => ({ documentId: 'd' }) } as unknown as DocumentStore,
        ledger: createMemoryLedger(),
        clock: () => NOW,
        isDryRun: false,
        labelModeFor: () => undefined,
        warehouseOf: () => undefined,
        labels: { leadMs: HOUR },
        invoices: false,
      } as unknown as StepDependencies);
      const environment = new MockActivityEnvironment({
        attempt: number,
        scheduledTimestampMs: NOW - agoMs,
        scheduleToCloseTimeoutMs: budgetMs,
        startToCloseTimeoutMs: 45_000,
      });
      await environment.run(readOrder, { account: 'acme', purchaseOrderNumber: 'PO1' });
      expect(asks).toMatchObject([{ deadline: NOW - agoMs + dueMs, maxAgeMs: 30_000 }]);
    },
  );
});
