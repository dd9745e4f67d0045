import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { controlClient } from '../../../sandbox/amazon/control-client.js';
import type { ControlClient } from '../../../sandbox/amazon/control-client.js';
import { minuteMs, startWithClients, userAgent } from './clients.js';
import type { Clients } from './clients.js';
import { acknowledgementOf } from './submissions.js';

let here: Clients;
let control: ControlClient;

beforeEach(async () => {
  here = await startWithClients();
  control = controlClient(here.amazon.url);
});

afterEach(async () => {
  await here.amazon.stop();
});

describe('the control over HTTP', () => {
  it('does and shows what the control in process does', async () => {
    const { amazon, clock, orders } = here;
    const order = await control.addOrder({ warehouse: 'WH09' });
    expect((await control.addOrders(2)).length + (await control.addOrders([{}])).length).toBe(3);
    await control.addFault({ operation: 'getOrder', fault: { kind: 'status', status: 503 } });
    expect(await control.faults()).toEqual(amazon.faults());
    await control.withdrawRole('getOrder');
    expect(await control.faults()).toHaveLength(2);
    await control.grantRole('getOrder');
    expect(await control.faults()).toEqual(amazon.faults());
    await control.clearFaults();
    await orders.submitAcknowledgement({ body: { orderAcknowledgements: [acknowledgementOf(order)] } });
    clock.advance(30 * minuteMs);
    const { purchaseOrderNumber } = order;
    expect(await control.order(purchaseOrderNumber)).toMatchObject({ orderStatus: 'ACCEPTED', warehouse: 'WH09' });
    expect(await control.order('NOSUCH')).toBeUndefined();
    expect(await control.cancelOrder(purchaseOrderNumber)).toBe(true);
    expect(await control.cancelOrder(purchaseOrderNumber)).toBe(false);
    expect(await control.orders()).toEqual(amazon.orders());
    expect(await control.received()).toEqual(amazon.received());
    expect(await control.transactions()).toEqual(amazon.transactions());
    expect(await control.violations()).toEqual([]);
    expect(await control.personalData()).toEqual(amazon.personalData());
    expect(await control.summary()).toEqual(amazon.summary());
    expect(await control.allowRelabel(purchaseOrderNumber)).toBe(true);
    await control.expireTokens();
    expect((await orders.getOrder({ purchaseOrderNumber })).status).toBe(403);
  });

  it('names the fault of a wrong argument', async () => {
    const call = (method: string, argument: unknown) =>
      here.http.post<{ error: string }>(`/control/${method}`, argument);
    const fault = await call('addFault', { operation: 'getOrder', fault: { kind: 'status' } });
    expect([fault.status, fault.data.error]).toEqual([400, expect.stringContaining('fault.status')]);
    expect((await call('addOrder', { labelmode: 'amazon' })).data.error).toContain('labelmode');
    await expect(control.addOrder({ purchaseOrderNumber: 'PO-1' })).rejects.toThrow('purchaseOrderNumber');
  });

  it('can be read with GET, and is no part of the record', async () => {
    const before = here.amazon.received().length;
    expect((await here.http.get('/control/summary')).data).toMatchObject({ result: { orders: 0 } });
    expect(here.amazon.received()).toHaveLength(before);
  });
});

describe('the record of requests', () => {
  it('tells operation, time, token, status, body and transaction, without the secrets of the login', async () => {
    const { amazon, clock, orders } = here;
    const order = amazon.addOrder();
    const { purchaseOrderNumber } = order;
    const body = { orderAcknowledgements: [acknowledgementOf(order)] };
    const answer = await orders.submitAcknowledgement({ body });
    await orders.getOrder({ purchaseOrderNumber });
    expect(amazon.received({ purchaseOrderNumber })).toEqual([
      {
        number: 3,
        at: clock(),
        operation: 'submitAcknowledgement',
        method: 'POST',
        path: '/vendor/directFulfillment/orders/v1/acknowledgements',
        query: {},
        purchaseOrderNumbers: [purchaseOrderNumber],
        tokenKind: 'lwa',
        userAgent,
        requestId: answer.headers['x-amzn-requestid'] as unknown,
        status: 202,
        connection: 'answered',
        transactionId: answer.data.payload?.transactionId,
        faults: [],
        body,
      },
      expect.objectContaining({ number: 4, operation: 'getOrder', tokenKind: 'rdt', status: 200 }),
    ]);
    expect(amazon.received({ since: 3 })).toHaveLength(1);
    expect(JSON.stringify(amazon.received({ operation: 'accessToken' }))).not.toContain('secret');
    expect(amazon.summary().requests).toEqual({
      accessToken: { '200': 1 },
      createRestrictedDataToken: { '200': 1 },
      submitAcknowledgement: { '202': 1 },
      getOrder: { '200': 1 },
    });
  });

  it('keeps the newest requests and all counts', async () => {
    const small = await startWithClients({ keepRequests: 10, rates: { getOrder: { ratePerSecond: 999, burst: 999 } } });
    for (let i = 0; i < 200; i++) await small.orders.getOrder({ purchaseOrderNumber: 'X' });
    const numbers = small.amazon.received().map((request) => request.number);
    await small.amazon.stop();
    expect(numbers.length).toBeLessThan(120);
    expect(numbers.at(-1)).toBe(202);
    expect(small.amazon.summary().requests['getOrder']).toEqual({ '404': 200 });
  });
});

describe('an order that is cancelled', () => {
  it('shows it at once, unless it has shipped', async () => {
    const { purchaseOrderNumber } = here.amazon.addOrder();
    expect(here.amazon.cancelOrder('NOSUCH')).toBe(false);
    expect(here.amazon.cancelOrder(purchaseOrderNumber)).toBe(true);
    const { data } = await here.orders.getOrder({ purchaseOrderNumber });
    expect(data.payload?.orderDetails?.orderStatus).toBe('CANCELLED');
    expect(here.amazon.summary().byStatus).toMatchObject({ NEW: 0, CANCELLED: 1 });
  });
});

describe('npm run sandbox:amazon', () => {
  const main = new URL('../../../sandbox/amazon/main.js', import.meta.url).pathname;

  it('prints the environment and serves until it is told to stop', async () => {
    const child = spawn(process.execPath, [main, '--orders', '2', '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [output] = (await once(child.stdout, 'data')) as [Buffer];
    const printed = JSON.parse(output.toString('utf8')) as { url: string; environment: object; orders: string[] };
    expect(Object.keys(printed.environment)).toEqual(Object.keys(here.amazon.environment));
    const served = await controlClient(printed.url).orders();
    expect(served.map((order) => order.purchaseOrderNumber)).toEqual(printed.orders);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('prints what a shell can read', async () => {
    const child = spawn(process.execPath, [main, '--orders', '1'], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      let output = '';
      // The numbers of the orders come last.
      for await (const text of child.stdout.setEncoding('utf8')) {
        output += text as string;
        if (output.includes('# purchase order')) break;
      }
      const exported = [...output.matchAll(/^export ([A-Z_]+)='[^']*'$/gm)].map(([, name]) => name);
      expect(exported).toEqual(Object.keys(here.amazon.environment));
    } finally {
      child.kill('SIGINT');
      await once(child, 'exit');
    }
  });

  it('explains itself', async () => {
    const child = spawn(process.execPath, [main, '--help'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [output] = (await once(child.stdout, 'data')) as [Buffer];
    expect(output.toString('utf8')).toMatch(/--port[^]*--orders[^]*--json/);
  });
});
