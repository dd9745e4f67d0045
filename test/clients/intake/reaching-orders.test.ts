import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { openDocuments, requireDocuments } from '../../../clients/carrier-location.js';
import { createDepart } from '../../../clients/intake/depart.js';
import { createReport } from '../../../clients/intake/report.js';
import { createIntakeServer } from '../../../clients/intake/server.js';
import { purchaseOrderWorkflowId } from '../../../workflows/purchase-order/messages.js';
import { reduce } from '../../../workflows/purchase-order/reducer.js';
import { initialState } from '../../../workflows/purchase-order/state.js';
import type { FulfillmentState } from '../../../workflows/purchase-order/state.js';
import { openReachedOrders } from '../stand-in/reached-orders.js';
import type { ReachedOrders } from '../stand-in/reached-orders.js';

const token = 'made-up-intake-token';
const occurredAt = '2026-01-07T20:20:00.000Z';
const scanned = (trackingNumber: string) => ({ trackingNumber, status: 'IN_TRANSIT', occurredAt });

describe('events about orders that are there', () => {
  const directory = mkdtempSync(join(tmpdir(), 'reaching-'));
  const store = { directory, keys: [{ id: 'test', key: randomBytes(32) }] };
  let orders: ReachedOrders;
  let url = '';
  let close = (): Promise<void> => Promise.resolve();
  beforeAll(async () => {
    orders = await openReachedOrders();
    const { client } = orders;
    const server = createIntakeServer({
      token,
      accounts: ['default', 'acme-eu'],
      keepsLocations: true,
      start: () => Promise.reject(new Error('not used')),
      depart: createDepart(client, 5_000),
      report: createReport({ client, documents: openDocuments(store), timeoutMs: 5_000 }),
      startNotice: () => Promise.reject(new Error('not used')),
      requestShipments: () => Promise.reject(new Error('not used')),
      reportParcel: () => Promise.reject(new Error('not used')),
      readiness: () => Promise.resolve(undefined),
      logger: pino({ level: 'silent' }),
    });
    url = await server.listen({ host: '127.0.0.1', port: 0 });
    close = () => server.close();
    await orders.startWorker();
  }, 60_000);
  afterAll(async () => {
    await close();
    await orders.stopWorker();
    rmSync(directory, { recursive: true });
  }, 30_000);

  const send = async (type: string, data: object, id?: string) => {
    const body = id === undefined ? data : { specversion: '1.0', id, source: '/wms', type, data };
    const response = await fetch(`${url}/events${id === undefined ? `/${type}` : ''}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, answer: (await response.json()) as { error?: { message: string } } };
  };

  describe("a carrier's event", () => {
    const report = (data: object, id?: string) => send('carrier.event', data, id);

    it('reaches the order that it names, with the account and the request id', async () => {
      await orders.put('NAMED');
      const { status, answer } = await report({ ...scanned('anything'), purchaseOrderNumber: 'NAMED' }, 'e-1');
      expect([status, answer]).toEqual([202, { workflowId: 'po/default/NAMED', signalled: true }]);
      await expect(orders.reached('NAMED')).resolves.toEqual([
        { ...scanned('anything'), requestId: expect.stringMatching(/^cloudevent-/), actor: 'intake' },
      ]);
    });

    it('that comes again has the same request id, so that it is done once', async () => {
      await orders.put('REPEATED');
      for (const id of ['e-2', 'e-2', 'e-3']) await report({ ...scanned('x'), purchaseOrderNumber: 'REPEATED' }, id);
      const ids = (await orders.reached('REPEATED')).map((event) => (event as { requestId: string }).requestId);
      expect(ids[0]).toBe(ids[1]);
      expect(ids[2]).not.toBe(ids[0]);
    });

    it.each([
      // what is given, what is on record, whether it is found
      ['1Z 77-a', 'trk:1Z 77-a', true],
      ['1z 77-b', 'trk:1Z77B', true],
      ['1Z77C', 'trk:1Z 77C', false],
      ["1Z'77", "trk:1Z'77", false],
    ])('for parcel %j finds the order with %j: %p', async (given, onRecord, isFound) => {
      const number = `TRK${Buffer.from(given).toString('hex')}`;
      await orders.put(number, { references: ['co:C1', onRecord] });
      const { status, answer } = await report(scanned(given));
      expect(status).toBe(isFound ? 202 : 404);
      if (isFound) expect(answer).toEqual({ workflowId: `po/default/${number}`, signalled: true });
      else expect(answer.error?.message).toMatch(/later, or name its purchaseOrderNumber/);
    });

    it('prefers the exact tracking number, and asks for the order where several have it', async () => {
      await orders.put('EXACT', { references: ['trk:ab-1'] });
      await orders.put('PLAIN', { references: ['trk:AB1'] });
      expect(await report(scanned('ab-1'))).toMatchObject({ status: 202, answer: { workflowId: 'po/default/EXACT' } });
      await orders.put('PLAIN2', { references: ['trk:AB1'] });
      const { status, answer } = await report(scanned('AB 1'));
      expect(status).toBe(409);
      expect(answer.error?.message).toMatch(/^2 orders have this tracking number: PLAIN2?, PLAIN2?\. Name/);
    });

    it("never reaches another account's order", async () => {
      await orders.put('THEIRS', { account: 'acme-eu', references: ['trk:EU1'] });
      expect(await report(scanned('EU1'))).toMatchObject({ status: 404 });
      expect(await report({ ...scanned('EU1'), purchaseOrderNumber: 'THEIRS' })).toMatchObject({ status: 404 });
      expect(await report({ ...scanned('EU1'), account: 'acme-eu' })).toMatchObject({ status: 202 });
      await expect(orders.reached('THEIRS', 'acme-eu')).resolves.toHaveLength(1);
    });

    it('is taken in for an order that has ended, and nothing is done', async () => {
      await orders.put('ENDED', { ended: 'COMPLETED', references: ['trk:OLD1'] });
      const answer = { workflowId: 'po/default/ENDED', signalled: false, state: 'COMPLETED' };
      expect(await report(scanned('OLD1'))).toEqual({ status: 200, answer });
      expect(await report({ ...scanned('x'), purchaseOrderNumber: 'ENDED' })).toEqual({ status: 200, answer });
    });

    it('is kept by the sender while no such order runs, and while it is stopped', async () => {
      expect(await report({ ...scanned('x'), purchaseOrderNumber: 'NOBODY' })).toMatchObject({ status: 404 });
      await orders.put('STOPPED', { references: ['trk:STOP1'] });
      await orders.client.workflow.getHandle(purchaseOrderWorkflowId('default', 'STOPPED')).terminate('test');
      expect(await report({ ...scanned('x'), purchaseOrderNumber: 'STOPPED' })).toMatchObject({ status: 404 });
    });

    it('keeps its location in the document store, before the order hears of it; the message holds nothing of it', async () => {
      await orders.put('LOCATED');
      const location = { name: 'Jane Doe', addressLine1: '1 Main St', countryCode: 'US' };
      await report({ ...scanned('x'), purchaseOrderNumber: 'LOCATED', location });
      await report({ ...scanned('x'), purchaseOrderNumber: 'LOCATED', location: { ...location } });
      const [first, second] = (await orders.reached('LOCATED')) as { locationDocumentId: string }[];
      expect(first).toEqual(second);
      const { bytes } = await openDocuments(store).get(first?.locationDocumentId ?? '');
      expect(JSON.parse(Buffer.from(bytes).toString())).toEqual(location);
      const history = await orders.client.workflow.getHandle('po/default/LOCATED').fetchHistory();
      expect(Buffer.from(JSON.stringify(history)).toString()).not.toMatch(/Jane|Main St/);
      const payloads = history.events?.map((event) => event.workflowExecutionSignaledEventAttributes?.input?.payloads);
      const texts = payloads?.flat().map((payload) => Buffer.from(payload?.data ?? []).toString());
      expect(texts?.join('')).toContain('locationDocumentId');
      expect(texts?.join('')).not.toMatch(/Jane|Main St/);
    });
  });

  describe('a departure', () => {
    const depart = (data: object, id?: string) => send('purchase-order.departed', data, id);
    const departedAt = '2026-01-05T22:05:00.000Z';

    it('is done once, however often it comes, and answers alike', async () => {
      await orders.put('LEAVES');
      const data = { purchaseOrderNumber: 'LEAVES', departedAt, manifestId: 'LOAD-17' };
      const answer = { workflowId: 'po/default/LEAVES', departed: true, state: 'CONFIRMING' };
      for (const id of ['d-1', 'd-1']) expect(await depart(data, id)).toEqual({ status: 202, answer });
      for (const id of [undefined, undefined]) expect(await depart(data, id)).toEqual({ status: 202, answer });
      await expect(orders.reached('LEAVES')).resolves.toMatchObject([
        { departedAt, manifestId: 'LOAD-17', actor: 'intake' },
        { departedAt, manifestId: 'LOAD-17', actor: 'intake' },
      ]);
    });

    it('that its order refuses is refused in its words, and may come again', async () => {
      await orders.put('REFUSES', { refuses: 'depart is possible while READY_TO_SHIP.' });
      for (let times = 0; times < 2; times += 1) {
        expect(await depart({ purchaseOrderNumber: 'REFUSES', departedAt }, 'd-2')).toEqual({
          status: 409,
          answer: { error: { message: 'depart is possible while READY_TO_SHIP.' } },
        });
      }
    });

    it.each([
      // how the order ended, status, answer
      ['COMPLETED', 200, { workflowId: 'po/default/ENDCOMPLETED', departed: false, state: 'COMPLETED' }],
      ['CANCELLED', 409, { error: { message: 'The order has ended: CANCELLED.' } }],
    ])('of an order that ended as %s is answered with %i', async (ended, status, answer) => {
      await orders.put(`END${ended}`, { ended });
      expect(await depart({ purchaseOrderNumber: `END${ended}`, departedAt })).toEqual({ status, answer });
    });

    it.each([
      // what the event says besides, status
      ['the departure on record', {}, 200],
      ['another time', { departedAt: '2026-01-05T23:05:00.000Z' }, 409],
      ['another tracking number', { trackingNumber: '1Z2' }, 409],
    ])('of an order that was completed with %s (%j) is answered with %i', async (what, more, expected) => {
      const number = `DONE${what.replaceAll(' ', '')}`;
      await orders.put(number, { ended: 'COMPLETED', departure: { departedAt, trackingNumber: '1Z1' } });
      const { status, answer } = await depart({ purchaseOrderNumber: number, departedAt, ...more });
      expect(status).toBe(expected);
      expect(answer).not.toHaveProperty('retry');
      if (status === 409) expect(JSON.stringify(answer)).toContain(`On record: departed at ${departedAt}`);
    });

    it.each<[FulfillmentState, boolean]>([
      ['RECEIVED', true],
      ['LABELLING', true],
      ['CONFIRMING', false],
    ])('that comes while the order is %s may be sent again later: %p', async (state, isLater) => {
      const refused = reduce(
        { ...initialState('default', 'PO1'), state },
        { action: 'depart', departure: { departedAt }, origin: {} },
        Date.parse(departedAt),
        'r-1',
      );
      const refuses = 'refusal' in refused ? refused.refusal : '';
      await orders.put(`NOTYET${state}`, { refuses });
      expect(await depart({ purchaseOrderNumber: `NOTYET${state}`, departedAt })).toEqual({
        status: 409,
        answer: { error: { message: refuses }, ...(isLater ? { retry: true } : {}) },
      });
    });

    it('of an order that nobody knows is kept by the sender', async () => {
      expect(await depart({ purchaseOrderNumber: 'NOBODY', departedAt })).toMatchObject({ status: 404 });
    });
  });

  it("while no worker runs, a carrier's event is durable; the order has it when one comes", async () => {
    await orders.put('ALONE');
    await orders.stopWorker();
    const { status } = await send('carrier.event', { ...scanned('x'), purchaseOrderNumber: 'ALONE' });
    expect(status).toBe(202);
    await orders.startWorker();
    await expect(orders.reached('ALONE')).resolves.toHaveLength(1);
  }, 60_000);

  it('a document store that cannot be used is found out at start, by name', async () => {
    const taken = join(directory, 'file');
    writeFileSync(taken, '');
    await expect(requireDocuments({ ...store, directory: taken })).rejects.toMatchObject({
      kind: 'machine',
      message: `DOCUMENTS_DIR: ${taken} cannot be used (ENOTDIR). Correct it.`,
    });
  });
});
