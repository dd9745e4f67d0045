import { describe, expect, it } from 'vitest';
import { faultsOf } from '../../../../activities/amazon/faults.js';
import { operations } from '../../../../activities/amazon/operations.js';

const week = { createdAfter: '2026-03-01T00:00:00Z', createdBefore: '2026-03-08T00:00:00Z' };
const lists = ['getOrders', 'getShippingLabels', 'getPackingSlips', 'getCustomerInvoices'] as const;

const faults = (query: object): string[] =>
  lists.map((name) => {
    const parsed = operations[name].query.safeParse({ ...week, ...query });
    return parsed.success ? '' : faultsOf(parsed.error);
  });
const everywhere = (fault: unknown): unknown[] => lists.map(() => fault);

describe('queries of lists, strict out', () => {
  it.each([
    // query
    [{}],
    [{ createdAfter: '2026-03-07T23:59:59.999Z' }],
    [{ createdAfter: '2026-03-01T01:00:00+01:00' }],
    [{ limit: 1 }],
    [{ limit: 10 }],
    [{ sortOrder: 'DESC', shipFromPartyId: 'WH01', nextToken: 'MDAwMDAwMDAwMQ==' }],
  ])('take %j', (query) => {
    expect(faults(query)).toEqual(everywhere(''));
  });

  it.each([
    // query, fault
    [{ createdAfter: '2026-02-28T23:59:59.999Z' }, 'createdBefore: expected at most 7 days after createdAfter'],
    [{ createdAfter: week.createdBefore }, 'createdBefore: expected at most 7 days after createdAfter'],
    [{ createdAfter: '2026-03-09T00:00:00Z' }, 'createdBefore: expected at most 7 days after createdAfter'],
    [{ createdAfter: undefined }, expect.stringMatching(/^createdAfter: /)],
    [{ createdBefore: '2026-03-08' }, expect.stringMatching(/^createdBefore: /)],
    [{ createdBefore: '2026-03-08T00:00:00' }, expect.stringMatching(/^createdBefore: /)],
    [{ limit: 0 }, expect.stringMatching(/^limit: /)],
    [{ limit: 101 }, expect.stringMatching(/^limit: /)],
    [{ limit: 1.5 }, expect.stringMatching(/^limit: /)],
    [{ sortOrder: 'asc' }, expect.stringMatching(/^sortOrder: /)],
    [{ nextToken: '' }, expect.stringMatching(/^nextToken: /)],
    [{ page: 2 }, expect.stringMatching(/page/)],
  ])('refuse %j', (query, fault) => {
    expect(faults(query)).toEqual(everywhere(fault));
  });

  it('take pages of a hundred, but of ten customer invoices (DF-7)', () => {
    expect(faults({ limit: 100 })).toEqual(['', '', '', expect.stringMatching(/^limit: /)]);
    expect(faults({ limit: 11 })).toEqual(['', '', '', expect.stringMatching(/^limit: /)]);
  });

  it.each([[{ status: 'NEW' }], [{ includeDetails: false }]])('take %j for orders only', (query) => {
    expect(faults(query).map((fault) => fault === '')).toEqual([true, false, false, false]);
  });

  it('refuse a status that getOrders does not know', () => {
    expect(faults({ status: 'ON_HOLD' })[0]).toMatch(/^status: /);
  });
});
