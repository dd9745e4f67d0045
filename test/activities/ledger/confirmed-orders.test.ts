import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCipher } from '../../../activities/cipher.js';
import { findConfirmed, readConfirmed } from '../../../activities/ledger/confirmed-orders.js';
import type { ConfirmedOrder, ConfirmedPeriod } from '../../../activities/ledger/confirmed-orders.js';
import { ledgerFile } from '../../../activities/ledger/ledger-file.js';
import type { Ledger, LedgerIntent, LedgerRecord } from '../../../activities/ledger/ledger.js';
import { intentOf, keyOf, ledgerIn, testKey } from './support.js';

const FROM = '2026-01-01T00:00:00.000Z';
const TO = '2026-02-01T00:00:00.000Z';
const DEPARTED = '2026-01-05T16:05:00.000Z';
const PROVEN_AT = Date.parse('2026-01-05T16:07:00.000Z');

type Closing =
  Exclude<LedgerRecord, LedgerIntent> extends infer R
    ? R extends LedgerRecord
      ? Omit<R, 'key' | 'send' | 'at'>
      : never
    : never;

const accepted: Closing = { type: 'verdict', verdict: { kind: 'accepted', transactionId: 'tx-9', requestId: 'r-9' } };
const proven: Closing = { type: 'proven', by: 'transaction' };
const overruled: Closing = { type: 'overruled', actor: 'ann', requestId: 'u-1' };
const failed: Closing = { type: 'disproved', by: 'transaction', codes: ['X'] };
const dryRun: Closing = { type: 'verdict', verdict: { kind: 'dry-run' } };

const confirmation = (shippedDate = DEPARTED, shipmentStatus = 'SHIPPED') => ({
  shipmentDetails: { shippedDate, shipmentStatus },
  shipFromParty: { partyId: 'WH01' },
  items: [
    { itemSequenceNumber: 1, vendorProductIdentifier: 'SKU-1', shippedQuantity: { amount: 2, unitOfMeasure: 'Each' } },
    { itemSequenceNumber: 2, buyerProductIdentifier: 'B001', shippedQuantity: { amount: 1, unitOfMeasure: 'Each' } },
  ],
  containers: [{ trackingNumber: '1Z1' }, { trackingNumber: '1Z2' }, { trackingNumber: '1Z1' }],
});

describe('the confirmed orders of a period', () => {
  let directory: string;
  let ledger: Ledger;
  const cipher = createCipher([testKey]);
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'confirmed-orders-'));
    ledger = ledgerIn(directory);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  async function send(
    businessId: string,
    body: unknown,
    closing: Closing[],
    { number = 1, operation = 'submitShipmentConfirmations', account = 'acme', isDryRun = false } = {},
  ): Promise<void> {
    const key = { ...keyOf(businessId), operation, account };
    const intent = intentOf(businessId, number, `${businessId}-${number}`, JSON.stringify(body));
    await ledger.open([{ ...intent, key, references: ['co:1', 'trk:1Z3'], ...(isDryRun ? { isDryRun } : {}) }]);
    await ledger.append(closing.map((record) => ({ ...record, key, send: number, at: PROVEN_AT })));
  }
  const find = (more: object = {}): Promise<ConfirmedPeriod> =>
    findConfirmed({ directory, cipher, from: Date.parse(FROM), to: Date.parse(TO), ...more });
  const numbers = async (more: object = {}): Promise<string[]> =>
    (await find(more)).found.map(({ purchaseOrderNumber }) => purchaseOrderNumber);
  const readAll = async (): Promise<ConfirmedOrder[]> => {
    const orders: ConfirmedOrder[] = [];
    for await (const order of readConfirmed({ directory, cipher }, (await find()).found)) orders.push(order);
    return orders;
  };

  it('have what an invoice needs', async () => {
    const acknowledgement = { operation: 'submitAcknowledgement' };
    await send('PO1', { vendorOrderNumber: 'V-1' }, [accepted, proven], acknowledgement);
    await send('PO1', confirmation(), [accepted, proven]);
    await expect(readAll()).resolves.toEqual([
      {
        account: 'acme',
        purchaseOrderNumber: 'PO1',
        vendorOrderNumber: 'V-1',
        warehouse: 'WH01',
        departedAt: DEPARTED,
        confirmedAt: new Date(PROVEN_AT).toISOString(),
        transactionId: 'tx-9',
        trackingNumbers: ['1Z1', '1Z2', '1Z3'],
        lines: [
          { itemSequenceNumber: 1, sku: 'SKU-1', asin: null, quantity: 2, unitOfMeasure: 'Each' },
          { itemSequenceNumber: 2, sku: null, asin: 'B001', quantity: 1, unitOfMeasure: 'Each' },
        ],
      },
    ]);
  });

  it.each([
    // departure, whether it is in the period
    ['2025-12-31T23:59:59.999Z', false],
    [FROM, true],
    ['2026-01-31T18:00:00-06:00', false],
    ['2026-01-31T17:59:59-06:00', true],
    [TO, false],
  ])('are those that departed in it: %s %p', async (departedAt, isIn) => {
    await send('PO1', confirmation(departedAt), [accepted, proven]);
    await expect(numbers()).resolves.toEqual(isIn ? ['PO1'] : []);
  });

  it.each<[string, Closing[], 'found' | 'unproven' | 'neither']>([
    ['proven', [accepted, proven], 'found'],
    ['proven without an answer', [proven], 'found'],
    ['accepted', [accepted], 'unproven'],
    ['without an answer', [], 'unproven'],
    ['failed', [accepted, failed], 'neither'],
    ['overruled', [accepted, proven, overruled], 'neither'],
  ])('count by what became of the confirmation: %s', async (_name, closing, where) => {
    await send('PO1', confirmation(), closing);
    const { found, unproven } = await find();
    expect([found.length, unproven.length]).toEqual([where === 'found' ? 1 : 0, where === 'unproven' ? 1 : 0]);
  });

  it('count by the send that is proven, whatever came before', async () => {
    await send('PO1', confirmation('2025-12-01T00:00:00Z'), [accepted, failed]);
    await send('PO1', confirmation(), [accepted, proven], { number: 2 });
    const [order] = await readAll();
    expect(order?.departedAt).toBe(DEPARTED);
  });

  it('leave out denials, dry runs and orders that never departed', async () => {
    await send('DENIED', confirmation(DEPARTED, 'FLOOR_DENIAL'), [accepted, proven]);
    await send('DRY', confirmation(), [dryRun], { isDryRun: true });
    await send('NEW', { acknowledgementStatus: { code: '00' } }, [accepted, proven], {
      operation: 'submitAcknowledgement',
    });
    await expect(find()).resolves.toMatchObject({ found: [], unproven: [], filesRead: 3 });
  });

  it('come by departure, then by number, of one account or of all', async () => {
    const later = confirmation('2026-01-06T00:00:00Z');
    await send('PO3', later, [proven]);
    await send('PO2', later, [proven], { account: 'other' });
    await send('PO9', confirmation(), [proven]);
    await expect(numbers()).resolves.toEqual(['PO9', 'PO2', 'PO3']);
    await expect(numbers({ account: 'acme' })).resolves.toEqual(['PO9', 'PO3']);
  });

  it('are all there beside a torn line, a damaged file and one whose key is gone, which are named', async () => {
    for (const number of ['TORN', 'DAMAGED', 'WHOLE']) await send(number, confirmation(), [proven]);
    appendFileSync(ledgerFile(directory, 'acme', 'TORN'), '\n{"type":"overruled","key":{"operation":"submitShipm');
    const damaged = ledgerFile(directory, 'acme', 'DAMAGED');
    writeFileSync(damaged, readFileSync(damaged, 'utf8').replace('"policy"', '"nobody"'));
    const { found, unreadable } = await find();
    expect(found.map(({ purchaseOrderNumber }) => purchaseOrderNumber)).toEqual(['TORN', 'WHOLE']);
    expect(unreadable).toEqual([damaged.slice(directory.length + 1)]);
    const others = createCipher([{ id: 'k2', key: Buffer.alloc(32, 9) }]);
    expect((await find({ cipher: others })).unreadable).toHaveLength(3);
  });

  it('tell how far the search is', async () => {
    for (let n = 0; n < 7; n += 1) await send(`PO${n}`, confirmation(), [proven]);
    const told: number[] = [];
    await find({ progress: (files: number) => told.push(files), progressEvery: 3 });
    expect(told).toEqual([3, 6]);
  });
});
