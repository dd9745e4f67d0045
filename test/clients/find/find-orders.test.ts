import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Ledger } from '../../../activities/ledger/ledger.js';
import { ClientError } from '../../../clients/errors.js';
import { findOrders } from '../../../clients/find/find-orders.js';
import type { Found, FindOptions } from '../../../clients/find/find-orders.js';
import type { TemporalMatch } from '../../../clients/find/find-in-temporal.js';
import { acceptanceOf, intentOf, ledgerIn } from '../../activities/ledger/support.js';

const inTemporal: TemporalMatch = {
  account: 'acme',
  purchaseOrderNumber: 'PO1',
  matched: ['tx'],
  status: 'RUNNING',
  state: 'CONFIRMING',
  startedAt: '2026-01-05T16:00:00.000Z',
  endedAt: null,
};

describe('finding orders', () => {
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
    findOrders({
      search: { references: ['tx:tx-1'] },
      accounts: { configured: ['acme'] },
      temporal: () => Promise.resolve([]),
      ledger: { directory },
      everywhere: false,
      progress: () => undefined,
      ...given,
    });
  const numbers = ({ orders }: Found): string[] => orders.map(({ purchaseOrderNumber }) => purchaseOrderNumber);

  it('adds the last send of what Temporal has found, without reading the whole ledger', async () => {
    const found = await find({ temporal: () => Promise.resolve([inTemporal]) });
    expect(found).toMatchObject({
      orders: [
        {
          purchaseOrderNumber: 'PO1',
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
    expect(afterRetention.orders).toMatchObject([
      { purchaseOrderNumber: 'PO1', matched: ['tx'], temporal: null },
      { purchaseOrderNumber: 'PO2', matched: ['tx'], temporal: null },
    ]);
    const everywhere = await find({ temporal: () => Promise.resolve([inTemporal]), everywhere: true });
    expect(numbers(everywhere)).toEqual(['PO1', 'PO2']);
  });

  it('looks up an order number in every configured account', async () => {
    const search = { purchaseOrderNumber: 'PO2', references: ['co:PO2'] };
    expect(await find({ search, accounts: { configured: ['other', 'acme'] } })).toMatchObject({
      orders: [{ account: 'acme', purchaseOrderNumber: 'PO2', matched: ['po'] }],
      searched: [{}, { searched: 'in-part' }],
    });
  });

  it('finds orders of the account that is named only', async () => {
    expect(numbers(await find({ accounts: { configured: ['acme'], only: 'other' } }))).toEqual([]);
  });

  it('goes on without Temporal, and says that it was not asked', async () => {
    const temporal = () => Promise.reject(new ClientError('temporal', 'Temporal cannot be reached.'));
    expect(await find({ temporal })).toMatchObject({
      orders: [{}, {}],
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
