import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ledger, LedgerIntent } from '../../../activities/ledger/ledger.js';
import { ClientError } from '../../../clients/errors.js';
import { findByText } from '../../../clients/find/find-by-text.js';
import type { Found, FindOptions } from '../../../clients/find/find-by-text.js';
import type { TemporalMatch } from '../../../clients/find/find-in-temporal.js';
import { acceptanceOf, intentOf, ledgerIn } from '../../activities/ledger/support.js';

const inTemporal: TemporalMatch = {
  kind: 'purchase-order',
  account: 'acme',
  id: 'PO1',
  workflowId: 'po/acme/PO1',
  matched: ['tx'],
  status: 'RUNNING',
  state: 'CONFIRMING',
  startedAt: '2026-01-05T16:00:00.000Z',
  endedAt: null,
};

describe('finding by a text', () => {
  let directory: string;
  let ledger: Ledger;
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'find-'));
    ledger = ledgerIn(directory);
    // One call for two orders, with the same transaction.
    for (const number of ['PO1', 'PO2']) {
      await ledger.open([intentOf(number, 1, number)]);
      await ledger.append([acceptanceOf(number, 1)]);
    }
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const find = (given: Partial<FindOptions> = {}): Promise<Found> =>
    findByText({
      search: { references: ['tx:tx-1'] },
      accounts: { configured: ['acme'] },
      temporal: () => Promise.resolve([]),
      lookUp: () => Promise.resolve([]),
      ledger: { directory },
      everywhere: false,
      progress: () => undefined,
      ...given,
    });
  const numbers = ({ found }: Found): string[] => found.map(({ id }) => id);

  it('adds the last send of what Temporal has found, without reading the whole ledger', async () => {
    const found = await find({ temporal: () => Promise.resolve([inTemporal]) });
    expect(found).toMatchObject({
      found: [
        {
          id: 'PO1',
          matched: ['tx'],
          temporal: { state: 'CONFIRMING' },
          ledger: { lastSend: { status: 'accepted', openedAt: '1970-01-01T00:00:01.000Z' } },
        },
      ],
      searched: [
        { place: 'temporal', searched: 'whole' },
        { place: 'ledger', searched: 'in-part', isFault: false },
      ],
    });
  });

  it('reads the whole ledger when Temporal has nothing, or when it is told to', async () => {
    const afterRetention = await find();
    expect(afterRetention.found).toMatchObject([
      { id: 'PO1', matched: ['tx'], temporal: null },
      { id: 'PO2', matched: ['tx'], temporal: null },
    ]);
    const everywhere = await find({ temporal: () => Promise.resolve([inTemporal]), everywhere: true });
    expect(numbers(everywhere)).toEqual(['PO1', 'PO2']);
  });

  it('tells what Temporal knows of what only the ledger has found: an id may be too new for its visibility', async () => {
    const asked: string[] = [];
    const { found } = await find({
      lookUp: (workflowIds) => {
        asked.push(...workflowIds);
        return Promise.resolve([{ ...inTemporal, matched: [] }]);
      },
    });
    expect(asked.toSorted()).toEqual(['po/acme/PO1', 'po/acme/PO2']);
    expect(found).toMatchObject([
      { id: 'PO1', matched: ['tx'], temporal: { state: 'CONFIRMING' } },
      { id: 'PO2', matched: ['tx'], temporal: null },
    ]);
  });

  it('looks up an order number in every configured account', async () => {
    const search = { purchaseOrderNumber: 'PO2', references: ['co:PO2'] };
    expect(await find({ search, accounts: { configured: ['other', 'acme'] } })).toMatchObject({
      found: [{ kind: 'purchase-order', account: 'acme', id: 'PO2', matched: ['po'] }],
      searched: [{}, { searched: 'in-part' }],
    });
  });

  describe('that is no purchase order', () => {
    const sent = async (account: string, operation: string, businessId: string, more: Partial<LedgerIntent> = {}) => {
      const key = { account, operation, businessId, occurrence: 1 };
      await ledger.open([{ ...intentOf(businessId, 1, `${account} ${businessId}`), key, ...more }]);
    };
    beforeEach(async () => {
      await sent('acme', 'purchaseShipment', 'S1/1', { references: ['co:114-1'] });
      await sent('acme', 'purchaseShipment', 'S1/2', { references: ['co:114-1'] });
      await sent('acme', 'purchaseShipment', 'S10', { references: ['co:114-2'] });
      await sent('pay/live', 'deliveryTrackers', 'TBA1', { references: ['trk:tba1'] });
      await sent('ndr/acme', 'submitNdrFeedback', 'A109 BWQI/TBA1', { references: ['trk:TBA1'] });
    });
    const named = ({ found }: Found): unknown[] => found.map(({ kind, account, id }) => [kind, account, id]);

    it('finds all packages by the reference of their order, and one by its own', async () => {
      const packages = await find({ search: { shipmentReference: 'S1', references: ['trk:S1'] } });
      expect(packages.found.map(({ id, matched, workflowId }) => [id, matched, workflowId])).toEqual([
        ['S1/1', ['ref'], 'shipment/acme/S1/1'],
        ['S1/2', ['ref'], 'shipment/acme/S1/2'],
      ]);
      const one = await find({ search: { shipmentReference: 'S1/2', references: ['trk:S1/2'] } });
      expect(named(one)).toEqual([['shipment', 'acme', 'S1/2']]);
    });

    it('finds shipments by their Amazon order', async () => {
      expect(numbers(await find({ search: { references: ['co:114-1'] } }))).toEqual(['S1/1', 'S1/2']);
    });

    it('finds a notice and a case by their tracking number; whose the notice is, only Temporal knows', async () => {
      const search = { references: ['trk:TBA1'] };
      expect(named(await find({ search }))).toEqual([
        ['delivery-notice', null, 'TBA1'],
        ['ndr-case', 'acme', 'TBA1'],
      ]);
      const notice: TemporalMatch = {
        ...inTemporal,
        kind: 'delivery-notice',
        id: 'TBA1',
        workflowId: 'pay/live/TBA1',
        matched: ['trk'],
        state: 'SENDING',
      };
      const { found } = await find({ search, temporal: () => Promise.resolve([notice]) });
      expect(found).toMatchObject([{ kind: 'delivery-notice', account: 'acme', ledger: { lastSend: {} } }]);
    });

    it('leaves notices of nobody out where an account is named', async () => {
      const search = { references: ['trk:TBA1'] };
      expect(named(await find({ search, accounts: { configured: ['acme'], only: 'acme' } }))).toEqual([
        ['ndr-case', 'acme', 'TBA1'],
      ]);
    });

    it('tells an order from a shipment that has its number', async () => {
      await sent('acme', 'purchaseShipment', 'PO2');
      const search = { purchaseOrderNumber: 'PO2', shipmentReference: 'PO2', references: ['co:PO2'] };
      const { found } = await find({ search });
      expect(found.map(({ kind, matched }) => [kind, matched])).toEqual([
        ['purchase-order', ['po']],
        ['shipment', ['ref']],
      ]);
      expect(
        named(
          await find({ temporal: () => Promise.resolve([{ ...inTemporal, id: 'PO2', workflowId: 'po/acme/PO2' }]) }),
        ),
      ).toEqual([['purchase-order', 'acme', 'PO2']]);
    });
  });

  it('finds orders of the account that is named only', async () => {
    expect(numbers(await find({ accounts: { configured: ['acme'], only: 'other' } }))).toEqual([]);
  });

  it('goes on without Temporal, and says that it was not asked', async () => {
    const temporal = () => Promise.reject(new ClientError('temporal', 'Temporal cannot be reached.'));
    expect(await find({ temporal })).toMatchObject({
      found: [{}, {}],
      searched: [
        { place: 'temporal', searched: 'no', because: 'Temporal cannot be reached.', isFault: true },
        { place: 'ledger', searched: 'whole' },
      ],
    });
  });

  it('says why there is no ledger to search', async () => {
    expect((await find({ ledger: { because: 'none here' } })).searched[1]).toEqual({
      place: 'ledger',
      searched: 'no',
      because: 'none here',
      isFault: false,
    });
  });

  it('says that a ledger cannot be read', async () => {
    const gone = join(directory, 'gone');
    expect((await find({ ledger: { directory: gone } })).searched[1]).toMatchObject({
      searched: 'no',
      because: 'it cannot be read (ENOENT).',
      isFault: true,
    });
  });
});
