import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { labelsPath, minuteMs, ordersPath, startWithClients } from './clients.js';
import type { Clients } from './clients.js';
import { acknowledgementOf, labelRequestOf } from './submissions.js';

let here: Clients;
const plenty = { ratePerSecond: 1000, burst: 1000 };

beforeEach(async () => {
  here = await startWithClients({ rates: { getOrders: plenty, getShippingLabels: plenty } });
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

describe('queries', () => {
  const after = 'createdAfter=2026-03-01T00:00:00Z';
  const before = 'createdBefore=2026-03-08T00:00:00Z';

  // query, status of getOrders, status of getShippingLabels
  it.each([
    [`${after}&${before}`, 200, 200],
    [`createdAfter=2026-03-01T00:00:00%2B01:00&${before}`, 200, 400],
    [`createdAfter=2026-03-01T00:00:00+01:00&${before}`, 400, 400], // an unencoded plus is a space
    [`createdAfter=2026-02-01T00:00:00Z&${before}`, 200, 400], // more than seven days
    [before, 400, 400],
    [after, 400, 400],
    [`createdAfter=2026-03-01&${before}`, 400, 400],
    [`createdAfter=2026-03-09T00:00:00Z&${before}`, 400, 400],
    [`${after}&${before}&limit=0`, 400, 400],
    [`${after}&${before}&limit=100`, 200, 200],
    [`${after}&${before}&limit=101`, 400, 400],
    [`${after}&${before}&limit=ten`, 400, 400],
    [`${after}&${before}&limit=1&limit=2`, 400, 400],
    [`${after}&${before}&sortOrder=asc`, 400, 400],
    [`${after}&${before}&status=SHIPPED`, 200, 400], // orders only
    [`${after}&${before}&status=shipped`, 400, 400],
    [`${after}&${before}&includeDetails=false`, 200, 400], // orders only
    [`${after}&${before}&includeDetails=no`, 400, 400],
    [`${after}&${before}&page=2`, 400, 400],
  ])('%s', async (query, ordersStatus, labelsStatus) => {
    const headers = { 'x-amz-access-token': here.restrictedToken };
    expect((await here.http.get(`${ordersPath}?${query}`, { headers })).status).toBe(ordersStatus);
    expect((await here.http.get(`${labelsPath}?${query}`, { headers })).status).toBe(labelsStatus);
  });
});
