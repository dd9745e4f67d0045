import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ledgerFile } from '../../../activities/ledger/ledger-file.js';
import { readLedgerEntries, searchLedger } from '../../../activities/ledger/ledger-search.js';
import type { Ledger, LedgerIntent } from '../../../activities/ledger/ledger.js';
import { acceptanceOf, intentOf, keyOf, ledgerIn } from './support.js';

describe('a search of the ledger', () => {
  let directory: string;
  let ledger: Ledger;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'ledger-search-'));
    ledger = ledgerIn(directory);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const found = async (...references: string[]): Promise<string[]> =>
    (await searchLedger({ directory, references })).entries.map(({ businessId }) => businessId).sort();
  const sent = async (businessId: string, more: Partial<LedgerIntent> = {}): Promise<void> => {
    await ledger.open([{ ...intentOf(businessId, 1, randomUUID()), ...more }]);
  };

  it.each([
    // what is looked for, what of the order it is
    ['co:114-1', 'the customer order number'],
    ['trk:1Z9', 'the tracking number'],
    ['tx:tx-7', 'the transaction id of an acceptance'],
    ['req:req-7', 'the request id of an acceptance'],
    ['req:lost-7', 'the request id of an answer that said 5xx'],
    ['req:refused-7', 'the request id of a refusal'],
  ])('finds %s: %s', async (reference) => {
    await sent('PO7', { references: ['co:114-1', 'trk:1Z9'] });
    await ledger.append([
      { type: 'lost', key: keyOf('PO7'), send: 1, at: 1_100, reason: 'status 500', requestId: 'lost-7' },
      {
        ...acceptanceOf('PO7', 1),
        verdict: { kind: 'refused', failure: 'Rejected', status: 400, codes: [], requestId: 'refused-7' },
      } as ReturnType<typeof acceptanceOf>,
    ]);
    await ledger.open([{ ...intentOf('PO7', 7, 'second'), at: 2_000 }]);
    await ledger.append([acceptanceOf('PO7', 7)]);
    await sent('PO8', { references: ['co:114-10', 'trk:1Z99'] });
    await expect(found(reference)).resolves.toEqual(['PO7']);
  });

  it('finds nothing by a part of an id, by another kind of id, or inside what is encrypted', async () => {
    await sent('PO7', { references: ['co:114-1'], body: '{"secret":"hidden"}' });
    await expect(found('co:114', 'tx:114-1', 'co:hidden')).resolves.toEqual([]);
  });

  it('finds every order of one call, and each once', async () => {
    for (const number of ['PO1', 'PO2']) {
      await sent(number);
      await ledger.append([acceptanceOf(number, 1)]);
    }
    await expect(found('tx:tx-1', 'req:req-1')).resolves.toEqual(['PO1', 'PO2']);
  });

  it('tells the last send of all operations, and what became of it', async () => {
    await sent('PO1', { references: ['co:114-1'] });
    await ledger.append([
      acceptanceOf('PO1', 1),
      { type: 'proven', key: keyOf('PO1'), send: 1, at: 1_600, by: 'evidence' },
    ]);
    const label = { ...keyOf('PO1'), operation: 'submitShippingLabelRequest' };
    const lastSend = async () =>
      (await readLedgerEntries({ directory, account: 'acme', businessId: 'PO1' }))[0]?.lastSend;
    await expect(lastSend()).resolves.toEqual({
      operation: 'submitAcknowledgement',
      number: 1,
      openedAt: 1_000,
      status: 'proven',
    });
    await ledger.open([{ ...intentOf('PO1', 1, 'label'), key: label, at: 3_000 }]);
    await expect(lastSend()).resolves.toMatchObject({ operation: label.operation, openedAt: 3_000, status: 'open' });
  });

  it('knows nothing of an order that was never sent', async () => {
    await expect(readLedgerEntries({ directory, account: 'acme', businessId: 'PO1' })).resolves.toEqual([]);
  });

  it('tells an order from a shipment that has its number', async () => {
    await sent('ID1', { references: ['co:order'] });
    const key = { ...keyOf('ID1'), operation: 'purchaseShipment' };
    await ledger.open([{ ...intentOf('ID1', 1, 'shipment'), key, at: 2_000, references: ['co:shipment'] }]);
    const both = await readLedgerEntries({ directory, account: 'acme', businessId: 'ID1' });
    expect(both.map(({ kind, references, lastSend }) => [kind, references, lastSend?.operation])).toEqual([
      ['purchase-order', ['co:order'], 'submitAcknowledgement'],
      ['shipment', ['co:shipment'], 'purchaseShipment'],
    ]);
    const { entries } = await searchLedger({ directory, references: ['co:shipment'] });
    expect(entries.map(({ kind }) => kind)).toEqual(['shipment']);
  });

  it('finds a shipment by the tracking number and the id that came with its purchase', async () => {
    const key = { ...keyOf('S1/2'), operation: 'purchaseShipment' };
    await ledger.open([{ ...intentOf('S1/2', 1, 'shipment'), key }]);
    const shipment = { shipmentId: 'amzn1.sid.1', trackingId: 'TBA1' };
    await ledger.append([{ type: 'verdict', key, send: 1, at: 1_500, verdict: { kind: 'accepted', shipment } }]);
    await expect(found('trk:TBA1')).resolves.toEqual(['S1/2']);
    await expect(found('sid:amzn1.sid.1')).resolves.toEqual(['S1/2']);
  });

  it('finds notices and cases by their tracking number, also a case that nobody has answered', async () => {
    const notice = { ...keyOf('TBA1'), account: 'pay/live', operation: 'deliveryTrackers' };
    await ledger.open([{ ...intentOf('TBA1', 1, 'notice'), key: notice }]);
    const report = { ...keyOf('A109 BWQI/TBA1'), account: 'ndr/acme', operation: 'ndrReport' };
    await ledger.append([{ type: 'received', key: report, send: 1, at: 1_000, eventId: 'e1', version: 1, by: 'o1' }]);
    const { entries } = await searchLedger({ directory, references: ['trk:TBA1'] });
    expect(entries.map(({ kind, lastSend }) => [kind, lastSend?.status]).toSorted()).toEqual([
      ['delivery-notice', 'open'],
      ['ndr-case', undefined],
    ]);
  });

  it('leaves the notes of the ledger out: a carrier code is no notice', async () => {
    const carrier = { ...keyOf('carrier UPS'), account: 'pay/live', operation: 'deliveryTrackers' };
    await ledger.append([{ type: 'proven', key: carrier, send: 1, at: 1_000, by: 'evidence' }]);
    await expect(readLedgerEntries({ directory, account: 'pay/live', businessId: 'carrier UPS' })).resolves.toEqual([]);
    await expect(found('trk:carrier UPS')).resolves.toEqual([]);
  });

  it('reads the files that the ledger writes', async () => {
    await sent('PO1');
    expect(readFileSync(ledgerFile(directory, 'acme', 'PO1'), 'utf8')).toContain('"businessId":"PO1"');
  });

  it('reads each file once and nothing else that lies there, and tells how far it is', async () => {
    for (let n = 0; n < 40; n += 1) await sent(`PO${n}`);
    await ledger.identity();
    writeFileSync(join(directory, 'note.txt'), 'co:114-1"');
    const told: number[] = [];
    const progress = (filesRead: number) => told.push(filesRead);
    await expect(searchLedger({ directory, references: ['co:114-1'], progress, progressEvery: 15 })).resolves.toEqual({
      entries: [],
      filesRead: 40,
      damaged: [],
    });
    expect(told).toEqual([15, 30]);
  });

  it('goes on after a torn last line, and names a file that is damaged', async () => {
    await sent('PO1', { references: ['co:114-1'] });
    appendFileSync(ledgerFile(directory, 'acme', 'PO1'), '\n{"type":"intent","references":["co:114-2"');
    await sent('PO2', { references: ['co:114-1'] });
    const damaged = ledgerFile(directory, 'acme', 'PO2');
    writeFileSync(damaged, readFileSync(damaged, 'utf8').replace('"policy"', '"nobody"'));
    await expect(found('co:114-2')).resolves.toEqual([]);
    const result = await searchLedger({ directory, references: ['co:114-1'] });
    expect(result.entries.map(({ businessId }) => businessId)).toEqual(['PO1']);
    expect(result.damaged).toEqual([damaged.slice(directory.length + 1)]);
  });
});
