import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  customerInvoicesPath,
  labelsPath,
  minuteMs,
  ordersPath,
  packingSlipsPath,
  startWithClients,
} from './clients.js';
import type { Clients } from './clients.js';
import { acknowledgementOf, labelRequestOf } from './submissions.js';

let here: Clients;
const plenty = { ratePerSecond: 1000, burst: 1000 };

beforeEach(async () => {
  here = await startWithClients({
    rates: { getOrders: plenty, getShippingLabels: plenty, getPackingSlips: plenty, getCustomerInvoices: plenty },
  });
});

afterEach(async () => {
  await here.amazon.stop();
});

const range = { createdAfter: '2026-03-01T00:00:00Z', createdBefore: '2026-03-08T00:00:00Z' };

async function listed(
  query: Partial<Parameters<Clients['orders']['getOrders']>[0]> = {},
): Promise<(string | undefined)[]> {
  const { data } = await here.orders.getOrders({ ...range, ...query });
  return (data.payload?.orders ?? []).map((order) => order.purchaseOrderNumber);
}

describe('getOrders', () => {
  it('pages through all orders without loss or repetition while new ones arrive', async () => {
    const { amazon, clock, orders } = here;
    const numbers: string[] = [];
    const arrive = (): void => {
      clock.advance(1000);
      numbers.push(amazon.addOrder().purchaseOrderNumber);
    };
    for (let i = 0; i < 7; i++) arrive();
    const seen: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const { data } = await orders.getOrders({
        ...range,
        limit: 3,
        ...(nextToken === undefined ? {} : { nextToken }),
      });
      seen.push(...(data.payload?.orders ?? []).map((order) => order.purchaseOrderNumber));
      nextToken = data.payload?.pagination?.nextToken;
      if (nextToken !== undefined) {
        expect(nextToken).toMatch(/=$/);
        arrive();
      }
    } while (nextToken !== undefined);
    expect(seen).toEqual(numbers);
  });

  it('sorts, filters by warehouse, status and range, and leaves details out when asked', async () => {
    const { amazon, clock, orders } = here;
    const first = amazon.addOrder({ warehouse: 'WH01' });
    clock.advance(minuteMs);
    const second = amazon.addOrder({ warehouse: 'WH02' });
    await orders.submitAcknowledgement({ body: { orderAcknowledgements: [acknowledgementOf(second)] } });
    clock.advance(30 * minuteMs);
    const [a, b] = [first.purchaseOrderNumber, second.purchaseOrderNumber];
    expect(await listed()).toEqual([a, b]);
    expect(await listed({ sortOrder: 'DESC' })).toEqual([b, a]);
    expect(await listed({ shipFromPartyId: 'WH02' })).toEqual([b]);
    expect(await listed({ status: 'NEW' })).toEqual([a]);
    expect(await listed({ status: 'ACCEPTED' })).toEqual([b]);
    expect(await listed({ createdAfter: '2026-03-02T15:00:00Z' })).toEqual([b]); // strictly after
    expect(await listed({ createdBefore: '2026-03-02T15:01:00Z' })).toEqual([a]); // strictly before
    const bare = await orders.getOrders({ ...range, includeDetails: false });
    expect(bare.data.payload?.orders).toEqual([{ purchaseOrderNumber: a }, { purchaseOrderNumber: b }]);
  });

  it('shows an order from the instant on at which it becomes available', async () => {
    const { amazon, clock, orders } = here;
    const { purchaseOrderNumber } = amazon.addOrder({ availableAt: clock() + minuteMs });
    expect([await listed(), (await orders.getOrder({ purchaseOrderNumber })).status]).toEqual([[], 404]);
    clock.advance(minuteMs);
    expect([await listed(), (await orders.getOrder({ purchaseOrderNumber })).status]).toEqual([
      [purchaseOrderNumber],
      200,
    ]);
  });

  it('refuses a page token of another query', async () => {
    const { amazon, orders } = here;
    amazon.addOrders(3);
    const { data } = await orders.getOrders({ ...range, limit: 1 });
    const nextToken = data.payload?.pagination?.nextToken ?? '';
    expect((await orders.getOrders({ ...range, limit: 2, nextToken })).status).toBe(200);
    expect((await orders.getOrders({ ...range, status: 'NEW', nextToken })).status).toBe(400);
    expect((await orders.getOrders({ ...range, nextToken: 'made-up' })).status).toBe(400);
  });
});

describe('getShippingLabels', () => {
  it('pages through the labels that became available in the range', async () => {
    const { amazon, clock, orders, shipping } = here;
    const made = amazon.addOrders([{ warehouse: 'WH01' }, { warehouse: 'WH02' }, { warehouse: 'WH01' }]);
    await orders.submitAcknowledgement({
      body: { orderAcknowledgements: made.map((order) => acknowledgementOf(order)) },
    });
    clock.advance(30 * minuteMs);
    await shipping.submitShippingLabelRequest({ body: { shippingLabelRequests: made.map(labelRequestOf) } });
    expect((await shipping.getShippingLabels(range)).data.payload?.shippingLabels).toEqual([]);
    clock.advance(30 * minuteMs);
    const page = await shipping.getShippingLabels({ ...range, limit: 2 });
    const nextToken = page.data.payload?.pagination?.nextToken ?? '';
    const rest = await shipping.getShippingLabels({ ...range, limit: 2, nextToken });
    const labels = [page, rest].flatMap(({ data }) => data.payload?.shippingLabels ?? []);
    expect(labels.map((label) => label.purchaseOrderNumber).sort()).toEqual(
      made.map((order) => order.purchaseOrderNumber).sort(),
    );
    expect(rest.data.payload?.pagination).toBeUndefined();
    const filtered = await shipping.getShippingLabels({ ...range, shipFromPartyId: 'WH02' });
    expect(filtered.data.payload?.shippingLabels?.map((label) => label.purchaseOrderNumber)).toEqual([
      made[1]?.purchaseOrderNumber,
    ]);
  });

  it('forgets a label 90 days after its request', async () => {
    const { amazon, clock, orders, shipping } = here;
    const order = amazon.addOrder();
    const { purchaseOrderNumber } = order;
    await orders.submitAcknowledgement({ body: { orderAcknowledgements: [acknowledgementOf(order)] } });
    clock.advance(30 * minuteMs);
    await shipping.submitShippingLabelRequest({ body: { shippingLabelRequests: [labelRequestOf(order)] } });
    clock.advance(90 * 24 * 60 * minuteMs);
    expect((await shipping.getShippingLabel({ purchaseOrderNumber })).data.payload).toHaveProperty('labelData');
    clock.advance(1);
    expect((await shipping.getShippingLabel({ purchaseOrderNumber })).data).toEqual({ payload: {} });
  });
});

describe('getPackingSlips and getCustomerInvoices', () => {
  const accept = async (...orders: ReturnType<Clients['amazon']['addOrder']>[]) => {
    await here.orders.submitAcknowledgement({
      body: { orderAcknowledgements: orders.map((order) => acknowledgementOf(order)) },
    });
    here.clock.advance(60 * minuteMs);
  };

  it('page through the slips, the earliest first, from the instant on at which each became available', async () => {
    const { amazon, shipping } = here;
    const made = amazon.addOrders(
      ['WH01', 'WH02', 'WH01'].map((warehouse) => ({ warehouse, packingSlipRequired: true })),
    );
    expect((await shipping.getPackingSlips(range)).data).toEqual({ payload: { packingSlips: [] } });
    await accept(...made);
    const page = await shipping.getPackingSlips({ ...range, limit: 2 });
    const nextToken = page.data.payload?.pagination?.nextToken ?? '';
    const rest = await shipping.getPackingSlips({ ...range, limit: 2, nextToken });
    const slips = [page, rest].flatMap(({ data }) => data.payload?.packingSlips ?? []);
    const at = new Map(amazon.orders().map((order) => [order.purchaseOrderNumber, order.packingSlip?.visibleAt ?? 0]));
    const byTime = [...at].sort(([, a], [, b]) => a - b).map(([number]) => number);
    expect(slips.map((slip) => slip.purchaseOrderNumber)).toEqual(byTime);
    expect(rest.data.payload?.pagination).toBeUndefined();
    const descending = await shipping.getPackingSlips({ ...range, sortOrder: 'DESC' });
    expect(descending.data.payload?.packingSlips?.map((slip) => slip.purchaseOrderNumber)).toEqual(byTime.reverse());
    const filtered = await shipping.getPackingSlips({ ...range, shipFromPartyId: 'WH02' });
    expect(filtered.data.payload?.packingSlips).toEqual([
      {
        purchaseOrderNumber: made[1]?.purchaseOrderNumber,
        content: expect.any(String),
        contentType: 'application/pdf',
      },
    ]);
  });

  it('page through the invoices by ten, by the instant at which the order became available', async () => {
    const { amazon, shipping } = here;
    const made = amazon.addOrders(Array.from({ length: 11 }, () => ({ invoiced: true })));
    const notInvoiced = amazon.addOrder();
    await accept(...made, notInvoiced);
    const page = await shipping.getCustomerInvoices(range);
    expect(page.data.payload?.customerInvoices).toHaveLength(10);
    const nextToken = page.data.payload?.pagination?.nextToken ?? '';
    const rest = await shipping.getCustomerInvoices({ ...range, nextToken });
    const invoices = [page, rest].flatMap(({ data }) => data.payload?.customerInvoices ?? []);
    expect(invoices.map((invoice) => invoice.purchaseOrderNumber)).toEqual(
      made.map((order) => order.purchaseOrderNumber).sort(),
    );
    // After the orders, and before their invoices.
    const createdAfter = new Date((made[0]?.availableAt ?? 0) + 1).toISOString();
    const later = await shipping.getCustomerInvoices({ ...range, createdAfter });
    expect(later.data).toEqual({ payload: { customerInvoices: [] } });
  });

  it.each([
    ['getPackingSlips', packingSlipsPath],
    ['getCustomerInvoices', customerInvoicesPath],
  ] as const)('%s wants a restricted token', async (operation, path) => {
    expect((await here.http.get(path, { params: range })).status).toBe(403);
    expect((await here.shipping[operation](range)).status).toBe(200);
  });
});

describe('queries', () => {
  const after = 'createdAfter=2026-03-01T00:00:00Z';
  const before = 'createdBefore=2026-03-08T00:00:00Z';

  // query, then the status of getOrders, getShippingLabels, getPackingSlips, getCustomerInvoices
  it.each([
    [`${after}&${before}`, [200, 200, 200, 200]],
    ['createdAfter=2026-03-01T01:00:00%2B01:00&createdBefore=2026-03-08T00:00:00Z', [200, 200, 200, 200]],
    ['createdAfter=2026-03-01T01:00:00+01:00&createdBefore=2026-03-08T00:00:00Z', [400, 400, 400, 400]], // a plus is a space
    [`createdAfter=2026-02-28T23:59:59.999Z&${before}`, [400, 400, 400, 400]], // more than seven days
    ['createdAfter=2025-09-01T00:00:00Z&createdBefore=2025-09-02T00:00:00Z', [200, 200, 200, 200]],
    ['createdAfter=2025-08-25T00:00:00Z&createdBefore=2025-08-30T00:00:00Z', [400, 400, 400, 400]], // over six months ago
    [before, [400, 400, 400, 400]],
    [after, [400, 400, 400, 400]],
    [`createdAfter=2026-03-01&${before}`, [400, 400, 400, 400]],
    [`createdAfter=2026-03-09T00:00:00Z&${before}`, [400, 400, 400, 400]],
    [`${after}&${before}&limit=0`, [400, 400, 400, 400]],
    [`${after}&${before}&limit=10`, [200, 200, 200, 200]],
    [`${after}&${before}&limit=11`, [200, 200, 200, 400]], // DF-7
    [`${after}&${before}&limit=100`, [200, 200, 200, 400]],
    [`${after}&${before}&limit=101`, [400, 400, 400, 400]],
    [`${after}&${before}&limit=ten`, [400, 400, 400, 400]],
    [`${after}&${before}&limit=1&limit=2`, [400, 400, 400, 400]],
    [`${after}&${before}&sortOrder=DESC`, [200, 200, 200, 200]],
    [`${after}&${before}&sortOrder=asc`, [400, 400, 400, 400]],
    [`${after}&${before}&status=SHIPPED`, [200, 400, 400, 400]], // orders only
    [`${after}&${before}&status=shipped`, [400, 400, 400, 400]],
    [`${after}&${before}&includeDetails=false`, [200, 400, 400, 400]], // orders only
    [`${after}&${before}&includeDetails=no`, [400, 400, 400, 400]],
    [`${after}&${before}&page=2`, [400, 400, 400, 400]],
  ])('%s', async (query, expected) => {
    const headers = { 'x-amz-access-token': here.restrictedToken };
    const statuses: number[] = [];
    for (const path of [ordersPath, labelsPath, packingSlipsPath, customerInvoicesPath]) {
      statuses.push((await here.http.get(`${path}?${query}`, { headers })).status);
    }
    expect(statuses).toEqual(expected);
  });
});
