import { afterEach, describe, expect, it } from 'vitest';
import type { OperationName } from '../../../sandbox/amazon/options.js';
import type { Fault } from '../../../sandbox/amazon/faults.js';
import { startHttpServer } from './http-server.js';
import { acceptance, failureOf, soon, startLocalAccount, submissionOf } from './local-account.js';
import type { LocalAccount, LocalAccountOptions } from './local-account.js';

const started: LocalAccount[] = [];
afterEach(async () => {
  for (const account of started.splice(0)) await account.stop();
});

async function withOrder(options: LocalAccountOptions = {}): Promise<LocalAccount> {
  const account = await startLocalAccount(options);
  started.push(account);
  account.local.addOrder({
    purchaseOrderNumber: 'PO1',
    lines: [{ vendorProductIdentifier: 'SKU-1', amount: 1 }],
    orderDate: Date.parse('2026-01-05T12:00:00Z'),
    orderDateWithoutZone: true,
  });
  return account;
}

const asked = ({ local }: LocalAccount, operation: OperationName): number => local.received({ operation }).length;

describe('order', () => {
  it('comes parsed, and raw as received', async () => {
    const account = await withOrder();
    const { order, raw } = await account.amazon.reads.order('PO1', soon(account));
    expect(order).toMatchObject({
      purchaseOrderNumber: 'PO1',
      orderDetails: {
        orderStatus: 'NEW',
        orderDate: '2026-01-05T12:00:00.000Z',
        items: [
          { itemSequenceNumber: expect.any(String) as unknown, orderedQuantity: { amount: 1, unitOfMeasure: 'Each' } },
        ],
      },
    });
    const received = JSON.parse(new TextDecoder().decode(raw)) as object;
    expect(received).toMatchObject({
      payload: { orderDetails: { shipToParty: { name: expect.any(String) as unknown } } },
    });
  });

  it('is read with a restricted token', async () => {
    const account = await withOrder();
    await account.amazon.reads.order('PO1', soon(account));
    expect(account.local.received({ operation: 'getOrder' })).toMatchObject([{ tokenKind: 'rdt', status: 200 }]);
  });

  it.each([
    ['unknown', 'PO9', undefined],
    ['empty', 'PO1', { kind: 'empty-payload' }],
  ] as const)('%s is not found', async (_name, number, fault) => {
    const account = await withOrder();
    if (fault) account.local.addFault({ operation: 'getOrder', fault });
    const failure = await failureOf(account.amazon.reads.order(number, soon(account)));
    expect(failure).toMatchObject({ kind: 'NotFound', facts: { requestId: expect.any(String) as unknown } });
  });

  it.each([
    // status, answer, failure
    [
      400,
      '{"errors":[{"code":"InvalidInput","message":"Invalid PO ID."}]}',
      'NotFound',
      'getOrder: status 400, InvalidInput.',
    ],
    [
      200,
      '{"payload":{"purchaseOrderNumber":"PO1"}}',
      'Unavailable',
      'getOrder: unexpected answer, orderDetails: expected a value.',
    ],
    [200, '', 'Unavailable', 'getOrder: unreadable answer.'],
  ])('answered with %p %s fails with %s', async (status, answer, kind, message) => {
    const server = await startHttpServer((response, { url }) => {
      const isToken = url.startsWith('/tokens/');
      response.writeHead(isToken ? 200 : status);
      response.end(isToken ? '{"restrictedDataToken":"made-up","expiresIn":3600}' : answer);
    });
    const account = await withOrder({ endpoint: server.url });
    expect(await failureOf(account.amazon.reads.order('PO1', soon(account)))).toMatchObject({ kind, message });
    await server.close();
  });

  it('with an unknown status passes', async () => {
    const account = await withOrder();
    account.local.addFault({ operation: 'getOrder', fault: { kind: 'unknown-enum', value: 'ON_HOLD' } });
    const status = await account.amazon.reads.orderStatus('PO1', { ...soon(account), maxAgeMs: 0 });
    expect(status).toBe('ON_HOLD');
  });

  it('without the payload wrapper is read all the same', async () => {
    const account = await withOrder();
    account.local.addFault({ operation: 'getOrder', fault: { kind: 'missing-payload' } });
    expect(await account.amazon.reads.order('PO1', soon(account))).toMatchObject({
      order: { purchaseOrderNumber: 'PO1' },
    });
  });
});

describe('order status', () => {
  it.each([
    // age ms, greatest age ms, reads
    [1_000, 0, 2],
    [1_000, 60_000, 1],
    [60_000, 59_000, 2],
  ])('%p ms old, taken up to %p ms: %p reads', async (ageMs, maxAgeMs, reads) => {
    const account = await withOrder();
    await account.amazon.reads.order('PO1', soon(account));
    account.skip(ageMs);
    expect(await account.amazon.reads.orderStatus('PO1', { ...soon(account), maxAgeMs })).toBe('NEW');
    expect(asked(account, 'getOrder')).toBe(reads);
  });

  it('asked for at once by many is read once', async () => {
    const account = await withOrder();
    const ask = soon(account);
    const statuses = await Promise.all(
      Array.from({ length: 5 }, () => account.amazon.reads.orderStatus('PO1', { ...ask, maxAgeMs: 0 })),
    );
    expect(statuses).toEqual(Array.from({ length: 5 }, () => 'NEW'));
    expect(asked(account, 'getOrder')).toBe(1);
  });

  it('is not taken from a read that may outlast the asker', async () => {
    const account = await withOrder();
    const ask = soon(account);
    await Promise.all(
      [ask, { ...ask, attemptEndsAt: ask.attemptEndsAt - 1 }].map((each) =>
        account.amazon.reads.orderStatus('PO1', { ...each, maxAgeMs: 0 }),
      ),
    );
    expect(asked(account, 'getOrder')).toBe(2);
  });
});

describe('label', () => {
  it('is there once Amazon has it, and absent before', async () => {
    const account = await withOrder({ local: { latency: { default: { minMs: 0, medianMs: 0, maxMs: 0 } } } });
    await account.amazon.submit(submissionOf(account, acceptance(account, 'PO1')));
    account.skip(1_000);
    expect(await account.amazon.reads.label('PO1', soon(account))).toBeUndefined();
    const { sellingParty, shipFromParty } = acceptance(account, 'PO1');
    const request = { purchaseOrderNumber: 'PO1', sellingParty, shipFromParty };
    await account.amazon.submit(submissionOf(account, request, { operation: 'submitShippingLabelRequest' }));
    account.skip(1_000);
    expect(await account.amazon.reads.label('PO1', soon(account))).toMatchObject({
      labelFormat: 'PNG',
      labelData: [
        { content: expect.stringMatching(/^iVBOR/) as unknown, trackingNumber: expect.any(String) as unknown },
      ],
    });
    expect(account.local.violations()).toEqual([]);
  });

  it.each([
    ['404', { kind: 'status', status: 404 }],
    ['400 InvalidInput', undefined],
    ['an empty payload', { kind: 'empty-payload' }],
  ] as const)('is absent after %s', async (_name, fault) => {
    const account = await withOrder();
    if (fault) account.local.addFault({ operation: 'getShippingLabel', fault });
    expect(await account.amazon.reads.label(fault ? 'PO1' : 'PO9', soon(account))).toBeUndefined();
  });
});

describe('transaction', () => {
  it('is Processing, then Success', async () => {
    const account = await withOrder({
      local: { latency: { default: { minMs: 60_000, medianMs: 60_000, maxMs: 60_000 } } },
    });
    const sent = await account.amazon.submit(submissionOf(account, acceptance(account, 'PO1')));
    const id = sent.kind === 'accepted' ? (sent.transactionId ?? '') : '';
    expect(await account.amazon.reads.transaction(id, soon(account))).toEqual({ status: 'Processing', codes: [] });
    account.skip(120_000);
    expect(await account.amazon.reads.transaction(id, soon(account))).toEqual({ status: 'Success', codes: [] });
    expect(account.local.received({ operation: 'getTransactionStatus' })).toMatchObject([{ tokenKind: 'lwa' }, {}]);
  });

  it("that failed names its codes, and Amazon's words for the ledger", async () => {
    const account = await withOrder({ local: { latency: { default: { minMs: 0, medianMs: 0, maxMs: 0 } } } });
    account.local.addFault({
      operation: 'submitAcknowledgement',
      fault: { kind: 'transaction-failure', code: 'INVALID_ORDER_ID', message: 'Invalid order ID.' },
    });
    const sent = await account.amazon.submit(submissionOf(account, acceptance(account, 'PO1')));
    account.skip(1_000);
    const id = sent.kind === 'accepted' ? (sent.transactionId ?? '') : '';
    expect(await account.amazon.reads.transaction(id, soon(account))).toEqual({
      status: 'Failure',
      codes: ['INVALID_ORDER_ID'],
      errors: expect.stringContaining('Invalid order ID.') as unknown,
    });
  });

  it.each([
    ['400 "Invalid transmission ID."', undefined],
    ['404', { kind: 'status', status: 404 }],
  ] as const)('that Amazon does not know is Processing: %s', async (_name, fault) => {
    const account = await withOrder();
    if (fault) account.local.addFault({ operation: 'getTransactionStatus', fault });
    expect(await account.amazon.reads.transaction('unknown', soon(account))).toEqual({
      status: 'Processing',
      codes: [],
    });
  });
});

describe('reads that fail', () => {
  const cases: [Fault, object][] = [
    // fault, failure
    [
      { kind: 'status', status: 400 },
      { kind: 'Rejected', message: 'getOrder: status 400, InvalidRequest.' },
    ],
    [
      { kind: 'status', status: 429 },
      { kind: 'Throttled', facts: { retryAfterMs: 1_000 } },
    ],
    [
      { kind: 'status', status: 500 },
      { kind: 'Unavailable', message: 'getOrder: status 500, InternalFailure.' },
    ],
    [
      { kind: 'status', status: 503, html: true },
      { kind: 'Unavailable', message: 'getOrder: status 503.' },
    ],
    [
      { kind: 'status', status: 200, html: true },
      { kind: 'Unavailable', message: 'getOrder: unreadable answer.' },
    ],
    [{ kind: 'reset-before' }, { kind: 'Unavailable', message: 'getOrder: ECONNRESET.' }],
    [{ kind: 'reply-lost' }, { kind: 'Unavailable', message: 'getOrder: ECONNRESET.' }],
    [{ kind: 'slow', delayMs: 60_000 }, { kind: 'Unavailable' }],
  ];

  it.each(cases)('%j', async (fault, failure) => {
    const account = await withOrder({ httpTimeoutMs: 400 });
    account.local.addFault({ operation: 'getOrder', fault });
    expect(await failureOf(account.amazon.reads.order('PO1', soon(account)))).toMatchObject(failure);
    expect(asked(account, 'getOrder')).toBe(1);
  });

  it.each([401, 403] as const)('repeat once with a fresh restricted token after %p', async (status) => {
    const account = await withOrder();
    account.local.addFault({ operation: 'getOrder', fault: { kind: 'token-expired', status } });
    await account.amazon.reads.order('PO1', soon(account));
    expect(asked(account, 'createRestrictedDataToken')).toBe(2);
  });

  it('go on when all tokens expired', async () => {
    const account = await withOrder();
    await account.amazon.reads.order('PO1', soon(account));
    account.local.expireTokens();
    await account.amazon.reads.order('PO1', soon(account));
    expect(account.local.received({ operation: 'getOrder' }).map(({ status }) => status)).toEqual([200, 403, 200]);
  });

  it('stop one operation only when one role is missing', async () => {
    const account = await withOrder();
    const path = '/vendor/directFulfillment/shipping/v1/shippingLabels/{purchaseOrderNumber}';
    account.local.addFault({
      operation: 'createRestrictedDataToken',
      fault: { kind: 'rdt-refused', path },
      times: 'always',
    });
    for (const number of ['A1', 'A2', 'A3']) {
      const failure = await failureOf(account.amazon.reads.label(number, soon(account)));
      expect(failure).toMatchObject({ kind: 'NotPermitted', facts: { codes: ['InvalidInput'] } });
    }
    expect(await failureOf(account.amazon.reads.label('A4', soon(account)))).toMatchObject({ kind: 'Paused' });
    await account.amazon.reads.order('PO1', soon(account));
    expect(account.amazon.incidents()).toMatchObject([{ operation: 'getShippingLabel', cause: 'refusals' }]);
    expect(asked(account, 'getShippingLabel')).toBe(0);
  });

  it('are not begun when too little of the attempt is left', async () => {
    const account = await withOrder();
    const failure = await failureOf(
      account.amazon.reads.transaction('t', { deadline: 0, attemptEndsAt: account.clock() + 1_500 }),
    );
    expect(failure).toMatchObject({ kind: 'Throttled', facts: { retryAfterMs: 1_000 } });
    expect(asked(account, 'getTransactionStatus')).toBe(0);
  });

  it('are not made when the token took the time', async () => {
    const account = await withOrder();
    account.local.addFault({ operation: 'accessToken', fault: { kind: 'slow', delayMs: 600 } });
    const attemptEndsAt = account.clock() + 2_400;
    const failure = await failureOf(account.amazon.reads.transaction('t', { deadline: 0, attemptEndsAt }));
    expect(failure).toMatchObject({ kind: 'Throttled' });
    expect(asked(account, 'getTransactionStatus')).toBe(0);
  });

  it('end within the attempt', async () => {
    const account = await withOrder({ httpTimeoutMs: 60_000 });
    account.local.addFault({ operation: 'getTransactionStatus', fault: { kind: 'slow', delayMs: 60_000 } });
    const attemptEndsAt = account.clock() + 3_000;
    const failure = await failureOf(account.amazon.reads.transaction('t', { deadline: 0, attemptEndsAt }));
    expect(failure).toMatchObject({ kind: 'Unavailable' });
    expect(account.clock()).toBeLessThan(attemptEndsAt);
  });
});
