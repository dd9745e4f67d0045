import { afterEach, describe, expect, it } from 'vitest';
import type { CreatedWindow, OrdersQuery } from '../../../../activities/amazon/amazon.js';
import type { Fault } from '../../../../sandbox/amazon/faults.js';
import { startHttpServer } from '../http-server.js';
import type { HttpServer } from '../http-server.js';
import { acceptance, failureOf, soon, startLocalAccount, submissionOf } from '../local-account.js';
import type { LocalAccount, LocalAccountOptions } from '../local-account.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const instant = { minMs: 0, medianMs: 0, maxMs: 0 };

const started: { stop: () => Promise<void> }[] = [];
afterEach(async () => {
  for (const each of started.splice(0)) await each.stop();
});

async function withOrders(numbers: string[], options: LocalAccountOptions = {}): Promise<LocalAccount> {
  const account = await startLocalAccount({ local: { latency: { default: instant } }, ...options });
  started.push(account);
  account.local.addOrders(
    numbers.map((purchaseOrderNumber, i) => ({
      purchaseOrderNumber,
      labelMode: 'vendor-carrier' as const,
      lines: [{ vendorProductIdentifier: 'SKU-1', amount: 1 }],
      warehouse: i % 2 === 0 ? 'WH01' : 'WH02',
      availableAt: account.clock() - HOUR + i,
    })),
  );
  return account;
}

const lastDay = ({ clock }: LocalAccount): CreatedWindow => ({
  createdAfter: clock() - DAY,
  createdBefore: clock() - 1_000,
});
const page = (account: LocalAccount, query: Partial<OrdersQuery> = {}, window = lastDay(account)) =>
  account.amazon.reads.orders(window, { includeDetails: true, ...query, ...soon(account) });
const asked = ({ local }: LocalAccount) => local.received({ operation: 'getOrders' });
const numbersOf = ({ orders }: Awaited<ReturnType<typeof page>>): string[] =>
  orders.map((order) => order.purchaseOrderNumber);

describe('a page of orders', () => {
  it('holds each order parsed, and raw with everything that came', async () => {
    const account = await withOrders(['PO1', 'PO2']);
    const { orders, nextToken } = await page(account);
    expect(nextToken).toBeUndefined();
    expect(orders).toMatchObject([
      {
        purchaseOrderNumber: 'PO1',
        order: { orderDetails: { orderStatus: 'NEW', shipFromParty: { partyId: 'WH01' } } },
      },
      { purchaseOrderNumber: 'PO2', order: { orderDetails: { shipFromParty: { partyId: 'WH02' } } } },
    ]);
    const { raw } = await account.amazon.reads.order('PO1', soon(account));
    const alone = JSON.parse(new TextDecoder().decode(raw)) as { payload: unknown };
    expect(JSON.parse(new TextDecoder().decode(orders[0]?.raw))).toEqual(alone.payload);
  });

  it('is asked for with a restricted token, oldest first, a hundred orders, in UTC', async () => {
    const account = await withOrders(['PO1']);
    const window = { createdAfter: account.clock() - 7 * DAY, createdBefore: account.clock() };
    await page(account, { status: 'NEW', shipFromPartyId: 'WH01', includeDetails: false }, window);
    expect(asked(account)).toMatchObject([
      {
        tokenKind: 'rdt',
        status: 200,
        query: {
          createdAfter: new Date(window.createdAfter).toISOString(),
          createdBefore: new Date(window.createdBefore).toISOString(),
          sortOrder: 'ASC',
          limit: '100',
          status: 'NEW',
          shipFromPartyId: 'WH01',
          includeDetails: 'false',
        },
      },
    ]);
  });

  it('is followed by the others, without loss or repetition', async () => {
    const numbers = ['PO1', 'PO2', 'PO3', 'PO4', 'PO5'];
    const account = await withOrders(numbers);
    const window = lastDay(account);
    const seen: string[][] = [];
    let nextToken: string | undefined;
    do {
      const read = await page(account, { limit: 2, ...(nextToken !== undefined && { nextToken }) }, window);
      seen.push(numbersOf(read));
      nextToken = read.nextToken;
    } while (nextToken !== undefined);
    expect(seen).toEqual([['PO1', 'PO2'], ['PO3', 'PO4'], ['PO5']]);
  });

  it('without details holds numbers only', async () => {
    const account = await withOrders(['PO1']);
    const { orders } = await page(account, { includeDetails: false });
    expect(orders).toEqual([{ purchaseOrderNumber: 'PO1', raw: expect.any(Uint8Array) as unknown }]);
    expect(new TextDecoder().decode(orders[0]?.raw)).toBe('{"purchaseOrderNumber":"PO1"}');
  });

  it('is filtered by status and warehouse', async () => {
    const account = await withOrders(['PO1', 'PO2']);
    await account.amazon.submit(submissionOf(account, acceptance(account, 'PO1')));
    account.skip(1_000);
    expect(numbersOf(await page(account, { status: 'ACCEPTED' }))).toEqual(['PO1']);
    expect(numbersOf(await page(account, { status: 'NEW' }))).toEqual(['PO2']);
    expect(numbersOf(await page(account, { shipFromPartyId: 'WH02' }))).toEqual(['PO2']);
  });

  it('asked for at once by many is read once', async () => {
    const account = await withOrders(['PO1']);
    const options = { includeDetails: true, ...soon(account) };
    const window = lastDay(account);
    const pages = await Promise.all([1, 2, 3].map(() => account.amazon.reads.orders(window, options)));
    expect(pages.map(numbersOf)).toEqual([['PO1'], ['PO1'], ['PO1']]);
    expect(asked(account)).toHaveLength(1);
  });

  const faults: [Fault, object][] = [
    // fault, first order of the page
    [{ kind: 'missing-payload' }, { orders: [{ order: { purchaseOrderNumber: 'PO1' } }] }],
    [{ kind: 'unknown-enum', value: 'ON_HOLD' }, { orders: [{ order: { orderDetails: { orderStatus: 'ON_HOLD' } } }] }],
    [{ kind: 'empty-payload' }, { orders: [] }],
  ];
  it.each(faults)('is read all the same with %j', async (fault, expected) => {
    const account = await withOrders(['PO1']);
    account.local.addFault({ operation: 'getOrders', fault });
    expect(await page(account)).toMatchObject(expected);
  });
});

describe('statuses from a page', () => {
  it.each([
    // query, status without a read of the order
    [{ includeDetails: true }, 'NEW'],
    [{ includeDetails: false, status: 'NEW' as const }, 'NEW'],
  ])('with %j are remembered', async (query, status) => {
    const account = await withOrders(['PO1']);
    await page(account, query);
    expect(await account.amazon.reads.orderStatus('PO1', { ...soon(account), maxAgeMs: 60_000 })).toBe(status);
    expect(account.local.received({ operation: 'getOrder' })).toEqual([]);
  });

  it('without details and filter are not known', async () => {
    const account = await withOrders(['PO1']);
    await page(account, { includeDetails: false });
    await account.amazon.reads.orderStatus('PO1', { ...soon(account), maxAgeMs: 60_000 });
    expect(account.local.received({ operation: 'getOrder' })).toHaveLength(1);
  });
});

describe('a page that Amazon answers oddly', () => {
  async function answered(status: number, text: string): Promise<{ account: LocalAccount; server: HttpServer }> {
    const server = await startHttpServer((response, { url }) => {
      const isToken = url.startsWith('/tokens/');
      response.writeHead(isToken ? 200 : status);
      response.end(isToken ? '{"restrictedDataToken":"made-up","expiresIn":3600}' : text);
    });
    started.push({ stop: () => server.close() });
    return { account: await withOrders([], { endpoint: server.url }), server };
  }

  it('keeps the orders that can be understood when one cannot, and nulls in the raw form', async () => {
    const good = (await page(await withOrders(['PO2']))).orders[0];
    const odd = { purchaseOrderNumber: 'PO1', orderDetails: { orderStatus: 'NEW', note: null } };
    const goodText = new TextDecoder().decode(good?.raw);
    const { account } = await answered(200, `{"payload":{"orders":[${JSON.stringify(odd)},${goodText}]}}`);
    const { orders } = await page(account);
    expect(orders).toEqual([{ purchaseOrderNumber: 'PO1', raw: expect.any(Uint8Array) as unknown }, good]);
    expect(JSON.parse(new TextDecoder().decode(orders[0]?.raw))).toEqual(odd);
  });

  it('may be empty and not the last', async () => {
    const { account } = await answered(200, '{"payload":{"pagination":{"nextToken":"A+/="},"orders":[]}}');
    expect(await page(account)).toEqual({ orders: [], nextToken: 'A+/=' });
  });

  it('returns the token exactly as it came, encoded', async () => {
    const { account, server } = await answered(200, '{"payload":{}}');
    await page(account, { nextToken: 'A+/=' });
    expect(server.requests.at(-1)?.url).toMatch(/&nextToken=A%2B%2F%3D/);
  });

  it.each([
    // status, answer, failure
    [200, '<html>', { kind: 'Unavailable', message: 'getOrders: unreadable answer.' }],
    [
      200,
      '{"payload":{"orders":[{}]}}',
      { kind: 'Unavailable', message: expect.stringMatching(/orders\[0\].purchaseOrderNumber/) },
    ],
    [404, '{}', { kind: 'NotFound' }],
    [
      400,
      '{"errors":[{"code":"InvalidInput","message":"bad date"}]}',
      { kind: 'Rejected', message: 'getOrders: status 400, InvalidInput.' },
    ],
    [403, '{"errors":[{"code":"InvalidRequest","message":"bad date"}]}', { kind: 'Rejected' }],
    [429, '{}', { kind: 'Throttled', facts: { retryAfterMs: 1_000 } }],
    [503, '<html>', { kind: 'Unavailable' }],
  ])('%p %s fails', async (status, text, failure) => {
    const { account } = await answered(status, text);
    expect(await failureOf(page(account))).toMatchObject(failure);
  });
});

describe('a query that Amazon would refuse', () => {
  const window = (afterMs: number, beforeMs: number) => (account: LocalAccount) => ({
    createdAfter: account.clock() + afterMs,
    createdBefore: account.clock() + beforeMs,
  });
  it.each<[string, (account: LocalAccount) => CreatedWindow, Partial<OrdersQuery>, string]>([
    ['more than 7 days', window(-7 * DAY - 1, 0), {}, 'createdBefore: expected at most 7 days after createdAfter'],
    [
      'a window that ends before it begins',
      window(0, -1),
      {},
      'createdBefore: expected at most 7 days after createdAfter',
    ],
    ['no instant', window(Number.NaN, 0), {}, 'createdAfter: '],
    ['a limit of 101', lastDay, { limit: 101 }, 'limit: '],
    ['an empty token', lastDay, { nextToken: '' }, 'nextToken: '],
  ])('is not sent: %s', async (_name, windowOf, query, message) => {
    const account = await withOrders([]);
    const failure = await failureOf(page(account, query, windowOf(account)));
    expect(failure).toMatchObject({ kind: 'Rejected', message: expect.stringContaining(message) as unknown });
    expect(asked(account)).toEqual([]);
  });
});

describe('lists without permission', () => {
  it('pause the operation after three windows, and no other', async () => {
    const account = await withOrders(['PO1']);
    account.local.addFault({ operation: 'getOrders', fault: { kind: 'not-permitted' }, times: 'always' });
    for (let i = 0; i < 3; i += 1) {
      account.skip(1_000);
      expect(await failureOf(page(account))).toMatchObject({ kind: 'NotPermitted' });
    }
    expect(await failureOf(page(account))).toMatchObject({ kind: 'Paused' });
    expect(account.amazon.incidents()).toMatchObject([{ operation: 'getOrders', cause: 'refusals' }]);
    await account.amazon.reads.order('PO1', soon(account));
  });

  it('are logged without an order', async () => {
    const account = await withOrders(['PO1']);
    await page(account);
    expect(account.logged().at(-1)).toMatchObject({ operation: 'getOrders', outcome: 'ok' });
    expect(account.logged().at(-1)).not.toHaveProperty('businessId');
  });
});
