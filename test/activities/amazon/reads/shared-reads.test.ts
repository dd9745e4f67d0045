import { afterEach, describe, expect, it } from 'vitest';
import type { WriteOperation } from '../../../../activities/amazon/amazon.js';
import type { OperationName } from '../../../../sandbox/amazon/options.js';
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
