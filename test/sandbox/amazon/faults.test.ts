import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import axios from 'axios';
import type { Fault } from '../../../sandbox/amazon/faults.js';
import type { OperationName } from '../../../sandbox/amazon/options.js';
import type { MadeOrder } from '../../../sandbox/amazon/orders/order.js';
import {
  labelsPath,
  logIn,
  minuteMs,
  ordersPath,
  readingResources,
  startWithClients,
  transactionsPath,
} from './clients.js';
import type { Clients } from './clients.js';
import { acknowledgementOf, labelRequestOf } from './submissions.js';

let here: Clients;
let order: MadeOrder;

beforeEach(async () => {
  here = await startWithClients();
  order = here.amazon.addOrder();
});

afterEach(async () => {
  await here.amazon.stop();
});

const acknowledge = (...orders: MadeOrder[]) =>
  here.orders.submitAcknowledgement({ body: { orderAcknowledgements: orders.map((each) => acknowledgementOf(each)) } });
const read = () => here.orders.getOrder({ purchaseOrderNumber: order.purchaseOrderNumber });
const believed = () => here.amazon.order(order.purchaseOrderNumber);

function script(operation: OperationName, fault: Fault, more: object = {}): void {
  here.amazon.addFault({ operation, fault, ...more });
}

/** The status, or the code of the connection's error. */
async function ending(call: Promise<{ status: number }>): Promise<number | string> {
  try {
    return (await call).status;
  } catch (error) {
    return axios.isAxiosError(error) ? (error.code ?? error.message) : 'unknown';
  }
}

describe('where and how often a fault strikes', () => {
  it('is once by default, and on its operation only', async () => {
    script('getOrder', { kind: 'status', status: 503 });
    expect((await here.transactions.getTransactionStatus({ transactionId: 'T' })).status).toBe(400);
    expect([(await read()).status, (await read()).status]).toEqual([503, 200]);
    expect(here.amazon.faults()).toEqual([]);
  });

  it('is as often as scripted, after as many unharmed calls', async () => {
    script('getOrder', { kind: 'status', status: 500 }, { times: 2, after: 1 });
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) statuses.push((await read()).status);
    expect(statuses).toEqual([200, 500, 500, 200]);
  });

  it('is always until it is cleared', async () => {
    script('getOrder', { kind: 'status', status: 500 }, { times: 'always' });
    expect([(await read()).status, (await read()).status]).toEqual([500, 500]);
    here.amazon.clearFaults();
    expect((await read()).status).toBe(200);
  });

  it('is taken back for one operation and one parcel, and stays for the others', () => {
    const fault: Fault = { kind: 'status', status: 429 };
    script('purchaseShipment', fault, { parcel: 'P1', times: 'always' });
    script('purchaseShipment', fault, { parcel: 'P2', times: 'always' });
    script('getRates', fault, { parcel: 'P1', times: 'always' });
    const left = () => here.amazon.faults().map(({ operation, parcel }) => [operation, parcel]);
    here.amazon.clearFaults({ operation: 'purchaseShipment', parcel: 'P1' });
    expect(left()).toEqual([
      ['purchaseShipment', 'P2'],
      ['getRates', 'P1'],
    ]);
    here.amazon.clearFaults({ parcel: 'P1' });
    expect(left()).toEqual([['purchaseShipment', 'P2']]);
    here.amazon.clearFaults({ operation: 'purchaseShipment' });
    expect(left()).toEqual([]);
  });

  it('is on one order only, in a path, in a body and by its transaction', async () => {
    const other = here.amazon.addOrder();
    const { purchaseOrderNumber } = other;
    const fault: Fault = { kind: 'status', status: 503 };
    for (const operation of ['getOrder', 'submitAcknowledgement', 'getTransactionStatus'] as const) {
      script(operation, fault, { purchaseOrderNumber });
    }
    expect([(await read()).status, (await here.orders.getOrder({ purchaseOrderNumber })).status]).toEqual([200, 503]);
    expect([(await acknowledge(order)).status, (await acknowledge(other)).status]).toEqual([202, 503]);
    const ids = [await acknowledge(other), await acknowledge(here.amazon.addOrder())].map(
      ({ data }) => data.payload?.transactionId ?? '',
    );
    const statuses = [];
    for (const transactionId of ids.reverse()) {
      statuses.push((await here.transactions.getTransactionStatus({ transactionId })).status);
    }
    expect(statuses).toEqual([200, 503]);
  });
});

describe('faults in place of an answer', () => {
  it.each([
    [429, 'QuotaExceeded'],
    [500, 'InternalFailure'],
    [503, 'ServiceUnavailable'],
  ])('%i carries %s and no effect', async (status, code) => {
    script('submitAcknowledgement', { kind: 'status', status });
    const answer = await acknowledge(order);
    expect([answer.status, answer.data]).toMatchObject([status, { errors: [{ code }] }]);
    expect(believed()?.accepted.acknowledgements).toBe(0);
  });

  it('can be a page of HTML with Retry-After', async () => {
    script('getOrder', { kind: 'status', status: 503, html: true, retryAfterSeconds: 7 });
    const answer = await read();
    expect(answer.headers['content-type']).toMatch(/^text\/html/);
    expect(answer.headers['retry-after']).toBe('7');
    expect(answer.data).toMatch(/<html>/);
  });

  it('can be a 500 of something that was processed', async () => {
    script('submitAcknowledgement', { kind: 'status', status: 500, processed: true });
    expect((await acknowledge(order)).status).toBe(500);
    here.clock.advance(30 * minuteMs);
    expect(believed()).toMatchObject({ orderStatus: 'ACCEPTED', accepted: { acknowledgements: 1 } });
  });

  it('reset-before closes the connection and processes nothing', async () => {
    script('submitAcknowledgement', { kind: 'reset-before' });
    expect(await ending(acknowledge(order))).toBe('ECONNRESET');
    here.clock.advance(30 * minuteMs);
    expect(believed()).toMatchObject({ orderStatus: 'NEW', accepted: { acknowledgements: 0 } });
    expect(here.amazon.received({ operation: 'submitAcknowledgement' })).toMatchObject([
      { connection: 'destroyed', faults: ['reset-before'] },
    ]);
  });

  it('reply-lost processes and then destroys the connection', async () => {
    script('submitAcknowledgement', { kind: 'reply-lost' });
    expect(await ending(acknowledge(order))).toBe('ECONNRESET');
    here.clock.advance(30 * minuteMs);
    expect(believed()).toMatchObject({ orderStatus: 'ACCEPTED', accepted: { acknowledgements: 1 } });
    expect(here.amazon.received({ operation: 'submitAcknowledgement' })).toMatchObject([
      { connection: 'destroyed', status: 202, transactionId: expect.any(String), faults: ['reply-lost'] },
    ]);
  });

  it.each([
    ['at-once', 1],
    ['after-delay', 0],
  ] as const)('slow, processed %s: a client that gave up finds %i submissions', async (processed, count) => {
    script('submitAcknowledgement', { kind: 'slow', delayMs: 60_000, processed });
    const body = { orderAcknowledgements: [acknowledgementOf(order)] };
    expect(await ending(here.orders.submitAcknowledgement({ body }, { timeout: 200 }))).toBe('ECONNABORTED');
    expect(believed()?.accepted.acknowledgements).toBe(count);
  });

  it('slow answers after its delay', async () => {
    script('getOrder', { kind: 'slow', delayMs: 20 });
    expect((await read()).status).toBe(200);
  });

  it.each([
    ['token-expired', undefined, 403, /expired/],
    ['token-expired', 401, 401, /expired/],
    ['not-permitted', undefined, 403, /Unauthorized/],
    ['not-permitted', 401, 401, /Unauthorized/],
  ] as const)('%s with status %s is a %i', async (kind, status, answered, text) => {
    script('getOrder', { kind, ...(status === undefined ? {} : { status }) });
    const answer = await read();
    expect(answer.status).toBe(answered);
    expect(JSON.stringify(answer.data)).toMatch(text);
  });
});

describe('the loss of a role', () => {
  it('refuses every call to its operation until the role is granted again, and nothing else', async () => {
    here.amazon.withdrawRole('getOrder');
    expect([(await read()).status, (await read()).status]).toEqual([403, 403]);
    expect((await here.transactions.getTransactionStatus({ transactionId: 'T' })).status).toBe(400);
    here.amazon.grantRole('getOrder');
    expect((await read()).status).toBe(200);
  });

  it('leaves what else is scripted for later', async () => {
    script('getOrder', { kind: 'status', status: 503 });
    here.amazon.withdrawRole('getOrders');
    here.amazon.grantRole('getOrders');
    here.amazon.grantRole('getOrder');
    expect((await read()).status).toBe(503);
  });

  it('comes before what would happen to a call that is taken', async () => {
    const { purchaseOrderNumber } = order;
    here.amazon.withdrawRole('submitAcknowledgement');
    script('submitAcknowledgement', { kind: 'reply-lost' }, { purchaseOrderNumber });
    expect(await ending(acknowledge(order))).toBe(403);
    here.amazon.grantRole('submitAcknowledgement');
    expect(await ending(acknowledge(order))).toBe('ECONNRESET');
  });
});

describe('faults of transactions', () => {
  const outcomeAfter30Min = async (...orders: MadeOrder[]): Promise<string> => {
    const answer = await acknowledge(...orders);
    here.clock.advance(30 * minuteMs);
    return here.outcome(answer);
  };

  it('transaction-failure fails without effect', async () => {
    script('submitAcknowledgement', { kind: 'transaction-failure', code: 'INTERNAL_SERVER_ERROR' });
    expect(await outcomeAfter30Min(order)).toBe('Failure INTERNAL_SERVER_ERROR');
    expect(believed()?.orderStatus).toBe('NEW');
    expect(await outcomeAfter30Min(order)).toBe('Success');
    expect(here.amazon.violations()).toEqual([]);
  });

  it('transaction-failure can have taken effect all the same', async () => {
    script('submitAcknowledgement', { kind: 'transaction-failure', code: 'INTERNAL_SERVER_ERROR', effect: true });
    expect(await outcomeAfter30Min(order)).toBe('Failure INTERNAL_SERVER_ERROR');
    expect(believed()?.orderStatus).toBe('ACCEPTED');
  });

  it('transaction-failure of one order of a batch names none', async () => {
    const other = here.amazon.addOrder();
    const { purchaseOrderNumber } = other;
    script('submitAcknowledgement', { kind: 'transaction-failure', code: 'NotAvailable' }, { purchaseOrderNumber });
    expect(await outcomeAfter30Min(order, other)).toBe('Failure NotAvailable');
    expect(here.amazon.transactions()[0]?.entries.map(({ refusedBy }) => refusedBy)).toEqual([undefined, 'scripted']);
  });

  it.each([
    [true, 'ACCEPTED'],
    [false, 'NEW'],
  ])('never-success with effect %s stays Processing, the order is %s', async (effect, status) => {
    script('submitAcknowledgement', { kind: 'never-success', effect });
    const answer = await acknowledge(order);
    here.clock.advance(24 * 60 * minuteMs);
    expect(await here.outcome(answer)).toBe('Processing');
    expect(believed()?.orderStatus).toBe(status);
  });

  it('label-late keeps a label back after its Success', async () => {
    script('submitShippingLabelRequest', { kind: 'label-late', delayMs: 20 * minuteMs });
    await outcomeAfter30Min(order);
    const answer = await here.shipping.submitShippingLabelRequest({
      body: { shippingLabelRequests: [labelRequestOf(order)] },
    });
    here.clock.advance((here.amazon.transactions()[1]?.dueAt ?? 0) - here.clock());
    expect(await here.outcome(answer)).toBe('Success');
    const label = async () =>
      (await here.shipping.getShippingLabel({ purchaseOrderNumber: order.purchaseOrderNumber })).data;
    expect(await label()).toEqual({ payload: {} });
    here.clock.advance(20 * minuteMs);
    expect(await label()).toHaveProperty('payload.labelData');
  });

  it('cancelled-order cancels between the client’s look and its submission', async () => {
    script('submitAcknowledgement', { kind: 'cancelled-order' });
    expect((await read()).data.payload?.orderDetails?.orderStatus).toBe('NEW');
    expect(await outcomeAfter30Min(order)).toBe('Failure ORDER_CANCELLED');
    expect((await read()).data.payload?.orderDetails?.orderStatus).toBe('CANCELLED');
  });
});

describe('faults of tokens', () => {
  it.each([
    ['invalid_client', undefined, 401],
    ['server_error', 503, 503],
  ])('Login with Amazon says %s', async (error, status, answered) => {
    script('accessToken', { kind: 'lwa-error', error, ...(status === undefined ? {} : { status }) });
    const failure: unknown = await logIn(here.amazon).catch((thrown: unknown) => thrown);
    expect(axios.isAxiosError(failure) ? [failure.response?.status, failure.response?.data] : failure).toMatchObject([
      answered,
      { error },
    ]);
    expect(await logIn(here.amazon)).toMatch(/^Atza/);
  });

  const ask = async (...resources: typeof readingResources) =>
    (await here.tokens.createRestrictedDataToken({ body: { restrictedResources: resources } })).status;

  it('a restricted token is refused for one path, alone and among others', async () => {
    const path = `${labelsPath}/{purchaseOrderNumber}`;
    script('createRestrictedDataToken', { kind: 'rdt-refused', path }, { times: 'always' });
    expect(await ask(...readingResources)).toBe(400);
    expect(await ask({ method: 'GET', path })).toBe(400);
    expect(here.amazon.received().at(-1)?.faults).toEqual(['rdt-refused']);
    expect(await ask({ method: 'GET', path: labelsPath })).toBe(200);
  });

  it('a restricted token is refused for the combined request only', async () => {
    script('createRestrictedDataToken', { kind: 'rdt-refused', combined: true }, { times: 'always' });
    const answer = await here.tokens.createRestrictedDataToken({ body: { restrictedResources: readingResources } });
    expect([answer.status, answer.data]).toMatchObject([
      400,
      { errors: [{ message: 'Application do not have access to some or all requested resource' }] },
    ]);
    expect(await ask({ method: 'GET', path: ordersPath })).toBe(200);
  });
});

describe('odd answers', () => {
  it('unknown enum values', async () => {
    script('getOrder', { kind: 'unknown-enum', value: 'ON_HOLD' });
    script('getTransactionStatus', { kind: 'unknown-enum' });
    expect((await read()).data.payload?.orderDetails?.orderStatus).toBe('ON_HOLD');
    const { data } = await acknowledge(order);
    const transactionId = data.payload?.transactionId ?? '';
    const status = await here.http.get<unknown>(`${transactionsPath}/${transactionId}`);
    expect(status.data).toMatchObject({ payload: { transactionStatus: { status: 'SOMETHING_NEW' } } });
  });

  it('no payload wrapper (DF-1)', async () => {
    script('submitAcknowledgement', { kind: 'missing-payload' });
    expect((await acknowledge(order)).data).toEqual({ transactionId: expect.any(String) });
  });

  it('an empty payload', async () => {
    script('getShippingLabel', { kind: 'empty-payload' });
    const { purchaseOrderNumber } = order;
    expect((await here.shipping.getShippingLabel({ purchaseOrderNumber })).data).toEqual({ payload: {} });
  });
});
