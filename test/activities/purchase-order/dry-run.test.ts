import { describe, expect, it } from 'vitest';
import { order as orderSchema } from '../../../activities/amazon/schemas/index.js';
import type { DocumentStore } from '../../../activities/documents/document-store.js';
import { createReadResult } from '../../../activities/purchase-order/read-order.js';
import { writeKey } from '../../../activities/purchase-order/write-key.js';
import type { ReadOrderResult } from '../../../workflows/purchase-order/activities.js';
import { createMemoryLedger } from '../../support/memory-ledger.js';

const AT = Date.parse('2026-01-05T21:00:00Z');
const name = { account: 'acme', purchaseOrderNumber: 'PO1' };

const order = orderSchema.parse({
  purchaseOrderNumber: 'PO1',
  orderDetails: {
    customerOrderNumber: '123-ABC',
    orderDate: '2026-01-05T08:00:00Z',
    orderStatus: 'NEW',
    shipmentDetails: {
      isPriorityShipment: false,
      isPslipRequired: false,
      shipMethod: 'UPS_2ND',
      shipmentDates: { requiredShipDate: '2026-01-08T22:00:00Z' },
    },
    sellingParty: { partyId: 'ACMEX' },
    shipFromParty: { partyId: 'WH01' },
    items: [{ itemSequenceNumber: '00001', orderedQuantity: { amount: 1 } }],
  },
});

function openDesk() {
  const ledger = createMemoryLedger();
  const record = async (
    operation: 'submitAcknowledgement' | 'submitShippingLabelRequest' | 'submitShipmentConfirmations',
    body: unknown,
    { send = 1, occurrence = 1, isDryRun = true } = {},
  ): Promise<void> => {
    const key = writeKey(name, operation, occurrence);
    await ledger.open([
      {
        type: 'intent',
        key,
        send,
        at: AT,
        intentId: `${operation}-${send}`,
        sendableUntil: AT,
        subject: 's',
        body: JSON.stringify(body),
        actor: 'policy',
        ...(isDryRun ? { isDryRun } : {}),
      },
    ]);
  };
  const read = (isDryRun: boolean): Promise<ReadOrderResult> =>
    createReadResult({
      documents: {
        put: (_bytes, mediaType) => Promise.resolve({ documentId: 'd', sha256: 'd', mediaType }),
      } as DocumentStore,
      ledger,
      clock: () => AT,
      isDryRun,
      labelModeFor: () => undefined,
      warehouseOf: () => undefined,
      labels: { leadMs: 0 },
      invoices: false,
    })(name, { order, raw: Buffer.from('{}') });
  return { read, record };
}

describe('an order that is read', () => {
  it('is in dry run when its account is, and only then', async () => {
    const { read } = openDesk();
    expect(await read(true)).toMatchObject({ isDryRun: true });
    expect(await read(false)).not.toHaveProperty('isDryRun');
  });

  it('live knows nothing of what a dry run has decided for it', async () => {
    const { read, record } = openDesk();
    await record('submitAcknowledgement', {
      acknowledgementDate: '2026-01-05T20:00:00Z',
      acknowledgementStatus: { code: '03' },
    });
    await record('submitShippingLabelRequest', {}, { occurrence: 2 });
    await record('submitShipmentConfirmations', {
      shipmentDetails: { shipmentStatus: 'FLOOR_DENIAL', shippedDate: '2026-01-05T20:30:00Z' },
    });
    expect((await read(false)).prior).toEqual({});
  });

  it('knows what was sent live before a dry run', async () => {
    const { read, record } = openDesk();
    const acknowledgement = (code: string) => ({
      acknowledgementDate: '2026-01-05T20:00:00Z',
      acknowledgementStatus: { code },
    });
    await record('submitAcknowledgement', acknowledgement('00'), { isDryRun: false });
    await record('submitAcknowledgement', acknowledgement('03'), { send: 2 });
    expect((await read(false)).prior).toEqual({
      acknowledgement: { code: '00', decidedAt: '2026-01-05T20:00:00Z' },
    });
  });
});
