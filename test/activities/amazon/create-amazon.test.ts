import { afterEach, describe, expect, it } from 'vitest';
import { silentMetrics } from '../../../activities/metrics.js';
import { acceptance, failureOf, soon, startLocalAccount, submissionOf } from './local-account.js';
import type { LocalAccount } from './local-account.js';

let account: LocalAccount;
afterEach(() => account.stop());

describe('Amazon for one account', () => {
  it('logs every call with operation, order, status, request id and duration', async () => {
    account = await startLocalAccount();
    account.local.addOrder({ purchaseOrderNumber: 'PO1' });
    await account.amazon.reads.order('PO1', soon(account));
    const [request] = account.local.received({ operation: 'getOrder' });
    expect(account.logged().at(-1)).toMatchObject({
      level: 30,
      msg: 'called Amazon',
      operation: 'getOrder',
      businessId: 'PO1',
      outcome: 'ok',
      status: 200,
      requestId: request?.requestId,
      durationMs: expect.any(Number) as unknown,
    });
  });

  it('counts every call with account, operation and answer, and shows every operation as going on', async () => {
    const called: object[] = [];
    const open = new Map<string, boolean>();
    account = await startLocalAccount({
      metrics: {
        ...silentMetrics,
        called: (call) => void called.push(call),
        breaker: ({ operation, isOpen }) => void open.set(operation, isOpen),
      },
    });
    account.local.addOrder({ purchaseOrderNumber: 'PO1' });
    account.local.addFault({ operation: 'getOrder', fault: { kind: 'status', status: 500 } });
    await failureOf(account.amazon.reads.order('PO1', soon(account)));
    await account.amazon.reads.order('PO1', soon(account));
    const durationMs: unknown = expect.any(Number);
    expect(called).toEqual([
      { account: 'default', operation: 'createRestrictedDataToken', answer: 'ok', durationMs },
      { account: 'default', operation: 'getOrder', answer: 'Unavailable', durationMs },
      { account: 'default', operation: 'getOrder', answer: 'ok', durationMs },
    ]);
    expect([...open.keys()]).toContain('submitShipmentConfirmations');
    expect([...open.values()]).not.toContain(true);
  });

  it('counts the orders of every call that takes many', async () => {
    const batched: object[] = [];
    account = await startLocalAccount({ metrics: { ...silentMetrics, batched: (call) => void batched.push(call) } });
    const { local, amazon } = account;
    const numbers = ['PO1', 'PO2', 'PO3'];
    for (const purchaseOrderNumber of numbers) local.addOrder({ purchaseOrderNumber });
    const submit = (number: string, send = 1) =>
      amazon.submit(
        submissionOf(account, acceptance(account, number), { send, deadline: account.clock() + 24 * 3_600_000 }),
      );
    await Promise.all(numbers.map((number) => submit(number)));
    await submit('PO1', 2);
    const operation = 'submitAcknowledgement';
    expect(batched).toEqual([
      { account: 'default', operation, orders: 3 },
      { account: 'default', operation, orders: 1 },
    ]);
  });

  it('logs a read of a transaction by its id, not as an order', async () => {
    account = await startLocalAccount();
    await account.amazon.reads.transaction('no-such-transaction', soon(account));
    expect(account.logged().at(-1)).toMatchObject({
      operation: 'getTransactionStatus',
      transactionId: 'no-such-transaction',
    });
    expect(account.logged().at(-1)).not.toHaveProperty('businessId');
  });

  it('warns of calls that did not do what they should, with codes', async () => {
    account = await startLocalAccount();
    account.local.addFault({ operation: 'getOrder', fault: { kind: 'status', status: 500 } });
    await failureOf(account.amazon.reads.order('PO1', soon(account)));
    expect(account.logged().at(-1)).toMatchObject({
      level: 40,
      outcome: 'Unavailable',
      status: 500,
      codes: ['InternalFailure'],
    });
  });

  it('puts no token, secret, address or word of Amazon into logs and failures', async () => {
    account = await startLocalAccount({ httpTimeoutMs: 300 });
    const { local, amazon } = account;
    for (const [number, labelMode] of [
      ['PO1', 'amazon'],
      ['PO2', 'vendor-carrier'],
    ] as const) {
      local.addOrder({
        purchaseOrderNumber: number,
        labelMode,
        lines: [{ vendorProductIdentifier: 'SKU-1', amount: 1 }],
      });
    }
    const faults = [
      { kind: 'token-expired' },
      { kind: 'status', status: 400 },
      { kind: 'status', status: 500 },
      { kind: 'reply-lost' },
      { kind: 'slow', delayMs: 60_000 },
    ] as const;
    const failures: unknown[] = [];
    for (const fault of faults) {
      local.addFault({ operation: 'getOrder', fault });
      failures.push(await failureOf(amazon.reads.order('PO2', soon(account))));
    }
    local.addFault({ operation: 'submitAcknowledgement', fault: { kind: 'status', status: 400 } });
    failures.push(await amazon.submit(submissionOf(account, acceptance(account, 'PO1'))));
    await amazon.reads.order('PO2', soon(account));

    const text = [
      account.log(),
      ...failures.map((failure) => JSON.stringify(failure)),
      ...failures.map((failure) => (failure instanceof Error ? `${failure.stack} ${String(failure.cause)}` : '')),
    ].join('\n');
    const { LWA_CLIENT_ID, LWA_CLIENT_SECRET, LWA_REFRESH_TOKEN } = local.environment;
    const hidden = [
      ...[LWA_CLIENT_ID, LWA_CLIENT_SECRET, LWA_REFRESH_TOKEN, encodeURIComponent(LWA_REFRESH_TOKEN)],
      ...['Atza|', 'Atz.sprdt|', 'access_token', 'SKU-1', local.url],
      ...['has expired', 'invalid parameters', 'internal error', 'Access to requested resource'],
      ...local.personalData(),
    ];
    expect(text).toContain('called Amazon');
    expect(hidden.filter((secret) => text.includes(secret))).toEqual([]);
  });

  it('says who it is in a way that Amazon accepts', async () => {
    account = await startLocalAccount();
    await account.amazon.reads.transaction('unknown', soon(account));
    expect(account.local.received({ operation: 'getTransactionStatus' })[0]?.userAgent).toBe(
      `amazon-fulfillment-worker/0.0.0 (Language=TypeScript; Platform=${process.platform})`,
    );
  });

  it('learns from Amazon that the account has a lower rate', async () => {
    account = await startLocalAccount({
      quotas: {},
      local: { rates: { getTransactionStatus: { ratePerSecond: 2, burst: 2 } } },
    });
    const ask = soon(account);
    await account.amazon.reads.transaction('t0', ask);
    await Promise.all(['t1', 't2', 't3', 't4'].map((id) => failureOf(account.amazon.reads.transaction(id, ask))));
    const statuses = account.local.received({ operation: 'getTransactionStatus' }).map(({ status }) => status);
    expect(statuses.length).toBeGreaterThanOrEqual(4);
    expect(statuses).not.toContain(429);
  });

  it('keeps within the quota under load, nearest deadline first, and is never throttled', async () => {
    account = await startLocalAccount({ quotas: {} });
    const { reads } = account.amazon;
    const ask = soon(account);
    const calls = Array.from({ length: 25 }, (_, index) =>
      failureOf(reads.transaction(`t${index}`, { ...ask, deadline: 1_000 - index })),
    );
    const failures = await Promise.all(calls);
    const answered = account.local.received({ operation: 'getTransactionStatus' });
    expect(answered.filter(({ status }) => status === 429)).toEqual([]);
    expect(failures.filter((failure) => failure === undefined)).toHaveLength(answered.length);
    expect(answered.length).toBeGreaterThan(15);
    expect(answered[1]?.path.endsWith('/t24')).toBe(true);
  });
});
