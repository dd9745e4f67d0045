import { afterEach, describe, expect, it } from 'vitest';
import type { WriteOperation } from '../../../../activities/amazon/amazon.js';
import type { Fault } from '../../../../sandbox/amazon/faults.js';
import type { OperationName } from '../../../../sandbox/amazon/options.js';
import { startHttpServer } from '../http-server.js';
import { acceptance, soon, startLocalAccount, submissionOf } from '../local-account.js';
import type { LocalAccount, LocalAccountOptions } from '../local-account.js';

const MINUTE = 60_000;
const exactly = (ms: number) => ({ minMs: ms, medianMs: ms, maxMs: ms });

const started: LocalAccount[] = [];
afterEach(async () => {
  for (const account of started.splice(0)) {
    account.stopping.abort();
    await account.stop();
  }
});

const generous = { ratePerSecond: 1_000, burst: 1_000 };
/** These tests are about calls, not about their pace. */
const rates = {
  getOrder: generous,
  getOrders: generous,
  getShippingLabel: generous,
  getShippingLabels: generous,
  getPackingSlip: generous,
  getPackingSlips: generous,
  getTransactionStatus: generous,
  submitAcknowledgement: generous,
  submitShippingLabelRequest: generous,
};

const asked = ({ local }: LocalAccount, operation: OperationName): number => local.received({ operation }).length;
const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => `PO${1_000 + index}`);

/** Orders that became available when they were dated. */
type WithOrders = LocalAccount & { orderedAt: number };

async function withOrders(count: number, options: LocalAccountOptions = {}): Promise<WithOrders> {
  const orderedAt = Date.now();
  const account = await startLocalAccount({ ...options, local: { rates, ...options.local } });
  started.push(account);
  account.local.addOrders(
    numbers(count).map((purchaseOrderNumber) => ({
      purchaseOrderNumber,
      orderDate: orderedAt,
      availableAt: orderedAt,
      packingSlipRequired: true,
      lines: [{ vendorProductIdentifier: 'SKU-1', amount: 1 }],
    })),
  );
  account.skip(1);
  return Object.assign(account, { orderedAt });
}

const sendAll = async (
  account: LocalAccount,
  count: number,
  operation: WriteOperation = 'submitAcknowledgement',
): Promise<string[]> => {
  const results = await Promise.all(
    numbers(count).map((number) => {
      const { sellingParty, shipFromParty, ...rest } = acceptance(account, number);
      const item =
        operation === 'submitAcknowledgement'
          ? { ...rest, sellingParty, shipFromParty }
          : { purchaseOrderNumber: number, sellingParty, shipFromParty };
      return account.amazon.submit(submissionOf(account, item, { operation }));
    }),
  );
  return results.map((result) => (result.kind === 'accepted' ? (result.transactionId ?? '') : result.kind));
};

/** Accepted orders whose labels were requested just now, and will be there after a while. */
async function awaitingLabels(count: number, labelMs: number): Promise<LocalAccount> {
  const account = await withOrders(count, {
    local: { latency: { default: exactly(0), submitShippingLabelRequest: exactly(labelMs) } },
  });
  await sendAll(account, count);
  account.skip(1_000);
  await sendAll(account, count, 'submitShippingLabelRequest');
  return account;
}

const labelsOf = (account: LocalAccount, count: number) => {
  const ask = soon(account);
  return Promise.all(numbers(count).map((number) => account.amazon.reads.label(number, ask)));
};
const labelCalls = (account: LocalAccount): number =>
  asked(account, 'getShippingLabel') + asked(account, 'getShippingLabels');

describe('labels', () => {
  it('of 100 orders cost 5 calls at most, from the request until each has its own', async () => {
    const account = await awaitingLabels(100, 90_000);
    account.skip(MINUTE);
    expect(await labelsOf(account, 100)).toEqual(Array(100).fill(undefined));
    account.skip(MINUTE);
    const labels = await labelsOf(account, 100);
    expect(labels.map((label) => label?.purchaseOrderNumber)).toEqual(numbers(100));
    expect(new Set(labels.map((label) => label?.labelData[0]?.trackingNumber)).size).toBe(100);
    expect(labelCalls(account)).toBeLessThanOrEqual(5);
    expect(account.local.received({ operation: 'getShippingLabels' })[0]).toMatchObject({ tokenKind: 'rdt' });
  });

  it('cost no more when orders pause for five minutes between two questions', async () => {
    const account = await awaitingLabels(100, 6 * MINUTE);
    for (const pause of [MINUTE, 5 * MINUTE + 1_000]) {
      account.skip(pause);
      await labelsOf(account, 100);
    }
    expect(labelCalls(account)).toBeLessThanOrEqual(5);
  });

  it('that a list showed are kept until their order asks, without another call', async () => {
    const account = await awaitingLabels(10, 30_000);
    account.skip(MINUTE);
    await account.amazon.reads.label('PO1000', soon(account));
    const calls = labelCalls(account);
    account.skip(5 * MINUTE);
    const labels = await labelsOf(account, 10);
    expect(labels.slice(1).every((label) => label !== undefined)).toBe(true);
    // The first one was handed over: whoever asks for it again reads it again.
    expect(labelCalls(account)).toBe(calls + 1);
  });

  it('of a lone order are read alone', async () => {
    const account = await awaitingLabels(1, 90_000);
    account.skip(MINUTE);
    expect(await labelsOf(account, 1)).toEqual([undefined]);
    account.skip(MINUTE);
    expect((await labelsOf(account, 1))[0]?.purchaseOrderNumber).toBe('PO1000');
    expect([asked(account, 'getShippingLabel'), asked(account, 'getShippingLabels')]).toEqual([2, 0]);
  });

  it('are read alone when lists fail, and nobody fails for it', async () => {
    const account = await awaitingLabels(5, 30_000);
    account.local.addFault({ operation: 'getShippingLabels', fault: { kind: 'status', status: 500 }, times: 'always' });
    account.skip(MINUTE);
    const labels = await labelsOf(account, 5);
    expect(labels.map((label) => label?.purchaseOrderNumber)).toEqual(numbers(5));
    expect([asked(account, 'getShippingLabel'), asked(account, 'getShippingLabels')]).toEqual([5, 1]);
  });

  it.each([
    // whether orders say when they asked for them; calls alone, lists at most
    [false, 10, 0],
    [true, 2, 2],
  ])('after a restart, when orders say since when they wait: %p', async (isSaid, alone, lists) => {
    const account = await awaitingLabels(10, 30_000);
    const requestedAt = account.clock() - 1_000;
    account.skip(MINUTE);
    const { reads } = account.restarted();
    const ask = { ...soon(account), ...(isSaid && { requestedAt }) };
    const labels = await Promise.all(numbers(10).map((number) => reads.label(number, ask)));
    expect(labels.map((label) => label?.purchaseOrderNumber)).toEqual(numbers(10));
    expect(asked(account, 'getShippingLabel')).toBeLessThanOrEqual(alone);
    expect(asked(account, 'getShippingLabels')).toBeLessThanOrEqual(lists);
  });

  it('that are overdue are read alone: their absence is evidence', async () => {
    const account = await awaitingLabels(5, 29 * MINUTE);
    for (let minutes = 0; minutes < 16; minutes += 4) {
      account.skip(4 * MINUTE);
      expect(await labelsOf(account, 5)).toEqual(Array(5).fill(undefined));
    }
    expect(asked(account, 'getShippingLabel')).toBe(5);
    expect(asked(account, 'getShippingLabels')).toBeLessThanOrEqual(4);
  });
});

describe('packing slips', () => {
  it('of many orders come from lists once it is known that there were none', async () => {
    const account = await withOrders(50, {
      local: { latency: { default: exactly(0), getPackingSlip: exactly(90_000) } },
    });
    await sendAll(account, 50);
    const slips = () => {
      const ask = soon(account);
      return Promise.all(numbers(50).map((number) => account.amazon.reads.packingSlip(number, ask)));
    };
    expect(await slips()).toEqual(Array(50).fill(undefined));
    const alone = asked(account, 'getPackingSlip');
    account.skip(2 * MINUTE);
    const found = await slips();
    found.forEach((slip, index) => {
      expect(Buffer.from(slip?.bytes ?? []).toString('latin1')).toContain(`PO${1_000 + index}`);
    });
    expect(asked(account, 'getPackingSlip') - alone).toBe(0);
    expect(asked(account, 'getPackingSlips')).toBeLessThanOrEqual(2);
  });
});

describe('a transaction that 50 attempts wait for', () => {
  it('costs one call each time they ask, and none once it is final', async () => {
    const account = await withOrders(1, { local: { latency: { default: exactly(90_000) } } });
    const sentAt = account.clock();
    const [id = ''] = await sendAll(account, 1);
    const statuses = async (): Promise<string[]> => {
      const seen: string[] = [];
      for (let attempt = 0; attempt < 50; attempt += 1) {
        // Within some seconds of each other, not at once.
        if (attempt % 10 === 9) account.skip(1_000);
        const ask = { ...soon(account), operation: 'submitAcknowledgement' as const, sentAt };
        seen.push((await account.amazon.reads.transaction(id, ask)).status);
      }
      return seen;
    };
    account.skip(MINUTE);
    expect(new Set(await statuses())).toEqual(new Set(['Processing']));
    expect(asked(account, 'getTransactionStatus')).toBe(1);
    account.skip(MINUTE);
    expect(new Set(await statuses())).toEqual(new Set(['Success']));
    account.skip(5 * MINUTE);
    expect(new Set(await statuses())).toEqual(new Set(['Success']));
    expect(asked(account, 'getTransactionStatus')).toBe(2);
  });

  it('teaches when the next one is worth its first poll', async () => {
    const account = await withOrders(10, { local: { latency: { default: exactly(90_000) } } });
    const plan = { firstMs: MINUTE, factor: 1.5, maxMs: 5 * MINUTE };
    const operation = 'submitAcknowledgement';
    const first = (): number => account.amazon.firstPollMs(operation, plan, Number.MAX_SAFE_INTEGER);
    expect(first()).toBe(MINUTE);
    const sentAt = account.clock();
    const ids = await sendAll(account, 10);
    account.skip(MINUTE);
    for (const id of ids) await account.amazon.reads.transaction(id, { ...soon(account), operation, sentAt });
    expect(first()).toBeGreaterThan(70_000);
  });
});

describe('statuses of orders that come together', () => {
  const statusesOf = async (account: WithOrders, count: number): Promise<(string | undefined)[]> => {
    const ask = { ...soon(account), maxAgeMs: 0, orderedAt: account.orderedAt };
    return Promise.all(numbers(count).map((number) => account.amazon.reads.orderStatus(number, ask)));
  };
  const orderCalls = (account: LocalAccount): number => asked(account, 'getOrder') + asked(account, 'getOrders');

  it.each([
    ['processed', 'ACCEPTED'],
    ['not processed yet', 'NEW'],
  ])('after a lost reply, 25 orders, %s: 3 reads at most', async (_name, status) => {
    const account = await withOrders(25, { local: { latency: { default: exactly(MINUTE) } } });
    await sendAll(account, 25);
    account.skip(status === 'NEW' ? 2_000 : 2 * MINUTE);
    expect(await statusesOf(account, 25)).toEqual(Array(25).fill(status));
    expect(orderCalls(account)).toBeLessThanOrEqual(3);
  });

  it('are read alone where no list names them', async () => {
    const account = await withOrders(6, { local: { latency: { default: exactly(0) } } });
    account.local.cancelOrder('PO1003');
    expect((await statusesOf(account, 6))[3]).toBe('CANCELLED');
    expect((await statusesOf(account, 6)).filter((status) => status === 'NEW')).toHaveLength(5);
  });

  it('are read alone when lists fail', async () => {
    const account = await withOrders(6);
    account.local.addFault({ operation: 'getOrders', fault: { kind: 'status', status: 503 }, times: 'always' });
    expect(await statusesOf(account, 6)).toEqual(Array(6).fill('NEW'));
    expect([asked(account, 'getOrder'), asked(account, 'getOrders')]).toEqual([6, 1]);
  });
});

describe('whether orders are cancelled', () => {
  const areCancelled = (account: WithOrders, count: number, maxAgeMs: number): Promise<boolean[]> => {
    const ask = { ...soon(account), maxAgeMs, orderedAt: account.orderedAt };
    return Promise.all(numbers(count).map((number) => account.amazon.reads.isCancelled(number, ask)));
  };
  const sweep = async (account: LocalAccount, limit = 100): Promise<void> => {
    const window = { createdAfter: account.clock() - 60 * MINUTE, createdBefore: account.clock() };
    let nextToken: string | undefined;
    do {
      const query = { status: 'CANCELLED', includeDetails: false, limit } as const;
      const token = nextToken === undefined ? {} : { nextToken };
      ({ nextToken } = await account.amazon.reads.orders(window, { ...query, ...token, ...soon(account) }));
    } while (nextToken !== undefined);
  };

  it('costs no call after a sweep that is young enough', async () => {
    const account = await withOrders(50);
    account.local.cancelOrder('PO1007');
    account.skip(MINUTE);
    await sweep(account);
    account.skip(10 * MINUTE);
    const cancelled = await areCancelled(account, 50, 15 * MINUTE);
    expect(numbers(50).filter((_, index) => cancelled[index])).toEqual(['PO1007']);
    expect([asked(account, 'getOrder'), asked(account, 'getOrders')]).toEqual([0, 1]);
  });

  it('is known from all pages of a sweep, and not from some', async () => {
    const account = await withOrders(10);
    for (const number of ['PO1001', 'PO1005']) account.local.cancelOrder(number);
    account.skip(MINUTE);
    const window = { createdAfter: account.clock() - 60 * MINUTE, createdBefore: account.clock() };
    const query = { status: 'CANCELLED', includeDetails: false, limit: 1, ...soon(account) } as const;
    await account.amazon.reads.orders(window, query);
    const ask = { ...soon(account), maxAgeMs: 15 * MINUTE, orderedAt: account.orderedAt };
    expect(await account.amazon.reads.isCancelled('PO1005', ask)).toBe(true);
    expect(asked(account, 'getOrder')).toBe(1);
    await sweep(account, 1);
    expect(await account.amazon.reads.isCancelled('PO1002', ask)).toBe(false);
    expect(asked(account, 'getOrder')).toBe(1);
  });

  it('is asked of one list, for all that come together, where no sweep is young enough', async () => {
    const account = await withOrders(25);
    account.local.cancelOrder('PO1007');
    account.skip(MINUTE);
    const cancelled = await areCancelled(account, 25, 0);
    expect(numbers(25).filter((_, index) => cancelled[index])).toEqual(['PO1007']);
    expect([asked(account, 'getOrder'), asked(account, 'getOrders')]).toEqual([1, 1]);
  });

  it('is asked of the order itself when it is alone, or its date is not given', async () => {
    const account = await withOrders(2);
    const { reads } = account.amazon;
    expect(await areCancelled(account, 1, 0)).toEqual([false]);
    await Promise.all(numbers(2).map((number) => reads.isCancelled(number, { ...soon(account), maxAgeMs: 0 })));
    expect([asked(account, 'getOrder'), asked(account, 'getOrders')]).toEqual([3, 0]);
  });
});

describe('new orders that are read together', () => {
  const readAll = async (account: LocalAccount, wanted: string[], { leftMs = 45_000 } = {}) => {
    const ask = { ...soon(account), attemptEndsAt: account.clock() + leftMs, maxAgeMs: 30_000 };
    return Promise.all(wanted.map((number) => account.amazon.reads.order(number, ask)));
  };
  const calls = (account: LocalAccount): number[] => [asked(account, 'getOrder'), asked(account, 'getOrders')];
  const json = (raw: Uint8Array): unknown => {
    const body = JSON.parse(new TextDecoder().decode(raw)) as { payload?: unknown };
    return body.payload ?? body;
  };

  it.each([
    // orders, reads alone, pages
    [1, 1, 0],
    [9, 1, 1],
    [100, 1, 1],
    [500, 1, 5],
  ])('%i cost %i reads alone and %i pages', async (count, alone, pages) => {
    const account = await withOrders(count);
    const found = await readAll(account, numbers(count));
    expect(found.map(({ order }) => order.purchaseOrderNumber)).toEqual(numbers(count));
    expect(calls(account)).toEqual([alone, pages]);
  });

  it('are the same as each would be alone, with restricted tokens only, and leave nothing personal in logs', async () => {
    const account = await withOrders(0);
    account.local.addOrders(
      numbers(10).map((purchaseOrderNumber) => ({ purchaseOrderNumber, labelMode: 'vendor-carrier' as const })),
    );
    account.skip(1);
    const together = await readAll(account, numbers(10));
    for (const [index, number] of numbers(10).entries()) {
      const alone = await account.amazon.reads.order(number, soon(account));
      expect(together[index]?.order).toEqual(alone.order);
      expect(json(together[index]?.raw ?? new Uint8Array())).toEqual(json(alone.raw));
    }
    for (const operation of ['getOrder', 'getOrders'] as const) {
      for (const { tokenKind } of account.local.received({ operation })) expect(tokenKind).toBe('rdt');
    }
    const { orderDetails } = json(together[9]?.raw ?? new Uint8Array()) as {
      orderDetails: { shipToParty: { name: string; addressLine1: string } };
    };
    const { name, addressLine1 } = orderDetails.shipToParty;
    expect(`${name} ${addressLine1}`).toMatch(/\w \w/);
    expect(account.log()).not.toContain(name);
    expect(account.log()).not.toContain(addressLine1);
  });

  it('are read alone, at once, by whoever wants them afresh', async () => {
    const account = await withOrders(10);
    await Promise.all(numbers(10).map((number) => account.amazon.reads.order(number, soon(account))));
    expect(calls(account)).toEqual([10, 0]);
  });

  it('that come one after the other cost no more pages', async () => {
    const account = await withOrders(300);
    const rest = numbers(300);
    while (rest.length > 0) {
      await readAll(account, rest.splice(0, 30));
      account.skip(300);
    }
    // The first after a pause is taken for a lone one.
    const [alone, pages] = calls(account);
    expect(alone).toBeLessThanOrEqual(10);
    expect(pages).toBe(3);
  });

  it('are read alone where the list does not show them: unknown, older than a day, cancelled', async () => {
    const account = await withOrders(20);
    const line = [{ vendorProductIdentifier: 'SKU-1', amount: 1 }];
    account.local.addOrder({
      purchaseOrderNumber: 'OLD1',
      availableAt: account.orderedAt - 25 * 60 * MINUTE,
      lines: line,
    });
    account.local.cancelOrder('PO1003');
    const unknown = account.amazon.reads.order('NONE1', { ...soon(account), maxAgeMs: 30_000 });
    const [refused, found] = await Promise.all([
      unknown.catch((error: unknown) => error),
      readAll(account, [...numbers(20), 'OLD1']),
    ]);
    expect(refused).toMatchObject({ kind: 'NotFound' });
    expect(found.map(({ order }) => order.purchaseOrderNumber)).toEqual([...numbers(20), 'OLD1']);
    expect(found.map(({ order }) => order.orderDetails.orderStatus).indexOf('CANCELLED')).toBe(3);
    expect(calls(account)).toEqual([3, 1]);
  });

  it.each<[string, Fault, number[]]>([
    // what is wrong with the list, reads alone and pages
    ['in a status that was added since', { kind: 'unknown-enum', value: 'ON_HOLD' }, [12, 1]],
    ['nowhere in it', { kind: 'empty-payload' }, [12, 1]],
    ['without its envelope', { kind: 'missing-payload' }, [1, 1]],
  ])('are read all the same when the list shows them %s', async (_name, fault, expected) => {
    const account = await withOrders(12);
    account.local.addFault({ operation: 'getOrders', fault });
    const found = await readAll(account, numbers(12));
    expect(found.map(({ order }) => order.purchaseOrderNumber)).toEqual(numbers(12));
    expect(found.map(({ order }) => order.orderDetails.orderStatus)).toEqual(Array(12).fill('NEW'));
    expect(calls(account)).toEqual(expected);
  });

  it('do not suffer from one among them that cannot be understood, which fails as it would alone', async () => {
    const account = await withOrders(12);
    const whole = new Map<string, unknown>();
    for (const number of numbers(12)) {
      whole.set(number, json((await account.amazon.reads.order(number, soon(account))).raw));
    }
    whole.set('PO1005', { purchaseOrderNumber: 'PO1005', orderDetails: { orderStatus: 'NEW' } });
    const server = await startHttpServer((response, { url }) => {
      const number = /purchaseOrders\/(\w+)/.exec(url)?.[1];
      if (url.startsWith('/tokens/')) response.end('{"restrictedDataToken":"made-up","expiresIn":3600}');
      else response.end(JSON.stringify({ payload: number ? whole.get(number) : { orders: [...whole.values()] } }));
    });
    try {
      const odd = await withOrders(0, { endpoint: server.url });
      const ask = { ...soon(odd), maxAgeMs: 30_000 };
      const found = await Promise.allSettled(numbers(12).map((number) => odd.amazon.reads.order(number, ask)));
      expect(found.map(({ status }) => status).indexOf('rejected')).toBe(5);
      expect(found.filter(({ status }) => status === 'fulfilled')).toHaveLength(11);
      expect(found[5]).toMatchObject({
        reason: { kind: 'Unavailable', message: expect.stringMatching(/^getOrder: unexpected answer/) as unknown },
      });
      const paths = server.requests.map(({ url }) => url).filter((url) => url.includes('/purchaseOrders'));
      expect(paths.filter((url) => url.includes('?'))).toHaveLength(1);
      expect(paths).toHaveLength(3);
    } finally {
      await server.close();
    }
  });

  it('are found in a list that is long', async () => {
    const account = await withOrders(250);
    const others = Array.from({ length: 700 }, (_, index) => `ZZ${index}`);
    account.local.addOrders(
      others.map((purchaseOrderNumber) => ({
        purchaseOrderNumber,
        availableAt: account.orderedAt - 60 * MINUTE,
        lines: [{ vendorProductIdentifier: 'SKU-1', amount: 1 }],
      })),
    );
    await readAll(account, numbers(250));
    expect(calls(account)).toEqual([1, 3]);
  });

  it('are read alone when a page fails, and nobody fails for it', async () => {
    const account = await withOrders(12);
    account.local.addFault({ operation: 'getOrders', fault: { kind: 'status', status: 500 }, times: 'always' });
    expect(await readAll(account, numbers(12))).toHaveLength(12);
    expect(calls(account)).toEqual([12, 1]);
    await readAll(account, numbers(12));
    expect(calls(account)).toEqual([24, 1]);
  });

  it('are read alone, at once, when little of their attempts is left', async () => {
    const account = await withOrders(12);
    await readAll(account, numbers(12), { leftMs: 13_000 });
    expect(calls(account)).toEqual([12, 0]);
  });

  it('of two accounts are kept apart, though their numbers are the same', async () => {
    const [one, other] = [await withOrders(30), await withOrders(30)];
    other.local.cancelOrder('PO1007');
    const [ofOne, ofOther] = await Promise.all([readAll(one, numbers(30)), readAll(other, numbers(30))]);
    const statuses = (found: typeof ofOne) => found.map(({ order }) => order.orderDetails.orderStatus);
    expect(statuses(ofOne)).toEqual(Array(30).fill('NEW'));
    expect(statuses(ofOther).indexOf('CANCELLED')).toBe(7);
    expect([calls(one), calls(other)]).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });
});

describe('statuses of orders of a busy minute', () => {
  it.each([
    // orders of the minute, asked for, calls at most
    [800, 25, 11],
    [1_500, 25, 19],
    [800, 400, 11],
  ])('%i, of which %i are asked for, cost %i calls at most, time after time', async (count, wanted, most) => {
    const account = await withOrders(count);
    const some = numbers(count).filter((_, index) => index % (count / wanted) === 0);
    for (const round of [1, 2]) {
      const ask = { ...soon(account), maxAgeMs: 0, orderedAt: account.orderedAt };
      const statuses = await Promise.all(some.map((number) => account.amazon.reads.orderStatus(number, ask)));
      expect(statuses).toEqual(Array(wanted).fill('NEW'));
      expect(asked(account, 'getOrder') + asked(account, 'getOrders')).toBeLessThanOrEqual(round * most);
      account.skip(MINUTE);
    }
  });
});
